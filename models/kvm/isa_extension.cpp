#include "amoeba/kvm/isa_extension.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace amoeba::kvm {

const std::vector<IsaExtension>& isa_extensions() {
  static const std::vector<IsaExtension> table = {
#define KVM_ISA_EXTENSION(number, name, major, minor, enable, disable, gate) \
  {number, #name, {major, minor}, EnableRule::enable, DisableRule::disable, gate},
#include "amoeba/kvm/isa_extensions.def"
#undef KVM_ISA_EXTENSION
  };
  return table;
}

const IsaExtension* find_isa_extension(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::string_view kPrefix = "kvm_riscv_isa_ext_";
  if (lower.rfind(kPrefix, 0) == 0) lower.erase(0, kPrefix.size());
  for (const IsaExtension& extension : isa_extensions()) {
    if (lower == extension.name) return &extension;
  }
  return nullptr;
}

const IsaExtension& isa_extension(std::string_view name) {
  if (const IsaExtension* found = find_isa_extension(name)) return *found;
  throw std::invalid_argument("KVM has no register for the ISA extension '" + std::string(name) + "'");
}

unsigned known_extensions(KernelVersion kernel) {
  const auto& table = isa_extensions();
  return static_cast<unsigned>(
      std::count_if(table.begin(), table.end(), [&](const IsaExtension& e) { return kernel >= e.since; }));
}

}  // namespace amoeba::kvm
