// What `amoeba compare` asks for and what it found: kernels x variants x hart counts.
// Models: the plan, one result per point, and the ratio of a point to the baseline variant.
// Units: see metrics.h. Ratios are speed-ups: above 1 means more operations per microsecond than the baseline.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "amoeba/sims/comparison/metrics.h"

namespace amoeba {

inline constexpr const char* kBaselineVariant = "lrsc";

struct Point {
  std::string kernel;
  std::string variant;
  unsigned harts = 1;
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
  std::vector<std::string> kernels;
  std::vector<std::string> variants;
  std::vector<unsigned> harts;
  std::map<std::string, std::string> descriptions;  // of kernels and variants, by name
  std::vector<PointResult> results;                 // kernel by kernel, variant by variant, hart count by hart count
  std::vector<ConfigurationValue> configuration;

  const PointResult* find(const std::string& kernel, const std::string& variant, unsigned harts) const;
  // The metrics of a measured point, else null.
  const Metrics* metrics(const std::string& kernel, const std::string& variant, unsigned harts) const;
  // Throughput of the point over throughput of the baseline variant at the same kernel and hart count.
  std::optional<double> ratio(const Point& point) const;
  std::size_t count(PointStatus status) const;
};

}  // namespace amoeba
