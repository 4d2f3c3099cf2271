// "Did you mean ...?": the known name nearest to a mistyped one.
// Models: edit distance with insertion, deletion, substitution and transposition of neighbours, each at cost one.
// Source: optimal string alignment distance (Damerau 1964).
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace amoeba {

std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known` (the first of several), or "" when none is close enough to be meant.
std::string nearest_name(std::string_view mistyped, const std::vector<std::string>& known);

// "; did you mean 'x'?", or "" when no name is near.
std::string did_you_mean(std::string_view mistyped, const std::vector<std::string>& known);

}  // namespace amoeba
