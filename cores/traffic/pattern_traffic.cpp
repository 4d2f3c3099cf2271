#include "amoeba/cores/traffic/pattern_traffic.h"

namespace amoeba {

namespace {

// Takes a number in [0, bound) from `bits` and leaves the rest of its randomness there.
std::uint32_t take(std::uint64_t& bits, std::uint32_t bound) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide(bits) * bound;
  bits = static_cast<std::uint64_t>(product);
  return static_cast<std::uint32_t>(product >> 64);
}

}  // namespace

PatternTraffic::PatternTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings,
                               const TrafficPattern& pattern)
    : TrafficSource(name, surroundings), pattern_(pattern), line_bytes_(surroundings.leases.line_bytes()) {}

void PatternTraffic::restart(std::uint64_t seed) {
  random_ = Random(seed, number());
  left_ = pattern_.accesses;
}

bool PatternTraffic::next(TrafficAccess& access) {
  if (left_ == 0) return false;
  --left_;
  std::uint64_t bits = random_.next();
  const unsigned bytes = 1u << bits % 4;
  const std::uint64_t offset = bits / 4 & (line_bytes_ - bytes);
  const std::uint32_t place = take(bits, 1000), kind = take(bits, 1000);
  const TrafficPattern::Lines& lines = place < pattern_.shared_per_thousand ? pattern_.shared
                                       : place < pattern_.shared_per_thousand + pattern_.large_per_thousand
                                           ? pattern_.large
                                           : pattern_.hot;
  access.bytes = static_cast<std::uint8_t>(bytes);
  access.address = lines.base + std::uint64_t{take(bits, lines.count)} * line_bytes_ + offset;
  access.kind = kind < pattern_.amos_per_thousand                                  ? TrafficAccess::Kind::atomic
                : kind < pattern_.amos_per_thousand + pattern_.stores_per_thousand ? TrafficAccess::Kind::store
                                                                                   : TrafficAccess::Kind::load;
  access.op = AtomicOp::add;
  access.operand[0] = left_;
  access.think = pattern_.think;
  return true;
}

}  // namespace amoeba
