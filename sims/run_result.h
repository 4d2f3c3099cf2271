// What `amoeba run` reports about one run: a short table, JSON, and the statistics file.
// Units: cycles of the hart clock.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "amoeba/base/statistics.h"
#include "amoeba/platforms/system.h"
#include "amoeba/sims/comparison/comparison.h"
#include "amoeba/sims/host_memory.h"

namespace amoeba {

struct RunResult {
  std::string program;
  std::string failure;  // "" for success
  std::uint32_t harts = 1;
  std::uint64_t clock_hertz = 1;
  double starvation_bound = kStarvationBound;
  Measurement measurement;
  std::vector<ConfigurationValue> configuration;
  std::optional<HostMemory> host;  // when asked for: it differs from run to run
};

std::string run_table(const RunResult& result);
nlohmann::ordered_json run_json(const RunResult& result);
nlohmann::ordered_json statistics_json(const RunResult& result, const StatisticsRegistry& statistics);

}  // namespace amoeba
