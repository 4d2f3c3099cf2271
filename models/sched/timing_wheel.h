// A timing wheel with one bucket per tick: push and pop in constant time for events of the near future.
// Events beyond the wheel's span wait in a heap. Entries of one tick are sorted when the wheel reaches it.
// Pushing before the time of the last top() or pop() is right but slow.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "amoeba/sched/event_queue.h"

namespace amoeba {

class TimingWheel {
 public:
  TimingWheel() { heads_.fill(kEnd); }

  void push(const EventEntry& entry) {
    if (entry.time < cursor_) rewind(entry.time);
    if (entry.time < next_time_) next_time_ = entry.time;
    if (entry.time == current_time_) {
      insert_current(entry);
    } else if (entry.time - cursor_ < kSpan) {
      insert_bucket(entry);
    } else {
      overflow_.push(entry);
    }
  }
  bool empty() const { return next_time_ == kNever; }
  Tick next_time() const { return next_time_; }
  const EventEntry& top() {
    if (current_time_ != next_time_) gather();
    return current_.back();
  }
  EventEntry pop() {
    EventEntry entry = top();
    current_.pop_back();
    if (current_.empty()) next_time_ = find_next();
    return entry;
  }
  void clear();
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const EventEntry& entry : current_) visit(entry);
    for (std::uint32_t head : heads_)
      for (std::uint32_t node = head; node != kEnd; node = nodes_[node].next) visit(nodes_[node].entry);
    overflow_.for_each(visit);
  }

 private:
  static constexpr Tick kSpan = 1024;  // ticks; a power of two
  static constexpr std::uint32_t kEnd = 0xffffffff;
  struct Node {
    EventEntry entry;
    std::uint32_t next;
  };

  void insert_bucket(const EventEntry& entry) {
    std::uint32_t node = free_;
    if (node == kEnd) {
      node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    } else {
      free_ = nodes_[node].next;
    }
    const unsigned slot = entry.time % kSpan;
    nodes_[node] = {entry, heads_[slot]};
    heads_[slot] = node;
    occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  }
  void insert_current(const EventEntry& entry);
  void rewind(Tick time);   // moves the span back; everything bucketed goes to the overflow
  void gather();            // moves the entries of next_time_ into current_, sorted
  Tick find_next() const;   // earliest entry when current_ is empty

  std::array<std::uint32_t, kSpan> heads_;
  std::array<std::uint64_t, kSpan / 64> occupied_{};
  std::vector<Node> nodes_;
  std::uint32_t free_ = kEnd;
  std::vector<EventEntry> current_;  // of current_time_, latest first
  Tick current_time_ = kNever;
  Tick cursor_ = 0;                  // every bucketed entry lies in [cursor_, cursor_ + kSpan)
  Tick next_time_ = kNever;
  EventHeap overflow_;
};

}  // namespace amoeba
