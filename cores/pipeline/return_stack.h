// Return-address prediction: a small circular stack of the addresses that calls left in a link register.
// Models: the hints of the unprivileged manual (x1 and x5 are link registers): jal and jalr push when rd is one, jalr
// pops when rs1 is one and differs from rd. Overflow overwrites the oldest. Not modelled: repair after traps.
#pragma once
#include <array>
#include <cstdint>

namespace amoeba {

class ReturnStack {
 public:
  static constexpr bool is_link(unsigned index) { return index == 1 || index == 5; }

  void push(std::uint64_t address) { addresses_[++top_ % kDepth] = address; }
  std::uint64_t pop() { return addresses_[top_-- % kDepth]; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(addresses_, top_);
  }

 private:
  static constexpr std::uint32_t kDepth = 8;
  std::array<std::uint64_t, kDepth> addresses_{};
  std::uint32_t top_ = 0;
};

}  // namespace amoeba
