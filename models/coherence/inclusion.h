// How a cache that others lie above relates to their lines.
// Source: textbook terms; what each means for a cache is said there (cache/private_l2.h, interconnect/home_node.h).
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace amoeba {

enum class Inclusion : std::uint8_t { inclusive, exclusive, non_inclusive };

inline constexpr std::array<std::string_view, 3> kInclusionNames = {"inclusive", "exclusive", "non-inclusive"};

// Of a shared slice, which may also have no data at all.
enum class SliceInclusion : std::uint8_t { inclusive, exclusive, non_inclusive, directory_only };

inline constexpr std::array<std::string_view, 4> kSliceInclusionNames = {"inclusive", "exclusive", "non-inclusive",
                                                                         "directory-only"};

}  // namespace amoeba
