#include "amoeba/sims/run_result.h"

#include <fmt/format.h>

#include <numeric>

#include "amoeba/sims/comparison/comparison_json.h"
#include "amoeba/sims/comparison/figures.h"

namespace amoeba {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t sc_failures(const HartCounters& counters) {
  return std::accumulate(counters.sc_failures.begin() + 1, counters.sc_failures.end(), std::uint64_t{0});
}

bool has_region(const Measurement& measurement) {
  return measurement.roi_cycles > 0;
}

// What the table shows of hart counters: inside the region of interest where there is one.
const HartCounters& shown(const Measurement& measurement) {
  return has_region(measurement) ? measurement.roi : measurement.total;
}

std::string row(const char* name, const std::string& value) {
  return fmt::format("  {:<32}{:>16}\n", name, value);
}

std::string row(const char* name, std::uint64_t value) {
  return row(name, std::to_string(value));
}

std::string sc_rows(const HartCounters& counters) {
  std::string text = row("SC executed", counters.store_conditional) + row("SC failures", sc_failures(counters));
  for (unsigned reason = 1; reason < kScFailures; ++reason) {
    if (counters.sc_failures[reason] > 0)
      text += row(fmt::format("  {}", kScFailureNames[reason]).c_str(), counters.sc_failures[reason]);
  }
  return text;
}

std::string operation_rows(const RunResult& result) {
  if (result.measurement.roi.operations == 0) return "";
  const Metrics metrics = derive_metrics(result.measurement, result.harts, result.clock_hertz);
  std::string text = row("operations", result.measurement.roi.operations);
  for (const MetricField& field : metric_fields())
    if (!field.of_translation || metrics.*field.value != 0) text += row(field.heading, format_metric(field, metrics));
  if (const std::string warning = starvation(metrics, result.starvation_bound); !warning.empty())
    text += fmt::format("  warning: {}\n", warning);
  return text;
}

Json shares_json(const Measurement& measurement) {
  Json list = Json::array();
  for (const HartShare& share : measurement.shares)
    list.push_back({{"operations", share.operations},
                    {"cycles", share.cycles},
                    {"longest_operation", share.longest_operation},
                    {"longest_atomic", share.longest_atomic}});
  return list;
}

Json counters_json(const HartCounters& counters) {
  Json failures = Json::object();
  for (unsigned reason = 1; reason < kScFailures; ++reason)
    failures[kScFailureNames[reason]] = counters.sc_failures[reason];
  Json cycles = Json::object();
  for (unsigned kind = 0; kind < kCycleKinds; ++kind) cycles[kCycleKindNames[kind]] = counters.cycles[kind];
  return {{"instructions", counters.instructions},
          {"loads", counters.loads},
          {"stores", counters.stores},
          {"atomics", counters.atomics},
          {"load_reserved", counters.load_reserved},
          {"store_conditional", counters.store_conditional},
          {"sc_failures", failures},
          {"traps", counters.traps},
          {"branches_mispredicted", counters.branches_mispredicted},
          {"cycles", cycles},
          {"operations", counters.operations}};
}

// Without the links, which a run shows by themselves.
Json operation_json(const RunResult& result) {
  Json json = metrics_to_json(derive_metrics(result.measurement, result.harts, result.clock_hertz));
  json.erase("links");
  return json;
}

}  // namespace

std::string run_table(const RunResult& result) {
  const Measurement& measurement = result.measurement;
  const HartCounters& counters = shown(measurement);
  const std::uint64_t cycles = has_region(measurement) ? measurement.roi_cycles : measurement.total_cycles;
  std::string text = fmt::format("{} on {} {}\n", result.program, result.harts, result.harts == 1 ? "hart" : "harts");
  text += row("cycles, whole run", measurement.total_cycles);
  text += row("instructions, whole run", measurement.total.instructions);
  if (has_region(measurement)) {
    text += "in the region of interest\n" + row("cycles", cycles) + row("instructions", counters.instructions);
  }
  const double slots = static_cast<double>(cycles) * result.harts;
  text += row("IPC per hart", format_figure(slots > 0 ? static_cast<double>(counters.instructions) / slots : 0));
  text += row("loads", counters.loads) + row("stores", counters.stores) + row("AMOs and CAS", counters.atomics);
  text += sc_rows(counters) + row("traps", counters.traps);
  text += row("near atomics", measurement.near_atomics) + row("far atomics", measurement.far_atomics);
  text += row("coherence messages", measurement.messages) + row("coherence bytes", measurement.message_bytes);
  text += row("energy, pJ", format_figure(measurement.picojoules));
  text += operation_rows(result);
  if (result.host)
    text += "on this computer\n" + row("peak memory, KiB", format_figure(result.host->peak_kib)) +
            row("memory per hart, KiB", format_figure(result.host->kib_per_hart));
  return text;
}

Json run_json(const RunResult& result) {
  const Measurement& measurement = result.measurement;
  Json json = {{"format", "amoeba-run"},
               {"format_version", 1},
               {"amoeba_version", AMOEBA_VERSION},
               {"program", result.program},
               {"success", result.failure.empty()},
               {"failure", result.failure},
               {"exit_code", measurement.exit_code},
               {"harts", result.harts},
               {"total_cycles", measurement.total_cycles},
               {"roi_cycles", measurement.roi_cycles},
               {"total", counters_json(measurement.total)},
               {"roi", counters_json(measurement.roi)},
               {"messages", measurement.messages},
               {"message_bytes", measurement.message_bytes},
               {"near_atomics", measurement.near_atomics},
               {"far_atomics", measurement.far_atomics},
               {"picojoules", measurement.picojoules}};
  json["per_hart"] = shares_json(measurement);
  if (measurement.roi.operations > 0 && has_region(measurement)) {
    json["metrics"] = operation_json(result);
    json["warning"] =
        starvation(derive_metrics(measurement, result.harts, result.clock_hertz), result.starvation_bound);
  }
  if (!measurement.links.empty()) json["links"] = links_to_json(link_figures(measurement));
  if (result.host) json["host"] = {{"peak_kib", result.host->peak_kib}, {"kib_per_hart", result.host->kib_per_hart}};
  json["configuration"] = configuration_to_json(result.configuration);
  return json;
}

Json statistics_json(const RunResult& result, const StatisticsRegistry& statistics) {
  Json list = Json::array();
  for (const Statistic* statistic : statistics.all())
    list.push_back({{"name", statistic->name},
                    {"unit", statistic->unit},
                    {"meaning", statistic->meaning},
                    {"value", statistic->value()}});
  return {{"format", "amoeba-statistics"},
          {"format_version", 1},
          {"amoeba_version", AMOEBA_VERSION},
          {"program", result.program},
          {"configuration", configuration_to_json(result.configuration)},
          {"statistics", list}};
}

}  // namespace amoeba
