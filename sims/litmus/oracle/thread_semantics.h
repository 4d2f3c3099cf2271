// Runs one thread of a litmus test alone, with every value that its loads may return.
// Models: RV64IMA with Zabha, Zacas and Zalasr; syntactic address, data and control dependencies as the RVWMO chapter
// defines them; an SC that may always fail and succeeds only in the line of its LR, the reservation set; a failed
// amocas that writes the old value back, or nothing, and in neither case releases. Not modelled: jalr and auipc
// (LitmusError), executions that take a backward branch more than twice (left out). Decided where the manual leaves
// room: the result of a failed SC carries no dependency.
#pragma once
#include <functional>

#include "amoeba/litmus/litmus_test.h"
#include "amoeba/litmus/oracle/events.h"
#include "amoeba/litmus/oracle/memory_layout.h"
#include "amoeba/litmus/oracle/model.h"
#include "amoeba/litmus/oracle/possible_values.h"

namespace amoeba::litmus {

struct ThreadQuestion {
  const LitmusTest& test;
  const MemoryLayout& layout;
  const ModelOptions& options;
  unsigned thread;
  std::vector<unsigned> observed_registers;
};

void for_each_trace(const ThreadQuestion& question, const PossibleValues& values,
                    const std::function<void(const ThreadTrace&)>& use);

}  // namespace amoeba::litmus
