#include "amoeba/cores/mmu/mmu.h"

#include <stdexcept>

namespace amoeba {

// An access or an instruction may need two pages at once.
Mmu::Mmu(const MmuConfiguration& configuration)
    : configuration_(configuration),
      instruction_(configuration.instruction_entries, configuration.instruction_entries,
                   Tlb::Replacement::first_in_first_out),
      data_(configuration.data_entries, configuration.data_entries, Tlb::Replacement::first_in_first_out),
      second_(configuration.second_entries, configuration.second_ways, Tlb::Replacement::least_recently_used) {
  if (configuration.instruction_entries < 2 || configuration.data_entries < 2)
    throw std::invalid_argument("a first-level TLB needs at least 2 entries (an access may touch two pages)");
}

void Mmu::reset() {
  instruction_.reset();
  data_.reset();
  second_.reset();
  walk_ = {};
  in_second_ = {};
  statistics_ = {};
  since_ = 0;
}

Tick Mmu::begin(const TranslationRegime& regime, std::uint64_t address, AccessType type, Tick at) {
  ++(type == AccessType::fetch ? statistics_.instruction_misses : statistics_.data_misses);
  type_ = type;
  since_ = at;
  const TlbEntry* entry = second_.find(regime, address, type);
  in_second_ = entry == nullptr ? TlbEntry{} : *entry;
  if (in_second_.valid) {
    ++statistics_.second_hits;
  } else {
    ++statistics_.walks;
    if (regime.second) ++statistics_.guest_walks;
    walk_.begin(regime, address, type);
  }
  return configuration_.second_entries == 0 ? 0 : configuration_.second_latency;
}

void Mmu::answer(std::uint64_t word) {
  if (walk_.state() == PageWalk::State::reads) ++statistics_.steps;
  walk_.answer(word);
}

bool Mmu::end(Tick at) {
  statistics_.cycles += at - since_;
  if (faulted()) return ++statistics_.faults, false;
  const bool walked = !in_second_.valid;
  const TlbEntry entry = walked ? TlbEntry::of(walk_.regime(), walk_.address(), walk_.translation()) : in_second_;
  if (walked) second_.insert(entry);
  return first_level(type_).insert(entry).valid;
}

void Mmu::fence(const TranslationFence& fence) {
  ++statistics_.fences;
  instruction_.fence(fence);
  data_.fence(fence);
  second_.fence(fence);
}

void Mmu::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  const auto add = [&](const char* name, const char* unit, const char* meaning, const std::uint64_t& counter) {
    registry.add(prefix + "." + name, unit, meaning, counter);
  };
  const MmuStatistics& s = statistics_;
  add("instruction_misses", "misses", "Fetches whose translation the instruction TLB lacked.", s.instruction_misses);
  add("data_misses", "misses", "Data accesses whose translation the data TLB lacked.", s.data_misses);
  add("second_hits", "hits", "First-level misses that the second-level TLB answered.", s.second_hits);
  add("walks", "walks", "Walks through the page tables.", s.walks);
  add("guest_walks", "walks", "Walks that went through the second stage.", s.guest_walks);
  add("steps", "reads", "Page-table entries read through the data cache.", s.steps);
  add("cycles", "cycles", "Cycles from first-level misses to their translations or faults.", s.cycles);
  add("faults", "faults", "Walks that ended in a fault.", s.faults);
  add("fences", "fences", "sfence.vma, hfence.vvma and hfence.gvma executed.", s.fences);
}

void Mmu::serialize(Archive& archive) {
  archive(instruction_, data_, second_, walk_, in_second_, type_, since_, statistics_);
}

}  // namespace amoeba
