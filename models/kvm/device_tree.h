// What a guest's device tree says about its ISA, from a vcpu's extensions.
// Models: riscv,isa, riscv,isa-base and riscv,isa-extensions (both forms, as virtual machine monitors write both),
// cache block sizes. Names in the canonical order: single letters, Z names by the letter after Z, then S names. Not:
// the rest of a cpu node. Source: Linux Documentation/devicetree/bindings/riscv/extensions.yaml, ISA manual (naming).
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {

struct DeviceTreeIsa {
  std::string isa;                                                 // riscv,isa
  std::string base;                                                // riscv,isa-base
  std::vector<std::string> extensions;                             // riscv,isa-extensions
  std::vector<std::pair<std::string, std::uint64_t>> block_sizes;  // property, bytes

  // As properties of a cpu node, one per line.
  std::string text() const;
};

DeviceTreeIsa device_tree_isa(const Vcpu& vcpu);

}  // namespace amoeba::kvm
