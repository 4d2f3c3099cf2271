// The possible executions of one thread, gathered by shape: those whose operations differ only in the values that they
// load. The search over reads-from and coherence is the same for all executions of one shape. Errors: LitmusError when
// a test has too many executions to enumerate.
#pragma once
#include <vector>

#include "amoeba/litmus/oracle/thread_semantics.h"

namespace amoeba::litmus {

struct Variant {
  std::vector<std::uint64_t> loaded;  // by each operation; 0 for those that do not load
  std::vector<std::uint64_t> registers;
};

struct ThreadShape {
  ThreadTrace trace;  // its loaded values are those of one variant
  std::vector<OperationSet> preserved_before;
  std::vector<Variant> variants;
};

// One list for each thread of the test. Values of loads come from a fixed point over the stores of all threads.
std::vector<std::vector<ThreadShape>> thread_shapes(const LitmusTest& test, const MemoryLayout& layout,
                                                    const ModelOptions& options,
                                                    const std::vector<Observable>& observables);

}  // namespace amoeba::litmus
