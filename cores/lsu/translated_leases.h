// Leases by the addresses of a program whose addresses are translated: the table that keeps its hits as cheap as those
// of any other program. Models: nothing; it forgets whenever a translation or a lease may have changed. Units: bytes.
// Errors: none.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "amoeba/cores/lsu/lease_table.h"

namespace amoeba {

class TranslatedLeases {
 public:
  explicit TranslatedLeases(unsigned line_bytes) : table_(line_bytes) {}

  const LeaseTable& table() const { return table_; }
  void insert(std::uint64_t address, std::uint64_t physical_line, const Lease& lease) {
    table_.insert(table_.line(address), lease);
    lines_[table_.index(address)] = {table_.line(address), physical_line};
    used_ = true;
  }
  // The lease of a physical line ended. Translation keeps the offset within a page, so that few places can hold it.
  void drop(std::uint64_t physical_line) {
    if (!used_) return;
    const std::size_t step = table_.index(kPageBytes) == 0 ? LeaseTable::kEntries : table_.index(kPageBytes);
    for (std::size_t k = table_.index(physical_line) % step; k < LeaseTable::kEntries; k += step)
      if (lines_[k].physical == physical_line) table_.drop(lines_[k].virtual_line);
  }
  void clear() {
    if (!used_) return;
    table_.clear();
    used_ = false;
  }

 private:
  static constexpr std::uint64_t kPageBytes = 4096;
  struct Line {
    std::uint64_t virtual_line, physical;
  };

  LeaseTable table_;
  std::array<Line, LeaseTable::kEntries> lines_{};
  bool used_ = false;
};

}  // namespace amoeba
