// The control and status registers, privilege and trap entry of one hart: M and U mode; with extension S also S mode;
// with H also HS, VS and VU. Which part lies where:
//   csr_file.cpp         access by number, the six instructions      csr_permission.cpp  who may access and execute
//   what machine_csrs.cpp     M-mode registers, PMP, triggers             counter_csrs.cpp    cycle, time, instret
//   supervisor_csrs.cpp  S-mode registers and their VS doubles       hypervisor_csrs.cpp registers of HS mode
//   interrupts.cpp       pending, delegated, by priority, timers     trap_entry.cpp      entry and return
//   translation_regime.cpp  what satp, vsatp, hgatp and the status registers mean for an access
// Models: TW, TVM, TSR and their hstatus counterparts, vectored traps, Zicntr, Sstc, Smstateen (ENVCFG and SE0 of
// state 0), Svadu, 16-bit ASIDs, 14-bit VMIDs; PMP registers hold values but protect nothing and cannot be locked; no
// trigger, no hardware performance monitor (its registers read zero), no guest external interrupts (GEILEN is 0).
// Not modelled: 32-bit modes, big-endian accesses, debug mode, Smrnmi, AIA, pointer masking, resumable double traps.
// Units: as the counters' source gives them. Errors: none thrown; illegal accesses are returned as such.
// Source: RISC-V privileged manual.
#pragma once
#include <cstdint>
#include <optional>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/cores/isa/csr_state.h"
#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/isa/translation_regime.h"
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
  static constexpr std::uint64_t kNoTime = ~std::uint64_t{0};
  using Refusal = std::optional<Exception>;  // the exception to take instead; none: go on

  CsrFile(std::uint64_t hart_id, const IsaExtensions& extensions, const CounterSource& counters);
  void reset();

  // One of csrrw, csrrs, csrrc and their immediate forms; `source` is the value of rs1 (immediate forms ignore it) and
  // `old` receives the value for rd. Nothing changes where it is refused.
  Refusal execute(const Instruction& instruction, std::uint64_t source, std::uint64_t& old);
  // Access by number at the current privilege; false when that is refused.
  bool read(unsigned number, std::uint64_t& value) const;
  bool write(unsigned number, std::uint64_t value);

  Privilege privilege() const { return state_.privilege; }
  bool virtualised() const { return state_.virtualised; }
  Exception ecall_cause() const;
  // Whether an instruction with a privilege of its own may execute here: mret, sret, wfi and wrs.nto (which may stall),
  // the fences of translations, the hypervisor's loads and stores. Others are never refused.
  Refusal refuses(Operation op) const;
  // FIOM of the mode's envcfg registers: fences order I/O and memory together.
  bool fence_of_io_implies_memory() const;

  // A line into mip changes level.
  void set_interrupt(Interrupt line, bool level);
  // An interrupt must be taken before the next instruction. Cached: cheap enough to ask each time.
  bool interrupt_pending() const { return state_.interrupt_pending; }
  // The one to take, by the architecture's priority; call only while interrupt_pending().
  Interrupt pending_interrupt() const { return state_.next_interrupt; }
  // A locally enabled interrupt is pending, whether or not it can be taken: ends wfi and wrs.
  bool wakes_wait() const { return (pending() & state_.mie) != 0; }
  // The next value of `time` at which a comparator of Sstc raises its line; kNoTime: none will.
  std::uint64_t next_timer() const;
  // Sets the comparators' lines as the present time wants them.
  void update_timers();

  // Each returns the pc to continue at.
  std::uint64_t enter_exception(const TrapReport& report, std::uint64_t pc);
  std::uint64_t enter_exception(Exception cause, std::uint64_t pc, std::uint64_t value) {
    return enter_exception(TrapReport{cause, value}, pc);
  }
  std::uint64_t enter_interrupt(Interrupt cause, std::uint64_t pc);
  std::uint64_t mret();
  std::uint64_t sret();

  // --- address translation
  TranslationRegime fetch_regime() const;
  TranslationRegime data_regime() const;   // of loads, stores and atomics; obeys MPRV
  TranslationRegime guest_regime() const;  // of hlv, hlvx and hsv
  // The address space that a fence names: V and, of a guest, the VMID in hgatp.
  std::uint16_t current_vmid() const;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(state_);
  }

 private:
  enum class Handler : std::uint8_t { machine, supervisor, virtual_supervisor };

  bool has(Extension extension) const { return extensions_.has(extension); }
  bool in_machine_mode() const { return state_.privilege == Privilege::machine; }
  std::uint64_t epc_mask() const { return ~std::uint64_t{has(Extension::c) ? 1u : 3u}; }

  // --- csr_file.cpp
  unsigned renamed(unsigned number) const;
  bool load(unsigned number, std::uint64_t& value) const;
  void store(unsigned number, std::uint64_t value);
  std::uint64_t base_of_change(unsigned number, std::uint64_t value) const;

  // --- csr_permission.cpp
  Refusal refuses_access(unsigned number, bool writes) const;
  bool machine_opens(unsigned number) const;
  bool hypervisor_opens(unsigned number) const;
  bool supervisor_opens(unsigned number) const;
  Refusal refuses_return() const;
  Refusal refuses_wait(bool for_reservation) const;
  Refusal refuses_translation_fence() const;

  // --- the registers; false where the number is none of them
  bool read_machine(unsigned number, std::uint64_t& value) const;
  bool read_machine_for_supervisor(unsigned number, std::uint64_t& value) const;
  bool read_pmp(unsigned number, std::uint64_t& value) const;
  bool read_counter(unsigned number, std::uint64_t& value) const;
  bool read_supervisor(unsigned number, std::uint64_t& value) const;
  bool read_virtual_supervisor(unsigned number, std::uint64_t& value) const;
  bool read_hypervisor(unsigned number, std::uint64_t& value) const;
  void write_machine(unsigned number, std::uint64_t value);
  bool write_counter(unsigned number, std::uint64_t value);
  bool write_supervisor(unsigned number, std::uint64_t value);
  bool write_virtual_supervisor(unsigned number, std::uint64_t value);
  bool write_hypervisor(unsigned number, std::uint64_t value);
  void write_mstatus(std::uint64_t value);
  void write_menvcfg(std::uint64_t value);
  void write_hgatp(std::uint64_t value);
  void write_pmp(unsigned number, std::uint64_t value);
  void write_mcountinhibit(std::uint64_t value);
  std::uint64_t mstatus() const;
  std::uint64_t misa() const;
  std::uint64_t exception_bits() const;
  std::uint64_t henvcfg() const { return state_.henvcfg & (state_.menvcfg | 1); }
  // A write takes effect after its instruction, which itself still counts.
  std::uint64_t retired_after_this() const { return counters_.instructions_retired() + 1; }

  // --- interrupts.cpp
  std::uint64_t pending() const;
  std::uint64_t interrupt_bits() const;
  std::uint64_t takeable() const;
  Handler handler_of(Interrupt line) const;
  bool compares_supervisor_time() const;
  bool compares_guest_time() const;
  void update_pending();

  // --- trap_entry.cpp
  Handler handler_of(Exception cause) const;
  std::uint64_t enter(Handler handler, std::uint64_t cause, const TrapReport& report, bool as_guest, std::uint64_t pc);
  void enter_machine(std::uint64_t cause, const TrapReport& report, bool as_guest, std::uint64_t pc);
  void enter_supervisor(std::uint64_t cause, const TrapReport& report, bool as_guest, std::uint64_t pc);
  void enter_virtual_supervisor(std::uint64_t cause, const TrapReport& report, std::uint64_t pc);

  // --- translation_regime.cpp
  TranslationRegime regime(Privilege privilege, bool virtualised) const;

  const std::uint64_t hart_id_;
  const IsaExtensions extensions_;
  const CounterSource& counters_;
  CsrState state_;
};

}  // namespace amoeba
