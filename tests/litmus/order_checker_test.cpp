// The online checker: silent on harts that keep to the rules, and not on harts or events that break them.
#include "amoeba/cores/lsu/order_checker.h"

#include <gtest/gtest.h>

#include "../isolated.h"
#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"
#include "own_tests.h"
#include "relaxed_machine.h"

namespace amoeba::litmus {
namespace {

using Values = OrderChecker::Values;

// What the checker has to say of harts whose queues enforce only some rules.
std::string said_of(OrderRules enforced, const std::string& placement, bool inorder = false) {
  constexpr unsigned kRuns = 40, kPasses = 20;
  Configuration platform = small_platform();
  platform.placement = placement;
  OrderChecker checker(platform.harts, {}, placement == "all-near" ? Values::checked : Values::ignored);
  LitmusMachine machine(platform, [&](unsigned number, const HartEnvironment& environment) {
    OooConfiguration hart = relaxed_hart(number);
    hart.memory.order.enforced = enforced;
    std::unique_ptr<Hart> made;
    const std::string name = "hart" + std::to_string(number);
    if (inorder) {
      made = std::make_unique<InorderHart>(name.c_str(), hart.hart, environment);
    } else {
      made = std::make_unique<OooHart>(name.c_str(), hart, environment);
    }
    made->set_observer(&checker);
    return made;
  });
  const std::vector<LitmusTest> tests = own_tests();
  const unsigned passes = enforced == kAllRules ? 4 : kPasses;
  for (unsigned pass = 0; pass < passes && checker.violations().empty(); ++pass)
    for (const LitmusTest& test : tests)
      for (unsigned run = 0; run < kRuns && test.threads.size() <= platform.harts; ++run) {
        checker.forget();
        machine.run(test, 1 + pass * kRuns + run);
      }
  return checker.violations().empty() ? "" : checker.violations().front();
}

TEST(OrderChecker, HasNothingToSayOfARightHart) {
  for (const char* placement : {"all-near", "all-far"})
    for (const bool inorder : {false, true})
      EXPECT_EQ(run_isolated([&] { return said_of(kAllRules, placement, inorder); }), "") << placement << inorder;
}

class LeftOut : public testing::TestWithParam<OrderRule> {};

TEST_P(LeftOut, IsNoticed) {
  const std::string said = run_isolated([] { return said_of(all_but(GetParam()), "all-near"); });
  EXPECT_NE(said.find("hart "), std::string::npos) << said;
  RecordProperty("said", said);
}

INSTANTIATE_TEST_SUITE_P(Rules, LeftOut,
                         testing::Values(OrderRule::overlapping_store, OrderRule::load_load_coherence,
                                         OrderRule::no_early_forwarding, OrderRule::fence, OrderRule::acquire,
                                         OrderRule::release, OrderRule::rcsc_pair),
                         [](const auto& rule) { return "Rule" + std::to_string(static_cast<int>(rule.param)); });

// ------------------------------------------------------------------------------------------------- planted in events

constexpr std::uint64_t kX = 0x8000'0000, kY = kX + 64;

struct Script {
  OrderChecker checker{2, {}, Values::checked};
  std::array<std::uint64_t, 2> numbers{};

  MemoryEvent event(unsigned hart, OrderedAccess access, std::uint64_t address, std::uint64_t value, Tick at) {
    MemoryEvent e;
    e.hart = hart;
    e.number = numbers[hart]++;
    e.access = access;
    e.address = address;
    e.bytes = 4;
    e.read[0] = e.operand[0] = value;
    e.from = e.until = at;
    return e;
  }
  void does(const MemoryEvent& e) {
    checker.bound(e);
    checker.passed(e);
  }
  std::string said() const { return checker.violations().empty() ? "" : checker.violations().front(); }
};

constexpr OrderedAccess kLoad{true, false, false, false, false};
constexpr OrderedAccess kStore{false, true, false, false, false};
constexpr OrderedAccess kAmo{true, true, true, false, false};
constexpr OrderedAccess kConditional{false, true, true, false, false};

TEST(OrderChecker, SeesAStaleLoad) {
  Script s;
  s.does(s.event(0, kStore, kX, 1, 10));
  s.does(s.event(1, kLoad, kX, 1, 20));
  EXPECT_EQ(s.said(), "");
  s.does(s.event(1, kLoad, kX, 0, 30));
  EXPECT_NE(s.said().find("last written was 1"), std::string::npos) << s.said();
}

TEST(OrderChecker, SeesAnAmoThatIsReadAndWrittenApart) {
  Script s;
  s.does(s.event(0, kStore, kX, 1, 10));
  MemoryEvent amo = s.event(1, kAmo, kX, 1, 20);  // read 1, but another store came before it wrote
  s.does(s.event(0, kStore, kX, 7, 15));
  amo.op = AtomicOp::add;
  s.does(amo);
  EXPECT_NE(s.said().find("last written was 7"), std::string::npos) << s.said();
}

TEST(OrderChecker, SeesAnScBehindAForeignStore) {
  Script s;
  MemoryEvent reserve = s.event(0, kLoad, kX, 0, 10);
  reserve.reserves = true;
  s.does(reserve);
  s.does(s.event(1, kStore, kX, 5, 15));
  s.does(s.event(0, kConditional, kX, 1, 20));
  EXPECT_NE(s.said().find("another hart wrote since its LR"), std::string::npos) << s.said();
}

TEST(OrderChecker, SeesAnScAheadOfItsLr) {
  Script s;
  MemoryEvent reserve = s.event(0, kLoad, kX, 0, 20);
  reserve.reserves = true;
  MemoryEvent conditional = s.event(0, kConditional, kY, 1, 10);
  s.does(reserve);
  s.does(conditional);
  EXPECT_NE(s.said().find("against rule 8"), std::string::npos) << s.said();
}

TEST(OrderChecker, SeesAnIgnoredAcquire) {
  Script s;
  s.does(s.event(0, {true, true, true, true, false}, kX, 0, 20));
  s.does(s.event(0, kLoad, kY, 0, 15));
  EXPECT_NE(s.said().find("against rule 5"), std::string::npos) << s.said();
}

TEST(OrderChecker, SeesAnEarlyLoadOnlyOnceItsLineWasLost) {
  for (const bool lost : {false, true}) {
    Script s;
    const MemoryEvent older = s.event(0, kLoad, kX, 0, 30), younger = s.event(0, kLoad, kX, 0, 10);
    s.checker.bound(younger);
    if (lost) s.checker.lost(0, kX, 64);
    s.checker.bound(older);
    s.checker.passed(older);
    s.checker.passed(younger);
    EXPECT_EQ(s.said().find("against rule 2") != std::string::npos, lost);
  }
}

}  // namespace
}  // namespace amoeba::litmus
