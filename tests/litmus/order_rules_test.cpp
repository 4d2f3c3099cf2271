// Our own litmus tests on the harts of both pipelines: nothing that the oracle forbids, under any option.
#include <gtest/gtest.h>

#include <ostream>

#include "../isolated.h"
#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/litmus/oracle/oracle.h"
#include "amoeba/litmus/reader.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"
#include "own_tests.h"
#include "relaxed_machine.h"

namespace amoeba::litmus {
namespace {

using Change = void (*)(Configuration& platform, MemoryQueueConfiguration& memory);

// States that the oracle forbids under `model`, over so many passes of some runs of every test; stops after a pass that
// found one.
std::string forbidden_states(Change change, MemoryModel model, unsigned passes) {
  constexpr unsigned kRuns = 50;
  Configuration platform = small_platform();
  platform.core = "ooo";
  MemoryQueueConfiguration memory = relaxed_hart(0).memory;
  change(platform, memory);
  LitmusMachine machine(platform, [&](unsigned number, const HartEnvironment& environment) -> std::unique_ptr<Hart> {
    OooConfiguration hart = relaxed_hart(number);
    hart.hart.order = memory.order;
    const std::string name = "hart" + std::to_string(number);
    if (platform.core == "inorder") return std::make_unique<InorderHart>(name.c_str(), hart.hart, environment);
    hart.memory = memory;
    hart.memory.hart_id = number;
    return std::make_unique<OooHart>(name.c_str(), hart, environment);
  });
  ModelOptions options;
  options.model = model;
  const std::vector<LitmusTest> tests = own_tests();
  std::vector<FinalStates> allowed;
  for (const LitmusTest& test : tests) allowed.push_back(allowed_states(test, options));
  std::string found;
  for (unsigned pass = 0; pass < passes && found.empty(); ++pass)
    for (std::size_t i = 0; i < tests.size(); ++i) {
      if (tests[i].threads.size() > platform.harts) continue;
      for (const auto& [row, count] : machine.run(tests[i], 1 + pass * kRuns, kRuns).counts)
        if (allowed[i].counts.count(row) == 0) found += tests[i].path + ": " + text(tests[i], row) + "\n";
    }
  return found;
}

struct Variant {
  const char* label;
  MemoryModel model;
  Change change;
};

std::ostream& operator<<(std::ostream& out, const Variant& variant) {
  return out << variant.label;
}

class OrderedHarts : public testing::TestWithParam<Variant> {};

TEST_P(OrderedHarts, ShowNothingThatTheOracleForbids) {
  const Variant& variant = GetParam();
  EXPECT_EQ(run_isolated([&] { return forbidden_states(variant.change, variant.model, 4); }), "");
}

INSTANTIATE_TEST_SUITE_P(
    Options, OrderedHarts,
    testing::Values(
        Variant{"Relaxed", MemoryModel::rvwmo, [](Configuration&, MemoryQueueConfiguration&) {}},
        Variant{"Far", MemoryModel::rvwmo,
                [](Configuration& c, MemoryQueueConfiguration&) { c.placement = "all-far"; }},
        Variant{"PrivateL2", MemoryModel::rvwmo,
                [](Configuration& c, MemoryQueueConfiguration&) { c.l2.bytes = 64 * 1024; }},
        Variant{"Fifo", MemoryModel::rvwmo,
                [](Configuration&, MemoryQueueConfiguration& m) { m.relaxed_drain = m.early_stores = false; }},
        Variant{"Combining", MemoryModel::rvwmo,
                [](Configuration&, MemoryQueueConfiguration& m) { m.write_combining = true; }},
        Variant{"Drain", MemoryModel::rvwmo,
                [](Configuration&, MemoryQueueConfiguration& m) { m.order.acquire_release = AcquireRelease::drain; }},
        Variant{"InOrder", MemoryModel::rvwmo, [](Configuration& c, MemoryQueueConfiguration&) { c.core = "inorder"; }},
        Variant{"InOrderDrain", MemoryModel::rvwmo,
                [](Configuration& c, MemoryQueueConfiguration& m) {
                  c.core = "inorder";
                  m.order.acquire_release = AcquireRelease::drain;
                }},
        Variant{"InOrderZtso", MemoryModel::ztso,
                [](Configuration& c, MemoryQueueConfiguration& m) {
                  c.core = "inorder";
                  m.order.model = amoeba::MemoryModel::ztso;
                }},
        Variant{"InOrderSc", MemoryModel::sc,
                [](Configuration& c, MemoryQueueConfiguration& m) {
                  c.core = "inorder";
                  m.order.model = amoeba::MemoryModel::sc;
                }},
        Variant{"Ztso", MemoryModel::ztso,
                [](Configuration&, MemoryQueueConfiguration& m) { m.order.model = amoeba::MemoryModel::ztso; }},
        Variant{"Sc", MemoryModel::sc,
                [](Configuration&, MemoryQueueConfiguration& m) { m.order.model = amoeba::MemoryModel::sc; }}),
    [](const auto& name) { return std::string(name.param.label); });

}  // namespace
}  // namespace amoeba::litmus
