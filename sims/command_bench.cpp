#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "amoeba/sims/bench/bench.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"

namespace amoeba {
namespace {

constexpr unsigned kRounds = 3;

struct Measured {
  BenchSample sample;
  double yardstick;  // nanoseconds, just before
  double ratio() const { return sample.nanoseconds / yardstick; }
};

const BenchFigure& find_figure(const std::string& name) {
  for (const BenchFigure& figure : bench_figures())
    if (name == figure.name) return figure;
  throw UsageError(fmt::format("there is no figure '{}'; 'amoeba bench' prints them all", name));
}

// A figure and its yardstick in turn, since a busy computer slows down both; the round with the middle ratio counts.
Measured measure(const BenchFigure& figure) {
  const BenchFigure& yardstick = find_figure(figure.yardstick);
  std::vector<Measured> rounds;
  for (unsigned i = 0; i < kRounds; ++i) {
    const BenchSample unit = measure_in_child(yardstick.measure);
    rounds.push_back({&figure == &yardstick ? unit : measure_in_child(figure.measure), unit.nanoseconds});
  }
  std::sort(rounds.begin(), rounds.end(), [](const Measured& a, const Measured& b) { return a.ratio() < b.ratio(); });
  return rounds[kRounds / 2];
}

void print_row(const BenchFigure& figure, const Measured& measured) {
  const std::string target = figure.target > 0 ? fmt::format("at most {:g}", figure.target) : "";
  fmt::print("{:<24}{:>9.1f}{:>9.3f}  {:<14}{}; {}\n", figure.name, measured.sample.nanoseconds, measured.ratio(),
             target, figure.meaning, measured.sample.detail);
  std::fflush(stdout);
}

nlohmann::json json_of(const BenchFigure& figure, const Measured& measured) {
  std::string unit = figure.yardstick;
  unit.erase(unit.rfind("_ns"));
  nlohmann::json row = {{"nanoseconds", measured.sample.nanoseconds},
                        {unit + "_nanoseconds", measured.yardstick},
                        {"ratio_to_" + unit, measured.ratio()},
                        {"meaning", figure.meaning},
                        {"detail", measured.sample.detail}};
  if (figure.target > 0) row["target_ratio"] = figure.target;
  return row;
}

}  // namespace

int bench_command(const Arguments& arguments) {
  CommandLine line(
      "bench [--json] [--only NAME]",
      "Measures the speed of this build on this computer: nanoseconds per event, access, transaction and\n"
      "instruction, each also as a ratio to one SystemC event, or to another figure that it names,\n"
      "measured beside it, which makes computers comparable. Of three rounds the one with the middle ratio\n"
      "counts.",
      {{"amoeba bench", "prints every figure"}, {"amoeba bench --json", "prints them as JSON"}});
  bool json = false;
  std::string only;
  namespace options = boost::program_options;
  line.add()("json", options::bool_switch(&json), "print JSON")("only", options::value(&only)->value_name("NAME"),
                                                                "measure one figure beside its yardstick");
  if (!line.parse(arguments)) return EXIT_SUCCESS;
  nlohmann::json result;
  const BenchFigure& yardstick = only.empty() ? bench_figures().front() : find_figure(find_figure(only).yardstick);
  if (!json) fmt::print("{:<24}{:>9}{:>9}  {:<14}{}\n", "figure", "ns", "ratio", "target", "meaning");
  for (const BenchFigure& figure : bench_figures()) {
    if (!only.empty() && only != figure.name && &figure != &yardstick) continue;
    const Measured measured = measure(figure);
    result[figure.name] = json_of(figure, measured);
    if (!json) print_row(figure, measured);
  }
  if (json) fmt::print("{}\n", result.dump(2));
  return EXIT_SUCCESS;
}

}  // namespace amoeba
