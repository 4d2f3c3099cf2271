// The out-of-order hart runs what the in-order hart runs, with the same architectural results: alone, instruction by
// instruction; among others, by what each program checks itself.
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/base/random.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/platforms/system.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kMaxCycles = 20'000'000;

struct Program {
  std::string_view kernel, variant, isa;
};

std::vector<Program> programs() {
  std::vector<Program> all;
  for (const WorkloadKernel& kernel : workload_kernels())
    for (const WorkloadVariant& variant : workload_variants())
      if (find_workload(kernel.name, variant.name).data != nullptr)
        all.push_back({kernel.name, variant.name, variant.hart_isa});
  return all;
}

std::string name_of(const Program& program) {
  return std::string(program.kernel) + "." + std::string(program.variant);
}

void load(System& system, const Program& program) {
  const WorkloadImage image = find_workload(program.kernel, program.variant);
  system.load(image.data, image.size);
}

// Length and hash of the retired instructions up to the last store, which ends the program while the hart already
// spins, and the registers at the end.
std::string history(Configuration configuration, const Program& program) {
  configuration.harts = 1;
  configuration.isa = program.isa;
  return run_isolated([&]() -> std::string {
    System system(configuration);
    load(system, program);
    std::uint64_t hash = 0, count = 0, stored_hash = 0, stored_count = 0;
    system.set_trace(
        [&](Tick, unsigned, HartMode mode, std::uint64_t pc, std::uint32_t raw, const std::string& i) {
          hash = mix64(hash ^ mix64(pc << 3 | static_cast<unsigned>(mode)) ^ raw);
          ++count;
          if (i[0] != 's' && i.compare(0, 3, "c.s") != 0) return;
          stored_hash = hash;
          stored_count = count;
        });
    const Measurement m = system.run(kMaxCycles);
    std::string text =
        std::to_string(m.exit_code) + " after " + std::to_string(stored_count) + ", " + std::to_string(stored_hash);
    for (unsigned r = 1; r < 32; ++r) text += " " + std::to_string(system.hart(0).read_register(r));
    return m.end == RunEnd::exited && m.exit_code == 0 ? text : "did not end well: " + text;
  });
}

TEST(CoresAgree, OnEveryInstructionOfOneHart) {
  for (const Program& program : programs())
    for (const char* placement : {"all-near", "all-far"}) {
      Configuration configuration;
      configuration.placement = placement;
      const std::string expected = history(configuration, program);
      EXPECT_EQ(expected.find("did not"), std::string::npos) << name_of(program) << ": " << expected;
      configuration.core = "ooo";
      EXPECT_EQ(history(configuration, program), expected) << name_of(program) << ", " << placement;
    }
}

struct Setting {
  const char* label;
  void (*change)(Configuration&);
};

std::ostream& operator<<(std::ostream& out, const Setting& setting) {
  return out << setting.label;
}

class ManyHarts : public testing::TestWithParam<Setting> {};

TEST_P(ManyHarts, PassTheProgramsOwnChecks) {
  for (const Program& program : programs()) {
    Configuration configuration;
    configuration.core = "ooo";
    configuration.isa = program.isa;
    GetParam().change(configuration);
    configuration.check_order = configuration.harts <= 4;  // it takes its time
    const std::string trouble = run_isolated([&]() -> std::string {
      System system(configuration);
      load(system, program);
      const Measurement m = system.run(kMaxCycles);
      return m.end == RunEnd::exited && m.exit_code == 0 ? "" : "ended with " + std::to_string(m.exit_code);
    });
    EXPECT_EQ(trouble, "") << name_of(program);
  }
}

void everything_early(Configuration& c) {
  c.order.store_drain = "relaxed";
  c.order.write_combining = c.order.early_atomics = c.order.early_stores = c.order.merged_forwarding = true;
  c.order.sc_failures = 100;
  c.order.issue_jitter = c.order.drain_jitter = 30;
  c.outstanding_atomics = 4;
}

INSTANTIATE_TEST_SUITE_P(Settings, ManyHarts,
                         testing::Values(Setting{"Near", [](Configuration&) {}},
                                         Setting{"Far", [](Configuration& c) { c.placement = "all-far"; }},
                                         Setting{"Strict",
                                                 [](Configuration& c) { c.strict = c.check_protocol = true; }},
                                         Setting{"InOrderZtso",
                                                 [](Configuration& c) {
                                                   c.core = "inorder";
                                                   c.order.model = "ztso";
                                                 }},
                                         Setting{"InOrderSc",
                                                 [](Configuration& c) {
                                                   c.core = "inorder";
                                                   c.order.model = "sc";
                                                 }},
                                         Setting{"InOrderDrain",
                                                 [](Configuration& c) {
                                                   c.core = "inorder";
                                                   c.order.acquire_release = "drain";
                                                 }},
                                         Setting{"Ztso", [](Configuration& c) { c.order.model = "ztso"; }},
                                         Setting{"Sc", [](Configuration& c) { c.order.model = "sc"; }},
                                         Setting{"Drain", [](Configuration& c) { c.order.acquire_release = "drain"; }},
                                         Setting{"Early", everything_early},
                                         Setting{"Wide",
                                                 [](Configuration& c) {
                                                   c.harts = 8;
                                                   c.ooo.width = 4;
                                                   c.ooo.window = 128;
                                                   c.ooo.integer_ports = 4;
                                                   c.ooo.address_ports = c.ooo.load_ports = 2;
                                                   c.l2.bytes = 64 * 1024;
                                                 }}),
                         [](const auto& name) { return std::string(name.param.label); });

}  // namespace
}  // namespace amoeba
