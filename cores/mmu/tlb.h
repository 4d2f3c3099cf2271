// A translation look-aside buffer: set-associative, or fully associative where it has one set.
// Models: entries tagged with stages, V, VMID and ASID, global pages, pages of every size (an entry covers the smaller
// of the two stages' pages); first-in-first-out or least-recently-used replacement. A hit needs the rights for its
// access: without them the walker decides, so that no stale right causes a fault.
// Not modelled: lock-down, parity. Units: bytes, entries. Errors: std::invalid_argument for an impossible shape.
// Source: RISC-V privileged manual, sfence.vma, hfence.vvma and hfence.gvma, for what a fence must take away.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/cores/mmu/page_walk.h"

namespace amoeba {

struct TlbEntry {
  bool valid = false;
  bool virtualised = false;
  bool first = false;  // stages that made it
  bool second = false;
  std::uint8_t first_flags = 0;
  std::uint8_t second_flags = 0;
  std::uint8_t shift = 0;  // address bits within what the entry covers
  std::uint8_t first_shift = 0;
  std::uint8_t second_shift = 0;
  std::uint16_t asid = 0;
  std::uint16_t vmid = 0;
  std::uint64_t page = 0;         // first address covered
  std::uint64_t frame = 0;        // physical address of the same
  std::uint64_t guest_frame = 0;  // guest physical address of the same
  std::uint64_t used = 0;         // when it came, or was used last

  static TlbEntry of(const TranslationRegime& regime, std::uint64_t address, const Translation& translation);
  bool translates(const TranslationRegime& regime, std::uint64_t address) const;
  bool permits(const TranslationRegime& regime, AccessType type) const;
  bool global() const { return (first_flags & PageTableEntry::kGlobal) != 0; }
  std::uint64_t physical(std::uint64_t address) const { return frame | (address & ((std::uint64_t{1} << shift) - 1)); }
};

// What a fence names; absent: all.
struct TranslationFence {
  enum class Kind : std::uint8_t { first_stage, second_stage };
  Kind kind = Kind::first_stage;  // sfence.vma and hfence.vvma, or hfence.gvma
  bool of_guest = false;          // of a first-stage fence: V=1 translations
  bool any_vmid = false;
  bool any_asid = true;
  bool any_address = true;
  std::uint16_t vmid = 0;
  std::uint16_t asid = 0;
  std::uint64_t address = 0;  // virtual, or guest physical

  bool takes(const TlbEntry& entry) const;
};

class Tlb {
 public:
  enum class Replacement : std::uint8_t { first_in_first_out, least_recently_used };

  // `entries` may be 0: then nothing ever hits.
  Tlb(unsigned entries, unsigned ways, Replacement replacement);
  void reset();

  const TlbEntry* find(const TranslationRegime& regime, std::uint64_t address, AccessType type);
  // An entry for the same address and space gives way. Returns the one that had to leave, or an invalid one.
  TlbEntry insert(const TlbEntry& entry);
  // True when entries were taken away.
  bool fence(const TranslationFence& fence);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(entries_, clock_, held_);
  }

 private:
  std::size_t set_of(std::uint64_t address, unsigned shift) const;
  const TlbEntry* find_in_set(std::size_t set, const TranslationRegime& regime, std::uint64_t address, AccessType type);
  TlbEntry& place_for(const TlbEntry& entry);

  const unsigned ways_;
  const std::size_t sets_;
  const Replacement replacement_;
  std::vector<TlbEntry> entries_;
  std::uint64_t clock_ = 0;
  std::uint32_t held_[64] = {};  // valid entries by shift: sizes that nobody has need no look
};

}  // namespace amoeba
