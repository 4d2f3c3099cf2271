#include "amoeba/sims/vmexit/break_even.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba::vmexit {
namespace {

constexpr const char* kNative = "native";

std::optional<std::size_t> native_subject(const Study& study) {
  for (std::size_t s = 0; s < study.subjects.size(); ++s)
    if (study.subjects[s].is_path() && study.subjects[s].name == kNative) return s;
  return std::nullopt;
}

std::vector<SharePoint> points_of(const Study& study, std::size_t native, const BreakEven& even) {
  std::vector<SharePoint> points;
  for (const std::uint64_t think : study.thinks) {
    const GridPoint* base = study.find(native, even.harts, even.pattern, think);
    const GridPoint* path = study.find(even.subject, even.harts, even.pattern, think);
    if (base == nullptr || path == nullptr || base->instructions == 0 || base->cycles == 0) continue;
    points.push_back({1000 / base->instructions, path->cycles / base->cycles - 1, path->host_share});
  }
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.share < b.share; });
  return points;
}

}  // namespace

BreakEven::Verdict judge(const std::vector<SharePoint>& points, double& share) {
  // From the densest downwards, as long as it pays.
  std::size_t first = points.size();
  while (first > 0 && points[first - 1].gain >= kPays) --first;
  if (first == points.size()) return BreakEven::Verdict::never;
  if (first == 0) return BreakEven::Verdict::always;
  const SharePoint& below = points[first - 1];
  const SharePoint& above = points[first];
  const double part = (kPays - below.gain) / (above.gain - below.gain);
  share = std::exp(std::log(below.share) + part * (std::log(above.share) - std::log(below.share)));
  return BreakEven::Verdict::from;
}

std::vector<BreakEven> break_evens(const Study& study) {
  std::vector<BreakEven> found;
  const std::optional<std::size_t> native = native_subject(study);
  if (!native) return found;
  for (std::size_t s = 0; s < study.subjects.size(); ++s)
    for (const unsigned harts : study.harts)
      for (std::size_t pattern = 0; pattern < study.patterns.size(); ++pattern) {
        if (s == *native || !study.subjects[s].is_path()) continue;
        BreakEven even{s, harts, pattern, {}, BreakEven::Verdict::never, 0};
        even.points = points_of(study, *native, even);
        if (even.points.empty()) continue;
        even.verdict = judge(even.points, even.share);
        found.push_back(std::move(even));
      }
  return found;
}

std::string text_of(const BreakEven& even) {
  switch (even.verdict) {
    case BreakEven::Verdict::never:
      return "nowhere";
    case BreakEven::Verdict::always:
      return fmt::format("throughout, down to {}", format_figure(even.points.front().share));
    case BreakEven::Verdict::from:
      break;
  }
  return fmt::format("from {}", format_figure(even.share));
}

}  // namespace amoeba::vmexit
