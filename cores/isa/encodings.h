// operations.def and compressed.def as tables, for the decoder and the disassembler.
// Errors: none; lookups return null where nothing matches.
#pragma once
#include <cstdint>
#include <optional>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

enum class Format : std::uint8_t {
  none,
  r,
  i,
  u,
  j,
  jalr,
  b,
  load,
  s,
  shift,
  fence,
  csr,
  csr_imm,
  fence_vma,
  hypervisor_load,
  hypervisor_store,
  lr,  // from here on: atomics, whose mnemonics carry width, aq and rl
  sc,
  amo,
  load_acquire,
  store_release,
  lrwait,
  scwait
};

struct Encoding {
  Operation op;
  const char* mnemonic;
  Format format;
  std::uint32_t match;
  std::uint32_t mask;
  std::optional<Extension> extension;  // none: part of I
  std::uint8_t width;
  bool is_unsigned;
};

// What funct5 of an AMO means.
struct AmoFunction {
  std::uint8_t funct5;
  AtomicOp op;
};
inline constexpr AmoFunction kAmoFunctions[] = {
    {0x00, AtomicOp::add},    {0x01, AtomicOp::swap},    {0x04, AtomicOp::bit_xor}, {0x05, AtomicOp::cas},
    {0x08, AtomicOp::bit_or}, {0x0c, AtomicOp::bit_and}, {0x10, AtomicOp::min},     {0x14, AtomicOp::max},
    {0x18, AtomicOp::minu},   {0x1c, AtomicOp::maxu}};

// The line of operations.def of `op`.
const Encoding& encoding(Operation op);
// The line whose pattern `word` matches, or null.
const Encoding* find_encoding(std::uint32_t word);

enum class CompressedFormat : std::uint8_t {
  none,
  addi4spn,
  lw,
  ld,
  sw,
  sd,
  imm,
  addiw,
  li,
  addi16sp,
  lui,
  shift_c,
  andi,
  reg_c,
  j,
  b,
  shift,
  lwsp,
  ldsp,
  jr,
  mv,
  jalr,
  add,
  swsp,
  sdsp
};

struct CompressedEncoding {
  const char* mnemonic;
  CompressedFormat format;
  std::uint16_t match;
  std::uint16_t mask;
  Operation expansion;
};

// The line of compressed.def whose pattern the low 16 bits of `parcel` match, or null.
const CompressedEncoding* find_compressed(std::uint32_t parcel);
// Its operands; false when they are reserved.
bool decode_compressed_operands(CompressedFormat format, std::uint32_t parcel, Instruction& instruction);

}  // namespace amoeba
