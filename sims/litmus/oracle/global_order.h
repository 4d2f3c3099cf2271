// A partial global memory order that grows edge by edge and never holds a cycle.
// Models: the transitive closure over at most 64 operations, as bit masks.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/litmus/oracle/events.h"

namespace amoeba::litmus {

class GlobalOrder {
 public:
  explicit GlobalOrder(unsigned operations) : operations_(operations) {}

  bool before(unsigned a, unsigned b) const { return contains(after_[a], b); }

  // Puts a before b; false when b is already before a, which would close a cycle.
  bool add(unsigned a, unsigned b) {
    if (a == b || before(b, a)) return false;
    if (before(a, b)) return true;
    const OperationSet gained = after_[b] | only(b);
    for (unsigned k = 0; k < operations_; ++k)
      if (k == a || before(k, a)) after_[k] |= gained;
    return true;
  }

 private:
  unsigned operations_;
  std::array<OperationSet, kMostOperations> after_{};
};

}  // namespace amoeba::litmus
