// Whose turn it is with LRwait/SCwait at a home node, and who waits for it.
// Models: the hypothetical pair of Riedel et al., "LRSCwait: Enabling Scalable and Efficient Synchronization in
// Manycore Systems through Polling-Free and Retry-Free Operation", 2024. The LRwait that is answered opens a window on
// its line; later ones wait in a queue with a limited number of places, which all lines of the home node share, in
// order of arrival, and take no place for requests meanwhile. The window ends with the SCwait of its holder, with a
// write or a unique copy of anybody else, with another LRwait of its holder, or by itself after a time; then the one
// that has waited longest for the line is next. An SCwait succeeds within the window of its own LRwait only.
// A window that is shorter than the way to the holder and back lets nobody succeed.
// Not modelled: the paper's distributed queue (Colibri). A cache has one reservation per line, whoever uses its port.
// Units: ticks. Errors: none.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "amoeba/base/statistics.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct WaitStatistics {
  std::uint64_t lrwaits = 0, waited = 0, full = 0;
  std::uint64_t expired = 0, broken = 0, abandoned = 0;
  std::uint64_t scwaits = 0, scwaits_failed = 0;
};

class WaitQueue {
 public:
  struct Window {
    std::uint64_t number = 0;  // of all windows so far
    std::uint64_t address = 0;
    AgentId holder = kNoAgent;
    std::uint8_t bytes = 0;
    Tick end = 0;
  };

  explicit WaitQueue(unsigned places) : places_(places) {}

  // Puts an LRwait into the queue; false when that is full.
  bool add(std::uint64_t line, const Message& lrwait) {
    if (waiting_.size() >= places_) return false;
    waiting_.push_back({line, lrwait});
    return true;
  }
  const Window& open(std::uint64_t line, const Message& lrwait, Tick end) {
    return windows_[line] = {++windows_opened_, lrwait.address, lrwait.requester, lrwait.bytes, end};
  }
  // The line's window, which is open.
  const Window& window(std::uint64_t line) const { return windows_.at(line); }
  bool is_open(std::uint64_t line, std::uint64_t number) const {
    const auto found = windows_.find(line);
    return found != windows_.end() && found->second.number == number;
  }
  // Ends the line's window; the LRwait whose turn it is then, if there is one.
  std::optional<Message> close(std::uint64_t line);
  void clear() {
    windows_.clear();
    waiting_.clear();
    windows_opened_ = 0;
    statistics = {};
  }
  // For the deadlock report, one line each.
  std::string describe(const Scheduler& scheduler) const;
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;

  WaitStatistics statistics;

 private:
  struct Waiting {
    std::uint64_t line;
    Message lrwait;
  };

  unsigned places_;
  std::uint64_t windows_opened_ = 0;
  std::map<std::uint64_t, Window> windows_;
  std::deque<Waiting> waiting_;  // of all lines, in order of arrival
};

}  // namespace amoeba
