// Which values a load may return: a finite superset of what any execution can show.
// Models: for each stretch of bytes that the stores known so far cover in the same way, the initial bytes and those of
// each store; a load over several stretches may return any combination.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "amoeba/litmus/oracle/memory_layout.h"

namespace amoeba::litmus {

class PossibleValues {
 public:
  explicit PossibleValues(const MemoryLayout& layout) : layout_(&layout) {}

  // True when the store is new.
  bool add_store(std::uint64_t address, unsigned bytes, std::uint64_t value);
  std::vector<std::uint64_t> of(std::uint64_t address, unsigned bytes) const;

 private:
  using Range = std::pair<std::uint64_t, unsigned>;  // address, bytes

  std::set<std::uint64_t> of_stretch(std::uint64_t address, unsigned bytes) const;

  const MemoryLayout* layout_;
  std::map<Range, std::set<std::uint64_t>> stores_;
};

}  // namespace amoeba::litmus
