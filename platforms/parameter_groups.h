// The groups of the parameter registry, one function each, by the part of the platform that they describe:
//   core_parameters.cpp       pipelines, memory order        cache_parameters.cpp    private caches
//   atomics_parameters.cpp    AMOs, LR and SC                coherence_parameters.cpp  protocol, home nodes
//   network_parameters.cpp    crossbar, networks             memory_parameters.cpp   main memory, DRAM
//   mmu_parameters.cpp        address translation            guest_parameters.cpp    virtual machines
// Each adds path, type, unit, range and meaning of its fields, and where a default comes from. Units and errors: as in
// configuration.h.
#pragma once
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"

namespace amoeba {

inline constexpr const char* kRocketCache =
    "Rocket's default, 64 sets of 4 ways of 64 bytes (rocket-chip, HellaCache.scala)";

void add_core(ParameterRegistry& registry, Configuration& c);
void add_ooo(ParameterRegistry& registry, OooCoreConfiguration& o);
void add_order(ParameterRegistry& registry, OrderConfiguration& o);
void add_cache(ParameterRegistry& registry, const std::string& group, CacheConfiguration& cache);
void add_data_array(ParameterRegistry& registry, DataCacheConfiguration& d);
void add_l2(ParameterRegistry& registry, L2Configuration& l2);
void add_ecc(ParameterRegistry& registry, const std::string& group, EccConfiguration& ecc, const char* writes);
void add_predictor(ParameterRegistry& registry, Configuration& c);
void add_placement(ParameterRegistry& registry, Configuration& c);
void add_reservation(ParameterRegistry& registry, Configuration& c);
void add_protocol(ParameterRegistry& registry, Configuration& c);
void add_home(ParameterRegistry& registry, Configuration& c);
void add_crossbar(ParameterRegistry& registry, Configuration& c);
void add_memory(ParameterRegistry& registry, Configuration& c);
void add_network(ParameterRegistry& registry, NetworkConfiguration& n);
void add_dram(ParameterRegistry& registry, DramConfiguration& d);
void add_dram_times(ParameterRegistry& registry, DramOverrides& times);

// The names of all replacement policies.
std::vector<std::string> replacement_names();

}  // namespace amoeba
