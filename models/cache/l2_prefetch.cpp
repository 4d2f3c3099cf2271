// How a private second-level cache asks for lines before they are needed.
#include <algorithm>

#include "amoeba/cache/private_l2.h"

namespace amoeba {

// Whether this is the first use of a line that was prefetched into the way.
bool PrivateL2::use_prefetched(Way* way) {
  if (way == nullptr || !way->prefetched) return false;
  way->prefetched = false;
  return true;
}

void PrivateL2::prefetch_after(std::uint64_t line, bool counted, Tick at) {
  prefetcher_.train(line, [&](std::uint64_t next) { prefetch_line(next, counted, at); });
}

// Needs an MSHR beside one for a request, and a way whose line no LR has reserved; else the line is not worth it.
void PrivateL2::prefetch_line(std::uint64_t line, bool counted, Tick at) {
  const Region* region = around_.addresses.find(line, array_.line_bytes());
  if (region == nullptr || region->kind != RegionKind::memory) return;
  if (tile_line(line).state != CacheState::I || mshr_of(line) != nullptr || write_back_of(line) != nullptr) return;
  if (std::count_if(mshrs_.begin(), mshrs_.end(), [](const Mshr& mshr) { return !mshr.busy(); }) < 2) return;
  Way* way = array_.victim(line);
  if (way == nullptr || (way->line != Way::kNoLine && data_.resists_until(way->line) != 0)) return;
  if (way->line != Way::kNoLine && !make_room(*way, counted, at)) return;
  const CacheTransition next = transition(CacheState::I, CacheEvent::load, line);
  Mshr& mshr = *mshr_of(Way::kNoLine);
  way->line = line;
  way->state = next.next;
  way->prefetched = true;
  array_.fill(*way);
  mshr.line = line;
  mshr.way = way;
  mshr.state = next.next;
  mshr.since = at;
  mshr.prefetch = true;
  PooledMessage& message = message_to(around_.home_of(line), Opcode::ReadShared, line, counted);
  message.requester_tag = static_cast<std::uint16_t>(&mshr - mshrs_.data());
  message.bias = data_.bias();
  around_.network.send(message, at + 1);  // behind the request that it follows
  ++statistics_.prefetches;
}

}  // namespace amoeba
