#include "amoeba/sched/timing_wheel.h"

namespace amoeba {

namespace {
bool later(const EventEntry& a, const EventEntry& b) { return b.before(a); }
}  // namespace

void TimingWheel::clear() {
  heads_.fill(kEnd);
  occupied_.fill(0);
  nodes_.clear();
  free_ = kEnd;
  current_.clear();
  current_time_ = next_time_ = kNever;
  cursor_ = 0;
  overflow_.clear();
}

void TimingWheel::insert_current(const EventEntry& entry) {
  current_.insert(std::upper_bound(current_.begin(), current_.end(), entry, later), entry);
}

void TimingWheel::rewind(Tick time) {
  for (const EventEntry& entry : current_) overflow_.push(entry);
  current_.clear();
  for (std::uint32_t& head : heads_) {
    for (std::uint32_t node = head; node != kEnd; node = nodes_[node].next) overflow_.push(nodes_[node].entry);
    head = kEnd;
  }
  occupied_.fill(0);
  nodes_.clear();
  free_ = kEnd;
  current_time_ = kNever;
  cursor_ = time;
}

void TimingWheel::gather() {
  current_time_ = cursor_ = next_time_;
  const unsigned slot = next_time_ % kSpan;
  for (std::uint32_t node = heads_[slot]; node != kEnd;) {
    current_.push_back(nodes_[node].entry);
    const std::uint32_t next = nodes_[node].next;
    nodes_[node].next = free_;
    free_ = node;
    node = next;
  }
  heads_[slot] = kEnd;
  occupied_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
  while (overflow_.next_time() == next_time_) current_.push_back(overflow_.pop());
  if (current_.size() > 1) std::sort(current_.begin(), current_.end(), later);
}

Tick TimingWheel::find_next() const {
  const unsigned start = cursor_ % kSpan;
  for (unsigned i = 0; i <= occupied_.size(); ++i) {
    const unsigned word = (start / 64 + i) % occupied_.size();
    std::uint64_t bits = occupied_[word];
    if (i == 0) bits &= ~std::uint64_t{0} << (start % 64);
    if (i == occupied_.size()) bits &= ~(~std::uint64_t{0} << (start % 64));
    if (bits != 0) {
      const unsigned slot = word * 64 + static_cast<unsigned>(__builtin_ctzll(bits));
      return std::min(cursor_ + (slot - start) % kSpan, overflow_.next_time());
    }
  }
  return overflow_.next_time();
}

}  // namespace amoeba
