// The registers of M mode, physical memory protection and triggers.
#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kPmpAddressBits = (std::uint64_t{1} << 54) - 1;
constexpr std::uint8_t kPmpConfigBits = 0x1f, kPmpRead = 1, kPmpWrite = 2;  // A, X, W, R: no lock
constexpr std::uint64_t kNoTriggerInfo = 1;
constexpr std::uint64_t kCounters = counters::kCycle | counters::kTime | counters::kInstret;

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
  return (number >= 0xb03 && number <= 0xb1f) || (number >= 0x323 && number <= 0x33f);
}

}  // namespace

bool CsrFile::read_machine(unsigned number, std::uint64_t& value) const {
  const CsrState& s = state_;
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
      return value = pending(), true;
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
    case Csr::menvcfg:
      return value = s.menvcfg, true;
    default:
      value = 0;
      return hardware_performance_monitor(number);
  }
}

// Registers of M mode that exist only with a mode or extension below it.
bool CsrFile::read_machine_for_supervisor(unsigned number, std::uint64_t& value) const {
  switch (static_cast<Csr>(number)) {
    case Csr::medeleg:
      return value = state_.medeleg, has(Extension::s);
    case Csr::mideleg:
      return value = state_.mideleg, has(Extension::s);
    case Csr::mtval2:
      return value = state_.mtval2, has(Extension::h);
    case Csr::mtinst:
      return value = state_.mtinst, has(Extension::h);
    case Csr::mstateen0:
      return value = state_.mstateen0, has(Extension::smstateen);
    case Csr::mstateen1:
    case Csr::mstateen2:
    case Csr::mstateen3:
      return value = 0, has(Extension::smstateen);
    default:
      return false;
  }
}

bool CsrFile::read_pmp(unsigned number, std::uint64_t& value) const {
  if (const unsigned entry = pmp_address_entry(number); entry < CsrState::kPmpEntries)
    return value = state_.pmpaddr[entry], true;
  const unsigned first = first_pmp_entry(number);
  if (first >= CsrState::kPmpEntries || first % 8 != 0) return false;
  value = 0;
  for (unsigned k = 0; k < 8; ++k) value |= std::uint64_t{state_.pmpcfg[first + k]} << (8 * k);
  return true;
}

void CsrFile::write_machine(unsigned number, std::uint64_t value) {
  CsrState& s = state_;
  switch (static_cast<Csr>(number)) {
    case Csr::mstatus:
      return write_mstatus(value);
    case Csr::medeleg:
      s.medeleg = value & exception_bits();
      return;
    case Csr::mideleg:
      s.mideleg = (value & interrupts::kSupervisor) | (s.mideleg & interrupts::kHypervisor);
      return;
    case Csr::mie:
      s.mie = value & interrupt_bits();
      return;
    case Csr::mip:
      if (!has(Extension::s)) return;
      s.mip_written = value & interrupts::kSupervisor;
      if (has(Extension::h)) write_hypervisor(static_cast<unsigned>(Csr::hip), value);
      return;
    case Csr::mtvec:
      s.mtvec = value & ~kReservedVectorMode;
      return;
    case Csr::mscratch:
      s.mscratch = value;
      return;
    case Csr::mepc:
      s.mepc = value & epc_mask();
      return;
    case Csr::mcause:
      s.mcause = value;
      return;
    case Csr::mtval:
      s.mtval = value;
      return;
    case Csr::mtval2:
      s.mtval2 = value;
      return;
    case Csr::mtinst:
      s.mtinst = value;
      return;
    case Csr::mcounteren:
      s.mcounteren = value & kCounters;
      return;
    case Csr::menvcfg:
      return write_menvcfg(value);
    case Csr::mstateen0:
      s.mstateen0 = value & (state_enable::kEnvironment | state_enable::kLowerStateEnable);
      return;
    default:
      write_pmp(number, value);  // every other register ignores writes
  }
}

void CsrFile::write_menvcfg(std::uint64_t value) {
  std::uint64_t fields = environment::kFiom;
  if (has(Extension::sstc)) fields |= environment::kStce;
  if (has(Extension::svadu)) fields |= environment::kAdue;
  state_.menvcfg = value & fields;
}

void CsrFile::write_pmp(unsigned number, std::uint64_t value) {
  if (const unsigned entry = pmp_address_entry(number); entry < CsrState::kPmpEntries) {
    state_.pmpaddr[entry] = value & kPmpAddressBits;
    return;
  }
  const unsigned first = first_pmp_entry(number);
  if (first >= CsrState::kPmpEntries) return;
  for (unsigned k = 0; k < 8; ++k) {
    auto entry = static_cast<std::uint8_t>((value >> (8 * k)) & kPmpConfigBits);
    if ((entry & kPmpRead) == 0) entry &= static_cast<std::uint8_t>(~kPmpWrite);  // W without R is reserved
    state_.pmpcfg[first + k] = entry;
  }
}

std::uint64_t CsrFile::mstatus() const {
  return state_.mstatus | status::kUxl64 | (has(Extension::s) ? status::kSxl64 : 0);
}

void CsrFile::write_mstatus(std::uint64_t value) {
  std::uint64_t fields = status::kMie | status::kMpie | status::kMprv | status::kTw;
  if (has(Extension::s)) fields |= status::kSupervisor | status::kTvm | status::kTsr;
  if (has(Extension::h)) fields |= status::kGva | status::kMpv;
  const auto previous = static_cast<Privilege>((value & status::kMpp) >> status::kMppShift);
  const bool exists = previous == Privilege::machine || (previous == Privilege::supervisor && has(Extension::s));
  // Modes that do not exist read back as U.
  state_.mstatus = (value & fields) | (exists ? value & status::kMpp : 0);
}

std::uint64_t CsrFile::misa() const {
  const auto letter = [](char c) { return std::uint64_t{1} << (c - 'a'); };
  std::uint64_t value = std::uint64_t{2} << 62 | letter('i') | letter('u');
  if (has(Extension::m)) value |= letter('m');
  if (has(Extension::c)) value |= letter('c');
  if (has(Extension::zaamo) && has(Extension::zalrsc)) value |= letter('a');
  if (has(Extension::s)) value |= letter('s');
  if (has(Extension::h)) value |= letter('h');
  return value;
}

// Exceptions that can be delegated from M mode.
std::uint64_t CsrFile::exception_bits() const {
  using E = Exception;
  constexpr std::uint64_t kLowest = 0x1ff;                  // misaligned instruction to user_ecall
  constexpr std::uint64_t kSoftwareAndHardware = 3u << 18;  // software check, hardware error
  std::uint64_t bits = kLowest | kSoftwareAndHardware | bit_of(E::supervisor_ecall) |
                       bit_of(E::instruction_page_fault) | bit_of(E::load_page_fault) | bit_of(E::store_page_fault);
  if (has(Extension::h))
    bits |= bit_of(E::virtual_supervisor_ecall) | bit_of(E::instruction_guest_page_fault) |
            bit_of(E::load_guest_page_fault) | bit_of(E::virtual_instruction) | bit_of(E::store_guest_page_fault);
  return bits;
}

}  // namespace amoeba
