// The table of ISA extensions in KVM's register interface, and the rules by which a kernel lets user space change them.
// Models: number, name, kernel that introduced it, enable and disable rules, hardware gate, policy.
// Not: the kernel's own check of what a host may report together. Source: isa_extensions.def.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "amoeba/kvm/kernel_version.h"

namespace amoeba::kvm {

// May user space set the register to 1 (and does a new vcpu have it)?
enum class EnableRule : unsigned char {
  always,
  never,                    // guests get no hypervisor extension
  with_ssaia,               // counter overflow interrupts need its interrupt filtering
  with_hardware_ad_update,  // the host itself uses Svadu
  with_vector_allowed,      // the system lets user programs use vectors
};

// May user space set it to 0?
enum class DisableRule : unsigned char {
  always,
  never,
  with_smstateen,           // the host has Smstateen; before 6.7 never
  with_hardware_ad_update,  // the host itself uses Svadu
  as_own_bit,               // Smnpm: since 7.1; before, it shares Ssnpm's bit, which stays
};

// What user space may do: as Linux has it, or with a hardware enable for Zabha that no hart has (hypothetical).
enum class Policy : unsigned char { upstream, gated };

struct IsaExtension {
  unsigned number;
  const char* name;  // as in an ISA string
  KernelVersion since;
  EnableRule enable;
  DisableRule disable;
  const char* gate;
};

// By number, without gaps.
const std::vector<IsaExtension>& isa_extensions();
// Finds "zabha", "Zabha" or "KVM_RISCV_ISA_EXT_ZABHA"; nullptr when there is none.
const IsaExtension* find_isa_extension(std::string_view name);
// The entry of a name that the table has.
const IsaExtension& isa_extension(std::string_view name);

// KVM_RISCV_ISA_EXT_MAX of a kernel: it knows the numbers below.
unsigned known_extensions(KernelVersion kernel);

}  // namespace amoeba::kvm
