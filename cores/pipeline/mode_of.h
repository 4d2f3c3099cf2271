// The mode of a hart, as its CSRs have it.
#pragma once
#include "amoeba/cores/isa/csr_file.h"
#include "amoeba/cores/lsu/hart_mode.h"

namespace amoeba {

inline HartMode mode_of(const CsrFile& csrs) {
  if (csrs.privilege() == Privilege::machine) return HartMode::machine;
  const bool user = csrs.privilege() == Privilege::user;
  if (csrs.virtualised()) return user ? HartMode::virtual_user : HartMode::virtual_supervisor;
  return user ? HartMode::user : HartMode::supervisor;
}

}  // namespace amoeba
