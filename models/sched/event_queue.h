// Events and their order, and the queue kinds that keep it. A queue links events that somebody else owns (EventPool).
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "amoeba/base/ticks.h"

namespace amoeba {

enum class QueueKind : std::uint8_t {
  wheel,  // the fast one
  heap,   // its oracle: a wheel whose span is one tick, so that everything later waits in the heap
};

// Ordered by time, then by content, so that the order of insertion never matters.
struct Event {
  Tick time = kNever;
  std::uint64_t rank = 0;     // kind, destination, hash of requester and time
  std::uint64_t content = 0;  // source, sequence number of that source
  Event* next = nullptr;      // of the list that the event is in

  bool before(const Event& other) const { return time != other.time ? time < other.time : ranks_before(other); }
  // Of two events at the same time.
  bool ranks_before(const Event& other) const {
    return rank != other.rank ? rank < other.rank : content < other.content;
  }
};

// A binary heap of events: the overflow of the wheel, and the oracle that the wheel is tested against.
class EventHeap {
 public:
  // Not inline: far events are few, and the callers are hot.
  [[gnu::noinline]] void push(Event& event) {
    events_.push_back(&event);
    std::push_heap(events_.begin(), events_.end(), later);
    next_time_ = events_.front()->time;
  }
  bool empty() const { return events_.empty(); }
  Tick next_time() const { return next_time_; }
  Event& top() { return *events_.front(); }
  Event& pop() {
    std::pop_heap(events_.begin(), events_.end(), later);
    Event* event = events_.back();
    events_.pop_back();
    next_time_ = events_.empty() ? kNever : events_.front()->time;
    return *event;
  }
  void clear() {
    events_.clear();
    next_time_ = kNever;
  }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const Event* event : events_) visit(*event);
  }

 private:
  static bool later(const Event* a, const Event* b) { return b->before(*a); }
  std::vector<Event*> events_;
  Tick next_time_ = kNever;
};

}  // namespace amoeba
