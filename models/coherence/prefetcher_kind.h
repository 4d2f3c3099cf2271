// The kinds of prefetcher by name; what each does is said in cache/prefetcher.h.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace amoeba {

enum class PrefetcherKind : std::uint8_t { none, next_line, stride };

inline constexpr std::array<std::string_view, 3> kPrefetcherNames = {"none", "next-line", "stride"};

}  // namespace amoeba
