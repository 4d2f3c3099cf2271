// `amoeba vmexit`, and guests in `amoeba compare`: what they print of executed events is consistent with itself, obeys
// the platform, and says what is hypothetical.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "program_folder.h"

namespace amoeba {
namespace {

using Json = nlohmann::json;

class GuestFolder : public ProgramFolder {
 public:
  // The results of a run that succeeds.
  Json measure(const std::string& command) const {
    const Finished run = ProgramFolder::run(command + " --json result.json");
    EXPECT_EQ(run.status, 0) << run.errors << run.output;
    return run.status == 0 ? Json::parse(read(path() / "result.json")) : Json();
  }
  Json costs(const std::string& options) const { return measure("vmexit --parts costs --operations 40 " + options); }
};

const Json& result(const Json& study, const std::string& name, unsigned harts = 1) {
  for (const Json& entry : study.at("results"))
    if (entry.at("name") == name && entry.at("harts") == harts) return entry;
  throw std::out_of_range("no result of " + name);
}

double total(const Json& study, const std::string& name, const char* field, const char* state = "warm") {
  return result(study, name).at(state).at("totals").at(field);
}

TEST(VmexitCommand, ItemsAddUpToTheTotals) {
  const GuestFolder folder;
  const Json study = folder.costs("--harts 1,8");
  for (const Json& entry : study.at("results")) {
    if (entry.contains("failure")) {
      EXPECT_EQ(entry.at("name"), "wordamo") << entry.dump();
      continue;
    }
    for (const char* state : {"warm", "cold"})
      for (const char* field : {"cycles", "instructions", "loads", "csr_accesses"}) {
        double sum = 0;
        for (const Json& item : entry.at(state).at("items")) sum += item.at(field).get<double>();
        EXPECT_NEAR(sum, entry.at(state).at("totals").at(field).get<double>(), 1e-6) << entry.at("name") << field;
      }
  }
}

TEST(VmexitCommand, TheWorldSwitchIsTheKernels) {
  const GuestFolder folder;
  const Json study = folder.costs("--harts 1");
  for (const char* name :
       {"redirect-6.16", "trap-hs", "exit-user", "hypercall", "mmio-kernel", "wfi", "wrs", "timer"}) {
    const Json& s = result(study, name).at("world_switch");
    EXPECT_EQ(s.at("entry"), (Json{{"loads", 35.0}, {"stores", 28.0}})) << name;
    EXPECT_EQ(s.at("exit"), (Json{{"loads", 28.0}, {"stores", 35.0}})) << name;
  }
  EXPECT_EQ(total(study, "hypercall", "csr_accesses"), 27);
  EXPECT_EQ(total(study, "lrsc", "traps"), 0);
  EXPECT_GT(total(study, "redirect-6.16", "instructions"), total(study, "redirect-6.17", "instructions"));
  EXPECT_GT(total(study, "hypercall", "cycles", "cold"), 2 * total(study, "hypercall", "cycles"));
  bool light = false;
  for (const Json& piece : result(study, "hypercall").at("beside_the_kernel"))
    light |= piece.at("kernel_instructions") == Json{500.0, 800.0} && piece.at("instructions") < 500 &&
             piece.at("difference").get<std::string>().find("RCU") != std::string::npos;
  EXPECT_TRUE(light) << result(study, "hypercall").dump();
}

TEST(VmexitCommand, CsrAccessesAndTrapsCostWhatThePlatformSays) {
  const GuestFolder folder;
  const std::string what = "--harts 1 --paths redirect-6.16,trap-m --exits hypercall ";
  const Json fast = folder.costs(what), slow_csrs = folder.costs(what + "--set core.csr_latency=5"),
             slow_traps = folder.costs(what + "--set core.trap_penalty=14");
  for (const char* name : {"redirect-6.16", "trap-m", "hypercall"}) {
    const double cycles = total(fast, name, "cycles");
    EXPECT_NEAR(total(slow_csrs, name, "cycles"), cycles + 4 * total(fast, name, "csr_accesses"), 1) << name;
    const double flushes = total(fast, name, "traps") + total(fast, name, "returns");
    EXPECT_NEAR(total(slow_traps, name, "cycles"), cycles + 10 * flushes, 1) << name;
  }
}

TEST(VmexitCommand, SmallCachesShowWhatAnExitDisturbs) {
  const GuestFolder folder;
  const std::string what = "--harts 1 --paths native,trap-hs --exits none ";
  const Json large = folder.costs(what), small = folder.costs(what + "--set l1i.bytes=1KiB --set l1d.bytes=1KiB");
  const auto disturbed = [](const Json& study) {
    const Json& misses = result(study, "trap-hs").at("disturbed");
    return misses.at("fetch_misses").get<double>() + misses.at("data_misses").get<double>();
  };
  EXPECT_EQ(disturbed(large), 0);
  EXPECT_GT(disturbed(small), 0);
}

TEST(VmexitCommand, GatedGuestsTrapOnHartsThatHaveZabha) {
  const GuestFolder folder;
  const std::string what = "--harts 1 --exits none --paths native,lrsc,redirect-6.17 --set guest.disable=zabha ";
  const Json study = folder.costs(what + "--set guest.policy=gated");
  EXPECT_TRUE(study.at("hypothetical_platform"));
  EXPECT_TRUE(result(study, "native").contains("failure"));
  EXPECT_EQ(result(study, "redirect-6.17").at("label"), "hypothetical");
  EXPECT_EQ(total(study, "redirect-6.17", "traps"), 1);
  EXPECT_NE(study.at("subjects")[2].at("hart_isa").get<std::string>().find("_zabha"), std::string::npos);
  EXPECT_NE(study.at("answer")[0].get<std::string>().find("Hypothetical platform"), std::string::npos);

  const Finished upstream = folder.run("vmexit " + what);
  EXPECT_EQ(upstream.status, 2);
  EXPECT_NE(upstream.errors.find("EINVAL (22)"), std::string::npos) << upstream.errors;
}

TEST(VmexitCommand, FindsWhereZabhaPays) {
  const GuestFolder folder;
  const Json study = folder.measure(
      "vmexit --parts break-even --harts 1 --exits none --paths native,lrsc,redirect-6.17 --operations 40 --html "
      "v.html");
  ASSERT_EQ(study.at("break_even").size(), 2u);
  const Json& lrsc = study.at("break_even")[0];
  const Json& redirect = study.at("break_even")[1];
  EXPECT_LT(redirect.at("from").get<double>(), lrsc.at("from").get<double>());
  EXPECT_GT(redirect.at("points").back().at("host_share").get<double>(), 0.3);
  EXPECT_EQ(lrsc.at("points").back().at("host_share"), 0);
  EXPECT_NE(read(folder.path() / "v.html").find("Where native atomics in a guest pay"), std::string::npos);
}

class VmexitModel : public testing::TestWithParam<const char*> {};

TEST_P(VmexitModel, IsWithin15PercentOfExecutionOnEveryPath) {
  const GuestFolder folder;
  const Json study = folder.measure(std::string("vmexit --parts model --exits none --platform " AMOEBA_PRESETS "/") +
                                    GetParam() + ".yaml --set hart.core=inorder");
  ASSERT_EQ(study.at("model").size(), 16u);  // all paths of the kernel, by 1 and 8 harts
  for (const Json& point : study.at("model"))
    EXPECT_LT(std::abs(point.at("error").get<double>()), 0.15) << point.dump();
}

INSTANTIATE_TEST_SUITE_P(Presets, VmexitModel, testing::Values("embedded", "desktop-quad", "server-16", "manycore-48"));

TEST(VmexitCommand, NamesWhatItDoesNotKnow) {
  const GuestFolder folder;
  const Finished path = folder.run("vmexit --paths trap-h"), part = folder.run("vmexit --parts cost"),
                 harts = folder.run("vmexit --harts 9");
  for (const Finished* run : {&path, &part, &harts}) EXPECT_EQ(run->status, 2) << run->errors;
  EXPECT_NE(path.errors.find("did you mean 'trap-hs'"), std::string::npos) << path.errors;
}

// ------------------------------------------------------------------------------------------------- in comparisons

const Json& metrics(const Json& comparison, const std::string& variant, unsigned harts) {
  for (const Json& entry : comparison.at("results"))
    if (entry.at("variant") == variant && entry.at("harts") == harts) return entry.at("metrics");
  throw std::out_of_range("no point of " + variant);
}

constexpr const char* kCompare = "compare --kernels shared-counter --operations 60 ";

TEST(CompareGuests, StandBesideTheBareMachine) {
  const GuestFolder folder;
  const Json comparison = folder.measure(std::string(kCompare) + "--variants lrsc,zabha --paths all --harts 1,8");
  for (const Json& entry : comparison.at("results"))
    EXPECT_EQ(entry.at("status"), entry.at("variant") == "guest-wordamo" ? "unavailable" : "measured") << entry.dump();
  EXPECT_EQ(comparison.at("hypothetical_variants"), (Json{"guest-exit-user", "guest-trap-hs", "guest-trap-m"}));
  EXPECT_GT(metrics(comparison, "guest-trap-hs", 1).at("cycles_per_operation"),
            metrics(comparison, "guest-lrsc", 1).at("cycles_per_operation"));
  const std::string page = read(folder.path() / "report.html");
  EXPECT_NE(page.find("guest-trap-hs (hypothetical)"), std::string::npos);
  EXPECT_NE(page.find("guest-redirect-6.16 (real)"), std::string::npos);
}

TEST(CompareGuests, SmallTlbsShowWhatTwoStagesCost) {
  const GuestFolder folder;
  const std::string histogram = "compare --kernels histogram --variants guest-lrsc --harts 1 --operations 300 ";
  const Json large = folder.measure(histogram);
  const Json small = folder.measure(histogram +
                                    "--set mmu.data_entries=2 --set mmu.instruction_entries=2 --set "
                                    "mmu.second_entries=0");
  const auto figure = [](const Json& comparison, const char* name) {
    return metrics(comparison, "guest-lrsc", 1).at(name).get<double>();
  };
  EXPECT_GT(figure(small, "tlb_misses_per_operation"), 10 * figure(large, "tlb_misses_per_operation"));
  EXPECT_GT(figure(small, "table_reads_per_operation"), 5 * figure(small, "tlb_misses_per_operation"));
  EXPECT_GT(figure(small, "cycles_per_operation"), 1.2 * figure(large, "cycles_per_operation"));
}

TEST(CompareGuests, AreNotComparedUnlessAskedFor) {
  const GuestFolder folder;
  const Json comparison = folder.measure(std::string(kCompare) + "--harts 1");
  EXPECT_TRUE(comparison.at("guest_variants").empty());
}

}  // namespace
}  // namespace amoeba
