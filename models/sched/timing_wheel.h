// A timing wheel with one bucket per tick: push and pop in constant time for events of the near future.
// Events beyond the wheel's span wait in a heap. A bucket is put in order when its time comes: where the next event
// belongs in it is nothing that the host could foresee, and most buckets hold one. Pushing before the time of the last
// top() or pop() is right but may be slow.
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
    occupied_[slot / 64] &= ~(std::uint64_t{event.next == nullptr} << slot % 64);
    next_time_ = find_next(slot);
  }
  void clear();
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const Event* head : heads_)
      for (const Event* event = head; event != nullptr; event = event->next) visit(*event);
    overflow_.for_each(visit);
  }

 private:
  static constexpr Tick kSpan = 1024;            // ticks; a power of two
  static constexpr unsigned kMostInserted = 12;  // events of a tick, before sorting them is quicker
  using SlotSet = std::array<std::uint64_t, kSpan / 64>;

  void insert(Event& event) {
    if (event.time == reached_) return insert_in_order(event);
    prepend(event);
  }
  void prepend(Event& event) {
    const unsigned slot = event.time % kSpan;
    event.next = heads_[slot];
    heads_[slot] = &event;
    occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
  }
  void insert_in_order(Event& event);
  void push_outside(Event& event);  // of the span
  // The earliest event left, given the slot of cursor_.
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
    cursor_ = next_time_;
    while (overflow_.next_time() == next_time_) prepend(overflow_.pop());
    reached_ = next_time_;
    Event*& head = heads_[next_time_ % kSpan];
    if (head->next != nullptr) put_in_order(head);
  }
  void put_in_order(Event*& head);
  void sort(Event*& head, Event* rest);

  Tick span_;
  std::array<Event*, kSpan> heads_{};
  SlotSet occupied_{};
  Tick reached_ = kNever;  // whose bucket is in order
  Tick cursor_ = 0;        // every event in a bucket lies in [cursor_, cursor_ + span_)
  Tick next_time_ = kNever;
  EventHeap overflow_;
  std::vector<Event*> sorting_;
};

}  // namespace amoeba
