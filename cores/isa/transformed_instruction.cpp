#include "amoeba/cores/isa/transformed_instruction.h"

#include "amoeba/cores/isa/encodings.h"

namespace amoeba {
namespace {

constexpr std::uint32_t kBaseRegister = 31u << 15;
constexpr std::uint32_t kNotCompressed = 2;  // bit 1 of a transformed instruction

}  // namespace

std::uint32_t transformed(const Instruction& i, std::uint64_t offset) {
  const Encoding& e = encoding(i.op);
  const auto base = static_cast<std::uint32_t>(offset & 31) << 15;
  const std::uint32_t length = i.length == 2 ? ~kNotCompressed : ~0u;
  switch (e.format) {
    case Format::load:
      return (e.match | std::uint32_t{i.rd} << 7 | base) & length;
    case Format::s:
      return (e.match | std::uint32_t{i.rs2} << 20 | base) & length;
    case Format::lr:
    case Format::sc:
    case Format::amo:
    case Format::load_acquire:
    case Format::store_release:
    case Format::hypervisor_load:
    case Format::hypervisor_store:
      return (i.raw & ~kBaseRegister) | base;
    default:
      return 0;
  }
}

}  // namespace amoeba
