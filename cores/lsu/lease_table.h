// A hart's own direct-mapped table of the leases it holds for one kind of access (the "L0"): what makes a hit cheap.
// Models: nothing. It only remembers leases; an entry lost by conflict is asked for again, which counts nothing. Its
// size shows only where a blocked port refuses a line that a larger table would still remember. Units: bytes. Errors:
// none.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "amoeba/tlm/lease.h"

namespace amoeba {

class LeaseTable {
 public:
  static constexpr std::size_t kEntries = 64;

  explicit LeaseTable(unsigned line_bytes) : line_mask_(~std::uint64_t{line_bytes - 1}) {
    while ((1u << shift_) < line_bytes) ++shift_;
  }

  // The lease for an access of `bytes`, or null when there is none or the access is not aligned to its size.
  const Lease* readable(std::uint64_t address, unsigned bytes) const {
    const Entry& entry = entries_[index(address)];
    return (address & (line_mask_ | (bytes - 1))) == entry.line ? &entry.lease : nullptr;
  }
  const Lease* writable(std::uint64_t address, unsigned bytes) const {
    const Lease* lease = readable(address, bytes);
    return lease != nullptr && lease->writable ? lease : nullptr;
  }
  std::size_t offset(std::uint64_t address) const { return address & ~line_mask_; }
  std::uint64_t line(std::uint64_t address) const { return address & line_mask_; }
  // Where in the table the line of this address is.
  std::size_t index(std::uint64_t address) const { return (address >> shift_) % kEntries; }

  void insert(std::uint64_t line, const Lease& lease) { entries_[index(line)] = {line, lease}; }
  void drop(std::uint64_t line) {
    Entry& entry = entries_[index(line)];
    if (entry.line == line) entry = {};
  }
  void clear() { entries_.fill({}); }

 private:
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};  // no masked address looks like this

  struct alignas(32) Entry {  // never in two cache lines of the host
    std::uint64_t line = kNoLine;
    Lease lease;
  };

  std::uint64_t line_mask_;
  unsigned shift_ = 0;
  std::array<Entry, kEntries> entries_{};
};

}  // namespace amoeba
