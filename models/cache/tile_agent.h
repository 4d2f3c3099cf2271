// What the coherence agents of a tile have in common: first-level caches and private second-level ones.
// Models: an entry of the write-back buffer, the lookup of an entry by its line, the head of a message, retries, and
// how entries that wait are told of in the deadlock report. Errors: none.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "amoeba/cache/cache_array.h"
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/sched/refused_request.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

// A line that has been given up and not acknowledged yet.
struct WriteBack {
  std::uint64_t line = Way::kNoLine;
  CacheState state = CacheState::I;
  BufferId buffer = kNoBuffer;
  Tick since = 0;
  bool busy() const { return line != Way::kNoLine; }
};

// The entry (MSHR, write-back) of a line, or null; of Way::kNoLine, a free one.
template <class Entry>
Entry* entry_of(std::vector<Entry>& entries, std::uint64_t line) {
  for (Entry& entry : entries)
    if (entry.line == line) return &entry;
  return nullptr;
}

// Takes the refusal of an MSHR's request, or the credit for it; once both have come, the request to be sent again. To
// its MSHR it has been under way all the time.
template <class Mshr>
PooledMessage* take_retry(std::vector<RefusedRequest>& refused, const std::vector<Mshr>& mshrs, const Message& message,
                          Scheduler& scheduler) {
  const std::size_t mshr = message.requester_tag;
  PooledMessage* request = refused.at(mshr).take(message, scheduler);
  if (request != nullptr) request->queued = static_cast<std::uint32_t>(message.time - mshrs[mshr].since);
  return request;
}

inline PooledMessage& compose_message(Scheduler& scheduler, AgentId source, AgentId destination, Opcode opcode,
                                      std::uint64_t line, bool counted) {
  PooledMessage& message = scheduler.compose();
  message.opcode = static_cast<std::uint8_t>(opcode);
  message.address = line;
  message.source = message.requester = source;
  message.destination = destination;
  message.counted = counted;
  return message;
}

// One line of text for each busy entry.
template <class Entry>
std::string waiting_entries(const std::vector<Entry>& entries, const char* what) {
  std::string waits;
  for (const Entry& entry : entries) {
    if (!entry.busy()) continue;
    char text[128];
    std::snprintf(text, sizeof text, "%s on line 0x%llx in state %s since tick %llu\n", what,
                  static_cast<unsigned long long>(entry.line), name(entry.state),
                  static_cast<unsigned long long>(entry.since));
    waits += text;
  }
  return waits;
}

inline std::string waiting_for_credit(const std::vector<RefusedRequest>& refused, const Scheduler& scheduler) {
  std::string waits;
  for (const RefusedRequest& entry : refused) {
    if (!entry.waits()) continue;
    char text[160];
    std::snprintf(text, sizeof text, "%s at 0x%llx waits for a credit of %s since tick %llu\n",
                  name(static_cast<Opcode>(entry.opcode())), static_cast<unsigned long long>(entry.address()),
                  scheduler.name_of(entry.receiver()).c_str(), static_cast<unsigned long long>(entry.since()));
    waits += text;
  }
  return waits;
}

}  // namespace amoeba
