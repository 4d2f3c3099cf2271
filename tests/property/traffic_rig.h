// A memory system with checked traffic on every data port and readers on the fetch ports, protocol checkers in between
// and, if the configuration asks for it, before an external memory.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "amoeba/base/statistics.h"
#include "amoeba/cores/traffic/pattern_traffic.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/tlm/loosely_timed_adapter.h"
#include "amoeba/tlm/protocol_checker.h"
#include "atomic_repeater.h"
#include "checked_traffic.h"
#include "external_memory.h"

namespace amoeba {

class TrafficRig : public sc_core::sc_module {
 public:
  struct Load {
    unsigned lines = 10;
    unsigned outstanding = 1;
    unsigned accesses = 150;
    unsigned longest_think = 8;
    bool ordered = false;
    bool waits = false;
    bool leases = true;
    bool repeats_atomics = false;  // plants a fault: every eighth atomic that hits is executed twice
  };
  TrafficRig(const sc_core::sc_module_name& name, const Configuration& configuration, const Load& load,
             const std::optional<ProtocolTables>& tables = {});
  ~TrafficRig() override { memory_.reset(0); }  // returns the payloads of a run that broke off

  // Runs one seed to its end; returns what is wrong, empty when nothing is.
  std::string run(std::uint64_t seed);
  // Everything that must not depend on the scheduler's mode: statistics, end tick, memory.
  std::string fingerprint();
  MemorySystem& memory() { return memory_; }
  // How the caches of some tile break the inclusion, or the rules between instructions and data; empty when they do
  // not.
  std::string inclusion_fault(Inclusion inclusion);
  // Sum of the statistics whose name ends so.
  std::uint64_t count(const std::string& suffix) const;

 private:
  void bind_external_memory(const Configuration& configuration);
  Ledger::ReadMemory reader();
  void run_until(Tick end);
  void observe_tickets(Tick now);

  MemorySystem memory_;
  Load load_;
  std::uint64_t base_;
  Inclusion inclusion_;
  unsigned bytes_;
  Ledger ledger_;
  StatisticsRegistry registry_;
  std::unique_ptr<ExternalMemory> external_;
  std::unique_ptr<LooselyTimedAdapter> adapter_;
  std::vector<std::unique_ptr<ProtocolChecker<64>>> checkers_;
  std::vector<std::unique_ptr<AtomicRepeater>> repeaters_;
  std::vector<std::unique_ptr<CheckedTraffic>> agents_;
  std::vector<std::unique_ptr<PatternTraffic>> fetchers_;
};

// The first line in which two fingerprints differ.
std::string first_difference(const std::string& expected, const std::string& found);

// Tiny caches, so that a few hundred accesses meet every kind of eviction.
Configuration tiny_configuration(unsigned harts, unsigned line_bytes);

}  // namespace amoeba
