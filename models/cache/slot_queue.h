// A short queue of request slots that keeps its memory, unlike std::deque: most have one element most of the time.
#pragma once
#include <cstddef>
#include <vector>

#include "amoeba/cache/port_request.h"

namespace amoeba {

class SlotQueue {
 public:
  bool empty() const { return first_ == slots_.size(); }
  std::size_t size() const { return slots_.size() - first_; }
  RequestSlot front() const { return slots_[first_]; }
  RequestSlot back() const { return slots_.back(); }
  void push_back(RequestSlot slot) { slots_.push_back(slot); }
  void push_front(RequestSlot slot) {
    if (first_ > 0) {
      slots_[--first_] = slot;
    } else {
      slots_.insert(slots_.begin(), slot);
    }
  }
  void pop_front() {
    ++first_;
    if (empty()) clear();
  }
  void pop_back() {
    slots_.pop_back();
    if (empty()) clear();
  }
  void clear() {
    slots_.clear();
    first_ = 0;
  }

 private:
  std::vector<RequestSlot> slots_;
  std::size_t first_ = 0;
};

}  // namespace amoeba
