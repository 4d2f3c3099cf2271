// Trap entry, with delegation to S mode or to a guest's VS mode, and the returns from traps.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

// Exceptions whose xtval is an address of the program.
constexpr std::uint64_t kReportAddress =
    bit_of(Exception::instruction_misaligned) | bit_of(Exception::instruction_access_fault) |
    bit_of(Exception::breakpoint) | bit_of(Exception::load_misaligned) | bit_of(Exception::load_access_fault) |
    bit_of(Exception::store_misaligned) | bit_of(Exception::store_access_fault) |
    bit_of(Exception::instruction_page_fault) | bit_of(Exception::load_page_fault) |
    bit_of(Exception::store_page_fault) | bit_of(Exception::instruction_guest_page_fault) |
    bit_of(Exception::load_guest_page_fault) | bit_of(Exception::store_guest_page_fault);

void set_field(std::uint64_t& word, std::uint64_t field, bool on) {
  word = on ? word | field : word & ~field;
}

std::uint64_t vectored(std::uint64_t tvec, std::uint64_t cause) {
  const bool by_cause = (tvec & kVectorMode) == 1 && (cause & kInterruptCause) != 0;
  return (tvec & ~kVectorMode) + (by_cause ? 4 * (cause & ~kInterruptCause) : 0);
}

}  // namespace

CsrFile::Handler CsrFile::handler_of(Exception cause) const {
  if (in_machine_mode() || (state_.medeleg & bit_of(cause)) == 0) return Handler::machine;
  const bool to_guest = state_.virtualised && (state_.hedeleg & bit_of(cause)) != 0;
  return to_guest ? Handler::virtual_supervisor : Handler::supervisor;
}

std::uint64_t CsrFile::enter_exception(const TrapReport& report, std::uint64_t pc) {
  const bool as_guest = (state_.virtualised || report.as_guest) && (kReportAddress & bit_of(report.cause)) != 0;
  return enter(handler_of(report.cause), static_cast<std::uint64_t>(report.cause), report, as_guest, pc);
}

std::uint64_t CsrFile::enter_interrupt(Interrupt line, std::uint64_t pc) {
  const Handler handler = handler_of(line);
  const bool in_guest = handler == Handler::virtual_supervisor;  // who knows the line by its supervisor number
  const std::uint64_t number = static_cast<std::uint64_t>(line) - (in_guest ? 1 : 0);
  return enter(handler, kInterruptCause | number, TrapReport{}, false, pc);
}

std::uint64_t CsrFile::enter(Handler handler, std::uint64_t cause, const TrapReport& report, bool as_guest,
                             std::uint64_t pc) {
  std::uint64_t tvec = state_.mtvec;
  switch (handler) {
    case Handler::machine:
      enter_machine(cause, report, as_guest, pc);
      break;
    case Handler::supervisor:
      enter_supervisor(cause, report, as_guest, pc);
      tvec = state_.supervisor.tvec;
      break;
    case Handler::virtual_supervisor:
      enter_virtual_supervisor(cause, report, pc);
      tvec = state_.virtual_supervisor.tvec;
      break;
  }
  update_pending();
  return vectored(tvec, cause);
}

void CsrFile::enter_machine(std::uint64_t cause, const TrapReport& report, bool as_guest, std::uint64_t pc) {
  CsrState& s = state_;
  s.mcause = cause;
  s.mepc = pc;
  s.mtval = report.value;
  s.mtval2 = report.guest_address >> 2;
  s.mtinst = report.instruction;
  set_field(s.mstatus, status::kMpie, (s.mstatus & status::kMie) != 0);
  s.mstatus &= ~(status::kMie | status::kMpp);
  s.mstatus |= std::uint64_t{static_cast<unsigned>(s.privilege)} << status::kMppShift;
  set_field(s.mstatus, status::kMpv, s.virtualised);
  set_field(s.mstatus, status::kGva, as_guest);
  s.privilege = Privilege::machine;
  s.virtualised = false;
}

void CsrFile::enter_supervisor(std::uint64_t cause, const TrapReport& report, bool as_guest, std::uint64_t pc) {
  CsrState& s = state_;
  const bool from_supervisor = s.privilege != Privilege::user;
  s.supervisor.cause = cause;
  s.supervisor.epc = pc;
  s.supervisor.tval = report.value;
  s.htval = report.guest_address >> 2;
  s.htinst = report.instruction;
  set_field(s.mstatus, status::kSpp, from_supervisor);
  set_field(s.mstatus, status::kSpie, (s.mstatus & status::kSie) != 0);
  s.mstatus &= ~status::kSie;
  set_field(s.hstatus, hypervisor_status::kSpv, s.virtualised);
  if (s.virtualised) set_field(s.hstatus, hypervisor_status::kSpvp, from_supervisor);
  set_field(s.hstatus, hypervisor_status::kGva, as_guest);
  s.privilege = Privilege::supervisor;
  s.virtualised = false;
}

void CsrFile::enter_virtual_supervisor(std::uint64_t cause, const TrapReport& report, std::uint64_t pc) {
  SupervisorRegisters& v = state_.virtual_supervisor;
  v.cause = cause;
  v.epc = pc;
  v.tval = report.value;
  set_field(v.status, status::kSpp, state_.privilege != Privilege::user);
  set_field(v.status, status::kSpie, (v.status & status::kSie) != 0);
  v.status &= ~status::kSie;
  state_.privilege = Privilege::supervisor;
}

std::uint64_t CsrFile::mret() {
  CsrState& s = state_;
  s.privilege = static_cast<Privilege>((s.mstatus & status::kMpp) >> status::kMppShift);
  s.virtualised = !in_machine_mode() && (s.mstatus & status::kMpv) != 0;
  set_field(s.mstatus, status::kMie, (s.mstatus & status::kMpie) != 0);
  s.mstatus |= status::kMpie;
  s.mstatus &= ~(status::kMpp | status::kMpv);
  if (!in_machine_mode()) s.mstatus &= ~status::kMprv;
  update_pending();
  return s.mepc;
}

// In a guest its own registers count and V stays; elsewhere hstatus.SPV says where to return to.
std::uint64_t CsrFile::sret() {
  CsrState& s = state_;
  SupervisorRegisters& registers = s.virtualised ? s.virtual_supervisor : s.supervisor;
  std::uint64_t& word = s.virtualised ? registers.status : s.mstatus;
  s.privilege = (word & status::kSpp) != 0 ? Privilege::supervisor : Privilege::user;
  set_field(word, status::kSie, (word & status::kSpie) != 0);
  word |= status::kSpie;
  word &= ~status::kSpp;
  if (!s.virtualised) {
    s.mstatus &= ~status::kMprv;
    s.virtualised = (s.hstatus & hypervisor_status::kSpv) != 0;
    s.hstatus &= ~hypervisor_status::kSpv;
  }
  update_pending();
  return registers.epc;
}

}  // namespace amoeba
