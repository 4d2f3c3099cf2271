// Searches the consistent executions of one combination of thread shapes: who reads from whom, and in which order
// stores to the same bytes come, such that a global memory order exists. Models: the load value axiom and the atomicity
// axiom byte by byte (bytes that all accesses treat alike are one cell), preserved program order. Every choice extends
// a partial global order at once, so that a cycle ends a branch early. The progress axiom holds trivially: executions
// are finite.
#pragma once
#include <functional>
#include <vector>

#include "amoeba/litmus/oracle/thread_shapes.h"

namespace amoeba::litmus {

// A finished execution. Valid during the call only.
struct Execution {
  const std::vector<const ThreadShape*>& shapes;
  const std::vector<const Variant*>& variants;  // one for each thread
  // The last store to a byte, or none where the initial value stays.
  std::function<const MemoryOperation*(std::uint64_t address)> last_store;
};

void for_each_execution(const std::vector<const ThreadShape*>& shapes, const MemoryLayout& layout,
                        const ModelOptions& options, const std::function<void(const Execution&)>& use);

}  // namespace amoeba::litmus
