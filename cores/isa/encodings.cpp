#include "amoeba/cores/isa/encodings.h"

#include <array>
#include <vector>

namespace amoeba {
namespace {

constexpr std::optional<Extension> base = std::nullopt, m = Extension::m, zaamo = Extension::zaamo,
                                   zalrsc = Extension::zalrsc, zicsr = Extension::zicsr, zifencei = Extension::zifencei,
                                   zawrs = Extension::zawrs, zalasr = Extension::zalasr, xlrwait = Extension::xlrwait,
                                   s = Extension::s, h = Extension::h;

constexpr Encoding kEncodings[] = {
#define AMOEBA_OPERATION(name, mnemonic, format, match, mask, extension, width, is_unsigned) \
  {Operation::name, mnemonic, Format::format, match, mask, extension, width, is_unsigned},
#include "amoeba/cores/isa/operations.def"
#undef AMOEBA_OPERATION
};

constexpr CompressedEncoding kCompressed[] = {
#define AMOEBA_COMPRESSED(mnemonic, format, match, mask, expansion) \
  {mnemonic, CompressedFormat::format, match, mask, Operation::expansion},
#include "amoeba/cores/isa/compressed.def"
#undef AMOEBA_COMPRESSED
};

using MajorOpcodes = std::array<std::vector<const Encoding*>, 32>;

constexpr unsigned major_opcode(std::uint32_t word) {
  return (word >> 2) & 31;
}

// The table by bits 6:2, in the order of the lines.
MajorOpcodes by_major_opcode() {
  MajorOpcodes result;
  for (const Encoding& e : kEncodings) result[major_opcode(e.match)].push_back(&e);
  return result;
}

}  // namespace

const Encoding& encoding(Operation op) {
  return kEncodings[static_cast<unsigned>(op)];
}

const Encoding* find_encoding(std::uint32_t word) {
  static const MajorOpcodes table = by_major_opcode();
  for (const Encoding* e : table[major_opcode(word)]) {
    if ((word & e->mask) == e->match) return e;
  }
  return nullptr;
}

const CompressedEncoding* find_compressed(std::uint32_t parcel) {
  for (const CompressedEncoding& e : kCompressed) {
    if ((parcel & e.mask) == e.match) return &e;
  }
  return nullptr;
}

}  // namespace amoeba
