#include "amoeba/cores/isa/decoder.h"

#include "amoeba/cores/isa/bit_fields.h"
#include "amoeba/cores/isa/encodings.h"

namespace amoeba {
namespace {

bool amo_width_exists(const Instruction& i, const IsaExtensions& extensions) {
  const bool cas = i.atomic == AtomicOp::cas;
  if (cas && !extensions.has(Extension::zacas)) return false;
  if (i.width <= 2) return extensions.has(Extension::zabha);
  // amocas.q works on even register pairs; odd numbers are reserved.
  if (i.width == 16) return cas && i.rd % 2 == 0 && i.rs2 % 2 == 0;
  return i.width <= 8;
}

bool decode_amo(std::uint32_t word, const IsaExtensions& extensions, Instruction& i) {
  for (const AmoFunction& f : kAmoFunctions) {
    if (f.funct5 != take(word, 27, 5)) continue;
    i.atomic = f.op;
    return amo_width_exists(i, extensions);
  }
  return false;
}

AtomicOp reservation_operation(Format format) {
  switch (format) {
    case Format::lr:
      return AtomicOp::lr;
    case Format::sc:
      return AtomicOp::sc;
    case Format::lrwait:
      return AtomicOp::lrwait;
    default:
      return AtomicOp::scwait;
  }
}

std::int32_t jump_immediate(std::uint32_t w) {
  return extend(take(w, 31, 1, 20) | take(w, 12, 8, 12) | take(w, 20, 1, 11) | take(w, 21, 10, 1), 21);
}
std::int32_t branch_immediate(std::uint32_t w) {
  return extend(take(w, 31, 1, 12) | take(w, 7, 1, 11) | take(w, 25, 6, 5) | take(w, 8, 4, 1), 13);
}

// The immediate, and for atomics the width and annotations; false when the operands are reserved.
bool decode_operands(Format format, std::uint32_t w, const IsaExtensions& extensions, Instruction& i) {
  switch (format) {
    case Format::none:
    case Format::r:
    case Format::fence_vma:
    case Format::hypervisor_load:
    case Format::hypervisor_store:
      return true;
    case Format::i:
    case Format::jalr:
    case Format::load:
      i.imm = extend(take(w, 20, 12), 12);
      return true;
    case Format::s:
      i.imm = extend(take(w, 25, 7, 5) | take(w, 7, 5), 12);
      return true;
    case Format::b:
      i.imm = branch_immediate(w);
      return true;
    case Format::u:
      i.imm = static_cast<std::int32_t>(w & 0xfffff000);
      return true;
    case Format::j:
      i.imm = jump_immediate(w);
      return true;
    case Format::shift:
      i.imm = static_cast<std::int32_t>(take(w, 20, 6));
      return true;
    case Format::fence:
      i.imm = static_cast<std::int32_t>(take(w, 20, 8));
      return true;
    case Format::csr:
    case Format::csr_imm:
      i.imm = static_cast<std::int32_t>(take(w, 20, 12));
      return true;
    default:
      break;
  }
  i.aq = take(w, 26, 1) != 0;
  i.rl = take(w, 25, 1) != 0;
  i.width = static_cast<std::uint8_t>(1u << take(w, 12, 3));
  if (format == Format::amo) return decode_amo(w, extensions, i);
  if (format == Format::load_acquire || format == Format::store_release) return true;
  i.atomic = reservation_operation(format);
  return true;
}

// Which of the three register fields the format has; the others stay x0.
void decode_registers(Format format, std::uint32_t w, Instruction& i) {
  const bool without_rd = format == Format::s || format == Format::b || format == Format::store_release ||
                          format == Format::fence_vma || format == Format::hypervisor_store;
  const bool has_rd = format != Format::none && format != Format::fence && !without_rd;
  const bool has_rs1 = without_rd || (has_rd && format != Format::u && format != Format::j);
  const bool has_rs2 =
      without_rd || format == Format::r || format == Format::sc || format == Format::amo || format == Format::scwait;
  if (has_rd) i.rd = static_cast<std::uint8_t>(take(w, 7, 5));
  if (has_rs1) i.rs1 = static_cast<std::uint8_t>(take(w, 15, 5));
  if (has_rs2) i.rs2 = static_cast<std::uint8_t>(take(w, 20, 5));
}

Instruction illegal(std::uint32_t raw) {
  Instruction i;
  i.raw = raw;
  i.length = static_cast<std::uint8_t>(instruction_length(raw));
  return i;
}

Instruction decode_compressed(std::uint32_t parcel, const IsaExtensions& extensions) {
  Instruction i = illegal(parcel);
  const CompressedEncoding* e = find_compressed(parcel);
  if (e == nullptr || !extensions.has(Extension::c)) return i;
  if (!decode_compressed_operands(e->format, parcel, i)) return illegal(parcel);
  const Encoding& expansion = encoding(e->expansion);
  i.op = expansion.op;
  i.width = expansion.width;
  return i;
}

}  // namespace

Instruction decode(std::uint32_t raw, const IsaExtensions& extensions) {
  if (instruction_length(raw) == 2) return decode_compressed(raw & 0xffff, extensions);
  Instruction i = illegal(raw);
  const Encoding* e = find_encoding(raw);
  if (e == nullptr || (e->extension && !extensions.has(*e->extension))) return i;
  i.width = e->width;
  i.is_unsigned = e->is_unsigned;
  decode_registers(e->format, raw, i);
  if (!decode_operands(e->format, raw, extensions, i)) return illegal(raw);
  i.op = e->op;
  return i;
}

}  // namespace amoeba
