// Every workload ends with the same, right result on every core, memory model and placement policy: each program checks
// its own, so that a run which is measured is right.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "program_folder.h"

namespace amoeba {
namespace {

struct Machine {
  const char* label;
  const char* options;
};

std::ostream& operator<<(std::ostream& out, const Machine& machine) {
  return out << machine.label;
}

class SameResults : public testing::TestWithParam<Machine> {};

TEST_P(SameResults, OnEveryCoreAndPolicy) {
  const ProgramFolder folder;
  const Finished finished = folder.run(
      std::string("compare --variants zabha,zabha_zacas,lrsc,wordamo,libatomic,trap-m,lrwait --cores inorder,ooo "
                  "--policies all-near,unique-near,present-near,dirty-near,shared-far,all-far,adaptive --harts 3 "
                  "--operations 12 --max-cycles 3000000 --jobs 2 --json r.json ") +
      GetParam().options);
  EXPECT_EQ(finished.status, 0) << finished.errors;
  const auto json = nlohmann::json::parse(read(folder.path() / "r.json"));
  std::size_t measured = 0;
  for (const auto& result : json.at("results")) {
    if (result.at("status") == "unavailable") continue;
    ++measured;
    EXPECT_EQ(result.at("status"), "measured") << result.dump();
  }
  EXPECT_GT(measured, 1000u);
}

constexpr const char* kEverythingEarly =
    " --set core.outstanding_atomics=4 --set order.early_atomics=true --set order.early_stores=true "
    "--set order.store_drain=relaxed --set order.write_combining=true --set order.issue_jitter=20 "
    "--set order.merged_forwarding=true --set order.sc_failures=100";

INSTANTIATE_TEST_SUITE_P(Machines, SameResults,
                         testing::Values(Machine{"Rvwmo", "--memory-models rvwmo"},
                                         Machine{"Ztso", "--memory-models ztso"}, Machine{"Sc", "--memory-models sc"},
                                         Machine{"Drain", "--aqrl drain"}, Machine{"Early", kEverythingEarly},
                                         Machine{"PrivateL2", "--set l2.bytes=64KiB --set protocol.kind=moesi"}),
                         [](const auto& machine) { return std::string(machine.param.label); });

}  // namespace
}  // namespace amoeba
