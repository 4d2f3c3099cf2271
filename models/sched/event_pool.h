// Recycles events of one type. An event stays where it is until it is released, so that an agent can read a message in
// place while it posts others.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "amoeba/sched/event_queue.h"

namespace amoeba {

template <class EventType>
class EventPool {
 public:
  EventType& acquire() {
    if (free_ == nullptr) grow();
    Event* event = free_;
    free_ = event->next;
    return static_cast<EventType&>(*event);
  }
  void release(EventType& event) {
    event.next = free_;
    free_ = &event;
  }
  void clear() {
    chunks_.clear();
    free_ = nullptr;
  }

 private:
  static constexpr std::size_t kChunk = 256;

  void grow() {
    chunks_.push_back(std::make_unique<EventType[]>(kChunk));
    for (std::size_t i = kChunk; i > 0; --i) release(chunks_.back()[i - 1]);
  }

  std::vector<std::unique_ptr<EventType[]>> chunks_;
  Event* free_ = nullptr;
};

}  // namespace amoeba
