#include "amoeba/cores/ooo/branch_predictor.h"

#include <algorithm>

namespace amoeba {

namespace {

constexpr std::uint8_t kWeaklyNotTaken = 1;

bool is_link(unsigned index) {
  return index == 1 || index == 5;
}
bool returns(const Instruction& i) {
  return i.op == Operation::jalr && is_link(i.rs1) && i.rs1 != i.rd;
}
bool is_branch(const Instruction& i) {
  return i.op >= Operation::beq && i.op <= Operation::bgeu;
}
std::uint64_t plus(std::uint64_t pc, std::int32_t offset) {
  return pc + static_cast<std::uint64_t>(std::int64_t{offset});
}

}  // namespace

BranchPredictor::BranchPredictor(unsigned entries) : counters_(entries, kWeaklyNotTaken) {}

void BranchPredictor::reset() {
  std::fill(counters_.begin(), counters_.end(), kWeaklyNotTaken);
  targets_.fill({});
  stack_.fill(0);
  history_ = top_ = 0;
}

void BranchPredictor::restore(const Checkpoint& point) {
  history_ = point.history;
  top_ = point.top;
  stack_[top_ % kDepth] = point.link;
}

void BranchPredictor::follow_links(const Instruction& i, std::uint64_t pc) {
  if (returns(i)) pop();
  if (is_link(i.rd)) stack_[++top_ % kDepth] = pc + i.length;
}

std::uint64_t BranchPredictor::predict(const Instruction& i, std::uint64_t pc) {
  if (is_branch(i)) {
    const bool taken = counters_[index(pc, history_)] > kWeaklyNotTaken;
    shift(taken);
    return taken ? plus(pc, i.imm) : pc + i.length;
  }
  std::uint64_t next = plus(pc, i.imm);
  if (i.op == Operation::jalr) {
    const Target& known = targets_[pc / 2 % kTargets];
    next = returns(i) ? stack_[top_ % kDepth] : known.pc == pc ? known.target : kUnknown;
  }
  follow_links(i, pc);
  return next;
}

void BranchPredictor::correct(const Instruction& i, std::uint64_t pc, std::uint64_t target) {
  if (is_branch(i)) {
    shift(target != pc + i.length);
  } else {
    follow_links(i, pc);
  }
}

void BranchPredictor::learn(const Instruction& i, std::uint64_t pc, std::uint64_t target, const Checkpoint& before) {
  if (is_branch(i)) {
    std::uint8_t& counter = counters_[index(pc, before.history)];
    const bool taken = target != pc + i.length;
    if (taken && counter < 3) ++counter;
    if (!taken && counter > 0) --counter;
  } else if (i.op == Operation::jalr && !returns(i)) {
    targets_[pc / 2 % kTargets] = {pc, target};
  }
}

}  // namespace amoeba
