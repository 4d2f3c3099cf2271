// The registers of KVM's interface that hold a guest's state: general, control, timer, floating-point and vector
// registers. Models: which of them a vcpu has, depending on its ISA bits. Not: SBI_EXT and SBI_STATE registers,
// hypervisor-extension and Zicfiss CSRs of kernels that are still to come, and CSR fields that the kernel masks.
// Source: Linux arch/riscv/kvm/vcpu_onereg.c.
#pragma once
#include <functional>
#include <vector>

#include "amoeba/kvm/kernel_version.h"
#include "amoeba/kvm/register_id.h"

namespace amoeba::kvm {

struct StateLayout {
  unsigned xlen;
  KernelVersion kernel;
  std::uint64_t vlenb;
};

// In the order of KVM_GET_REG_LIST.
std::vector<RegisterId> state_registers(const StateLayout& layout, const std::function<bool(const char*)>& guest_has);

// The extension without which a vcpu lacks the register; "" for those that every vcpu has.
const char* needed_extension(RegisterId id);

constexpr RegisterId timer_frequency_id() {
  return register_id(8, RegisterType::timer, 0, 0);
}
constexpr RegisterId vector_length_id(unsigned xlen) {
  return register_id(xlen / 8, RegisterType::vector, 0, 4);
}

}  // namespace amoeba::kvm
