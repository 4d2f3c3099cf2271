// A queue of requests, in port order, linked through the requests themselves: it takes no memory of its own.
#pragma once
#include "amoeba/cache/port_request.h"

namespace amoeba {

class RequestList {
 public:
  bool empty() const { return size_ == 0; }
  unsigned size() const { return size_; }
  RequestSlot front() const { return first_; }
  void push_back(PortRequests& requests, RequestSlot slot) {
    (empty() ? first_ : requests[last_].next) = slot;
    last_ = slot;
    ++size_;
  }
  void pop_front(const PortRequests& requests) {
    first_ = requests[first_].next;
    --size_;
  }
  // Puts all of `others` before its own.
  void prepend(PortRequests& requests, RequestList& others) {
    if (others.empty()) return;
    if (empty()) {
      last_ = others.last_;
    } else {
      requests[others.last_].next = first_;
    }
    first_ = others.first_;
    size_ = static_cast<std::uint16_t>(size_ + others.size_);
    others.clear();
  }
  void clear() { size_ = 0; }

 private:
  RequestSlot first_ = 0;
  RequestSlot last_ = 0;
  std::uint16_t size_ = 0;
};

}  // namespace amoeba
