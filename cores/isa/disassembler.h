// Assembly text of decoded instructions, as the LLVM assembler accepts it.
// Compressed instructions print with their c. mnemonics. Branch and jump targets print as offsets from the instruction.
// Words that no assembler text gives back exactly (illegal ones, reserved fences) print as .word or .half with a
// comment.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

std::string disassemble(const Instruction& instruction);

// ABI name of register x<index>: "zero", "ra", "sp", ...
std::string_view register_name(unsigned index);

}  // namespace amoeba
