#include "amoeba/kvm/error_number.h"

namespace amoeba::kvm {

const char* name(ErrorNumber error) {
  switch (error) {
    case ErrorNumber::none:
      return "0";
    case ErrorNumber::enoent:
      return "ENOENT";
    case ErrorNumber::e2big:
      return "E2BIG";
    case ErrorNumber::efault:
      return "EFAULT";
    case ErrorNumber::ebusy:
      return "EBUSY";
    case ErrorNumber::einval:
      return "EINVAL";
    case ErrorNumber::eopnotsupp:
      return "EOPNOTSUPP";
  }
  return "?";
}

}  // namespace amoeba::kvm
