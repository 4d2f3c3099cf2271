// A timing wheel with one bucket per tick: push and pop in constant time for events of the near future.
// Events beyond the wheel's span wait in a heap. The events of a tick are sorted when the wheel reaches it.
// Pushing before the time of the last top() or pop() is right but may be slow.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "amoeba/sched/event_queue.h"

namespace amoeba {

class TimingWheel {
 public:
  explicit TimingWheel(QueueKind kind = QueueKind::wheel) : span_(kind == QueueKind::wheel ? kSpan : 1) {}

  void push(Event& event) {
    if (event.time < cursor_) move_back(event.time);
    next_time_ = std::min(next_time_, event.time);
    if (event.time - cursor_ < span_) {
      insert(event);
    } else {
      overflow_.push(event);
    }
  }
  bool empty() const { return next_time_ == kNever; }
  Tick next_time() const { return next_time_; }
  Event& top() {
    if (sorted_time_ != next_time_) reach_next();
    return *heads_[next_time_ % kSpan];
  }
  Event& pop() {
    Event& event = top();
    remove(event);
    return event;
  }
  // Takes out what top() returned.
  void remove(Event& event) {
    const unsigned slot = event.time % kSpan;
    heads_[slot] = event.next;
    if (event.next == nullptr) {
      occupied_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
      next_time_ = find_next(slot);
    }
  }
  void clear();
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const Event* head : heads_)
      for (const Event* event = head; event != nullptr; event = event->next) visit(*event);
    overflow_.for_each(visit);
  }

 private:
  static constexpr Tick kSpan = 1024;  // ticks; a power of two

  void insert(Event& event) {
    const unsigned slot = event.time % kSpan;
    Event** place = &heads_[slot];
    if (event.time == sorted_time_)
      while (*place != nullptr && (*place)->before(event)) place = &(*place)->next;
    event.next = *place;
    *place = &event;
    occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
  }
  // The earliest event left when the bucket of cursor_ has become empty.
  Tick find_next(unsigned start) const {
    const std::uint64_t later = occupied_[start / 64] >> start % 64;
    if (later != 0) return std::min(cursor_ + static_cast<unsigned>(__builtin_ctzll(later)), overflow_.next_time());
    return find_far(start);
  }
  Tick find_far(unsigned start) const;
  Tick latest() const;        // of the events in buckets
  void move_back(Tick time);  // the span begins at `time` again
  void reach_next();          // moves the span to next_time_ and sorts its bucket
  void sort(Event*& head);

  Tick span_;
  std::array<Event*, kSpan> heads_{};
  std::array<std::uint64_t, kSpan / 64> occupied_{};
  Tick sorted_time_ = kNever;  // whose bucket is sorted
  Tick cursor_ = 0;            // every event in a bucket lies in [cursor_, cursor_ + span_)
  Tick next_time_ = kNever;
  EventHeap overflow_;
  std::vector<Event*> sorting_;
};

}  // namespace amoeba
