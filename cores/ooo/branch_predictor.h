// Where fetch goes on before branches are executed.
// Models: conditional branches by two-bit counters indexed by address and global history (gshare); returns by a stack
// of link addresses; other indirect jumps by a table of last targets. History and stack run ahead with fetch and go
// back to a checkpoint when an instruction is squashed; the tables learn at retirement. Direct targets are known at
// decode. Not modelled: a branch target buffer, latency of prediction, repair of overwritten stack entries but the top.
// Units: table entries. Source: McFarling, "Combining Branch Predictors", WRL TN-36, 1993.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/cores/isa/instruction.h"

namespace amoeba {

class BranchPredictor {
 public:
  // What an instruction finds before it makes a prediction of its own.
  struct Checkpoint {
    std::uint32_t history = 0;
    std::uint32_t top = 0;
    std::uint64_t link = 0;  // on top of the stack
  };
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};

  explicit BranchPredictor(unsigned entries);  // a power of two
  void reset();

  Checkpoint checkpoint() const { return {history_, top_, stack_[top_ % kDepth]}; }
  void restore(const Checkpoint& point);
  // The next pc after the jump or branch at `pc`, with history and stack as after it; kUnknown: no idea.
  std::uint64_t predict(const Instruction& i, std::uint64_t pc);
  // History and stack as after an execution that ended at `target`.
  void correct(const Instruction& i, std::uint64_t pc, std::uint64_t target);
  // At retirement.
  void learn(const Instruction& i, std::uint64_t pc, std::uint64_t target, const Checkpoint& before);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(counters_, targets_, stack_, history_, top_);
  }

 private:
  static constexpr unsigned kDepth = 16, kTargets = 256, kHistoryBits = 12;
  struct Target {
    std::uint64_t pc = kUnknown;
    std::uint64_t target = 0;
  };

  std::size_t index(std::uint64_t pc, std::uint32_t history) const {
    return (pc / 2 ^ history) & (counters_.size() - 1);
  }
  void shift(bool taken) { history_ = (history_ << 1 | (taken ? 1u : 0u)) & ((1u << kHistoryBits) - 1); }
  std::uint64_t pop() { return stack_[top_-- % kDepth]; }
  void follow_links(const Instruction& i, std::uint64_t pc);

  std::vector<std::uint8_t> counters_;
  std::array<Target, kTargets> targets_{};
  std::array<std::uint64_t, kDepth> stack_{};
  std::uint32_t history_ = 0;
  std::uint32_t top_ = 0;
};

}  // namespace amoeba
