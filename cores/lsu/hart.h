// What a platform knows of a hart, whatever its pipeline: two sockets, leases, a scheduler, interrupts, statistics.
// Units: ticks of the cluster (one hart cycle is cycle_ticks of them).
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/address_map.h"
#include "amoeba/base/isa_extensions.h"
#include "amoeba/base/statistics.h"
#include "amoeba/cores/lsu/hart_statistics.h"
#include "amoeba/cores/lsu/memory_observer.h"
#include "amoeba/cores/lsu/region_counters.h"
#include "amoeba/sched/kernel_clock.h"
#include "amoeba/sched/scheduler.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

// Numbers of mip bits.
enum class InterruptLine : std::uint8_t { software = 3, timer = 7, supervisor_external = 9, external = 11 };
// Message opcode with which devices change a line of a hart: detail = line, state = level (0 or 1).
inline constexpr std::uint8_t kInterruptOpcode = 0xff;

struct HartEnvironment {
  Scheduler& scheduler;
  TileId tile;
  const KernelClock& clock;
  const AddressMap& addresses;
  LeaseSource& instruction_leases;
  LeaseSource& data_leases;
};

// Called for each retired instruction when tracing: tick, hart id, mode, pc (virtual), raw bits, disassembly.
using TraceSink = std::function<void(Tick, unsigned hart, HartMode mode, std::uint64_t pc, std::uint32_t raw,
                                     const std::string& text)>;

class Hart : public sc_core::sc_module, public Agent, public LeaseHolder {
 public:
  explicit Hart(const sc_core::sc_module_name& name)
      : sc_module(name), fetch_port("fetch_port"), data_port("data_port") {}

  tlm::tlm_initiator_socket<64> fetch_port;
  tlm::tlm_initiator_socket<64> data_port;

  virtual AgentId agent() const = 0;
  // Where the hart starts after reset().
  virtual void set_entry(std::uint64_t pc) = 0;
  virtual void set_trace(TraceSink sink) = 0;
  // Who is told of every memory operation; null: nobody. Changes no result, but costs host time.
  virtual void set_observer(MemoryObserver* observer) = 0;
  // Architectural state, for tests and debuggers. Register 0 to 31; 32 is the pc.
  virtual std::uint64_t read_register(unsigned index) const = 0;
  // Before the hart runs.
  virtual void write_register(unsigned index, std::uint64_t value) = 0;
  virtual const HartCounters& counters(bool region_of_interest) const = 0;
  // First and last tick of the region of interest; kNever when it was not entered.
  virtual Tick roi_begin() const = 0;
  virtual Tick roi_end() const = 0;
  // Latency in cycles of each marked operation inside the region of interest, as a histogram: bin -> count.
  virtual const std::vector<std::uint64_t>& operation_latencies() const = 0;
  // The largest of these, not cut at the histogram's end.
  virtual Tick longest_operation() const = 0;
  // What each labelled region did in the region of interest; null where the hart does not keep them apart.
  virtual const RegionTable* regions() const { return nullptr; }
  // What only some harts count, below `prefix`.
  virtual void register_statistics(StatisticsRegistry&, const std::string& /*prefix*/) const {}
};

}  // namespace amoeba
