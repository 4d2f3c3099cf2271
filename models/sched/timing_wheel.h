// A timing wheel with one bucket per tick: push and pop in constant time for events of the near future.
// Events beyond the wheel's span wait in a heap. The entries of a tick are sorted when the wheel reaches it.
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
  TimingWheel() { heads_.fill(kEnd); }

  void push(const EventEntry& entry) {
    if (entry.time < cursor_) move_back(entry.time);
    next_time_ = std::min(next_time_, entry.time);
    if (entry.time - cursor_ < kSpan) {
      insert(entry);
    } else {
      overflow_.push(entry);
    }
  }
  bool empty() const { return next_time_ == kNever; }
  Tick next_time() const { return next_time_; }
  const EventEntry& top() {
    if (sorted_time_ != next_time_) reach_next();
    return nodes_[heads_[next_time_ % kSpan]].entry;
  }
  EventEntry pop() {
    const EventEntry entry = top();
    const unsigned slot = entry.time % kSpan;
    const std::uint32_t node = heads_[slot];
    heads_[slot] = nodes_[node].next;
    nodes_[node].next = free_;
    free_ = node;
    if (heads_[slot] == kEnd) {
      occupied_[slot / 64] &= ~(std::uint64_t{1} << slot % 64);
      next_time_ = find_next();
    }
    return entry;
  }
  void clear();
  template <class Visit>
  void for_each(Visit&& visit) const {
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

  void insert(const EventEntry& entry) {
    std::uint32_t node = free_;
    if (node == kEnd) {
      node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    } else {
      free_ = nodes_[node].next;
    }
    const unsigned slot = entry.time % kSpan;
    std::uint32_t* place = &heads_[slot];
    if (entry.time == sorted_time_)
      while (*place != kEnd && nodes_[*place].entry.before(entry)) place = &nodes_[*place].next;
    nodes_[node] = {entry, *place};
    *place = node;
    occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
    latest_ = std::max(latest_, entry.time);
  }
  void move_back(Tick time);  // the span begins at `time` again
  void reach_next();          // moves the span to next_time_ and sorts its bucket
  void sort(std::uint32_t& head);
  Tick find_next() const;

  std::array<std::uint32_t, kSpan> heads_;
  std::array<std::uint64_t, kSpan / 64> occupied_{};
  std::vector<Node> nodes_;
  std::uint32_t free_ = kEnd;
  Tick sorted_time_ = kNever;  // whose bucket is sorted
  Tick cursor_ = 0;            // every bucketed entry lies in [cursor_, cursor_ + kSpan)
  Tick latest_ = 0;            // no bucketed entry is later
  Tick next_time_ = kNever;
  EventHeap overflow_;
  std::vector<std::uint32_t> sorting_;
};

}  // namespace amoeba
