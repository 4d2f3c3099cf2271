// The control and status registers, privilege and trap entry of one hart with M and U mode.
// Models: the M-mode CSRs of the privileged manual, Zicntr's counters, TW, vectored traps; PMP registers hold values
// but protect nothing and cannot be locked; no trigger, no hardware performance monitor (its registers read zero).
// Not modelled: S mode and everything that exists only with it (medeleg, satp, ...: illegal), debug mode, Smrnmi.
// Units: as the counters' source gives them. Errors: none thrown; illegal accesses are returned as such.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/isa/traps.h"

namespace amoeba {

enum class Csr : std::uint16_t {
#define AMOEBA_CSR(name, number) name = number,
#include "amoeba/cores/isa/csrs.def"
#undef AMOEBA_CSR
};

// Free-running counts since reset that only the hart and its platform know.
class CounterSource {
 public:
  virtual ~CounterSource() = default;
  virtual std::uint64_t cycles() const = 0;
  virtual std::uint64_t instructions_retired() const = 0;  // before the instruction that asks
  virtual std::uint64_t time() const = 0;
};

class CsrFile {
 public:
  CsrFile(std::uint64_t hart_id, const IsaExtensions& extensions, const CounterSource& counters)
      : hart_id_(hart_id), extensions_(extensions), counters_(counters) {}
  void reset() { state_ = State{}; }

  // One of csrrw, csrrs, csrrc and their immediate forms; `source` is the value of rs1 (immediate forms ignore it) and
  // `old` receives the value for rd. Returns false, with nothing changed, where the access is an illegal instruction.
  bool execute(const Instruction& instruction, std::uint64_t source, std::uint64_t& old);
  // Access by number at the current privilege; false when illegal.
  bool read(unsigned number, std::uint64_t& value) const;
  bool write(unsigned number, std::uint64_t value);

  Privilege privilege() const { return state_.privilege; }
  Exception ecall_cause() const {
    return state_.privilege == Privilege::machine ? Exception::machine_ecall : Exception::user_ecall;
  }
  bool may_mret() const { return state_.privilege == Privilege::machine; }
  // Whether wfi and wrs.nto may stall here; otherwise they are illegal instructions (mstatus.TW).
  bool may_wait() const { return state_.privilege == Privilege::machine || !state_.timeout_wait; }
  // menvcfg.FIOM in U mode: fences order I/O and memory together.
  bool fence_of_io_implies_memory() const { return state_.privilege == Privilege::user && state_.menvcfg != 0; }

  // A line into mip changes level.
  void set_interrupt(Interrupt line, bool level);
  // An interrupt must be taken before the next instruction. Cached: cheap enough to ask each time.
  bool interrupt_pending() const { return state_.interrupt_pending; }
  // The one to take, by the architecture's priority; call only while interrupt_pending().
  Interrupt pending_interrupt() const;
  // A locally enabled interrupt is pending, whether or not it can be taken: ends wfi and wrs.
  bool wakes_wait() const { return (state_.mip & state_.mie) != 0; }

  // Each returns the pc to continue at.
  std::uint64_t enter_exception(Exception cause, std::uint64_t pc, std::uint64_t value);
  std::uint64_t enter_interrupt(Interrupt cause, std::uint64_t pc);
  std::uint64_t mret();

  template <class Archive>
  void serialize(Archive& archive) {
    State& s = state_;
    archive(s.privilege, s.mpp, s.interrupt_pending, s.interrupts_enabled, s.mpie, s.mprv, s.timeout_wait, s.mie, s.mip,
            s.mtvec, s.mscratch, s.mepc, s.mcause, s.mtval, s.mcounteren, s.mcountinhibit, s.menvcfg, s.mcycle,
            s.minstret, s.pmpcfg, s.pmpaddr);
  }

 private:
  // A counter that software can set and stop, kept as an offset to a free-running count.
  struct Counter {
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
    template <class Archive>
    void serialize(Archive& archive) {
      archive(offset, stopped_at, stopped);
    }
  };
  static constexpr unsigned kPmpEntries = 16;

  struct State {
    Privilege privilege = Privilege::machine;
    Privilege mpp = Privilege::user;
    bool interrupt_pending = false;
    bool interrupts_enabled = false;  // mstatus.MIE
    bool mpie = false;
    bool mprv = false;
    bool timeout_wait = false;  // mstatus.TW
    std::uint64_t mie = 0;
    std::uint64_t mip = 0;
    std::uint64_t mtvec = 0;
    std::uint64_t mscratch = 0;
    std::uint64_t mepc = 0;
    std::uint64_t mcause = 0;
    std::uint64_t mtval = 0;
    std::uint64_t mcounteren = 0;
    std::uint64_t mcountinhibit = 0;
    std::uint64_t menvcfg = 0;
    Counter mcycle;
    Counter minstret;
    std::array<std::uint8_t, kPmpEntries> pmpcfg{};
    std::array<std::uint64_t, kPmpEntries> pmpaddr{};
  };

  bool read_counter(unsigned number, std::uint64_t& value) const;
  bool read_pmp(unsigned number, std::uint64_t& value) const;
  bool read_machine(unsigned number, std::uint64_t& value) const;
  void write_pmp(unsigned number, std::uint64_t value);
  void write_mstatus(std::uint64_t value);
  void write_mcountinhibit(std::uint64_t value);
  std::uint64_t mstatus() const;
  std::uint64_t misa() const;
  // A write takes effect after its instruction, which itself still counts.
  std::uint64_t retired_after_this() const { return counters_.instructions_retired() + 1; }
  void enter_trap(std::uint64_t cause, std::uint64_t pc, std::uint64_t value);
  void update_pending();

  const std::uint64_t hart_id_;
  const IsaExtensions extensions_;
  const CounterSource& counters_;
  State state_;
};

}  // namespace amoeba
