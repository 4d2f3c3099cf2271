#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kMie = 1u << 3, kMpie = 1u << 7, kMprv = 1u << 17, kTw = 1u << 21;
constexpr unsigned kMppShift = 11;
constexpr std::uint64_t kUxl64 = std::uint64_t{2} << 32;
constexpr std::uint64_t kInterruptBits = 1u << 3 | 1u << 7 | 1u << 11;
constexpr std::uint64_t kInterruptCause = std::uint64_t{1} << 63;
constexpr std::uint64_t kFenceOfIoImpliesMemory = 1;  // menvcfg.FIOM
constexpr std::uint64_t kCycleBit = 1, kTimeBit = 2, kInstretBit = 4;
constexpr std::uint64_t kPmpAddressBits = (std::uint64_t{1} << 54) - 1;
constexpr std::uint64_t kVectorMode = 3, kReservedVectorMode = 2;
constexpr std::uint8_t kPmpConfigBits = 0x1f, kPmpRead = 1, kPmpWrite = 2;  // A, X, W, R: no lock
constexpr std::uint64_t kNoTriggerInfo = 1;

constexpr bool within(unsigned number, unsigned first, unsigned last) {
  return number >= first && number <= last;
}
constexpr unsigned lowest_privilege(unsigned number) {
  return (number >> 8) & 3;
}
constexpr bool read_only(unsigned number) {
  return (number >> 10) == 3;
}
// Wraps to a huge number for registers below.
constexpr unsigned pmp_address_entry(unsigned number) {
  return number - static_cast<unsigned>(Csr::pmpaddr0);
}
// RV64 packs eight entries into each even pmpcfg register; the odd ones do not exist.
constexpr unsigned first_pmp_entry(unsigned number) {
  return 4 * (number - static_cast<unsigned>(Csr::pmpcfg0));
}

// mhpmcounter3 to 31 and mhpmevent3 to 31 exist wherever M mode does; here they read zero.
constexpr bool hardware_performance_monitor(unsigned number) {
  return within(number, 0xb03, 0xb1f) || within(number, 0x323, 0x33f);
}

}  // namespace

bool CsrFile::execute(const Instruction& i, std::uint64_t source, std::uint64_t& old) {
  const auto number = static_cast<unsigned>(i.imm);
  const bool immediate = i.op == Operation::csrrwi || i.op == Operation::csrrsi || i.op == Operation::csrrci;
  const bool replaces = i.op == Operation::csrrw || i.op == Operation::csrrwi;
  const bool sets = i.op == Operation::csrrs || i.op == Operation::csrrsi;
  const bool writes = replaces || i.rs1 != 0;
  const std::uint64_t operand = immediate ? i.rs1 : source;

  std::uint64_t value = 0;
  if (!read(number, value) || (writes && read_only(number))) return false;
  if (writes) write(number, replaces ? operand : sets ? value | operand : value & ~operand);
  old = value;
  return true;
}

bool CsrFile::read(unsigned number, std::uint64_t& value) const {
  if (lowest_privilege(number) > static_cast<unsigned>(state_.privilege)) return false;
  return read_machine(number, value) || read_counter(number, value) || read_pmp(number, value);
}

bool CsrFile::read_machine(unsigned number, std::uint64_t& value) const {
  const State& s = state_;
  switch (static_cast<Csr>(number)) {
    case Csr::mvendorid:
    case Csr::marchid:
    case Csr::mimpid:
    case Csr::mconfigptr:
    case Csr::tselect:
    case Csr::tdata1:
    case Csr::tdata2:
    case Csr::tdata3:
      return value = 0, true;
    case Csr::tinfo:
      return value = kNoTriggerInfo, true;
    case Csr::mhartid:
      return value = hart_id_, true;
    case Csr::mstatus:
      return value = mstatus(), true;
    case Csr::misa:
      return value = misa(), true;
    case Csr::mie:
      return value = s.mie, true;
    case Csr::mip:
      return value = s.mip, true;
    case Csr::mtvec:
      return value = s.mtvec, true;
    case Csr::mscratch:
      return value = s.mscratch, true;
    case Csr::mepc:
      return value = s.mepc, true;
    case Csr::mcause:
      return value = s.mcause, true;
    case Csr::mtval:
      return value = s.mtval, true;
    case Csr::mcounteren:
      return value = s.mcounteren, true;
    case Csr::mcountinhibit:
      return value = s.mcountinhibit, true;
    case Csr::menvcfg:
      return value = s.menvcfg, true;
    case Csr::mcycle:
      return value = s.mcycle.value(counters_.cycles()), true;
    case Csr::minstret:
      return value = s.minstret.value(counters_.instructions_retired()), true;
    default:
      value = 0;
      return hardware_performance_monitor(number);
  }
}

bool CsrFile::read_counter(unsigned number, std::uint64_t& value) const {
  const bool enabled = state_.privilege == Privilege::machine || ((state_.mcounteren >> (number & 31)) & 1) != 0;
  if (!enabled || !extensions_.has(Extension::zicntr)) return false;
  switch (static_cast<Csr>(number)) {
    case Csr::cycle:
      return value = state_.mcycle.value(counters_.cycles()), true;
    case Csr::time:
      return value = counters_.time(), true;
    case Csr::instret:
      return value = state_.minstret.value(counters_.instructions_retired()), true;
    default:
      return false;
  }
}

bool CsrFile::read_pmp(unsigned number, std::uint64_t& value) const {
  if (const unsigned entry = pmp_address_entry(number); entry < kPmpEntries) return value = state_.pmpaddr[entry], true;
  const unsigned first = first_pmp_entry(number);
  if (first >= kPmpEntries || first % 8 != 0) return false;
  value = 0;
  for (unsigned k = 0; k < 8; ++k) value |= std::uint64_t{state_.pmpcfg[first + k]} << (8 * k);
  return true;
}

bool CsrFile::write(unsigned number, std::uint64_t value) {
  std::uint64_t present;
  if (!read(number, present) || read_only(number)) return false;
  State& s = state_;
  switch (static_cast<Csr>(number)) {
    case Csr::mstatus:
      write_mstatus(value);
      break;
    case Csr::mie:
      s.mie = value & kInterruptBits;
      break;
    case Csr::mtvec:
      s.mtvec = value & ~kReservedVectorMode;
      break;
    case Csr::mscratch:
      s.mscratch = value;
      break;
    case Csr::mepc:
      s.mepc = value & ~std::uint64_t{extensions_.has(Extension::c) ? 1u : 3u};
      break;
    case Csr::mcause:
      s.mcause = value;
      break;
    case Csr::mtval:
      s.mtval = value;
      break;
    case Csr::mcounteren:
      s.mcounteren = value & (kCycleBit | kTimeBit | kInstretBit);
      break;
    case Csr::mcountinhibit:
      write_mcountinhibit(value);
      break;
    case Csr::menvcfg:
      s.menvcfg = value & kFenceOfIoImpliesMemory;
      break;
    case Csr::mcycle:
      s.mcycle.set(value, counters_.cycles());
      break;
    case Csr::minstret:
      s.minstret.set(value, retired_after_this());
      break;
    default:
      write_pmp(number, value);  // every other register ignores writes
  }
  update_pending();
  return true;
}

void CsrFile::write_mcountinhibit(std::uint64_t value) {
  state_.mcountinhibit = value & (kCycleBit | kInstretBit);
  state_.mcycle.stop((value & kCycleBit) != 0, counters_.cycles());
  state_.minstret.stop((value & kInstretBit) != 0, retired_after_this());
}

void CsrFile::write_pmp(unsigned number, std::uint64_t value) {
  if (const unsigned entry = pmp_address_entry(number); entry < kPmpEntries) {
    state_.pmpaddr[entry] = value & kPmpAddressBits;
    return;
  }
  const unsigned first = first_pmp_entry(number);
  if (first >= kPmpEntries) return;
  for (unsigned k = 0; k < 8; ++k) {
    auto entry = static_cast<std::uint8_t>((value >> (8 * k)) & kPmpConfigBits);
    if ((entry & kPmpRead) == 0) entry &= static_cast<std::uint8_t>(~kPmpWrite);  // W without R is reserved
    state_.pmpcfg[first + k] = entry;
  }
}

std::uint64_t CsrFile::mstatus() const {
  const State& s = state_;
  return kUxl64 | (s.interrupts_enabled ? kMie : 0) | (s.mpie ? kMpie : 0) | (s.mprv ? kMprv : 0) |
         (s.timeout_wait ? kTw : 0) | std::uint64_t{static_cast<unsigned>(s.mpp)} << kMppShift;
}

void CsrFile::write_mstatus(std::uint64_t value) {
  State& s = state_;
  s.interrupts_enabled = (value & kMie) != 0;
  s.mpie = (value & kMpie) != 0;
  s.mprv = (value & kMprv) != 0;
  s.timeout_wait = (value & kTw) != 0;
  // Modes that do not exist read back as U.
  s.mpp = ((value >> kMppShift) & 3) == 3 ? Privilege::machine : Privilege::user;
}

std::uint64_t CsrFile::misa() const {
  const auto letter = [](char c) { return std::uint64_t{1} << (c - 'a'); };
  std::uint64_t value = std::uint64_t{2} << 62 | letter('i') | letter('u');
  if (extensions_.has(Extension::m)) value |= letter('m');
  if (extensions_.has(Extension::c)) value |= letter('c');
  if (extensions_.has(Extension::zaamo) && extensions_.has(Extension::zalrsc)) value |= letter('a');
  return value;
}

void CsrFile::set_interrupt(Interrupt line, bool level) {
  const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(line);
  state_.mip = level ? state_.mip | bit : state_.mip & ~bit;
  update_pending();
}

Interrupt CsrFile::pending_interrupt() const {
  for (Interrupt line : {Interrupt::external, Interrupt::software}) {
    if (((state_.mip & state_.mie) >> static_cast<unsigned>(line)) & 1) return line;
  }
  return Interrupt::timer;
}

void CsrFile::update_pending() {
  const bool enabled = state_.privilege == Privilege::user || state_.interrupts_enabled;
  state_.interrupt_pending = enabled && (state_.mip & state_.mie) != 0;
}

std::uint64_t CsrFile::enter_exception(Exception cause, std::uint64_t pc, std::uint64_t value) {
  enter_trap(static_cast<std::uint64_t>(cause), pc, value);
  return state_.mtvec & ~kVectorMode;
}

std::uint64_t CsrFile::enter_interrupt(Interrupt cause, std::uint64_t pc) {
  const auto number = static_cast<std::uint64_t>(cause);
  enter_trap(kInterruptCause | number, pc, 0);
  const bool vectored = (state_.mtvec & kVectorMode) == 1;
  return (state_.mtvec & ~kVectorMode) + (vectored ? 4 * number : 0);
}

void CsrFile::enter_trap(std::uint64_t cause, std::uint64_t pc, std::uint64_t value) {
  State& s = state_;
  s.mcause = cause;
  s.mepc = pc;
  s.mtval = value;
  s.mpie = s.interrupts_enabled;
  s.interrupts_enabled = false;
  s.mpp = s.privilege;
  s.privilege = Privilege::machine;
  update_pending();
}

std::uint64_t CsrFile::mret() {
  State& s = state_;
  s.privilege = s.mpp;
  s.interrupts_enabled = s.mpie;
  s.mpie = true;
  s.mpp = Privilege::user;
  if (s.privilege != Privilege::machine) s.mprv = false;
  update_pending();
  return s.mepc;
}

}  // namespace amoeba
