// Writes the test whose condition holds when an execution contains a cycle.
// Models: all accesses of one width (b, h, w, d); the forms of annotations as instructions: an AMO that stores is
// amoswap, one that loads amoor with x0; LR/SC pairs write what they read, or the store's value; hints on the caches'
// state as usual: the first location of a thread flushed, its last one touched. Not decided: the order of three or more
// stores to one location, of which only the last shows. Errors: std::invalid_argument when an access cannot have its
// annotation or width.
#pragma once
#include <string>

#include "amoeba/litmus/generator/cycle.h"

namespace amoeba::litmus {

std::string write_test(const Cycle& cycle, const std::string& name, char width);

}  // namespace amoeba::litmus
