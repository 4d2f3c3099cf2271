// Enumerates every state that the protocol tables can reach, breadth first.
// Models: see protocol_model.h. Checks each step, and that from every state the system comes to rest when nobody asks
// for anything more (no livelock). A violation comes with a shortest run that leads to it.
// Errors: std::invalid_argument for impossible options; std::runtime_error when the states exceed their limit.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "amoeba/explore/protocol_model.h"

namespace amoeba {

struct ExplorerResult {
  std::size_t states = 0;
  std::size_t transitions = 0;
  unsigned depth = 0;     // steps to the state farthest from the start
  std::size_t bytes = 0;  // of memory for the states
  std::string violation;  // empty when there is none
  Chart counter_example;  // when there is one
  TableCoverage coverage;
};

// Called now and then with the number of states so far; exploration ends early when it returns false.
using ExplorerProgress = std::function<bool(std::size_t states)>;

ExplorerResult explore(const ProtocolTables& tables, const ExplorerOptions& options,
                       const ExplorerProgress& progress = {});

}  // namespace amoeba
