// Reads tests in the .litmus format, RISC-V dialect.
// Models: nested comments, key=value lines and prefetch hints of the header, typed and untyped initial memory and
// registers, pointers (int *p=&z, p=z), columns of instructions with labels, `locations`, `filter`, exists, ~exists,
// forall. Not modelled: arrays, symbolic constants other than locations, floating point, other instruction sets.
// Errors: LitmusError "file:line:column: what is wrong; the remedy".
// Source: the herdtools' documentation of the format.
#pragma once
#include <string>

#include "amoeba/litmus/litmus_test.h"

namespace amoeba::litmus {

LitmusTest read_litmus_test(const std::string& path, const std::string& text);

}  // namespace amoeba::litmus
