#include "amoeba/sched/timing_wheel.h"

namespace amoeba {

void TimingWheel::clear() {
  heads_.fill(kEnd);
  occupied_.fill(0);
  nodes_.clear();
  free_ = kEnd;
  sorted_time_ = next_time_ = kNever;
  cursor_ = latest_ = 0;
  overflow_.clear();
}

void TimingWheel::move_back(Tick time) {
  sorted_time_ = kNever;
  cursor_ = time;
  if (latest_ < time + kSpan) return;
  for (std::uint32_t& head : heads_) {
    for (std::uint32_t node = head; node != kEnd; node = nodes_[node].next) overflow_.push(nodes_[node].entry);
    head = kEnd;
  }
  occupied_.fill(0);
  nodes_.clear();
  free_ = kEnd;
  latest_ = 0;
}

void TimingWheel::reach_next() {
  cursor_ = next_time_;
  sorted_time_ = kNever;
  while (overflow_.next_time() == next_time_) insert(overflow_.pop());
  sorted_time_ = next_time_;
  std::uint32_t& head = heads_[next_time_ % kSpan];
  if (nodes_[head].next != kEnd) sort(head);
}

void TimingWheel::sort(std::uint32_t& head) {
  sorting_.clear();
  for (std::uint32_t node = head; node != kEnd; node = nodes_[node].next) sorting_.push_back(node);
  std::sort(sorting_.begin(), sorting_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return nodes_[a].entry.before(nodes_[b].entry); });
  std::uint32_t* place = &head;
  for (std::uint32_t node : sorting_) {
    *place = node;
    place = &nodes_[node].next;
  }
  *place = kEnd;
}

// The bits of the cursor's word that lie before it belong to the end of the span.
Tick TimingWheel::find_next() const {
  const unsigned start = cursor_ % kSpan, words = occupied_.size();
  const std::uint64_t from_start = ~std::uint64_t{0} << start % 64;
  for (unsigned i = 0; i <= words; ++i) {
    const unsigned word = (start / 64 + i) % words;
    const std::uint64_t bits = occupied_[word] & (i == 0 ? from_start : i == words ? ~from_start : ~std::uint64_t{0});
    if (bits == 0) continue;
    const unsigned slot = word * 64 + static_cast<unsigned>(__builtin_ctzll(bits));
    return std::min(cursor_ + (slot - start) % kSpan, overflow_.next_time());
  }
  return overflow_.next_time();
}

}  // namespace amoeba
