#include "amoeba/cores/mmu/tlb.h"

#include <algorithm>
#include <stdexcept>

namespace amoeba {

TlbEntry TlbEntry::of(const TranslationRegime& regime, std::uint64_t address, const Translation& t) {
  TlbEntry e;
  e.valid = true;
  e.virtualised = regime.virtualised;
  e.first = regime.first;
  e.second = regime.second;
  e.first_flags = t.first_flags;
  e.second_flags = t.second_flags;
  e.first_shift = t.first_shift;
  e.second_shift = t.second_shift;
  e.shift = std::min(t.first_shift, t.second_shift);
  e.asid = regime.first ? regime.asid : std::uint16_t{0};
  e.vmid = regime.vmid;
  const std::uint64_t offset = (std::uint64_t{1} << e.shift) - 1;
  e.page = address & ~offset;
  e.frame = t.physical & ~offset;
  e.guest_frame = t.guest_physical & ~offset;
  return e;
}

bool TlbEntry::translates(const TranslationRegime& regime, std::uint64_t address) const {
  if (!valid || ((address ^ page) >> shift) != 0) return false;
  if (virtualised != regime.virtualised || first != regime.first || second != regime.second) return false;
  return (!virtualised || vmid == regime.vmid) && (!first || global() || asid == regime.asid);
}

bool TlbEntry::permits(const TranslationRegime& regime, AccessType type) const {
  if (first && !(first_stage_permits(first_flags, type, regime) && bits_set(first_flags, type))) return false;
  return !second ||
         (second_stage_permits(second_flags, type, regime.executable_readable2) && bits_set(second_flags, type));
}

// An address names a whole page of the stage that the fence is about, of which the entry may cover a part.
bool TranslationFence::takes(const TlbEntry& entry) const {
  if (kind == Kind::second_stage) {
    if (!entry.virtualised || (!any_vmid && entry.vmid != vmid)) return false;
    return any_address || !entry.second || ((address ^ entry.guest_frame) >> entry.second_shift) == 0;
  }
  if (entry.virtualised != of_guest || (of_guest && entry.vmid != vmid)) return false;
  if (!any_asid && (entry.global() || entry.asid != asid)) return false;
  return any_address || !entry.first || ((address ^ entry.page) >> entry.first_shift) == 0;
}

Tlb::Tlb(unsigned entries, unsigned ways, Replacement replacement)
    : ways_(ways), sets_(ways == 0 ? 0 : entries / ways), replacement_(replacement), entries_(entries) {
  const bool power_of_two = (sets_ & (sets_ - 1)) == 0;
  if (entries != 0 && (ways == 0 || entries % ways != 0 || !power_of_two))
    throw std::invalid_argument("a TLB needs a power of two of sets; choose other entries or ways");
}

void Tlb::reset() {
  std::fill(entries_.begin(), entries_.end(), TlbEntry{});
  std::fill(std::begin(held_), std::end(held_), 0);
  clock_ = 0;
}

std::size_t Tlb::set_of(std::uint64_t address, unsigned shift) const {
  return static_cast<std::size_t>(address >> shift) & (sets_ - 1);
}

const TlbEntry* Tlb::find(const TranslationRegime& regime, std::uint64_t address, AccessType type) {
  if (sets_ == 1) return find_in_set(0, regime, address, type);
  for (unsigned level = 0; level < kLevels && sets_ != 0; ++level) {
    if (held_[page_shift(level)] == 0) continue;
    const TlbEntry* entry = find_in_set(set_of(address, page_shift(level)), regime, address, type);
    if (entry != nullptr) return entry;
  }
  return nullptr;
}

const TlbEntry* Tlb::find_in_set(std::size_t set, const TranslationRegime& regime, std::uint64_t address,
                                 AccessType type) {
  for (TlbEntry* e = &entries_[set * ways_]; e != &entries_[set * ways_] + ways_; ++e) {
    if (!e->translates(regime, address) || !e->permits(regime, type)) continue;
    if (replacement_ == Replacement::least_recently_used) e->used = ++clock_;
    return e;
  }
  return nullptr;
}

// The entry that it replaces: one for the same address and space, an unused one, or the oldest.
TlbEntry& Tlb::place_for(const TlbEntry& entry) {
  TlbEntry* const first = &entries_[set_of(entry.page, entry.shift) * ways_];
  TlbEntry* oldest = first;
  for (TlbEntry* e = first; e != first + ways_; ++e) {
    const bool same = e->valid && e->page == entry.page && e->shift == entry.shift && e->first == entry.first &&
                      e->second == entry.second && e->virtualised == entry.virtualised && e->vmid == entry.vmid &&
                      e->asid == entry.asid;
    if (same) return *e;
    const bool better = oldest->valid && (!e->valid || e->used < oldest->used);
    if (better) oldest = e;
  }
  return *oldest;
}

TlbEntry Tlb::insert(const TlbEntry& entry) {
  if (sets_ == 0) return {};
  TlbEntry& place = place_for(entry);
  const TlbEntry left = place;
  if (left.valid) --held_[left.shift];
  place = entry;
  place.used = ++clock_;
  ++held_[entry.shift];
  return left;
}

bool Tlb::fence(const TranslationFence& fence) {
  bool any = false;
  for (TlbEntry& entry : entries_) {
    if (!entry.valid || !fence.takes(entry)) continue;
    --held_[entry.shift];
    entry = TlbEntry{};
    any = true;
  }
  return any;
}

}  // namespace amoeba
