// Which memory model the oracle enforces.
// Models: RVWMO by its thirteen rules of preserved program order (each can be left out, to see what it forbids) and the
// atomicity axiom; Ztso; sequential consistency. Zalasr with RCsc annotations (the specification) or RCpc (what herd
// assumes). Source: RISC-V unprivileged manual, chapters RVWMO, Ztso and Zalasr.
#pragma once
#include <bitset>
#include <cstdint>

namespace amoeba::litmus {

enum class MemoryModel : std::uint8_t { rvwmo, ztso, sc };
enum class ZalasrAnnotation : std::uint8_t { rcsc, rcpc };

inline constexpr unsigned kRules = 13;
// Indexed by the rule's number in the manual, from 1.
using Rules = std::bitset<kRules + 1>;

struct ModelOptions {
  MemoryModel model = MemoryModel::rvwmo;
  ZalasrAnnotation zalasr = ZalasrAnnotation::rcsc;
  Rules rules = Rules().set();
  bool atomicity_axiom = true;
};

}  // namespace amoeba::litmus
