// Takes a program's operations apart: their accesses to shared memory, and counts of what the hart does in between.
// Watches the in-order hart 0 of a System during its region of interest; shared is every line that an atomic accesses.
// Models: operations as a short uncontended run performs them; the first one only leads in.
// Units: events. Errors: std::runtime_error when less than two operations access shared memory.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "amoeba/base/statistics.h"
#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/lsu/memory_observer.h"
#include "amoeba/cores/traffic/local_work.h"
#include "amoeba/cores/traffic/traffic_access.h"
#include "amoeba/sims/cost_model/wait_counter.h"

namespace amoeba {

class Hart;
class System;

struct RecordedStep {
  TrafficAccess access;
  LocalWork before;     // from the access before to this one, the former's own cycle included
  LocalWork until_use;  // from this access to the first instruction that needs its value, its own cycle included
  bool ends_operation = false;
};

class OperationRecorder final : public MemoryObserver {
 public:
  OperationRecorder(System& system, const IsaExtensions& extensions, unsigned line_bytes);

  // The operations of the region of interest but the first.
  std::vector<RecordedStep> steps() const;

  void bound(const MemoryEvent&) override {}
  void passed(const MemoryEvent& event) override;
  void retired(const RetiredInstruction&) override {}
  void lost(unsigned, std::uint64_t, unsigned) override {}

 private:
  struct Access {
    Instruction instruction;
    LocalWork at;   // all local work before it
    LocalWork use;  // all local work before the first instruction that needs its value
    bool used = false;
    std::uint64_t operation = 0;
    std::uint64_t address = 0;  // physical
  };

  void executed(std::uint32_t raw);
  bool measured() const;
  LocalWork work_so_far() const;
  void note_uses(const Instruction& i, const LocalWork& now);
  std::vector<Access> shared_accesses() const;

  const Hart& hart_;
  const StatisticsRegistry& statistics_;
  const IsaExtensions extensions_;
  const std::uint64_t line_mask_;
  LocalWork work_;  // what the hart's own counters do not tell
  WaitCounter load_waits_, multiply_waits_;
  std::vector<Access> accesses_;           // of the region of interest
  std::size_t earlier_ = 0;                // accesses before it
  std::vector<std::uint64_t> addresses_;   // of all accesses that have passed, in program order
  std::array<std::size_t, 32> pending_{};  // register -> access + 1 whose value nobody has needed yet
};

}  // namespace amoeba
