// The error numbers that the register ioctls of KVM return.
// Models: their names and the numbers of Linux on RISC-V. Not: numbers that other ioctls return.
#pragma once

namespace amoeba::kvm {

enum class ErrorNumber : int {
  none = 0,
  enoent = 2,
  e2big = 7,
  efault = 14,
  ebusy = 16,
  einval = 22,
  eopnotsupp = 95,
};

// "EINVAL"; "0" for none.
const char* name(ErrorNumber error);

}  // namespace amoeba::kvm
