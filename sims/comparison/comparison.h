// What `amoeba compare` asks for and what it found: kernels x variants x placement policies x choices
// of memory order x hart counts.
// Models: the plan, one result per point (the mean of its runs), and the ratio of a point to the baseline variant.
// Units: see metrics.h. Ratios are speed-ups: above 1 means more operations per microsecond than the baseline.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "amoeba/sims/comparison/metrics.h"

namespace amoeba {

inline constexpr const char* kBaselineVariant = "lrsc";
// Times the median latency beyond which an operation counts as starved, unless the user chooses another; assumed.
inline constexpr double kStarvationBound = 100;

// The memory order that a program asks for, and what the harts make of it.
struct OrderChoice {
  std::string ordering = "relaxed";  // of the atomics of ordered kernels
  std::string core;                  // hart.core
  std::string model;                 // order.model
  std::string aqrl;                  // order.acquire_release
};

struct Point {
  std::string kernel;
  std::string variant;
  unsigned harts = 1;
  std::string policy = {};  // of placement; "": the first of the comparison
  std::size_t order = 0;    // which of the comparison's choices of order
};

enum class PointStatus : std::uint8_t { measured, unavailable, failed, not_run };

struct PointResult {
  Point point;
  PointStatus status = PointStatus::not_run;
  std::string reason;  // why there is no measurement
  Metrics metrics;     // valid when measured
};

struct ConfigurationValue {
  std::string path;
  std::string value;
  std::string unit;
  std::string origin;  // "default", or who set it
  std::string meaning;
};

struct Comparison {
  std::string version;  // of the program
  std::uint64_t operations = 0;
  std::string contention;
  std::uint64_t seed = 0;
  unsigned repeats = 1;  // runs per point, with this seed and the following ones
  double starvation_bound = kStarvationBound;
  std::vector<std::string> kernels;
  std::vector<std::string> variants;
  std::vector<std::string> policies;       // of placement, at least one
  std::vector<OrderChoice> orders = {{}};  // at least one
  std::vector<unsigned> harts;
  std::map<std::string, std::string> descriptions;  // of kernels and variants, by name
  std::set<std::string> hypothetical;               // variants that no existing hart or software performs
  std::set<std::string> of_guests;                  // variants that run in a virtual machine
  std::vector<PointResult> results;                 // kernel by kernel, variant by variant, hart count by hart count
  std::vector<ConfigurationValue> configuration;

  bool compares_policies() const { return policies.size() > 1; }
  bool compares_orders() const { return orders.size() > 1; }
  // Charts and sentences that do not compare policies or orders speak of the first one.
  bool of_first_choices(const Point& point) const {
    return (policies.empty() || point.policy == policies.front()) && point.order == 0;
  }
  const PointResult* find(const std::string& kernel, const std::string& variant, unsigned harts,
                          const std::string& policy = "", std::size_t order = 0) const;
  // The metrics of a measured point, else null.
  const Metrics* metrics(const std::string& kernel, const std::string& variant, unsigned harts,
                         const std::string& policy = "", std::size_t order = 0) const;
  // Throughput of the point over throughput of the baseline variant at the same kernel, policy and hart count.
  std::optional<double> ratio(const Point& point) const;
  std::size_t count(PointStatus status) const;
  // As tables and charts call the variant: those of guests, and hypothetical ones, with their label.
  std::string shown_name(const std::string& variant) const;
};

}  // namespace amoeba
