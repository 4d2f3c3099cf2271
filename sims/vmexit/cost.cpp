#include "amoeba/sims/vmexit/cost.h"

#include <algorithm>
#include <stdexcept>

#include "amoeba/workloads/manifest.h"

namespace amoeba::vmexit {
namespace {

double per_operation(std::uint64_t count, std::uint64_t operations) {
  return operations == 0 ? 0 : static_cast<double>(count) / static_cast<double>(operations);
}

template <class Admits>
std::uint64_t sum(const RegionTable& regions, std::uint64_t RegionCounters::*field, Admits admits) {
  std::uint64_t total = 0;
  for (std::size_t cell = 0; cell < regions.size(); ++cell)
    if (admits(static_cast<unsigned>(cell / kHartModes), static_cast<HartMode>(cell % kHartModes)))
      total += regions[cell].*field;
  return total;
}

// With several harts another interleaving may make a run that did more count less of something.
std::uint64_t less_by(std::uint64_t more, std::uint64_t less) {
  return more - std::min(more, less);
}

}  // namespace

double Cost::of(unsigned region, HartMode mode, std::uint64_t RegionCounters::*field) const {
  return regions.empty() ? 0 : per_operation(regions[region_cell(region, mode)].*field, operations);
}

double Cost::of_region(unsigned region, std::uint64_t RegionCounters::*field) const {
  return per_operation(sum(regions, field, [=](unsigned r, HartMode) { return r == region; }), operations);
}

double Cost::of_mode(HartMode mode, std::uint64_t RegionCounters::*field) const {
  return per_operation(sum(regions, field, [=](unsigned, HartMode m) { return m == mode; }), operations);
}

double Cost::outside_program(std::uint64_t RegionCounters::*field) const {
  return per_operation(sum(regions, field, [](unsigned r, HartMode) { return r != kProgramRegion; }), operations);
}

double Cost::all(std::uint64_t RegionCounters::*field) const {
  return per_operation(sum(regions, field, [](unsigned, HartMode) { return true; }), operations);
}

Cost difference(const Sample& more, const Sample& less) {
  if (more.operations <= less.operations || more.regions.size() != less.regions.size())
    throw std::runtime_error("the longer run did not do more operations than the shorter");
  Cost cost;
  cost.operations = more.operations - less.operations;
  cost.regions.resize(more.regions.size());
  for (std::size_t cell = 0; cell < cost.regions.size(); ++cell)
    for (const RegionField& field : kRegionFields)
      cost.regions[cell].*field.value = less_by(more.regions[cell].*field.value, less.regions[cell].*field.value);
  return cost;
}

Cost first_operation(const Sample& sample) {
  return {sample.regions, sample.operations};
}

std::string region_name(unsigned region) {
  if (region == kProgramRegion) return "program";
  if (region == kTrapEntryRegion) return "trap entry";
  for (const ExitRegion& named : exit_regions())
    if (named.number == region) return std::string(named.name);
  return "region " + std::to_string(region);
}

std::vector<Item> items(const std::vector<const Cost*>& costs) {
  std::vector<unsigned> regions = {kProgramRegion, kTrapEntryRegion};
  for (unsigned region = 1; region < kTrapEntryRegion; ++region) regions.push_back(region);
  std::vector<Item> found;
  for (const unsigned region : regions)
    for (unsigned mode = 0; mode < kHartModes; ++mode) {
      const auto in = static_cast<HartMode>(mode);
      const bool seen = std::any_of(costs.begin(), costs.end(), [&](const Cost* cost) {
        return cost->of(region, in, &RegionCounters::cycles) > 0;
      });
      if (seen) found.push_back({region, in, region_name(region)});
    }
  return found;
}

}  // namespace amoeba::vmexit
