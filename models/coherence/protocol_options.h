// The variants of the coherence protocol.
// Models: MESI, or MOESI, whose owner keeps dirty data when others read; snooped caches that send data straight to the
// requester (AMBA CHI: direct cache transfer); caches that tell the home node when they drop a clean line.
// Source: AMBA 5 CHI architecture specification (Arm IHI 0050), cache states, Forward snoops, Evict.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace amoeba {

enum class ProtocolKind : std::uint8_t { mesi, moesi };
enum class Forwarding : std::uint8_t { none, dirty, clean_and_dirty };
enum class CleanEviction : std::uint8_t { silent, notified };

inline constexpr std::array<std::string_view, 2> kProtocolNames = {"mesi", "moesi"};
inline constexpr std::array<std::string_view, 3> kForwardingNames = {"none", "dirty", "clean-and-dirty"};
inline constexpr std::array<std::string_view, 2> kCleanEvictionNames = {"silent", "notified"};

struct ProtocolOptions {
  ProtocolKind protocol = ProtocolKind::mesi;
  Forwarding forwarding = Forwarding::none;
  CleanEviction clean_eviction = CleanEviction::silent;
};

// The value that `text` names among `names`.
template <class Value, std::size_t kCount>
std::optional<Value> parse_choice(std::string_view text, const std::array<std::string_view, kCount>& names) {
  for (std::size_t i = 0; i < kCount; ++i)
    if (names[i] == text) return static_cast<Value>(i);
  return std::nullopt;
}

}  // namespace amoeba
