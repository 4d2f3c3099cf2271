#include "amoeba/kvm/device_tree.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace amoeba::kvm {
namespace {

constexpr const char* kLetterOrder = "imafdqlcbkjtpvnh";

std::size_t letter_rank(char letter) {
  const char* found = std::strchr(kLetterOrder, letter);
  return found == nullptr ? std::strlen(kLetterOrder) : static_cast<std::size_t>(found - kLetterOrder);
}

auto canonical_rank(const std::string& name) {
  const bool single = name.size() == 1;
  const unsigned kind = single ? 0 : name[0] == 'z' ? 1 : 2;
  const std::size_t category = kind == 2 ? 0 : letter_rank(single ? name[0] : name[1]);
  return std::make_tuple(kind, category, name);
}

}  // namespace

DeviceTreeIsa device_tree_isa(const Vcpu& vcpu) {
  DeviceTreeIsa tree;
  const std::string width = "rv" + std::to_string(vcpu.host().xlen);
  tree.base = width + "i";
  tree.isa = width;
  for (const IsaExtension& extension : isa_extensions()) {
    if (vcpu.guest_has(extension.number)) tree.extensions.emplace_back(extension.name);
  }
  std::sort(tree.extensions.begin(), tree.extensions.end(),
            [](const std::string& a, const std::string& b) { return canonical_rank(a) < canonical_rank(b); });
  for (const std::string& name : tree.extensions) tree.isa += (name.size() == 1 ? "" : "_") + name;
  if (vcpu.guest_has("zicbom")) tree.block_sizes.emplace_back("riscv,cbom-block-size", vcpu.host().zicbom_block_size);
  if (vcpu.guest_has("zicbop")) tree.block_sizes.emplace_back("riscv,cbop-block-size", vcpu.host().zicbop_block_size);
  if (vcpu.guest_has("zicboz")) tree.block_sizes.emplace_back("riscv,cboz-block-size", vcpu.host().zicboz_block_size);
  return tree;
}

std::string DeviceTreeIsa::text() const {
  std::string list;
  for (const std::string& name : extensions) list += (list.empty() ? "\"" : ", \"") + name + "\"";
  std::string text =
      "riscv,isa = \"" + isa + "\";\nriscv,isa-base = \"" + base + "\";\nriscv,isa-extensions = " + list + ";\n";
  for (const auto& [property, bytes] : block_sizes) text += property + " = <" + std::to_string(bytes) + ">;\n";
  return text;
}

}  // namespace amoeba::kvm
