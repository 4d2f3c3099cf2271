#include "amoeba/interconnect/wait_queue.h"

#include <algorithm>
#include <cstdio>

namespace amoeba {

std::optional<Message> WaitQueue::close(std::uint64_t line) {
  windows_.erase(line);
  const auto next =
      std::find_if(waiting_.begin(), waiting_.end(), [line](const Waiting& other) { return other.line == line; });
  if (next == waiting_.end()) return {};
  const Message lrwait = next->lrwait;
  waiting_.erase(next);
  return lrwait;
}

std::string WaitQueue::describe(const Scheduler& scheduler) const {
  std::string text;
  char part[160];
  for (const auto& [line, window] : windows_) {
    std::snprintf(part, sizeof part, "line 0x%llx is reserved until tick %llu for the SCwait of %s\n",
                  static_cast<unsigned long long>(line), static_cast<unsigned long long>(window.end),
                  scheduler.name_of(window.holder).c_str());
    text += part;
  }
  for (const auto& [line, lrwait] : waiting_) {
    std::snprintf(part, sizeof part, "LRwait of %s waits since tick %llu for its turn with line 0x%llx\n",
                  scheduler.name_of(lrwait.requester).c_str(), static_cast<unsigned long long>(lrwait.time),
                  static_cast<unsigned long long>(line));
    text += part;
  }
  return text;
}

void WaitQueue::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  const WaitStatistics& s = statistics;
  registry.add(prefix + ".lrwaits", "accesses", "LRwaits answered.", s.lrwaits);
  registry.add(prefix + ".lrwaits_queued", "accesses", "Of these, waited for their turn.", s.waited);
  registry.add(prefix + ".lrwaits_refused", "accesses", "Of these, found the queue full: without a reservation.",
               s.full);
  registry.add(prefix + ".wait_windows_expired", "windows", "Reservations of LRwaits that ended by themselves.",
               s.expired);
  registry.add(prefix + ".wait_windows_broken", "windows", "Reservations of LRwaits that a write of others ended.",
               s.broken);
  registry.add(prefix + ".wait_windows_abandoned", "windows", "Reservations whose holder sent another LRwait.",
               s.abandoned);
  registry.add(prefix + ".scwaits", "accesses", "SCwaits answered.", s.scwaits);
  registry.add(prefix + ".scwaits_failed", "accesses", "Of these, failed.", s.scwaits_failed);
}

}  // namespace amoeba
