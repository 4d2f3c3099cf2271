// The memory management unit of a hart: an instruction and a data TLB, a second-level TLB that both share, and the
// page-table walker behind them. The hart asks, reads the words that a walk needs through its data cache, and keeps
// time; see inorder/translation.cpp.
// Models: first-level TLBs, fully associative, first in, first out (so that a hit leaves no trace and costs nothing);
// a second-level TLB, set-associative, least recently used; one walk at a time. Entries hold whole translations, of
// both stages of a guest.
// Not modelled: caches of page-table entries or of guest-physical translations, walks under way at once, prefetch.
// Units: ticks, one per cycle; entries. Errors: std::invalid_argument from the constructor.
#pragma once
#include <cstdint>
#include <string>

#include "amoeba/base/archive.h"
#include "amoeba/base/statistics.h"
#include "amoeba/base/ticks.h"
#include "amoeba/cores/mmu/page_walk.h"
#include "amoeba/cores/mmu/tlb.h"

namespace amoeba {

struct MmuConfiguration {
  std::uint32_t instruction_entries = 32;
  std::uint32_t data_entries = 32;
  std::uint32_t second_entries = 512;  // 0: no second level
  std::uint32_t second_ways = 4;
  Tick second_latency = 4;
};

struct MmuStatistics {
  std::uint64_t instruction_misses = 0;  // in the first level
  std::uint64_t data_misses = 0;
  std::uint64_t second_hits = 0;
  std::uint64_t walks = 0;
  std::uint64_t guest_walks = 0;  // of these, through two stages
  std::uint64_t steps = 0;        // page-table entries read
  std::uint64_t cycles = 0;       // from a miss to its translation or fault
  std::uint64_t faults = 0;
  std::uint64_t fences = 0;
};

class Mmu {
 public:
  explicit Mmu(const MmuConfiguration& configuration);
  void reset();

  // The entry of the first level for this access; null: a miss, see begin().
  const TlbEntry* find(const TranslationRegime& regime, std::uint64_t address, AccessType type) {
    return first_level(type).find(regime, address, type);
  }
  // After a miss: how long it takes until the second level has answered. Then found() tells, or walk() wants its first
  // word.
  Tick begin(const TranslationRegime& regime, std::uint64_t address, AccessType type, Tick at);
  // The translation or fault is known.
  bool found() const { return in_second_.valid || walk_.finished(); }
  bool faulted() const { return !in_second_.valid && walk_.state() == PageWalk::State::faulted; }
  PageWalk& walk() { return walk_; }
  void answer(std::uint64_t word);
  // Once found(): keeps what was found. True where an entry of the first level had to leave for it.
  bool end(Tick at);

  void fence(const TranslationFence& fence);
  const MmuStatistics& statistics() const { return statistics_; }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;
  void serialize(Archive& archive);

 private:
  Tlb& first_level(AccessType type) { return type == AccessType::fetch ? instruction_ : data_; }

  const MmuConfiguration configuration_;
  Tlb instruction_, data_, second_;
  PageWalk walk_;
  TlbEntry in_second_;  // the answer of the second level
  AccessType type_ = AccessType::load;
  Tick since_ = 0;
  MmuStatistics statistics_;
};

}  // namespace amoeba
