// The read or the write queue of a DRAM controller: entries in order of arrival, with a limit.
// Models: look-up by line and by row, and the time that entries spend in it.
// Not modelled: which entry is served next (the controller decides). Units: entries, ticks.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "amoeba/dram/dram_device.h"
#include "amoeba/sched/message.h"

namespace amoeba {

struct DramRequest {
  std::uint64_t line = 0;
  Tick arrival = 0;
  Tick queued = 0;  // when it got its entry
  DramPlace place;
  BufferId buffer = kNoBuffer;  // what a read will return
  AgentId source = kNoAgent;
  AgentId requester = kNoAgent;
  std::uint16_t tag = 0;
  bool write = false;
  bool counted = false;
  std::uint32_t network = 0;  // ticks on the way so far
};

class RequestQueue {
 public:
  explicit RequestQueue(std::size_t limit) : limit_(limit) { requests_.reserve(limit); }

  bool full() const { return requests_.size() == limit_; }
  bool empty() const { return requests_.empty(); }
  std::size_t size() const { return requests_.size(); }
  const DramRequest& operator[](std::size_t index) const { return requests_[index]; }
  const DramRequest& oldest() const { return requests_.front(); }
  auto begin() const { return requests_.begin(); }
  auto end() const { return requests_.end(); }

  void push(const DramRequest& request, Tick now) {
    requests_.push_back(request);
    requests_.back().queued = now;
    peak_ = std::max<std::uint64_t>(peak_, requests_.size());
  }
  DramRequest take(std::size_t index, Tick now) {
    const DramRequest request = requests_[index];
    requests_.erase(requests_.begin() + static_cast<std::ptrdiff_t>(index));
    waited_ += now - request.queued;
    return request;
  }
  bool holds(std::uint64_t line) const {
    return std::any_of(begin(), end(), [line](const DramRequest& request) { return request.line == line; });
  }
  bool wants_row(const DramPlace& place) const {
    return std::any_of(begin(), end(), [&](const DramRequest& request) { return request.place.same_row(place); });
  }
  bool wants_bank(const DramPlace& place) const {
    return std::any_of(begin(), end(), [&](const DramRequest& request) { return request.place.same_bank(place); });
  }

  void reset() {
    requests_.clear();
    peak_ = waited_ = 0;
  }
  template <class Archive>
  void serialize(Archive& archive) {  // when empty
    archive(peak_, waited_);
  }
  const std::uint64_t& peak() const { return peak_; }      // most entries at once
  const std::uint64_t& waited() const { return waited_; }  // ticks, summed over the entries that have left

 private:
  std::size_t limit_;
  std::vector<DramRequest> requests_;
  std::uint64_t peak_ = 0, waited_ = 0;
};

}  // namespace amoeba
