// How a cache that others lie above relates to their lines.
// Source: textbook terms; what each means for a cache is said there (cache/private_l2.h, interconnect/home_node.h).
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace amoeba {

enum class Inclusion : std::uint8_t { inclusive, exclusive, non_inclusive };

inline constexpr std::array<std::string_view, 3> kInclusionNames = {"inclusive", "exclusive", "non-inclusive"};

}  // namespace amoeba
