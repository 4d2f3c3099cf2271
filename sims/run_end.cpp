#include "amoeba/sims/run_end.h"

#include <fmt/format.h>

#include <stdexcept>

#include "amoeba/platforms/system.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

std::string last_line(std::string console) {
  while (!console.empty() && console.back() == '\n') console.pop_back();
  const std::size_t newline = console.rfind('\n');
  return newline == std::string::npos ? console : console.substr(newline + 1);
}

}  // namespace

std::string failure_of(const Measurement& measurement, const std::string& console, std::uint64_t max_cycles) {
  switch (measurement.end) {
    case RunEnd::max_cycles:
      return fmt::format("the program did not end within {} cycles; raise --max-cycles if it needs longer", max_cycles);
    case RunEnd::deadlock:
      return fmt::format("deadlock after {} cycles; who waits for what:\n{}", measurement.total_cycles,
                         measurement.explanation);
    case RunEnd::interrupted:
      return fmt::format("interrupted after {} cycles", measurement.total_cycles);
    case RunEnd::exited:
      break;
  }
  if (measurement.exit_code == 0) return "";
  const std::string said = last_line(console);
  return fmt::format("the program ended with exit code {}{}", measurement.exit_code,
                     said.empty() ? "" : fmt::format("; it last printed: {}", said));
}

Measurement run_to_success(System& system, const WorkloadImage& image, const std::vector<std::uint64_t>& arguments,
                           std::uint64_t max_cycles) {
  system.load(image.data, image.size, arguments);
  std::string console;
  system.set_console([&](char character) { console += character; });
  const Measurement measurement = system.run(max_cycles);
  const std::string failure = failure_of(measurement, console, max_cycles);
  if (!failure.empty()) throw std::runtime_error(failure);
  return measurement;
}

}  // namespace amoeba
