#include "amoeba/sims/comparison/comparison.h"

#include <algorithm>

namespace amoeba {

const PointResult* Comparison::find(const std::string& kernel, const std::string& variant, unsigned harts_wanted,
                                    const std::string& policy, std::size_t order) const {
  const std::string& wanted = policy.empty() && !policies.empty() ? policies.front() : policy;
  const auto found = std::find_if(results.begin(), results.end(), [&](const PointResult& result) {
    return result.point.kernel == kernel && result.point.variant == variant && result.point.harts == harts_wanted &&
           result.point.policy == wanted && result.point.order == order;
  });
  return found == results.end() ? nullptr : &*found;
}

const Metrics* Comparison::metrics(const std::string& kernel, const std::string& variant, unsigned harts_wanted,
                                   const std::string& policy, std::size_t order) const {
  const PointResult* result = find(kernel, variant, harts_wanted, policy, order);
  return result && result->status == PointStatus::measured ? &result->metrics : nullptr;
}

std::optional<double> Comparison::ratio(const Point& point) const {
  const Metrics* own = metrics(point.kernel, point.variant, point.harts, point.policy, point.order);
  const Metrics* baseline = metrics(point.kernel, kBaselineVariant, point.harts, point.policy, point.order);
  if (!own || !baseline || baseline->operations_per_microsecond == 0) return std::nullopt;
  return own->operations_per_microsecond / baseline->operations_per_microsecond;
}

std::size_t Comparison::count(PointStatus status) const {
  return static_cast<std::size_t>(std::count_if(results.begin(), results.end(),
                                                [&](const PointResult& result) { return result.status == status; }));
}

std::string Comparison::shown_name(const std::string& variant) const {
  if (hypothetical.count(variant) > 0) return variant + " (hypothetical)";
  return of_guests.count(variant) > 0 ? variant + " (real)" : variant;
}

}  // namespace amoeba
