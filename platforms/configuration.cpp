// The registry of parameters: those of the whole system, and the groups in their order (parameter_groups.h).
#include "amoeba/platforms/configuration.h"

#include <utility>

#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

void add_system(ParameterRegistry& registry, Configuration& c) {
  registry.add("system.harts", &c.harts, "harts", "Number of harts, each with private L1 caches.").range(1, 1024);
  registry.add("system.seed", &c.seed, "", "Seed of every random choice; equal seeds give equal results.");
  registry.add("system.clock_hertz", &c.clock_hertz, "Hz", "Clock of harts, caches and interconnect.")
      .range(1'000'000, 100'000'000'000);
  registry.add("system.line_bytes", &c.line_bytes, "bytes", "Size of a cache line, in every cache.")
      .range(16, 256)
      .power_of_two()
      .source(kRocketCache);
  registry.add("system.strict", &c.strict, "",
               "Schedule every access instead of running ahead to the lookahead horizon; slower, same results.");
  registry.add("system.check_protocol", &c.check_protocol, "",
               "Put a TLM base-protocol checker on every socket of the hart ports.");
  registry.add(
      "system.check_order", &c.check_order, "",
      "Check every memory operation of the harts against the memory model while they run; values of loads too, "
      "where all atomics are near.");
  registry
      .add("system.region_account", &c.region_account, "",
           "Keep apart what harts in order do in each labelled region of their software: not at all, in the region of "
           "interest, or during the first operation that each hart marks; changes no result.")
      .choices({"off", "region-of-interest", "first-operation"});
  registry.add("system.queue", &c.queue, "", "Event queue of the scheduler; both give the same results.")
      .choices({"wheel", "heap"});
}

void add_devices(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("plic.sources", &c.plic_sources, "sources",
           "Sources of a platform-level interrupt controller at 0xc000000, for M and S mode of every hart, and of the "
           "doorbell at 0x10010000 by whose words software raises them; 0 stands for neither.")
      .range(0, 1023);
}

void add_energy(ParameterRegistry& registry, Configuration& c) {
  constexpr double kLimit = 1e9;
  registry.add("energy.instruction", &c.energy_instruction, "pJ", "Energy of one executed instruction.")
      .real_range(0, kLimit);
  registry.add("energy.l1", &c.energy_l1, "pJ", "Energy of one L1 access.").real_range(0, kLimit);
  registry.add("energy.l2", &c.energy_l2, "pJ", "Energy of one access to a private L2.").real_range(0, kLimit);
  registry.add("energy.home", &c.energy_home, "pJ", "Energy of one access to a home node.").real_range(0, kLimit);
  registry.add("energy.flit", &c.energy_flit, "pJ", "Energy of one beat through the crossbar, or over one link.")
      .real_range(0, kLimit);
  registry.add("energy.memory", &c.energy_memory, "pJ", "Energy of moving one line from or to memory.")
      .real_range(0, kLimit);
}

}  // namespace

ParameterRegistry parameters_of(Configuration& configuration) {
  // Parameters take their defaults from what the fields hold when they are added.
  static const Configuration defaults;
  const Configuration values = std::exchange(configuration, defaults);
  ParameterRegistry registry;
  add_system(registry, configuration);
  add_core(registry, configuration);
  add_ooo(registry, configuration.ooo);
  add_order(registry, configuration.order);
  add_mmu(registry, configuration.mmu);
  add_guest(registry, configuration.guest);
  add_cache(registry, "l1i", configuration.l1i);
  add_cache(registry, "l1d", configuration.l1d);
  add_data_array(registry, configuration.l1d_array);
  add_ecc(registry, "l1d", configuration.l1d_ecc, "stores and SCs; an AMO reads anyway.");
  add_l2(registry, configuration.l2);
  add_placement(registry, configuration);
  add_predictor(registry, configuration);
  add_reservation(registry, configuration);
  add_protocol(registry, configuration);
  add_home(registry, configuration);
  add_ecc(registry, "home", configuration.slice_ecc, "partial writes of I/O; an atomic reads anyway.");
  add_crossbar(registry, configuration);
  add_memory(registry, configuration);
  add_network(registry, configuration.network);
  add_dram(registry, configuration.dram);
  add_dram_times(registry, configuration.dram.times);
  add_devices(registry, configuration);
  add_energy(registry, configuration);
  configuration = values;
  return registry;
}

void apply_setting(Configuration& configuration, std::string_view assignment) {
  parameters_of(configuration).set(assignment);
}

}  // namespace amoeba
