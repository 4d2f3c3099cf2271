// How a first-level data cache asks for lines before they are needed, and what ports and banks cost.
#include "amoeba/cache/l1_cache.h"

namespace amoeba {

Tick L1Cache::access_bank(const PortRequest& request, Tick at) {
  const bool stores = request.kind == PortRequest::Kind::store || request.kind == PortRequest::Kind::store_conditional;
  const Tick begin = banks_.begin(request.address, stores ? merge_latency(request) : 0, at);
  statistics_.bank_conflicts += begin > at;
  return begin;
}

// The first use of a prefetched line, which may still be on its way.
void L1Cache::demand_prefetched(Way& way, Mshr* mshr, bool counted, Tick at) {
  way.prefetched = false;
  ++(mshr != nullptr ? statistics_.prefetches_late : statistics_.prefetches_useful);
  if (mshr != nullptr) mshr->prefetch = false;
  train_prefetcher(way.line, counted, at);
}

void L1Cache::prefetch_after(std::uint64_t line, bool counted, Tick at) {
  prefetcher_.train(line, [&](std::uint64_t next) { prefetch_line(next, counted, at); });
}

// Needs an MSHR beside one for a request, and a way whose line no LR has reserved; else the line is not worth it.
void L1Cache::prefetch_line(std::uint64_t line, bool counted, Tick at) {
  const Region* region = around_.addresses.find(line, line_bytes());
  if (region == nullptr || region->kind != RegionKind::memory) return;
  if (array_.find(line) != nullptr || mshr_of(line) != nullptr || write_back_of(line) != nullptr) return;
  if (mshrs_.size() - busy_mshrs_ < 2) return;
  Way* way = array_.victim(line);
  if (way == nullptr || (way->line != Way::kNoLine && resists_until(way->line) != 0)) return;
  if (!make_room(*way, counted, at)) return;
  const CacheTransition next = transition(CacheState::I, CacheEvent::load, line);
  Mshr& mshr = *free_mshr();
  way->line = line;
  way->state = next.next;
  way->prefetched = true;
  array_.fill(*way);
  mshr.line = line;
  ++busy_mshrs_;
  mshr.way = way;
  mshr.state = next.next;
  mshr.since = at;
  mshr.exclusive = false;
  mshr.prefetch = true;
  PooledMessage& message = message_to(below(line), Opcode::ReadShared, line, counted);
  message.requester_tag = static_cast<std::uint16_t>(&mshr - mshrs_.data());
  if (adaptive()) report_reuse(message, line);
  send_below(message, at + parameters_.tag_latency + 1);  // behind the request that it follows
  ++statistics_.prefetches;
}

}  // namespace amoeba
