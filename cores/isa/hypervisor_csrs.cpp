// The registers of HS mode that the hypervisor extension adds.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kCounters = counters::kCycle | counters::kTime | counters::kInstret;
// What a guest may handle itself: no call of its own level or above, nothing that only HS mode understands.
constexpr std::uint64_t kDelegable = 0x1ff | 1u << 12 | 1u << 13 | 1u << 15 | 3u << 18;

}  // namespace

bool CsrFile::read_hypervisor(unsigned number, std::uint64_t& value) const {
  const CsrState& s = state_;
  if (!has(Extension::h)) return false;
  switch (static_cast<Csr>(number)) {
    case Csr::hstatus:
      return value = s.hstatus | hypervisor_status::kVsxl64, true;
    case Csr::hedeleg:
      return value = s.hedeleg, true;
    case Csr::hideleg:
      return value = s.hideleg, true;
    case Csr::hie:
      return value = s.mie & interrupts::kHypervisor, true;
    case Csr::hip:
      return value = pending() & interrupts::kHypervisor, true;
    case Csr::hvip:
      return value = s.hvip, true;
    case Csr::hgeie:
    case Csr::hgeip:
      return value = 0, true;
    case Csr::htimedelta:
      return value = s.htimedelta, true;
    case Csr::hcounteren:
      return value = s.hcounteren, true;
    case Csr::henvcfg:
      return value = henvcfg(), true;
    case Csr::hstateen0:
      return value = s.hstateen0 & s.mstateen0, has(Extension::smstateen);
    case Csr::hstateen1:
    case Csr::hstateen2:
    case Csr::hstateen3:
      return value = 0, has(Extension::smstateen);
    case Csr::htval:
      return value = s.htval, true;
    case Csr::htinst:
      return value = s.htinst, true;
    case Csr::hgatp:
      return value = s.hgatp, true;
    default:
      return false;
  }
}

bool CsrFile::write_hypervisor(unsigned number, std::uint64_t value) {
  CsrState& s = state_;
  std::uint64_t present;
  if (!read_hypervisor(number, present)) return false;
  const auto replace = [value](std::uint64_t& field, std::uint64_t mask) { field = (field & ~mask) | (value & mask); };
  switch (static_cast<Csr>(number)) {
    case Csr::hstatus:
      return s.hstatus = value & hypervisor_status::kWritable, true;
    case Csr::hedeleg:
      return s.hedeleg = value & kDelegable, true;
    case Csr::hideleg:
      return s.hideleg = value & interrupts::kVirtualSupervisor, true;
    case Csr::hie:
      return replace(s.mie, interrupts::kHypervisor), true;
    case Csr::hip:
      return replace(s.hvip, bit_of(Interrupt::virtual_supervisor_software)), true;
    case Csr::hvip:
      return s.hvip = value & interrupts::kVirtualSupervisor, true;
    case Csr::htimedelta:
      return s.htimedelta = value, true;
    case Csr::hcounteren:
      return s.hcounteren = value & kCounters, true;
    case Csr::henvcfg:
      return s.henvcfg = value & (environment::kFiom | (s.menvcfg & (environment::kAdue | environment::kStce))), true;
    case Csr::hstateen0:
      return s.hstateen0 = value & s.mstateen0, true;
    case Csr::htval:
      return s.htval = value, true;
    case Csr::htinst:
      return s.htinst = value, true;
    case Csr::hgatp:
      return write_hgatp(value), true;
    default:
      return true;  // read-only zero
  }
}

// Other fields change even where the mode does not exist. The root table takes 16 KiB.
void CsrFile::write_hgatp(std::uint64_t value) {
  namespace at = address_translation;
  const std::uint64_t mode = value & at::kMode;
  const bool exists = mode == 0 || mode == at::kSv39;
  state_.hgatp =
      (exists ? mode : state_.hgatp & at::kMode) | (value & at::kVmid) | (value & at::kPpn & ~std::uint64_t{3});
}

}  // namespace amoeba
