// What htinst and mtinst show of an instruction whose memory access trapped: the instruction without what the handler
// can know otherwise, so that it need not read it from the guest's memory.
// Models: loads, stores, LR, SC, AMOs of every width, Zalasr, the hypervisor's loads and stores; of compressed ones
// their expansion, with bit 1 clear. Pseudo-instructions stand for accesses of the page-table walk itself.
// Errors: none; 0 (nothing is told) for any other instruction. Source: RISC-V privileged manual, "Transformed
// Instruction or Pseudoinstruction for mtinst or htinst".
#pragma once
#include <cstdint>

#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

inline constexpr std::uint32_t kWalkReadPseudoInstruction = 0x00003000;   // of a guest's 64-bit page-table entry
inline constexpr std::uint32_t kWalkWritePseudoInstruction = 0x00003020;  // setting its A and D

// `offset`: from the access's address to the one that faulted, in bytes.
std::uint32_t transformed(const Instruction& instruction, std::uint64_t offset);

}  // namespace amoeba
