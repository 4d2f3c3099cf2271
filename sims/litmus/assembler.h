// Assembly text to RISC-V instruction words, from the tables of cores/isa.
// Models: the operations that a litmus test may contain (integer, memory, atomics of any width, LR/SC, amocas, Zalasr,
// fences, branches and jumps to labels), ABI and xN names, .aq.rl beside .aqrl, an offset of 0 before the base register
// of an atomic, and the usual pseudo-instructions. Not modelled: compressed instructions, CSRs, environment calls,
// constants wider than 32 bits, directives, relocations. Errors: LitmusError at the operand that is wrong;
// std::logic_error when a word does not decode to what was written. Source: RISC-V unprivileged manual; data in
// cores/isa/operations.def.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "amoeba/cores/isa/instruction.h"
#include "amoeba/litmus/lexer.h"

namespace amoeba::litmus {

// Bytes from the instruction to the label; none where there is no such label.
using LabelDistance = std::function<std::optional<std::int64_t>(const std::string& label)>;

// The instructions that one line stands for: one, or two for a wide `li`. Takes the whole stream.
std::vector<Instruction> assemble(TokenStream& line, const LabelDistance& distance);

// xN or an ABI name; none where `name` is no register.
std::optional<unsigned> register_number(const std::string& name);

}  // namespace amoeba::litmus
