#include "amoeba/base/replacement.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace amoeba {

std::optional<Replacement> parse_replacement(std::string_view text) {
  const auto found = std::find(kReplacementNames.begin(), kReplacementNames.end(), text);
  if (found == kReplacementNames.end()) return std::nullopt;
  return static_cast<Replacement>(found - kReplacementNames.begin());
}

ReplacementPolicy::ReplacementPolicy(Replacement kind, unsigned ways)
    : kind_(kind), ways_(ways), ranked_(kind == Replacement::lru && ways > 8) {
  if (ways == 0 || ways > kMostWays)
    throw std::invalid_argument("replacement: a set has 1 to 16 ways, not " + std::to_string(ways));
  if (kind == Replacement::tree_plru && (ways & (ways - 1)) != 0)
    throw std::invalid_argument("replacement: tree-plru needs a power of two of ways, not " + std::to_string(ways));
  if (ranked_) {
    initial_ = 0xfedc'ba98'7654'3210;
  } else if (kind == Replacement::lru) {
    set_matrix_masks();
  } else if (kind == Replacement::tree_plru) {
    set_tree_masks();
  } else if (kind == Replacement::srrip) {
    for (unsigned way = 0; way < ways; ++way) masks_[way].keep = ~(std::uint64_t{15} << 4 * way);
  }
}

void ReplacementPolicy::set_matrix_masks() {
  for (unsigned way = 0; way < ways_; ++way) {
    const std::uint64_t column = kEveryByte << way;
    masks_[way].keep = ~column;
    masks_[way].turn = (std::uint64_t{255} << 8 * way) & ~column;
    initial_ |= (std::uint64_t{254} << way & 255) << 8 * way;
  }
}

// Node 1 is the root; a set bit says that the victim lies among the higher ways. A hit turns the bits away from it.
void ReplacementPolicy::set_tree_masks() {
  for (unsigned way = 0; way < ways_; ++way) {
    for (unsigned node = 1, size = ways_ / 2; size > 0; size /= 2) {
      const bool high = (way & size) != 0;
      masks_[way].keep &= ~(std::uint64_t{1} << node);
      if (!high) masks_[way].turn |= std::uint64_t{1} << node;
      node = 2 * node + high;
    }
  }
}

// Adds one to every rank below the way's, sixteen at once, and makes the way's zero.
std::uint64_t ReplacementPolicy::to_front(std::uint64_t set, unsigned way) {
  constexpr std::uint64_t low = 0x0f0f'0f0f'0f0f'0f0f;
  const std::uint64_t bias = (0x80 - std::uint64_t{nibble(set, way)}) * kEveryByte;
  const auto raised = [&](std::uint64_t ranks) { return ranks + (((ranks + bias) >> 7 & kEveryByte) ^ kEveryByte); };
  const std::uint64_t even = raised(set & low), odd = raised(set >> 4 & low);
  return (even | odd << 4) & ~(std::uint64_t{15} << 4 * way);
}

unsigned ReplacementPolicy::victim(std::uint64_t& set, std::uint32_t candidates, Random& random) const {
  switch (kind_) {
    case Replacement::lru:
      return oldest(set, candidates);
    case Replacement::tree_plru:
      return by_tree(set, candidates);
    case Replacement::srrip:
      return most_distant(set, candidates);
    case Replacement::random:
      break;
  }
  for (auto skip = random.below(static_cast<unsigned>(__builtin_popcount(candidates))); skip > 0; --skip)
    candidates &= candidates - 1;
  return static_cast<unsigned>(__builtin_ctz(candidates));
}

unsigned ReplacementPolicy::oldest(std::uint64_t set, std::uint32_t candidates) const {
  if (ranked_) return largest(set, candidates);
  unsigned way = static_cast<unsigned>(__builtin_ctz(candidates));
  const auto used_after = [set](unsigned w) { return __builtin_popcount(row(set, w)); };
  for (unsigned i = way + 1; i < ways_; ++i)
    if ((candidates >> i & 1) != 0 && used_after(i) < used_after(way)) way = i;
  return way;
}

// The candidate with the largest rank or prediction.
unsigned ReplacementPolicy::largest(std::uint64_t set, std::uint32_t candidates) const {
  unsigned way = static_cast<unsigned>(__builtin_ctz(candidates));
  for (unsigned i = way + 1; i < ways_; ++i)
    if ((candidates >> i & 1) != 0 && nibble(set, i) > nibble(set, way)) way = i;
  return way;
}

// Ages every way until a candidate's next use is predicted to be distant.
unsigned ReplacementPolicy::most_distant(std::uint64_t& set, std::uint32_t candidates) const {
  const unsigned way = largest(set, candidates);
  const std::uint64_t years = kDistantInterval - nibble(set, way);
  for (unsigned i = 0; i < ways_ && years > 0; ++i) {
    const std::uint64_t aged = std::min(nibble(set, i) + years, kDistantInterval);
    set = (set & ~(std::uint64_t{15} << 4 * i)) | aged << 4 * i;
  }
  return way;
}

// Follows the bits, and turns aside where no candidate lies that way.
unsigned ReplacementPolicy::by_tree(std::uint64_t set, std::uint32_t candidates) const {
  unsigned way = 0;
  for (unsigned node = 1, size = ways_ / 2; size > 0; size /= 2) {
    const std::uint32_t low = candidates & (all(size) << way), high = candidates & (all(size) << (way + size));
    const bool up = high != 0 && (low == 0 || (set >> node & 1) != 0);
    way += up ? size : 0;
    node = 2 * node + up;
  }
  return way;
}

}  // namespace amoeba
