// What a home node tells: debug views of its lines, its statistics, and what it waits for.
#include <cstdio>

#include "amoeba/interconnect/home_node.h"

namespace amoeba {

std::byte* HomeNode::debug_bytes(std::uint64_t line) {
  const SharedSlice::Entry* entry = slice_.peek(line);
  return entry != nullptr ? slice_.bytes(*entry) : nullptr;
}

bool HomeNode::owned_by(std::uint64_t line, AgentId cache) const {
  const DirectoryEntry* entry = directory_.find(line);
  if (entry == nullptr) return false;
  if (entry->transaction != kNone) {  // a snooped owner may have passed its data and duty on
    const Transaction& transaction = transactions_[entry->transaction];
    if (transaction.plan.snoop == SnoopTargets::owner_unique_forward && transaction.request.requester == cache)
      return true;
  }
  return entry->state != DirectoryState::none && entry->owner == cache;
}

std::byte* HomeNode::debug_passing(std::uint64_t line) {
  const DirectoryEntry* entry = directory_.find(line);
  if (entry == nullptr || entry->transaction == kNone) return nullptr;
  const BufferId passing = transactions_[entry->transaction].passing;
  return passing != kNoBuffer ? lines_.data(passing) : nullptr;
}

std::string HomeNode::requester_of(const Transaction& transaction) const {
  const AgentId requester = transaction.request.requester;
  return requester == kNoAgent ? "the directory" : scheduler_.name_of(requester);
}

std::string HomeNode::waiting_for() const {
  static constexpr const char* phases[] = {"snoop responses", "a write to memory", "memory data", "CompAck",
                                           "a place in the directory"};
  std::string waits;
  for (const Transaction& transaction : transactions_) {
    const DirectoryEntry* entry = directory_.find(transaction.line);
    if (entry == nullptr || entry->transaction != &transaction - transactions_.data()) continue;
    if (transaction.phase == Phase::reserved) continue;
    char text[192];
    std::snprintf(
        text, sizeof text, "line 0x%llx blocked by %s of %s since tick %llu, waits for %s; %zu requests behind\n",
        static_cast<unsigned long long>(transaction.line), name(static_cast<Opcode>(transaction.request.opcode)),
        requester_of(transaction).c_str(), static_cast<unsigned long long>(transaction.since),
        phases[static_cast<unsigned>(transaction.phase)], transaction.waiting.size());
    waits += text;
  }
  waits += wait_queue_.describe(scheduler_);
  if (request_places_.reserved() != 0)
    waits +=
        "keeps " + std::to_string(request_places_.reserved()) + " places for requests that have been sent credits\n";
  for (const RequestPlaces::Debt& debt : request_places_.debts())
    waits += "owes " + scheduler_.name_of(debt.requester) + " a place for request " +
             std::to_string(debt.requester_tag) + " since tick " + std::to_string(debt.since) + "\n";
  return waits;
}

void HomeNode::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  const HomeStatistics& s = statistics_;
  registry.add(prefix + ".requests", "requests", "Requests received, refused ones aside.", s.requests);
  registry.add(prefix + ".queued", "requests", "Requests that found their line blocked.", s.queued);
  registry.add(prefix + ".joined", "requests", "Reads answered while other copies were not acknowledged.", s.joined);
  registry.add(prefix + ".retries", "requests", "Requests refused for want of a place, to be sent again.", s.retries);
  registry.add(prefix + ".snoops", "messages", "Snoops sent.", s.snoops);
  registry.add(prefix + ".broadcasts", "requests", "Requests that snooped every cache: their entry had overflowed.",
               s.broadcasts);
  registry.add(prefix + ".back_invalidations", "lines", "Lines taken back from the caches for room in the directory.",
               s.back_invalidations);
  registry.add(prefix + ".slice_hits", "accesses", "Data found in the slice.", s.slice_hits);
  registry.add(prefix + ".slice_misses", "accesses", "Data fetched from memory.", s.slice_misses);
  registry.add(prefix + ".slice_conflicts", "accesses", "Slice hits that waited for an earlier one.",
               s.slice_conflicts);
  registry.add(prefix + ".atomics", "atomics", "Far atomics executed.", s.atomics);
  registry.add(prefix + ".combined", "atomics", "Of these, found their line in the unit.", s.combined);
  registry.add(prefix + ".memory_reads", "lines", "Lines read from memory.", s.memory_reads);
  registry.add(prefix + ".memory_writes", "lines", "Lines written to memory.", s.memory_writes);
  wait_queue_.register_statistics(registry, prefix);
}

}  // namespace amoeba
