// Which values a load may return: a finite superset of what any execution can show.
// Models: for each stretch of bytes that the known stores cover in the same way, the initial bytes, those of each store
// of another thread, and those of the own thread's latest store before the load; a load over several stretches may
// return any combination.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "amoeba/litmus/oracle/events.h"
#include "amoeba/litmus/oracle/memory_layout.h"

namespace amoeba::litmus {

struct StoredValue {
  std::uint64_t address = 0;
  unsigned bytes = 0;
  std::uint64_t value = 0;

  bool covers(std::uint64_t from, unsigned count) const { return from >= address && from + count <= address + bytes; }
  std::uint64_t part(std::uint64_t from, unsigned count) const;
  bool operator<(const StoredValue& other) const;
};

class PossibleValues {
 public:
  explicit PossibleValues(const MemoryLayout& layout) : layout_(&layout) {}

  // Adds a store of `thread`; true when it is new.
  bool add_store(unsigned thread, const StoredValue& store);
  // `before` are the operations that precede the load in its thread.
  std::vector<std::uint64_t> of(std::uint64_t address, unsigned bytes, unsigned thread,
                                const std::vector<MemoryOperation>& before) const;
  // Without rule 1 a load may also return what its own thread has overwritten or stores later.
  void forget_own_order() { own_order_ = false; }

 private:
  std::set<std::uint64_t> of_stretch(std::uint64_t address, unsigned bytes, unsigned thread,
                                     const std::vector<StoredValue>& own) const;

  const MemoryLayout* layout_;
  std::map<unsigned, std::set<StoredValue>> stores_;  // by thread
  bool own_order_ = true;
};

}  // namespace amoeba::litmus
