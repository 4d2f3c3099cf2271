#include "amoeba/base/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace amoeba {
namespace {

// A longer mistyped name is compared by its beginning only, which bounds the time hostile input can take.
constexpr std::size_t kLongestName = 64;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> before(width), previous(width), current(width);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({substitution, previous[j] + 1, current[j - 1] + 1});
      const bool transposed = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (transposed) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous.back();
}

std::string nearest_name(std::string_view mistyped, const std::vector<std::string>& known) {
  mistyped = mistyped.substr(0, kLongestName);
  std::size_t best = std::max<std::size_t>(2, mistyped.size() / 3) + 1;
  std::string nearest;
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(mistyped, name);
    // A name of which nothing is left is no likely meaning.
    if (distance < best && distance < name.size()) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view mistyped, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(mistyped, known);
  return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

}  // namespace amoeba
