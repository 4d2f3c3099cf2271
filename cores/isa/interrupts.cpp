// Interrupts: what is pending, who takes it, by which priority; the time comparators of Sstc.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

using I = Interrupt;
constexpr Interrupt kByPriority[] = {I::external,
                                     I::software,
                                     I::timer,
                                     I::supervisor_external,
                                     I::supervisor_software,
                                     I::supervisor_timer,
                                     I::supervisor_guest_external,
                                     I::virtual_supervisor_external,
                                     I::virtual_supervisor_software,
                                     I::virtual_supervisor_timer};

}  // namespace

void CsrFile::set_interrupt(Interrupt line, bool level) {
  const std::uint64_t bit = bit_of(line);
  state_.interrupt_lines = level ? state_.interrupt_lines | bit : state_.interrupt_lines & ~bit;
  update_pending();
}

std::uint64_t CsrFile::interrupt_bits() const {
  return interrupts::kMachine | (has(Extension::s) ? interrupts::kSupervisor : 0) |
         (has(Extension::h) ? interrupts::kHypervisor : 0);
}

// mip: the lines, and what software or the time comparators set. STIP belongs to software only without its comparator.
std::uint64_t CsrFile::pending() const {
  std::uint64_t written = state_.mip_written;
  if (compares_supervisor_time()) written &= ~bit_of(I::supervisor_timer);
  return (state_.interrupt_lines & interrupt_bits()) | written | state_.hvip | state_.timer_lines;
}

CsrFile::Handler CsrFile::handler_of(Interrupt line) const {
  const std::uint64_t bit = bit_of(line);
  if ((state_.mideleg & bit) == 0) return Handler::machine;
  return (state_.hideleg & bit) == 0 ? Handler::supervisor : Handler::virtual_supervisor;
}

// Pending, enabled, and for a mode that may be interrupted from here.
std::uint64_t CsrFile::takeable() const {
  const CsrState& s = state_;
  const bool user = s.privilege == Privilege::user;
  const std::uint64_t for_guest = s.mideleg & s.hideleg, for_supervisor = s.mideleg & ~s.hideleg;
  std::uint64_t open = 0;
  if (!in_machine_mode() || (s.mstatus & status::kMie) != 0) open |= ~s.mideleg;
  if (!in_machine_mode() && (s.virtualised || user || (s.mstatus & status::kSie) != 0)) open |= for_supervisor;
  if (s.virtualised && (user || (s.virtual_supervisor.status & status::kSie) != 0)) open |= for_guest;
  return pending() & s.mie & open;
}

// A more privileged handler comes first, then the fixed order of the lines.
void CsrFile::update_pending() {
  const std::uint64_t lines = takeable();
  state_.interrupt_pending = lines != 0;
  if (lines == 0) return;
  for (const Handler handler : {Handler::machine, Handler::supervisor, Handler::virtual_supervisor}) {
    for (const Interrupt line : kByPriority) {
      if ((lines & bit_of(line)) == 0 || handler_of(line) != handler) continue;
      state_.next_interrupt = line;
      return;
    }
  }
}

// ---------------------------------------------------------------------------------------------------------- timers

bool CsrFile::compares_supervisor_time() const {
  return (state_.menvcfg & environment::kStce) != 0;
}
bool CsrFile::compares_guest_time() const {
  return (henvcfg() & environment::kStce) != 0;
}

void CsrFile::update_timers() {
  CsrState& s = state_;
  if (compares_supervisor_time()) {
    const std::uint64_t now = counters_.time();
    const bool supervisor = now >= s.supervisor.timecmp;
    const bool guest = compares_guest_time() && now + s.htimedelta >= s.virtual_supervisor.timecmp;
    s.timer_lines = (supervisor ? bit_of(I::supervisor_timer) : 0) | (guest ? bit_of(I::virtual_supervisor_timer) : 0);
  } else {
    s.timer_lines = 0;
  }
  update_pending();
}

std::uint64_t CsrFile::next_timer() const {
  if (!compares_supervisor_time()) return kNoTime;
  const CsrState& s = state_;
  const std::uint64_t now = counters_.time();
  std::uint64_t next = kNoTime;
  if (now < s.supervisor.timecmp) next = s.supervisor.timecmp;
  const std::uint64_t guest_now = now + s.htimedelta, guest_limit = s.virtual_supervisor.timecmp;
  if (compares_guest_time() && guest_now < guest_limit && guest_limit - guest_now < next - now)
    next = now + (guest_limit - guest_now);
  return next;
}

}  // namespace amoeba
