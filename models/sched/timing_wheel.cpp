#include "amoeba/sched/timing_wheel.h"

#include <utility>

namespace amoeba {

void TimingWheel::clear() {
  heads_.fill(nullptr);
  occupied_.fill(0);
  reached_ = next_time_ = kNever;
  cursor_ = 0;
  overflow_.clear();
}

void TimingWheel::push_outside(Event& event) {
  if (event.time < cursor_) move_back(event.time);
  next_time_ = std::min(next_time_, event.time);
  if (event.time - cursor_ < span_) {
    insert(event);
  } else {
    overflow_.push(event);
  }
}

namespace {

// Into a list that is in order.
void link(Event*& head, Event& event) {
  Event** place = &head;
  while (*place != nullptr && (*place)->ranks_before(event)) place = &(*place)->next;
  event.next = *place;
  *place = &event;
}

}  // namespace

// Into the bucket whose time has come.
void TimingWheel::insert_in_order(Event& event) {
  const unsigned slot = event.time % kSpan;
  link(heads_[slot], event);
  occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
}

void TimingWheel::move_back(Tick time) {
  reached_ = kNever;
  cursor_ = time;
  if (latest() < time + span_) return;
  for (Event*& head : heads_) {
    for (Event* event = head; event != nullptr; event = event->next) overflow_.push(*event);
    head = nullptr;
  }
  occupied_.fill(0);
}

Tick TimingWheel::latest() const {
  Tick latest = 0;
  for (const Event* head : heads_)
    if (head != nullptr) latest = std::max(latest, head->time);
  return latest;
}

void TimingWheel::put_in_order(Event*& head) {
  Event* rest = std::exchange(head->next, nullptr);
  for (unsigned sorted = 1; rest != nullptr; ++sorted) {
    if (sorted == kMostInserted) return sort(head, rest);
    Event& event = *rest;
    rest = event.next;
    link(head, event);
  }
}

void TimingWheel::sort(Event*& head, Event* rest) {
  sorting_.clear();
  for (Event* event = head; event != nullptr; event = event->next) sorting_.push_back(event);
  for (Event* event = rest; event != nullptr; event = event->next) sorting_.push_back(event);
  std::sort(sorting_.begin(), sorting_.end(), [](const Event* a, const Event* b) { return a->ranks_before(*b); });
  Event** place = &head;
  for (Event* event : sorting_) {
    *place = event;
    place = &event->next;
  }
  *place = nullptr;
}

// Beyond the rest of the word that holds `start`; the bits before `start` in that word belong to the end of the span.
Tick TimingWheel::find_far(unsigned start) const {
  const unsigned words = occupied_.size();
  for (unsigned i = 1; i <= words; ++i) {
    const unsigned word = (start / 64 + i) % words;
    if (occupied_[word] == 0) continue;
    const unsigned slot = word * 64 + static_cast<unsigned>(__builtin_ctzll(occupied_[word]));
    return std::min(cursor_ + (slot - start) % kSpan, overflow_.next_time());
  }
  return overflow_.next_time();
}

}  // namespace amoeba
