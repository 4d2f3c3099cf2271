// Where the cycles of a hart go, in and out of its region of interest.
// Models: stalls on a memory response are split by the response's latency breakdown, in whole cycles, the rest to l1;
// trap handlers (entry to mret) are one kind; the cycles of a failed LR/SC attempt move to sc_retry, except those spent
// in a trap; whatever is left is compute (issue, pipeline latencies, load-to-use of hits, wfi, wrs).
// The kinds sum up to the cycles that passed, exactly, after close(); so do the cycles in each privilege mode.
// Units: ticks, one per cycle.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "amoeba/base/ticks.h"
#include "amoeba/cores/lsu/hart_statistics.h"

namespace amoeba {

class CycleAccount {
 public:
  void reset() { *this = CycleAccount{}; }

  HartCounters& counters(bool region) { return counters_[region]; }
  const HartCounters& counters(bool region) const { return counters_[region]; }
  HartCounters& current() { return counters_[region_]; }
  bool in_region() const { return region_; }
  Tick region_begin() const { return region_begin_; }
  Tick region_end() const { return region_end_; }
  // The hart goes on in this mode from booked() on, where the cycles and instructions before belong to the last one.
  void set_mode(HartMode mode) { mode_ = mode; }
  // Up to where cycles have their kind.
  Tick booked() const { return booked_; }
  // For memory, in traps too.
  Tick waited() const { return waited_; }

  // The hart waited from `from` to `to` for a response with this breakdown.
  void stall(Tick from, Tick to, const LatencyBreakdown& latency) {
    if (to <= from) return;
    const std::uint64_t waited = to - from;
    waited_ += waited;
    if (in_trap_) return;
    stalled_ += waited;
    const std::uint64_t sum = std::uint64_t{latency.cache} + latency.home + latency.interconnect + latency.memory;
    std::uint64_t rest = waited;
    const auto share = [&](CycleKind kind, std::uint64_t part) {
      const std::uint64_t cycles = sum == 0 ? 0 : waited * part / sum;
      kind_of(kind) += cycles;
      rest -= cycles;
    };
    share(CycleKind::home, latency.home);
    share(CycleKind::interconnect, latency.interconnect);
    share(CycleKind::memory, latency.memory);
    kind_of(CycleKind::l1) += rest;
  }
  // Books everything up to `at`. A trap or an issued instruction may already have booked beyond it.
  void close(Tick at) {
    book_instructions();
    if (at <= booked_) return;
    current().mode_cycles[static_cast<unsigned>(mode_)] += at - booked_;
    kind_of(in_trap_ ? CycleKind::trap : CycleKind::compute) += at - booked_ - stalled_;
    booked_ = at;
    stalled_ = 0;
  }

  void enter_trap(Tick at) {
    close(at);
    in_trap_ = true;
  }
  void leave_trap(Tick at) {
    close(at);
    in_trap_ = false;
  }

  void begin_attempt(Tick at) {
    close(at);
    before_attempt_ = current().cycles;
    attempting_ = true;
    if (!retrying_) sequence_begin_ = at;
  }
  // The SC that ends the attempt; false when it failed.
  void end_attempt(Tick at, bool success) {
    close(at);
    if (attempting_ && !success) move_to_retry();
    if (attempting_ && success) atomic_took(at - sequence_begin_, region_);
    retrying_ = attempting_ && !success;
    attempting_ = false;
  }

  // An AMO took so long, in or out of the region of interest.
  void atomic_took(Tick cycles, bool region) {
    std::uint64_t& longest = counters_[region].longest_atomic;
    longest = std::max<std::uint64_t>(longest, cycles);
  }

  void begin_region(Tick at) {
    switch_region(at, true);
    if (region_begin_ == kNever) region_begin_ = at;
  }
  void end_region(Tick at) {
    if (!region_) return;
    switch_region(at, false);
    region_end_ = at;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(counters_, booked_instructions_, before_attempt_, mode_, region_, in_trap_, attempting_, retrying_,
            sequence_begin_, booked_, stalled_, waited_, region_begin_, region_end_);
  }

 private:
  std::uint64_t& kind_of(CycleKind kind) { return current().cycles[static_cast<unsigned>(kind)]; }

  void book_instructions() {
    HartCounters& c = current();
    c.mode_instructions[static_cast<unsigned>(mode_)] += c.instructions - booked_instructions_[region_];
    booked_instructions_[region_] = c.instructions;
  }
  void move_to_retry() {
    auto& cycles = current().cycles;
    for (unsigned k = 0; k < kCycleKinds; ++k) {
      const auto kind = static_cast<CycleKind>(k);
      if (kind == CycleKind::sc_retry || kind == CycleKind::trap) continue;
      kind_of(CycleKind::sc_retry) += cycles[k] - before_attempt_[k];
      cycles[k] = before_attempt_[k];
    }
  }
  void switch_region(Tick at, bool region) {
    close(at);
    attempting_ = retrying_ = false;  // an attempt that spans the border is not moved
    region_ = region;
  }

  std::array<HartCounters, 2> counters_{};
  std::array<std::uint64_t, 2> booked_instructions_{};  // that belong to a mode
  std::array<std::uint64_t, kCycleKinds> before_attempt_{};
  HartMode mode_ = HartMode::machine;
  bool region_ = false;
  bool in_trap_ = false;
  bool attempting_ = false;
  bool retrying_ = false;    // the latest SC failed
  Tick sequence_begin_ = 0;  // of attempts up to one that succeeds
  Tick booked_ = 0;
  std::uint64_t stalled_ = 0;  // since booked_, booked to their kinds already
  Tick waited_ = 0;
  Tick region_begin_ = kNever;
  Tick region_end_ = kNever;
};

}  // namespace amoeba
