// What satp, vsatp, hgatp and the status registers mean for an access.
#include "amoeba/cores/isa/translation_regime.h"

#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

constexpr unsigned kPageShift = 12;

bool translates(std::uint64_t atp) {
  return (atp & address_translation::kMode) != 0;
}
std::uint64_t root(std::uint64_t atp) {
  return (atp & address_translation::kPpn) << kPageShift;
}

}  // namespace

std::uint16_t CsrFile::current_vmid() const {
  return static_cast<std::uint16_t>((state_.hgatp & address_translation::kVmid) >> address_translation::kIdShift);
}

// Of M mode nothing is translated.
TranslationRegime CsrFile::regime(Privilege privilege, bool virtualised) const {
  TranslationRegime r;
  if (privilege == Privilege::machine || !has(Extension::s)) return r;
  const CsrState& s = state_;
  const SupervisorRegisters& registers = virtualised ? s.virtual_supervisor : s.supervisor;
  const std::uint64_t word = virtualised ? registers.status : s.mstatus;
  r.virtualised = virtualised;
  r.user = privilege == Privilege::user;
  r.user_pages_open = (word & status::kSum) != 0;
  r.executable_readable2 = (s.mstatus & status::kMxr) != 0;
  r.executable_readable = (word & status::kMxr) != 0 || r.executable_readable2;
  r.first = translates(registers.atp);
  r.first_root = root(registers.atp);
  r.first_sets_bits = ((virtualised ? henvcfg() : s.menvcfg) & environment::kAdue) != 0;
  r.asid = static_cast<std::uint16_t>((registers.atp & address_translation::kAsid) >> address_translation::kIdShift);
  if (!virtualised) return r;
  r.second = translates(s.hgatp);
  r.second_root = root(s.hgatp);
  r.second_sets_bits = (s.menvcfg & environment::kAdue) != 0;
  r.vmid = current_vmid();
  return r;
}

// Rights to read do not matter to it, and change often.
TranslationRegime CsrFile::fetch_regime() const {
  TranslationRegime r = regime(state_.privilege, state_.virtualised);
  r.user_pages_open = r.executable_readable = r.executable_readable2 = false;
  return r;
}

TranslationRegime CsrFile::data_regime() const {
  if (!in_machine_mode() || (state_.mstatus & status::kMprv) == 0) return regime(state_.privilege, state_.virtualised);
  const auto previous = static_cast<Privilege>((state_.mstatus & status::kMpp) >> status::kMppShift);
  return regime(previous, (state_.mstatus & status::kMpv) != 0);
}

TranslationRegime CsrFile::guest_regime() const {
  const bool supervisor = (state_.hstatus & hypervisor_status::kSpvp) != 0;
  return regime(supervisor ? Privilege::supervisor : Privilege::user, true);
}

}  // namespace amoeba
