// What a mnemonic stands for: a line of the operation table and the fields that its suffixes set; or a
// pseudo-instruction, written as another instruction.
// Errors: none; lookups return null where nothing matches.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/cores/isa/encodings.h"

namespace amoeba::litmus {

struct Mnemonic {
  const Encoding* encoding = nullptr;
  std::uint32_t suffix_fields = 0;  // width, aq, rl and funct5 of atomics
};
const Mnemonic* find_mnemonic(const std::string& name);

struct PseudoInstruction {
  const char* name;
  unsigned operands;
  const char* expansion;  // words apart by spaces; $0, $1, ... are the operands
};
const PseudoInstruction* find_pseudo_instruction(const std::string& name);

// For suggestions.
std::vector<std::string> known_mnemonics();

}  // namespace amoeba::litmus
