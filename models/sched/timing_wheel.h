// A timing wheel with one bucket per tick: push and pop in constant time for events of the near future.
// Events beyond the wheel's span wait in a heap. A bucket is kept in order; a crowded one is sorted when its time
// comes. Pushing before the time of the last top() or pop() is right but may be slow.
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
    if (event.time - cursor_ < span_) {
      next_time_ = std::min(next_time_, event.time);
      insert(event);
    } else {
      push_outside(event);
    }
  }
  bool empty() const { return next_time_ == kNever; }
  Tick next_time() const { return next_time_; }
  Event& top() {
    if (reached_ != next_time_) reach_next();
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
  static constexpr unsigned kLongestWalk = 16;
  using SlotSet = std::array<std::uint64_t, kSpan / 64>;

  void insert(Event& event) {
    const unsigned slot = event.time % kSpan;
    Event*& head = heads_[slot];
    if (head == nullptr) occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
    if (head != nullptr && head->ranks_before(event)) {
      insert_behind(*head, event);
    } else {
      event.next = head;
      head = &event;
    }
  }
  void insert_behind(Event& head, Event& event);
  void push_outside(Event& event);  // of the span
  // The earliest event left when the bucket of cursor_ has become empty.
  Tick find_next(unsigned start) const {
    const std::uint64_t later = occupied_[start / 64] >> start % 64;
    if (later != 0) return std::min(cursor_ + static_cast<unsigned>(__builtin_ctzll(later)), overflow_.next_time());
    return find_far(start);
  }
  Tick find_far(unsigned start) const;
  Tick latest() const;        // of the events in buckets
  void move_back(Tick time);  // the span begins at `time` again
  // Moves the span to next_time_.
  void reach_next() {
    cursor_ = reached_ = next_time_;
    const unsigned slot = next_time_ % kSpan;
    if ((crowded_[slot / 64] >> slot % 64 & 1) != 0) sort(slot);
    while (overflow_.next_time() == next_time_) insert(overflow_.pop());
  }
  void sort(unsigned slot);

  Tick span_;
  std::array<Event*, kSpan> heads_{};
  SlotSet occupied_{};
  SlotSet crowded_{};      // buckets that may be out of order
  Tick reached_ = kNever;  // whose bucket is in order for certain
  Tick cursor_ = 0;        // every event in a bucket lies in [cursor_, cursor_ + span_)
  Tick next_time_ = kNever;
  EventHeap overflow_;
  std::vector<Event*> sorting_;
};

}  // namespace amoeba
