// Where an atomic executes: near, in the requester's first-level cache, or far, at the line's home node.
// Models: the policies, as one table of decisions by the state of the line at the requester. A far atomic on a line
// that the requester holds drops the line or writes it back first. Source: all-near, unique-near and present-near are
// gem5's CHI policy types 0, 1 and 2 (gem5, CHI-cache-actions.sm, Initiate_Atomic*). dirty-near and shared-far carry
// names of DynAMO (ISCA 2023); what they decide is recalled, not verified, and holds as this project's definition.
// all-far and adaptive are this project's own.
#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

enum class AtomicPlacement : std::uint8_t {
  all_near,
  unique_near,
  present_near,
  dirty_near,
  shared_far,
  all_far,
  adaptive,
};

enum class Place : std::uint8_t { near, far, predicted };

struct PlacementPolicy {
  std::string_view name;
  std::array<Place, 5> by_state;  // by LineState
};

// clang-format off
inline constexpr std::array<PlacementPolicy, 7> kPlacementPolicies = {{
    //                I                 SC                UC           UD           SD
    {"all-near",     {Place::near,      Place::near,      Place::near, Place::near, Place::near}},
    {"unique-near",  {Place::far,       Place::far,       Place::near, Place::near, Place::far}},
    {"present-near", {Place::far,       Place::near,      Place::near, Place::near, Place::near}},
    {"dirty-near",   {Place::far,       Place::far,       Place::near, Place::near, Place::near}},
    {"shared-far",   {Place::near,      Place::far,       Place::near, Place::near, Place::far}},
    {"all-far",      {Place::far,       Place::far,       Place::far,  Place::far,  Place::far}},
    {"adaptive",     {Place::predicted, Place::predicted, Place::near, Place::near, Place::predicted}},
}};
// clang-format on

inline constexpr auto kPlacementNames = [] {
  std::array<std::string_view, kPlacementPolicies.size()> names{};
  for (unsigned i = 0; i < names.size(); ++i) names[i] = kPlacementPolicies[i].name;
  return names;
}();

inline std::optional<AtomicPlacement> parse_placement(std::string_view text) {
  for (unsigned i = 0; i < kPlacementPolicies.size(); ++i)
    if (kPlacementPolicies[i].name == text) return static_cast<AtomicPlacement>(i);
  return std::nullopt;
}

constexpr Place place_of(AtomicPlacement policy, LineState state) {
  return kPlacementPolicies[static_cast<unsigned>(policy)].by_state[static_cast<unsigned>(state)];
}

// The largest confidence of a signed counter of that width.
constexpr int most_confidence(unsigned bits) {
  return (1 << (bits - 1)) - 1;
}

// What a completion says of its line, for the adaptive policy; packed into one byte of the message.
struct ReuseHint {
  bool again = false;  // nobody else has used the line since its requester did
  bool peer = false;   // another cache had to give it up (CHI: DataSource)
  int confidence = 0;  // sum of what all requesters earned: above 0 a transfer pays, below it does not; -31 to 31

  constexpr std::uint8_t packed() const {
    return static_cast<std::uint8_t>(static_cast<unsigned>(confidence) << 2 | (peer ? 2 : 0) | (again ? 1 : 0));
  }
  static constexpr ReuseHint unpack(std::uint8_t byte) {
    return {(byte & 1) != 0, (byte & 2) != 0, static_cast<std::int8_t>(byte) >> 2};
  }
};

}  // namespace amoeba
