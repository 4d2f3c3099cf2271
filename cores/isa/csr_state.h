// What the control and status registers of a hart hold; how it is seen and changed is the business of csr_file.h.
// Fields that the registers cannot hold are never set here. Units: counters as their source gives them.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/cores/isa/traps.h"

namespace amoeba {

// A counter that software can set and stop, kept as an offset to a free-running count.
struct CsrCounter {
  std::uint64_t offset = 0;
  std::uint64_t stopped_at = 0;
  bool stopped = false;

  std::uint64_t value(std::uint64_t count) const { return stopped ? stopped_at : count + offset; }
  void set(std::uint64_t value, std::uint64_t count) {
    stopped_at = value;
    offset = value - count;
  }
  void stop(bool on, std::uint64_t count) {
    if (on == stopped) return;
    const std::uint64_t held = value(count);
    stopped = on;
    set(held, count);
  }
};

// The registers that VS mode has a second set of.
struct SupervisorRegisters {
  std::uint64_t status = 0;  // of VS only: sstatus is a view of mstatus
  std::uint64_t tvec = 0;
  std::uint64_t scratch = 0;
  std::uint64_t epc = 0;
  std::uint64_t cause = 0;
  std::uint64_t tval = 0;
  std::uint64_t atp = 0;
  std::uint64_t timecmp = ~std::uint64_t{0};  // unspecified at reset: as late as can be
};

struct CsrState {
  static constexpr unsigned kPmpEntries = 16;

  Privilege privilege = Privilege::machine;
  bool virtualised = false;        // V
  bool interrupt_pending = false;  // and to be taken before the next instruction
  Interrupt next_interrupt = Interrupt::external;

  std::uint64_t interrupt_lines = 0;  // levels of the lines into mip
  std::uint64_t timer_lines = 0;      // STIP and VSTIP as the time comparators drive them
  std::uint64_t mip_written = 0;      // SSIP, STIP and SEIP as software set them
  std::uint64_t mie = 0;              // with the bits of sie and hie

  std::uint64_t mstatus = 0;
  std::uint64_t medeleg = 0;
  std::uint64_t mideleg = 0;
  std::uint64_t mtvec = 0;
  std::uint64_t mscratch = 0;
  std::uint64_t mepc = 0;
  std::uint64_t mcause = 0;
  std::uint64_t mtval = 0;
  std::uint64_t mtval2 = 0;
  std::uint64_t mtinst = 0;
  std::uint64_t mcounteren = 0;
  std::uint64_t mcountinhibit = 0;
  std::uint64_t menvcfg = 0;
  std::uint64_t mstateen0 = 0;
  CsrCounter mcycle;
  CsrCounter minstret;
  std::array<std::uint8_t, kPmpEntries> pmpcfg{};
  std::array<std::uint64_t, kPmpEntries> pmpaddr{};

  SupervisorRegisters supervisor;
  std::uint64_t scounteren = 0;
  std::uint64_t senvcfg = 0;

  std::uint64_t hstatus = 0;
  std::uint64_t hedeleg = 0;
  std::uint64_t hideleg = 0;
  std::uint64_t hvip = 0;
  std::uint64_t hcounteren = 0;
  std::uint64_t henvcfg = 0;
  std::uint64_t hstateen0 = 0;
  std::uint64_t htimedelta = 0;
  std::uint64_t htval = 0;
  std::uint64_t htinst = 0;
  std::uint64_t hgatp = 0;
  SupervisorRegisters virtual_supervisor;
};

}  // namespace amoeba
