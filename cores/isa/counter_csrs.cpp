// cycle, time and instret, the M-mode counters behind them, and what stops them.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {

bool CsrFile::read_counter(unsigned number, std::uint64_t& value) const {
  const CsrState& s = state_;
  switch (static_cast<Csr>(number)) {
    case Csr::mcycle:
      return value = s.mcycle.value(counters_.cycles()), true;
    case Csr::minstret:
      return value = s.minstret.value(counters_.instructions_retired()), true;
    case Csr::mcountinhibit:
      return value = s.mcountinhibit, true;
    case Csr::cycle:
      return value = s.mcycle.value(counters_.cycles()), has(Extension::zicntr);
    case Csr::time:
      return value = counters_.time() + (s.virtualised ? s.htimedelta : 0), has(Extension::zicntr);
    case Csr::instret:
      return value = s.minstret.value(counters_.instructions_retired()), has(Extension::zicntr);
    default:
      return false;
  }
}

bool CsrFile::write_counter(unsigned number, std::uint64_t value) {
  switch (static_cast<Csr>(number)) {
    case Csr::mcycle:
      return state_.mcycle.set(value, counters_.cycles()), true;
    case Csr::minstret:
      return state_.minstret.set(value, retired_after_this()), true;
    case Csr::mcountinhibit:
      return write_mcountinhibit(value), true;
    default:
      return false;
  }
}

void CsrFile::write_mcountinhibit(std::uint64_t value) {
  state_.mcountinhibit = value & (counters::kCycle | counters::kInstret);
  state_.mcycle.stop((value & counters::kCycle) != 0, counters_.cycles());
  state_.minstret.stop((value & counters::kInstret) != 0, retired_after_this());
}

}  // namespace amoeba
