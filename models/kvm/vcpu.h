// A guest's virtual CPU as user space configures it through KVM's registers, before and after it ran.
// Models: KVM_GET_ONE_REG, KVM_SET_ONE_REG and KVM_GET_REG_LIST with the kernel's order of checks and error numbers, by
// kernel version; what a new vcpu has; the ISA_EXT registers (SINGLE, MULTI_EN, MULTI_DIS) and the CONFIG registers
// entirely. State registers hold what was written last, 0 at first (of a vector register the low 64 bits), with the
// error numbers of 7.1. Not: SBI registers, what the kernel does with a state register's value, ioctls of the machine.
// Errors: the Answer of a call; std::invalid_argument for SBI registers.
// Source: Linux arch/riscv/kvm/vcpu_onereg.c of 6.6 to 7.1, vcpu.c of 6.3 to 6.5.
#pragma once
#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "amoeba/kvm/error_number.h"
#include "amoeba/kvm/host.h"
#include "amoeba/kvm/isa_extension.h"
#include "amoeba/kvm/kernel_version.h"
#include "amoeba/kvm/register_id.h"

namespace amoeba::kvm {

// Whether the address that a call names can be read and written.
enum class UserMemory : unsigned char { accessible, inaccessible };

struct Answer {
  ErrorNumber error = ErrorNumber::none;
  std::uint64_t value = 0;  // of a get
  std::string why;
};

struct RegisterList {
  ErrorNumber error = ErrorNumber::none;
  std::size_t count = 0;  // how many there are, also when there was no room
  std::vector<RegisterId> ids;
};

class Vcpu {
 public:
  Vcpu(Host host, KernelVersion kernel, Policy policy = Policy::upstream);

  Answer get(RegisterId id, UserMemory memory = UserMemory::accessible) const;
  Answer set(RegisterId id, std::uint64_t value, UserMemory memory = UserMemory::accessible);
  // KVM_GET_REG_LIST with room for so many ids.
  RegisterList list(std::size_t room) const;
  // What list() gives, on kernels without the call, too.
  std::vector<RegisterId> registers() const;
  // The first KVM_RUN, after which the configuration is fixed.
  void run() { ran_ = true; }

  const Host& host() const { return host_; }
  KernelVersion kernel() const { return kernel_; }
  Policy policy() const { return policy_; }
  bool ran() const { return ran_; }

  bool enable_allowed(const IsaExtension& extension) const;
  bool disable_allowed(const IsaExtension& extension) const;
  // Whether this kernel has a register for the extension on this host.
  bool offers(unsigned number) const;
  // Whether the guest's bit is set.
  bool guest_has(unsigned number) const;
  bool guest_has(std::string_view name) const;
  // Whether the guest's Zabha instructions are performed. Upstream the register does not matter; gated it does
  // (hypothetical).
  bool performs_zabha() const;

 private:
  bool uniform_errors() const { return kernel_ >= kUniformErrors; }
  unsigned bit_of(unsigned number) const;
  std::uint64_t word(std::uint64_t value) const;

  Answer get_isa(RegisterId id) const;
  Answer get_isa_single(std::uint64_t number) const;
  Answer get_isa_multi(std::uint64_t index) const;
  Answer set_isa(RegisterId id, std::uint64_t value, UserMemory memory);
  Answer set_isa_single(std::uint64_t number, std::uint64_t value);
  Answer change_isa_bit(const IsaExtension& extension, std::uint64_t value);
  Answer set_isa_multi(std::uint64_t index, std::uint64_t mask, bool enable);

  Answer get_config(RegisterId id) const;
  Answer set_config(RegisterId id, std::uint64_t value, UserMemory memory);
  Answer set_config_isa(std::uint64_t value);
  Answer set_fixed(ConfigRegister which, std::uint64_t value);
  Answer set_machine_id(std::uint64_t& current, std::uint64_t value);
  bool offers(ConfigRegister which) const;
  std::uint64_t fixed_value(ConfigRegister which) const;
  std::uint64_t base_letters(const std::bitset<128>& set) const;

  Answer find_state(RegisterId& id) const;
  Answer get_state(RegisterId id) const;
  Answer set_state(RegisterId id, std::uint64_t value, UserMemory memory);
  std::vector<RegisterId> state_ids() const;

  Host host_;
  KernelVersion kernel_;
  Policy policy_;
  bool ran_ = false;
  std::bitset<128> isa_;  // by bit_of()
  std::uint64_t mvendorid_, marchid_, mimpid_;
  std::map<RegisterId, std::uint64_t> state_;
};

}  // namespace amoeba::kvm
