#include "amoeba/cores/lsu/dependency_tracker.h"

namespace amoeba {

Dependencies DependencyTracker::retired(const RetiredInstruction& i) {
  using Kind = RetiredInstruction::Kind;
  Dependencies result;
  Operations operands = of(i.rs1);
  operands.add(of(i.rs2));
  if (i.kind == Kind::accesses || i.kind == Kind::fences) {
    result.number = next_++;
    result.is_fence = i.kind == Kind::fences;
    result.bytes = i.bytes;
    result.address = of(i.rs1);
    result.data = of(i.rs2);
    if (i.compares) result.data.add(of(i.rd));
    result.control = control_;
    operands = {};
    operands.add(result.number);
  } else if (i.kind == Kind::branches) {
    control_.add(operands);
    operands = {};
  }
  if (i.rd != 0) registers_[i.rd] = operands;
  const std::uint64_t oldest = next_ < kWindow ? 0 : next_ - kWindow;
  control_.forget_before(oldest);
  if (i.rd != 0) registers_[i.rd].forget_before(oldest);
  return result;
}

}  // namespace amoeba
