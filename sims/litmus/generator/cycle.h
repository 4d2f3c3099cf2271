// A cycle of relations with its accesses placed: thread, location and value of each.
// Models: a thread ends at each external relation, a location at each relation between different locations; stores to a
// location write 1, 2, ... in the order of the cycle, and loads return what their relations say. No sequentially
// consistent execution contains the whole cycle. Errors: std::invalid_argument when the relations do not fit together.
#pragma once
#include <string>
#include <vector>

#include "amoeba/litmus/generator/edge.h"

namespace amoeba::litmus {

struct Access {
  bool write = false;
  Annotation annotation;
  unsigned thread = 0;
  unsigned location = 0;
  unsigned value = 0;    // stored, or expected of the load
  bool decided = false;  // of a load: a relation says what it returns
};

struct Cycle {
  std::vector<Edge> edges;       // edge k leads from access k to access k + 1, the last one to access 0
  std::vector<Access> accesses;  // the first one begins a thread
  unsigned threads = 0;
  unsigned locations = 0;
  std::vector<unsigned> last_value;  // by location: the number of its stores

  std::string text() const;
};

// "PodWW Rl Rfe Aq PodRR Fre": relations, and annotations of the accesses between them.
Cycle parse_cycle(const std::string& text);

}  // namespace amoeba::litmus
