// Access by number: what a name means at the present privilege, and the six CSR instructions.
#include "amoeba/cores/isa/csr_file.h"

#include "amoeba/cores/isa/csr_fields.h"

namespace amoeba {
namespace {

constexpr unsigned kVirtualSupervisorOffset = 0x100;  // from a supervisor register to its double

constexpr bool read_only(unsigned number) {
  return (number >> 10) == 3;
}

}  // namespace

CsrFile::CsrFile(std::uint64_t hart_id, const IsaExtensions& extensions, const CounterSource& counters)
    : hart_id_(hart_id), extensions_(extensions), counters_(counters) {
  reset();
}

void CsrFile::reset() {
  state_ = CsrState{};
  if (has(Extension::h)) state_.mideleg = interrupts::kHypervisor;
}

CsrFile::Refusal CsrFile::execute(const Instruction& i, std::uint64_t source, std::uint64_t& old) {
  const auto number = static_cast<unsigned>(i.imm);
  const bool immediate = i.op == Operation::csrrwi || i.op == Operation::csrrsi || i.op == Operation::csrrci;
  const bool replaces = i.op == Operation::csrrw || i.op == Operation::csrrwi;
  const bool sets = i.op == Operation::csrrs || i.op == Operation::csrrsi;
  const bool writes = replaces || i.rs1 != 0;
  const std::uint64_t operand = immediate ? i.rs1 : source;

  if (const Refusal refusal = refuses_access(number, writes)) return refusal;
  const unsigned real = renamed(number);
  std::uint64_t value = 0;
  load(real, value);
  const std::uint64_t base = base_of_change(real, value);
  if (writes) store(real, replaces ? operand : sets ? base | operand : base & ~operand);
  old = value;
  return {};
}

bool CsrFile::read(unsigned number, std::uint64_t& value) const {
  return !refuses_access(number, false) && load(renamed(number), value);
}

bool CsrFile::write(unsigned number, std::uint64_t value) {
  if (refuses_access(number, true)) return false;
  store(renamed(number), value);
  return true;
}

// In a guest, the names of supervisor registers that have a double mean the double.
unsigned CsrFile::renamed(unsigned number) const {
  if (!state_.virtualised) return number;
  switch (static_cast<Csr>(number)) {
    case Csr::sstatus:
    case Csr::sie:
    case Csr::stvec:
    case Csr::sscratch:
    case Csr::sepc:
    case Csr::scause:
    case Csr::stval:
    case Csr::sip:
    case Csr::stimecmp:
    case Csr::satp:
      return number + kVirtualSupervisorOffset;
    default:
      return number;
  }
}

// False where the hart has no such register.
bool CsrFile::load(unsigned number, std::uint64_t& value) const {
  return read_machine(number, value) || read_counter(number, value) || read_pmp(number, value) ||
         read_machine_for_supervisor(number, value) || read_supervisor(number, value) ||
         read_virtual_supervisor(number, value) || read_hypervisor(number, value);
}

void CsrFile::store(unsigned number, std::uint64_t value) {
  if (read_only(number)) return;
  if (!write_counter(number, value) && !write_supervisor(number, value) && !write_virtual_supervisor(number, value) &&
      !write_hypervisor(number, value))
    write_machine(number, value);
  update_timers();
}

// csrrs and csrrc work on SEIP as software wrote it, not on the interrupt line.
std::uint64_t CsrFile::base_of_change(unsigned number, std::uint64_t value) const {
  if (static_cast<Csr>(number) != Csr::mip) return value;
  const std::uint64_t external = bit_of(Interrupt::supervisor_external);
  return (value & ~external) | (state_.mip_written & external);
}

}  // namespace amoeba
