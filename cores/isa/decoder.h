// Decoding of RV64 instructions, 32-bit and compressed.
// Models: every operation of operations.def and compressed.def; encodings that are reserved, or that belong to an
// absent extension, decode to Operation::illegal.
// Not modelled: encodings longer than 32 bits (illegal, length 4).
#pragma once
#include <cstdint>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

// Bytes of the instruction that starts with this parcel: 2 or 4.
constexpr unsigned instruction_length(std::uint32_t raw) {
  return (raw & 3) == 3 ? 4 : 2;
}

// Of a compressed instruction only the low 16 bits of `raw` count.
Instruction decode(std::uint32_t raw, const IsaExtensions& extensions);

}  // namespace amoeba
