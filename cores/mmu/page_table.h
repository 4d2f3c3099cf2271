// Page tables of Sv39, and of Sv39x4 for guest physical addresses: shape, entries, permissions.
// Models: three levels, 4 KiB, 2 MiB and 1 GiB pages; entries that use bits of extensions that no hart here has
// (Svnapot, Svpbmt) are invalid. Not modelled: Sv48, Sv57. Units: bytes, bits. Errors: none. Source: RISC-V privileged
// manual, "Sv39" and "Guest Physical Address Translation".
#pragma once
#include <cstdint>

#include "amoeba/cores/isa/translation_regime.h"

namespace amoeba {

inline constexpr unsigned kPageShift = 12;
inline constexpr std::uint64_t kPageBytes = std::uint64_t{1} << kPageShift;
inline constexpr unsigned kLevels = 3;
inline constexpr unsigned kEntryBytes = 8;

enum class AccessType : std::uint8_t { fetch, load, store, load_executable };  // the last: hlvx

// Address bits within a page of a leaf at `level` (0: 4 KiB).
constexpr unsigned page_shift(unsigned level) {
  return kPageShift + 9 * level;
}

class PageTableEntry {
 public:
  static constexpr std::uint64_t kValid = 1, kRead = 2, kWrite = 4, kExecute = 8, kUser = 16, kGlobal = 32,
                                 kAccessed = 64, kDirty = 128;
  static constexpr std::uint64_t kFlags = 0xff;

  PageTableEntry() = default;
  explicit PageTableEntry(std::uint64_t bits) : bits_(bits) {}

  std::uint64_t bits() const { return bits_; }
  std::uint8_t flags() const { return static_cast<std::uint8_t>(bits_ & kFlags); }
  bool has(std::uint64_t flag) const { return (bits_ & flag) != 0; }
  std::uint64_t address() const { return ((bits_ >> 10) & kFrameBits) << kPageShift; }
  bool leaf() const { return has(kRead | kExecute); }
  // Valid, and nothing reserved is in use.
  bool well_formed() const {
    if (!has(kValid) || (has(kWrite) && !has(kRead)) || (bits_ & kReserved) != 0) return false;
    return leaf() || !has(kUser | kAccessed | kDirty);
  }
  // Of a leaf: its frame begins where a page of this level may.
  bool aligned(unsigned level) const { return (address() & ((std::uint64_t{1} << page_shift(level)) - 1)) == 0; }

 private:
  static constexpr std::uint64_t kFrameBits = (std::uint64_t{1} << 44) - 1;
  static constexpr std::uint64_t kReserved = ~((std::uint64_t{1} << 54) - 1);
  std::uint64_t bits_ = 0;
};

// What an access may do to a page, by the flags of its leaf in the first or in the second stage; A and D aside.
bool first_stage_permits(std::uint8_t flags, AccessType type, const TranslationRegime& regime);
bool second_stage_permits(std::uint8_t flags, AccessType type, bool executable_readable);
// A, and for a store D, are set as the access needs them.
constexpr bool bits_set(std::uint8_t flags, AccessType type) {
  const std::uint64_t needed =
      PageTableEntry::kAccessed | (type == AccessType::store ? PageTableEntry::kDirty : std::uint64_t{0});
  return (flags & needed) == needed;
}

}  // namespace amoeba
