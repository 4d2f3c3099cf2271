#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "amoeba/sims/bench/bench.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"

namespace amoeba {
namespace {

void print_row(const BenchFigure& figure, const BenchSample& sample, double ratio) {
  const std::string target = figure.target > 0 ? fmt::format("at most {:g}", figure.target) : "";
  fmt::print("{:<24}{:>9.1f}{:>9.3f}  {:<14}{}; {}\n", figure.name, sample.nanoseconds, ratio, target, figure.meaning,
             sample.detail);
  std::fflush(stdout);
}

nlohmann::json json_of(const BenchFigure& figure, const BenchSample& sample, double ratio) {
  nlohmann::json row = {{"nanoseconds", sample.nanoseconds},
                        {"ratio_to_sc_event", ratio},
                        {"meaning", figure.meaning},
                        {"detail", sample.detail}};
  if (figure.target > 0) row["target_ratio"] = figure.target;
  return row;
}

}  // namespace

int bench_command(const Arguments& arguments) {
  CommandLine line("bench [--json] [--only NAME]",
                   "Measures the speed of this build on this computer: nanoseconds per event, access, transaction and\n"
                   "instruction, each also as a ratio to one SystemC event, which makes computers comparable.",
                   {{"amoeba bench", "prints every figure"}, {"amoeba bench --json", "prints them as JSON"}});
  bool json = false;
  std::string only;
  namespace options = boost::program_options;
  line.add()("json", options::bool_switch(&json), "print JSON")("only", options::value(&only)->value_name("NAME"),
                                                                "measure one figure beside sc_event_ns");
  if (!line.parse(arguments)) return EXIT_SUCCESS;
  nlohmann::json result;
  double event = 0;
  bool found = only.empty();
  if (!json) fmt::print("{:<24}{:>9}{:>9}  {:<14}{}\n", "figure", "ns", "ratio", "target", "meaning");
  for (const BenchFigure& figure : bench_figures()) {
    found |= only == figure.name;
    if (event != 0 && !only.empty() && only != figure.name) continue;
    const BenchSample sample = measure_in_child(figure.measure);
    if (event == 0) event = sample.nanoseconds;
    const double ratio = sample.nanoseconds / event;
    result[figure.name] = json_of(figure, sample, ratio);
    if (!json) print_row(figure, sample, ratio);
  }
  if (!found) throw UsageError(fmt::format("there is no figure '{}'; 'amoeba bench' prints them all", only));
  if (json) fmt::print("{}\n", result.dump(2));
  return EXIT_SUCCESS;
}

}  // namespace amoeba
