// Who may access and execute what. An access of a guest that HS mode could make raises a virtual-instruction exception,
// every other refusal an illegal-instruction exception.
// Source: RISC-V privileged manual, "CSR Listing", and "Virtual-Instruction Exception" of the hypervisor extension.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

constexpr Exception kIllegal = Exception::illegal_instruction, kVirtual = Exception::virtual_instruction;

enum Level : unsigned { kUser = 0, kSupervisor = 1, kHypervisor = 2, kMachine = 3 };

constexpr unsigned lowest_level(unsigned number) {
  return (number >> 8) & 3;
}
constexpr bool read_only(unsigned number) {
  return (number >> 10) == 3;
}
constexpr std::uint64_t counter_bit(unsigned number) {
  return std::uint64_t{1} << (number & 31);
}
constexpr bool is_user_counter(Csr csr) {
  return csr == Csr::cycle || csr == Csr::time || csr == Csr::instret;
}
constexpr bool is_state_enable_of_0(Csr csr) {
  return csr == Csr::hstateen0 || csr == Csr::sstateen0;
}
constexpr bool is_other_state_enable(Csr csr) {
  return (csr >= Csr::hstateen1 && csr <= Csr::hstateen3) || (csr >= Csr::sstateen1 && csr <= Csr::sstateen3);
}
constexpr bool is_time_comparator(Csr csr) {
  return csr == Csr::stimecmp || csr == Csr::vstimecmp;
}

}  // namespace

CsrFile::Refusal CsrFile::refuses_access(unsigned number, bool writes) const {
  std::uint64_t present;
  if (!load(number, present) || (writes && read_only(number))) return kIllegal;
  if (in_machine_mode()) return {};
  const unsigned level = lowest_level(number);
  if (level == kMachine || !machine_opens(number)) return kIllegal;
  const bool user = state_.privilege == Privilege::user;
  if (state_.virtualised) {
    const bool open = level <= (user ? kUser : kSupervisor) && hypervisor_opens(number);
    return open && (!user || supervisor_opens(number)) ? Refusal{} : kVirtual;
  }
  if (level > (user ? kUser : kHypervisor) || (user && !supervisor_opens(number))) return kIllegal;
  const auto csr = static_cast<Csr>(number);
  const bool trapped = (state_.mstatus & status::kTvm) != 0 && (csr == Csr::satp || csr == Csr::hgatp);
  return trapped ? Refusal{kIllegal} : Refusal{};
}

// Whether M mode leaves the register to lower privileges.
bool CsrFile::machine_opens(unsigned number) const {
  const auto csr = static_cast<Csr>(number);
  if (is_user_counter(csr)) return (state_.mcounteren & counter_bit(number)) != 0;
  if (is_time_comparator(csr))
    return (state_.menvcfg & environment::kStce) != 0 && (state_.mcounteren & counters::kTime) != 0;
  if (!has(Extension::smstateen)) return true;
  if (is_state_enable_of_0(csr)) return (state_.mstateen0 & state_enable::kLowerStateEnable) != 0;
  if (csr == Csr::senvcfg || csr == Csr::henvcfg) return (state_.mstateen0 & state_enable::kEnvironment) != 0;
  return !is_other_state_enable(csr);
}

// Whether HS mode leaves it to its guest.
bool CsrFile::hypervisor_opens(unsigned number) const {
  const auto csr = static_cast<Csr>(number);
  if (is_user_counter(csr)) return (state_.hcounteren & counter_bit(number)) != 0;
  if (csr == Csr::stimecmp) return (henvcfg() & environment::kStce) != 0 && (state_.hcounteren & counters::kTime) != 0;
  if (csr == Csr::satp) return (state_.hstatus & hypervisor_status::kVtvm) == 0;
  if (!has(Extension::smstateen)) return true;
  if (csr == Csr::sstateen0) return (state_.hstateen0 & state_enable::kLowerStateEnable) != 0;
  if (csr == Csr::senvcfg) return (state_.hstateen0 & state_enable::kEnvironment) != 0;
  return true;
}

// Whether supervisor mode leaves it to user mode.
bool CsrFile::supervisor_opens(unsigned number) const {
  if (!has(Extension::s) || !is_user_counter(static_cast<Csr>(number))) return true;
  return (state_.scounteren & counter_bit(number)) != 0;
}

Exception CsrFile::ecall_cause() const {
  if (in_machine_mode()) return Exception::machine_ecall;
  if (state_.privilege == Privilege::user) return Exception::user_ecall;
  return state_.virtualised ? Exception::virtual_supervisor_ecall : Exception::supervisor_ecall;
}

CsrFile::Refusal CsrFile::refuses(Operation op) const {
  switch (op) {
    case Operation::mret:
      return in_machine_mode() ? Refusal{} : kIllegal;
    case Operation::sret:
      return refuses_return();
    case Operation::wfi:
      return refuses_wait(false);
    case Operation::wrs_nto:
      return refuses_wait(true);
    case Operation::sfence_vma:
      return refuses_translation_fence();
    case Operation::hfence_vvma:
    case Operation::hfence_gvma:
      if (state_.virtualised) return kVirtual;
      if (state_.privilege == Privilege::user) return kIllegal;
      return op == Operation::hfence_gvma ? refuses_translation_fence() : Refusal{};
    default:
      break;
  }
  if (!is_hypervisor_load(op) && !is_hypervisor_store(op)) return {};
  if (state_.virtualised) return kVirtual;
  const bool open = state_.privilege != Privilege::user || (state_.hstatus & hypervisor_status::kHu) != 0;
  return open ? Refusal{} : kIllegal;
}

CsrFile::Refusal CsrFile::refuses_return() const {
  if (in_machine_mode()) return {};
  if (state_.virtualised) {
    const bool open = state_.privilege == Privilege::supervisor && (state_.hstatus & hypervisor_status::kVtsr) == 0;
    return open ? Refusal{} : kVirtual;
  }
  const bool open = state_.privilege == Privilege::supervisor && (state_.mstatus & status::kTsr) == 0;
  return open ? Refusal{} : kIllegal;
}

// wfi has no bound here: where the manual allows it for a bounded time only, it is refused. wrs.nto is not so bound in
// user mode.
CsrFile::Refusal CsrFile::refuses_wait(bool for_reservation) const {
  if (in_machine_mode()) return {};
  if ((state_.mstatus & status::kTw) != 0) return kIllegal;
  const bool user = state_.privilege == Privilege::user;
  if (state_.virtualised) {
    const bool trapped = (state_.hstatus & hypervisor_status::kVtw) != 0;
    return trapped || (user && !for_reservation) ? Refusal{kVirtual} : Refusal{};
  }
  return user && has(Extension::s) && !for_reservation ? Refusal{kIllegal} : Refusal{};
}

// sfence.vma, or hfence.gvma of HS mode.
CsrFile::Refusal CsrFile::refuses_translation_fence() const {
  if (in_machine_mode()) return {};
  if (state_.virtualised) {
    const bool open = state_.privilege == Privilege::supervisor && (state_.hstatus & hypervisor_status::kVtvm) == 0;
    return open ? Refusal{} : kVirtual;
  }
  const bool open = state_.privilege == Privilege::supervisor && (state_.mstatus & status::kTvm) == 0;
  return open ? Refusal{} : kIllegal;
}

bool CsrFile::fence_of_io_implies_memory() const {
  if (in_machine_mode()) return false;
  const bool user = state_.privilege == Privilege::user;
  const std::uint64_t modes = state_.menvcfg | (state_.virtualised ? state_.henvcfg : 0) | (user ? state_.senvcfg : 0);
  return (modes & environment::kFiom) != 0;
}

}  // namespace amoeba
