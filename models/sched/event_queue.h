// The order of events, and the queue kinds that implement it.
// An entry refers to a message in the scheduler's pool, or to the wake of an agent.
#pragma once
#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "amoeba/base/ticks.h"

namespace amoeba {

enum class QueueKind : std::uint8_t {
  wheel,  // the fast one
  heap,   // its oracle
};

// Ordered by time, then by content, so that the order of insertion never matters.
struct EventEntry {
  Tick time = kNever;
  std::uint64_t rank = 0;     // kind, destination, hash of requester and time
  std::uint64_t content = 0;  // source, sequence number of that source
  std::uint32_t index = 0;    // in the message pool

  bool before(const EventEntry& other) const {
    return std::tie(time, rank, content) < std::tie(other.time, other.rank, other.content);
  }
};

// A binary heap of entries: the overflow of the wheel, and the oracle that the wheel is tested against.
class EventHeap {
 public:
  void push(const EventEntry& entry) {
    entries_.push_back(entry);
    std::push_heap(entries_.begin(), entries_.end(), later);
  }
  bool empty() const { return entries_.empty(); }
  Tick next_time() const { return entries_.empty() ? kNever : entries_.front().time; }
  const EventEntry& top() const { return entries_.front(); }
  EventEntry pop() {
    std::pop_heap(entries_.begin(), entries_.end(), later);
    EventEntry entry = entries_.back();
    entries_.pop_back();
    return entry;
  }
  void clear() { entries_.clear(); }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const EventEntry& entry : entries_) visit(entry);
  }

 private:
  static bool later(const EventEntry& a, const EventEntry& b) { return b.before(a); }
  std::vector<EventEntry> entries_;
};

}  // namespace amoeba
