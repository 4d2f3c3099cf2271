#include "amoeba/kvm/register_id.h"

#include <array>

#include "amoeba/kvm/isa_extension.h"

namespace amoeba::kvm {
namespace {

constexpr std::array<const char*, kConfigRegisters> kConfigNames = {
    "isa",    "zicbom_block_size", "mvendorid", "marchid",
    "mimpid", "zicboz_block_size", "satp_mode", "zicbop_block_size"};
constexpr std::array<const char*, 11> kTypeNames = {"?",    "CONFIG",  "CORE",    "CSR",    "TIMER",    "FP_F",
                                                    "FP_D", "ISA_EXT", "SBI_EXT", "VECTOR", "SBI_STATE"};
constexpr std::array<const char*, 3> kIsaSubtypes = {"SINGLE", "MULTI_EN", "MULTI_DIS"};
constexpr std::array<const char*, 3> kCsrSubtypes = {"GENERAL", "AIA", "SMSTATEEN"};
constexpr std::array<const char*, 4> kTimerNames = {"frequency", "time", "compare", "state"};

template <std::size_t N>
std::string pick(const std::array<const char*, N>& names, std::uint64_t index) {
  return index < N ? names[index] : std::to_string(index);
}

std::string index_text(RegisterId id) {
  const std::uint64_t index = index_of(id);
  switch (static_cast<RegisterType>(type_of(id))) {
    case RegisterType::config:
      return pick(kConfigNames, index);
    case RegisterType::csr:
      return pick(kCsrSubtypes, subtype_of(id)) + " " + std::to_string(index);
    case RegisterType::timer:
      return pick(kTimerNames, index);
    case RegisterType::isa_ext: {
      const bool named = subtype_of(id) == kIsaSingle && index < isa_extensions().size();
      return pick(kIsaSubtypes, subtype_of(id)) + " " + (named ? isa_extensions()[index].name : std::to_string(index));
    }
    default:
      return std::to_string(index);
  }
}

}  // namespace

const char* name(ConfigRegister which) {
  return kConfigNames[static_cast<unsigned>(which)];
}

std::string describe(RegisterId id) {
  return pick(kTypeNames, type_of(id)) + " " + index_text(id);
}

}  // namespace amoeba::kvm
