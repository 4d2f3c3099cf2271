// The registers of S mode (of HS mode with H), and their doubles that a guest sees instead.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kCounters = counters::kCycle | counters::kTime | counters::kInstret;
constexpr unsigned kGuestShift = 1;  // from a guest's interrupt bits to those that stand for them in hip and hie

bool mode_exists(std::uint64_t atp) {
  const std::uint64_t mode = atp & address_translation::kMode;
  return mode == 0 || mode == address_translation::kSv39;
}

constexpr std::uint64_t kAtpFields =
    address_translation::kMode | address_translation::kAsid | address_translation::kPpn;

// The registers that are plain storage, alike in either set; null: another one.
template <class Registers>
auto plain_register(Registers& registers, Csr csr) -> decltype(&registers.tvec) {
  switch (csr) {
    case Csr::stvec:
    case Csr::vstvec:
      return &registers.tvec;
    case Csr::sscratch:
    case Csr::vsscratch:
      return &registers.scratch;
    case Csr::sepc:
    case Csr::vsepc:
      return &registers.epc;
    case Csr::scause:
    case Csr::vscause:
      return &registers.cause;
    case Csr::stval:
    case Csr::vstval:
      return &registers.tval;
    case Csr::satp:
    case Csr::vsatp:
      return &registers.atp;
    case Csr::stimecmp:
    case Csr::vstimecmp:
      return &registers.timecmp;
    default:
      return nullptr;
  }
}

// What such a register holds after a write.
std::uint64_t legal_value(Csr csr, std::uint64_t value, std::uint64_t epc_mask) {
  switch (csr) {
    case Csr::stvec:
    case Csr::vstvec:
      return value & ~kReservedVectorMode;
    case Csr::sepc:
    case Csr::vsepc:
      return value & epc_mask;
    case Csr::satp:
    case Csr::vsatp:
      return value & kAtpFields;
    default:
      return value;
  }
}

}  // namespace

bool CsrFile::read_supervisor(unsigned number, std::uint64_t& value) const {
  const CsrState& s = state_;
  const auto csr = static_cast<Csr>(number);
  if (!has(Extension::s) || number >= static_cast<unsigned>(Csr::vsstatus)) return false;
  switch (csr) {
    case Csr::sstatus:
      return value = (s.mstatus & status::kSupervisor) | status::kUxl64, true;
    case Csr::sie:
      return value = s.mie & s.mideleg & interrupts::kSupervisor, true;
    case Csr::sip:
      return value = pending() & s.mideleg & interrupts::kSupervisor, true;
    case Csr::scounteren:
      return value = s.scounteren, true;
    case Csr::senvcfg:
      return value = s.senvcfg, true;
    case Csr::sstateen0:
    case Csr::sstateen1:
    case Csr::sstateen2:
    case Csr::sstateen3:
      return value = 0, has(Extension::smstateen);
    case Csr::stimecmp:
      return value = s.supervisor.timecmp, has(Extension::sstc);
    default:
      break;
  }
  const std::uint64_t* plain = plain_register(s.supervisor, csr);
  return plain != nullptr && (value = *plain, true);
}

bool CsrFile::read_virtual_supervisor(unsigned number, std::uint64_t& value) const {
  const CsrState& s = state_;
  const auto csr = static_cast<Csr>(number);
  if (!has(Extension::h) || number < static_cast<unsigned>(Csr::vsstatus) ||
      number >= static_cast<unsigned>(Csr::mstatus))
    return false;
  const std::uint64_t delegated = s.hideleg & interrupts::kVirtualSupervisor;
  switch (csr) {
    case Csr::vsstatus:
      return value = s.virtual_supervisor.status | status::kUxl64, true;
    case Csr::vsie:
      return value = (s.mie & delegated) >> kGuestShift, true;
    case Csr::vsip:
      return value = (pending() & delegated) >> kGuestShift, true;
    case Csr::vstimecmp:
      return value = s.virtual_supervisor.timecmp, has(Extension::sstc);
    default:
      break;
  }
  const std::uint64_t* plain = plain_register(s.virtual_supervisor, csr);
  return plain != nullptr && (value = *plain, true);
}

bool CsrFile::write_supervisor(unsigned number, std::uint64_t value) {
  CsrState& s = state_;
  std::uint64_t present;
  if (!read_supervisor(number, present)) return false;
  const auto csr = static_cast<Csr>(number);
  const auto replace = [value](std::uint64_t& field, std::uint64_t mask) { field = (field & ~mask) | (value & mask); };
  switch (csr) {
    case Csr::sstatus:
      return replace(s.mstatus, status::kSupervisor), true;
    case Csr::sie:
      return replace(s.mie, s.mideleg & interrupts::kSupervisor), true;
    case Csr::sip:
      return replace(s.mip_written, s.mideleg & bit_of(Interrupt::supervisor_software)), true;
    case Csr::scounteren:
      return s.scounteren = value & kCounters, true;
    case Csr::senvcfg:
      return s.senvcfg = value & environment::kFiom, true;
    case Csr::satp:
      if (!mode_exists(value)) return true;  // the write has no effect at all
      break;
    default:
      break;
  }
  if (std::uint64_t* plain = plain_register(s.supervisor, csr)) *plain = legal_value(csr, value, epc_mask());
  return true;
}

bool CsrFile::write_virtual_supervisor(unsigned number, std::uint64_t value) {
  CsrState& s = state_;
  std::uint64_t present;
  if (!read_virtual_supervisor(number, present)) return false;
  const auto csr = static_cast<Csr>(number);
  const std::uint64_t delegated = s.hideleg & interrupts::kVirtualSupervisor;
  const std::uint64_t software = delegated & bit_of(Interrupt::virtual_supervisor_software);
  switch (csr) {
    case Csr::vsstatus:
      return s.virtual_supervisor.status = value & status::kSupervisor, true;
    case Csr::vsie:
      return s.mie = (s.mie & ~delegated) | ((value << kGuestShift) & delegated), true;
    case Csr::vsip:
      return s.hvip = (s.hvip & ~software) | ((value << kGuestShift) & software), true;
    case Csr::vsatp:
      if (!mode_exists(value)) {  // ignored in a guest; HS mode changes the other fields
        if (s.virtualised) return true;
        value = (value & ~address_translation::kMode) | (present & address_translation::kMode);
      }
      break;
    default:
      break;
  }
  if (std::uint64_t* plain = plain_register(s.virtual_supervisor, csr)) *plain = legal_value(csr, value, epc_mask());
  return true;
}

}  // namespace amoeba
