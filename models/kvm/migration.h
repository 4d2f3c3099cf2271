// Whether the registers of a guest on one host can be restored into a new vcpu on another, one by one, and what to do
// where not.
// Models: every register that KVM_GET_REG_LIST names at the source (CONFIG and ISA_EXT first, as monitors restore them)
// is read there and written at the destination; then what only the destination has is looked at. Values of state
// registers are not looked into. Not: SBI registers, interrupt controllers, memory, and what a monitor hides by
// emulation.
#pragma once
#include <string>
#include <vector>

#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {

enum class Restored : unsigned char {
  exactly,   // the destination has the saved value
  harmless,  // it does not, and the guest cannot tell or need not care
  not_so,    // the guest would meet something else than it was started with
};
const char* name(Restored outcome);

struct MigratedRegister {
  RegisterId id = 0;
  bool at_source = true;  // otherwise only the destination has it
  std::uint64_t saved = 0;
  std::uint64_t found = 0;                // at the destination afterwards; 0 where it has no such register
  ErrorNumber error = ErrorNumber::none;  // of the write
  Restored outcome = Restored::exactly;
  std::string why;
  std::string remedy;  // "" where none is needed
};

struct Migration {
  std::vector<MigratedRegister> registers;
  bool possible() const;
};

// Changes `destination`, which must not have run.
Migration migrate(const Vcpu& source, Vcpu& destination);

}  // namespace amoeba::kvm
