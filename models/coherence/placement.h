// Where an atomic executes: near, in the requester's first-level cache, or far, at the line's home node.
// Models: the static policies that decide by the line's state at the requester.
// Source: gem5 CHI (Initiate_Atomic, policy_type 0 to 2); all-far is this project's own definition.
#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

enum class AtomicPlacement : std::uint8_t { all_near, unique_near, present_near, all_far };

inline constexpr std::array<std::string_view, 4> kPlacementNames = {"all-near", "unique-near", "present-near",
                                                                    "all-far"};

inline std::optional<AtomicPlacement> parse_placement(std::string_view text) {
  for (unsigned i = 0; i < kPlacementNames.size(); ++i)
    if (kPlacementNames[i] == text) return static_cast<AtomicPlacement>(i);
  return std::nullopt;
}

constexpr bool executes_near(AtomicPlacement policy, LineState state) {
  switch (policy) {
    case AtomicPlacement::all_near:
      return true;
    case AtomicPlacement::unique_near:
      return state == LineState::UC || state == LineState::UD;
    case AtomicPlacement::present_near:
      return state != LineState::I;
    case AtomicPlacement::all_far:
      return false;
  }
  return true;
}

}  // namespace amoeba
