// A system whose hart runs a hypervisor and its guest, saved at many moments: in walks, in every mode, with timers
// armed. What was restored goes on exactly as what was saved.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/platforms/system.h"

namespace amoeba {
namespace {

std::vector<char> program() {
  std::ifstream file(HYPERVISOR_PROGRAM, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string finish(System& system) {
  const Measurement m = system.run(100'000);
  std::string text = std::to_string(static_cast<int>(m.end)) + " " + std::to_string(m.exit_code) + " after " +
                     std::to_string(m.total_cycles);
  for (const Statistic* statistic : system.statistics().all())
    text += "\n" + statistic->name + " " + std::to_string(statistic->value());
  return text;
}

TEST(SavedGuest, GoesOnAsTheOriginal) {
  const std::string trouble = run_isolated([]() -> std::string {
    Configuration configuration;
    configuration.harts = 1;
    configuration.isa = "rv64imacsh_zicntr_zicsr_zifencei_zabha_sstc";
    configuration.mmu.instruction_entries = configuration.mmu.data_entries = 2;
    configuration.mmu.second_entries = 8;
    System system(configuration);
    const std::vector<char> file = program();
    for (std::uint64_t cycle = 150; cycle < 6000; cycle += 131) {
      system.reset(1);
      system.load(reinterpret_cast<const std::byte*>(file.data()), file.size());
      if (system.run(cycle).end != RunEnd::max_cycles) return "the program ended before it was saved";
      const std::vector<std::byte> state = system.save();
      const std::string original = finish(system);
      if (original.rfind("0 0 after", 0) != 0) return "the program failed: " + original.substr(0, 80);
      system.restore(state);
      if (const std::string again = finish(system); again != original)
        return "saved at " + std::to_string(cycle) + ", the restored run differs:\n" + original + "\n---\n" + again;
    }
    return "";
  });
  EXPECT_EQ(trouble, "");
}

}  // namespace
}  // namespace amoeba
