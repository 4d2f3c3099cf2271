// What the simulation of one RISC-V instruction takes.
#include <fmt/format.h>

#include <stdexcept>

#include "amoeba/platforms/system.h"
#include "amoeba/sims/bench/bench.h"
#include "amoeba/workloads/images.h"

namespace amoeba {

namespace {

WorkloadImage sort_program() {
  for (const EmbeddedImage& image : embedded_images())
    if (image.kernel == "speed") return image.image;
  throw std::runtime_error("this build has no program to measure");
}

BenchSample measure_instruction(const char* core) {
  const WorkloadImage program = sort_program();
  Configuration configuration;
  configuration.harts = 8;
  configuration.core = core;
  System system(configuration);
  Measurement last;
  const double best = fastest(3, [&] {
    system.reset(1);
    system.load(program.data, program.size);
    last = system.run(100'000'000);
    if (last.end != RunEnd::exited || last.exit_code != 0) throw std::runtime_error("the program failed");
    return static_cast<double>(last.total.instructions);
  });
  const HartCounters& total = last.total;
  std::uint64_t misses = 0;
  for (const Statistic* statistic : system.statistics().all()) {
    const std::string& name = statistic->name;
    if (name.find(".l1") != std::string::npos && name.rfind(".misses") == name.size() - 7) misses += statistic->value();
  }
  return {best,
          fmt::format("{} instructions, {:.1f} % loads and stores, {:.2f} % L1 misses", total.instructions,
                      100.0 * static_cast<double>(total.loads + total.stores) / static_cast<double>(total.instructions),
                      100.0 * static_cast<double>(misses) / static_cast<double>(total.loads + total.stores))};
}

}  // namespace

BenchSample measure_isa_instruction() {
  return measure_instruction("inorder");
}
BenchSample measure_ooo_instruction() {
  return measure_instruction("ooo");
}

}  // namespace amoeba
