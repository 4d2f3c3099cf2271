// Which way of a set gives up its line: least recently used, tree pseudo-LRU, static re-reference interval, random.
// Models: the state of a set in one 64-bit word, for up to 16 ways, so that a hit costs the host one word.
// Not modelled: set duelling, any state beside the set's own.
// Source: SRRIP as in Jaleel et al., ISCA 2010 (hit priority, 2 bits); the others are textbook.
// Errors: std::invalid_argument for more than 16 ways, and for a tree of ways that are no power of two.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "amoeba/base/random.h"

namespace amoeba {

enum class Replacement : std::uint8_t { lru, tree_plru, srrip, random };

inline constexpr std::array<std::string_view, 4> kReplacementNames = {"lru", "tree-plru", "srrip", "random"};
std::optional<Replacement> parse_replacement(std::string_view text);

class ReplacementPolicy {
 public:
  static constexpr unsigned kMostWays = 16;

  ReplacementPolicy(Replacement kind, unsigned ways);

  // The word of a set that holds nothing.
  std::uint64_t initial() const { return kind_ == Replacement::lru ? 0xfedc'ba98'7654'3210 : 0; }
  // A hit on a way.
  void touch(std::uint64_t& set, unsigned way) const {
    if (kind_ == Replacement::lru) {
      if (nibble(set, way) != 0) set = to_front(set, way);
    } else {
      set = (set & keep_[way]) | turn_[way];
    }
  }
  // A new line in a way.
  void fill(std::uint64_t& set, unsigned way) const {
    touch(set, way);
    if (kind_ == Replacement::srrip) set |= kLongInterval << 4 * way;
  }
  // One of the `candidates`, a mask of ways that is not empty.
  unsigned victim(std::uint64_t& set, std::uint32_t candidates, Random& random) const;
  static constexpr std::uint32_t all(unsigned ways) { return (1u << ways) - 1; }

 private:
  static constexpr std::uint64_t kLongInterval = 2, kDistantInterval = 3;  // re-reference predictions, 0 is near

  // LRU keeps the rank of each way in four bits, SRRIP its prediction.
  static unsigned nibble(std::uint64_t set, unsigned way) { return set >> 4 * way & 15; }
  static std::uint64_t to_front(std::uint64_t set, unsigned way);
  unsigned oldest(std::uint64_t set, std::uint32_t candidates) const;
  unsigned most_distant(std::uint64_t& set, std::uint32_t candidates) const;
  unsigned by_tree(std::uint64_t set, std::uint32_t candidates) const;

  Replacement kind_;
  unsigned ways_;
  std::array<std::uint64_t, kMostWays> keep_{}, turn_{};  // per way: bits that a hit leaves alone, bits that it sets
};

}  // namespace amoeba
