// Which older memory operations of a hart an instruction depends on by its registers.
// Models: syntactic dependencies as the RVWMO chapter defines them: a load, AMO or SC gives its register a value of its
// own; everything else that computes carries on what its operands depend on; what follows a branch or an indirect jump
// depends by control on what its operands depend on. Operations further back than kWindow are forgotten.
// Not modelled: dependencies through CSRs; the result of an SC that failed depends on nothing by itself.
// Units: operations, numbered in program order by the tracker. Errors: none.
// Source: RISC-V unprivileged manual, chapter RVWMO, Syntactic Dependencies.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "amoeba/cores/lsu/memory_observer.h"

namespace amoeba {

// Numbers of memory operations, each once.
class Operations {
 public:
  bool contains(std::uint64_t number) const {
    return std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end();
  }
  void add(std::uint64_t number) {
    if (!contains(number)) numbers_.push_back(number);
  }
  void add(const Operations& others) {
    for (const std::uint64_t number : others.numbers_) add(number);
  }
  void forget_before(std::uint64_t number) {
    numbers_.erase(
        std::remove_if(numbers_.begin(), numbers_.end(), [number](std::uint64_t known) { return known < number; }),
        numbers_.end());
  }

 private:
  std::vector<std::uint64_t> numbers_;
};

// Of a memory operation or fence.
struct Dependencies {
  std::uint64_t number = 0;
  bool is_fence = false;
  unsigned bytes = 0;
  Operations address;
  Operations data;
  Operations control;
};

class DependencyTracker {
 public:
  static constexpr std::uint64_t kWindow = 64;

  // In program order. Of what computes or branches nothing is to be known but what it leaves behind.
  Dependencies retired(const RetiredInstruction& i);

 private:
  Operations of(unsigned index) const { return index == 0 ? Operations{} : registers_[index]; }

  std::array<Operations, 32> registers_;
  Operations control_;
  std::uint64_t next_ = 0;
};

}  // namespace amoeba
