// Which way of a set gives up its line: least recently used, tree pseudo-LRU, static re-reference interval, random.
// Models: the state of a set in one 64-bit word, for up to 16 ways, so that a hit costs the host one word. All but LRU
// of more than eight ways record a hit by clearing some bits of it and setting others. Not modelled: set duelling, any
// state beside the set's own. Source: SRRIP as in Jaleel et al., ISCA 2010 (hit priority, 2 bits); the others are
// textbook. Errors: std::invalid_argument for more than 16 ways, and for a tree of ways that are no power of two.
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
  std::uint64_t initial() const { return initial_; }
  // A hit on a way.
  void touch(std::uint64_t& set, unsigned way) const {
    set = ranked_ ? to_front(set, way) : (set & masks_[way].keep) | masks_[way].turn;
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

  static constexpr std::uint64_t kEveryByte = 0x0101'0101'0101'0101;

  // LRU of up to eight ways keeps a matrix: row w, of eight bits, has a bit for each way that was used before w.
  // LRU of more ways keeps the rank of each in four bits, SRRIP its prediction.
  void set_matrix_masks();
  void set_tree_masks();
  static unsigned nibble(std::uint64_t set, unsigned way) { return set >> 4 * way & 15; }
  static std::uint64_t to_front(std::uint64_t set, unsigned way);
  static unsigned row(std::uint64_t set, unsigned way) { return set >> 8 * way & 255; }
  unsigned oldest(std::uint64_t set, std::uint32_t candidates) const;
  unsigned largest(std::uint64_t set, std::uint32_t candidates) const;
  unsigned most_distant(std::uint64_t& set, std::uint32_t candidates) const;
  unsigned by_tree(std::uint64_t set, std::uint32_t candidates) const;

  Replacement kind_;
  unsigned ways_;
  bool ranked_;
  std::uint64_t initial_ = 0;
  struct Masks {
    std::uint64_t keep = ~std::uint64_t{0};  // bits that a hit leaves alone
    std::uint64_t turn = 0;                  // bits that it sets
  };
  std::array<Masks, kMostWays> masks_;  // per way
};

}  // namespace amoeba
