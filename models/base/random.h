// Reproducible random numbers, keyed by (seed, agent, number of that agent's draws), so that neither construction order
// nor other agents' draws change what an agent sees.
// Source of the mixer: the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
#pragma once
#include <cstdint>

namespace amoeba {

constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

class Random {
 public:
  constexpr explicit Random(std::uint64_t seed = 0, std::uint64_t agent = 0) : key_(mix64(seed ^ mix64(agent))) {}

  constexpr std::uint64_t next() { return mix64(key_ + draws_++); }
  // Uniform in [0, bound); bound > 0. The bias of the multiply-shift is below 2^-32 for bounds below 2^32.
  constexpr std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((Wide(next()) * bound) >> 64);
  }
  constexpr std::uint64_t draws() const { return draws_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(key_, draws_);
  }

 private:
  std::uint64_t key_;
  std::uint64_t draws_ = 0;
};

}  // namespace amoeba
