#include "amoeba/sims/vmexit/study.h"

#include <algorithm>

namespace amoeba::vmexit {

const SubjectCost* Study::find(const std::string& subject, unsigned count) const {
  for (const SubjectCost& cost : costs)
    if (subjects[cost.subject].name == subject && cost.harts == count) return &cost;
  return nullptr;
}

const GridPoint* Study::find(std::size_t subject, unsigned count, std::size_t pattern, std::uint64_t think) const {
  for (const GridPoint& point : grid)
    if (point.subject == subject && point.harts == count && point.pattern == pattern && point.think == think &&
        point.failure.empty())
      return &point;
  return nullptr;
}

const Cost* Study::warm(const std::string& subject, unsigned count) const {
  const SubjectCost* cost = find(subject, count);
  return cost != nullptr && cost->failure.empty() ? &cost->warm : nullptr;
}

std::size_t Study::failures() const {
  const auto failed = [this](const auto& result) {
    return !result.failure.empty() && subjects[result.subject].missing.empty();
  };
  return static_cast<std::size_t>(
      std::count_if(costs.begin(), costs.end(), failed) + std::count_if(varied.begin(), varied.end(), failed) +
      std::count_if(grid.begin(), grid.end(), failed) + std::count_if(predicted.begin(), predicted.end(), failed));
}

bool Study::nested(unsigned count, Nested& result) const {
  const Cost* inner = warm(kInnerPath, count);
  const Cost* light = warm(kLightExit, count);
  if (inner == nullptr || light == nullptr) return false;
  result = nested_cost(*inner, *light);
  return true;
}

}  // namespace amoeba::vmexit
