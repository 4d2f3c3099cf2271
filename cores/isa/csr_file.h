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
  CsrFile(std::uint64_t hart_id, const IsaExtensions& extensions, const CounterSource& counters);
  void reset();

  // One of csrrw, csrrs, csrrc and their immediate forms; `source` is the value of rs1 (ignored by immediate forms).
  // Returns false, with nothing changed, when the access must raise an illegal-instruction exception.
  // `old` receives the value for rd and is untouched when rd is x0 and the instruction does not read.
  bool execute(const Instruction& instruction, std::uint64_t source, std::uint64_t& old);
  // Access by number at the current privilege; false when illegal.
  bool read(unsigned number, std::uint64_t& value) const;
  bool write(unsigned number, std::uint64_t value);

  Privilege privilege() const { return privilege_; }
  Exception ecall_cause() const {
    return privilege_ == Privilege::machine ? Exception::machine_ecall : Exception::user_ecall;
  }
  bool may_mret() const { return privilege_ == Privilege::machine; }
  // Whether wfi and wrs.nto may stall here; otherwise they are illegal instructions (mstatus.TW).
  bool may_wait() const { return privilege_ == Privilege::machine || !timeout_wait_; }

  // A line into mip changes level.
  void set_interrupt(Interrupt line, bool level);
  // An interrupt must be taken before the next instruction. Cached: cheap enough to ask each time.
  bool interrupt_pending() const { return interrupt_pending_; }
  // The one to take, by the architecture's priority; call only while interrupt_pending().
  Interrupt pending_interrupt() const;
  // A locally enabled interrupt is pending, whether or not it can be taken: ends wfi and wrs.
  bool wakes_wait() const { return (mip_ & mie_) != 0; }

  // Each returns the pc to continue at.
  std::uint64_t enter_exception(Exception cause, std::uint64_t pc, std::uint64_t value);
  std::uint64_t enter_interrupt(Interrupt cause, std::uint64_t pc);
  std::uint64_t mret();

  template <class Archive>
  void serialize(Archive& archive) {
    archive(privilege_, interrupt_pending_, timeout_wait_, mie_global_, mpie_, mprv_, mpp_, mie_, mip_, mtvec_,
            mscratch_, mepc_, mcause_, mtval_, mcounteren_, mcountinhibit_, menvcfg_, mcycle_, minstret_, pmpcfg_,
            pmpaddr_);
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
  };
  static constexpr unsigned kPmpEntries = 16;

  bool readable(unsigned number) const;
  bool read_counter(unsigned number, std::uint64_t& value) const;
  bool read_machine(unsigned number, std::uint64_t& value) const;
  bool write_machine(unsigned number, std::uint64_t value);
  std::uint64_t mstatus() const;
  void write_mstatus(std::uint64_t value);
  std::uint64_t misa() const;
  void write_mcountinhibit(std::uint64_t value);
  void write_pmpcfg(unsigned first_entry, std::uint64_t value);
  void enter_trap(std::uint64_t cause, std::uint64_t pc, std::uint64_t value);
  void update_pending();

  const std::uint64_t hart_id_;
  const IsaExtensions extensions_;
  const CounterSource& counters_;

  Privilege privilege_ = Privilege::machine;
  bool interrupt_pending_ = false;
  bool timeout_wait_ = false;  // mstatus.TW
  bool mie_global_ = false;    // mstatus.MIE
  bool mpie_ = false;
  bool mprv_ = false;
  Privilege mpp_ = Privilege::user;
  std::uint64_t mie_ = 0;
  std::uint64_t mip_ = 0;
  std::uint64_t mtvec_ = 0;
  std::uint64_t mscratch_ = 0;
  std::uint64_t mepc_ = 0;
  std::uint64_t mcause_ = 0;
  std::uint64_t mtval_ = 0;
  std::uint64_t mcounteren_ = 0;
  std::uint64_t mcountinhibit_ = 0;
  std::uint64_t menvcfg_ = 0;
  Counter mcycle_;
  Counter minstret_;
  std::array<std::uint8_t, kPmpEntries> pmpcfg_{};
  std::array<std::uint64_t, kPmpEntries> pmpaddr_{};
};

}  // namespace amoeba
