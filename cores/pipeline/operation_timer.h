// Latency of the operations that a program marks: from the begin marker to the end marker or the completion of the last
// load or atomic issued in between, whichever is later. Stores are not waited for.
// Models: a histogram of cycles whose last bin collects everything longer; operations that overlap in time because an
// earlier one still waits for a response. Not modelled: nesting (a second begin forgets the first).
// Units: ticks, one per cycle.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "amoeba/base/ticks.h"

namespace amoeba {

class OperationTimer {
 public:
  static constexpr std::size_t kBins = 4097;  // 0 to 4095 cycles, and longer

  void reset() { *this = OperationTimer{}; }
  const std::vector<std::uint64_t>& histogram() const { return histogram_; }
  Tick longest() const { return longest_; }

  void begin(Tick at, bool counted) {
    if (inside()) {
      open_.back().end = at;
      open_.back().counted = false;
      retire();
    }
    open_.push_back({at, at, kNever, 0, counted});
    ++next_;
  }
  // Returns how many operations this closed for counting: 0 or 1. `last_hit` is when the last hit's value came.
  unsigned end(Tick at, Tick last_hit, bool counted) {
    if (!inside()) return 0;
    Operation& operation = open_.back();
    operation.end = at;
    operation.counted = operation.counted && counted;
    if (last_hit > operation.begin) operation.last = std::max(operation.last, last_hit);
    const unsigned closed = operation.counted ? 1 : 0;
    retire();
    return closed;
  }
  // The operation that an access issued now belongs to; 0: none.
  std::uint32_t current() const { return inside() ? next_ : 0; }
  // An access of the current operation was sent; it may have completed() within the call that sent it.
  void sent() {
    if (inside()) ++open_.back().pending;
  }
  void completed(std::uint32_t number, Tick at) {
    const std::uint32_t first = next_ - static_cast<std::uint32_t>(open_.size()) + 1;
    if (number == 0 || number < first || number > next_) return;
    Operation& operation = open_[number - first];
    --operation.pending;
    operation.last = std::max(operation.last, at);
    retire();
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(open_, next_, longest_, histogram_);
  }

 private:
  struct Operation {
    Tick begin;
    Tick last;
    Tick end;  // kNever while it is open
    std::int32_t pending;
    bool counted;
  };
  bool inside() const { return !open_.empty() && open_.back().end == kNever; }

  void retire() {
    while (!open_.empty() && open_.front().end != kNever && open_.front().pending == 0) {
      const Operation& operation = open_.front();
      const Tick latency = std::max(operation.end, operation.last) - operation.begin;
      if (operation.counted) {
        ++histogram_[std::min<Tick>(latency, kBins - 1)];
        longest_ = std::max(longest_, latency);
      }
      open_.pop_front();
    }
  }

  std::deque<Operation> open_;
  std::uint32_t next_ = 0;  // number of the youngest operation
  Tick longest_ = 0;        // latency
  std::vector<std::uint64_t> histogram_ = std::vector<std::uint64_t>(kBins);
};

}  // namespace amoeba
