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

// What the checker has to say of right harts.
std::string said_of(const std::string& placement, bool inorder) {
  constexpr unsigned kRuns = 160;
  Configuration platform = small_platform();
  platform.placement = placement;
  OrderChecker checker(platform.harts, {}, placement == "all-near" ? Values::checked : Values::ignored);
  LitmusMachine machine(platform, [&](unsigned number, const HartEnvironment& environment) {
    const OooConfiguration hart = relaxed_hart(number);
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
  for (const LitmusTest& test : own_tests())
    for (unsigned seed = 1; seed <= kRuns && test.threads.size() <= platform.harts; ++seed) {
      checker.forget();
      machine.run(test, seed);
    }
  return checker.violations().empty() ? "" : checker.violations().front();
}

TEST(OrderChecker, HasNothingToSayOfARightHart) {
  for (const char* placement : {"all-near", "all-far"})
    for (const bool inorder : {false, true})
      EXPECT_EQ(run_isolated([&] { return said_of(placement, inorder); }), "") << placement << inorder;
}

// ------------------------------------------------------------------------------------------------- planted in harts

// Tells the checker that an operation which depends on an older one was performed before it, as a hart that predicts
// addresses or values would.
class Predicting final : public MemoryObserver {
 public:
  enum class Kind : std::uint8_t { loads, stores };
  Predicting(OrderChecker& checker, Kind kind) : checker_(checker), kind_(kind) {}

  void bound(const MemoryEvent& event) override { checker_.bound(event); }
  void retired(const RetiredInstruction& i) override { checker_.retired(i); }
  void lost(unsigned hart, std::uint64_t line, unsigned line_bytes) override { checker_.lost(hart, line, line_bytes); }
  void passed(const MemoryEvent& event) override {
    MemoryEvent early = event;
    const bool load = event.access.reads && !event.access.writes;
    if (load == (kind_ == Kind::loads) && !event.is_fence) early.from = 0;
    checker_.passed(early);
  }

 private:
  OrderChecker& checker_;
  Kind kind_;
};

// Every rule that the checker says is broken, on harts that only pretend to keep the dependencies.
std::string rules_broken_by(Predicting::Kind kind, bool inorder) {
  Configuration platform = small_platform();
  MemoryOrder dependencies_only;  // else the other rules would be broken too
  dependencies_only.enforced = 0;
  for (const OrderRule rule : {OrderRule::address_dependency, OrderRule::data_dependency, OrderRule::control_dependency,
                               OrderRule::store_pipeline, OrderRule::address_pipeline})
    dependencies_only.enforced |= OrderRules{1} << static_cast<unsigned>(rule);
  OrderChecker checker(platform.harts, dependencies_only, Values::checked);
  Predicting predicting(checker, kind);
  LitmusMachine machine(platform, [&](unsigned number, const HartEnvironment& environment) {
    const OooConfiguration hart = relaxed_hart(number);
    const std::string name = "hart" + std::to_string(number);
    if (inorder) return std::unique_ptr<Hart>(std::make_unique<InorderHart>(name.c_str(), hart.hart, environment));
    return std::unique_ptr<Hart>(std::make_unique<OooHart>(name.c_str(), hart, environment));
  });
  machine.set_observer(&predicting);
  std::set<std::string> rules;
  for (const LitmusTest& test : own_tests()) {
    if (test.threads.size() > platform.harts) continue;
    for (unsigned seed = 1; seed <= 20; ++seed) {
      checker.forget();
      machine.run(test, seed);
      for (const std::string& said : checker.take_violations()) rules.insert(said.substr(said.rfind(' ') + 1));
    }
  }
  std::string text;
  for (const std::string& rule : rules) text += rule + " ";
  return text;
}

TEST(OrderChecker, SeesHartsThatPredictAddressesOrValues) {
  using Kind = Predicting::Kind;
  for (const bool inorder : {false, true}) {
    EXPECT_NE(run_isolated([&] { return rules_broken_by(Kind::loads, inorder); }).find("9 "), std::string::npos);
    const std::string stores = " " + run_isolated([&] { return rules_broken_by(Kind::stores, inorder); });
    for (const char* rule : {" 10 ", " 11 ", " 13 "}) EXPECT_NE(stores.find(rule), std::string::npos) << stores;
  }
  EXPECT_NE(run_isolated([] { return rules_broken_by(Predicting::Kind::loads, false); }).find("12 "),
            std::string::npos);
}

// ------------------------------------------------------------------------------------------------- planted in events

constexpr std::uint64_t kX = 0x8000'0000, kY = kX + 64, kZ = kY + 64;

// Operations of two harts, each given to the checker with its instruction, and with registers where they matter.
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
  struct Registers {
    unsigned rd = 0, rs1 = 0, rs2 = 0;
  };
  void passes(const MemoryEvent& e, Registers registers = {0, 0, 0}) {
    retires(RetiredInstruction::Kind::accesses, registers, e.hart);
    checker.passed(e);
  }
  void does(const MemoryEvent& e, Registers registers = {0, 0, 0}) {
    checker.bound(e);
    passes(e, registers);
  }
  void retires(RetiredInstruction::Kind kind, Registers registers, unsigned hart = 0) {
    RetiredInstruction i;
    i.hart = hart;
    i.kind = kind;
    i.rd = static_cast<std::uint8_t>(registers.rd);
    i.rs1 = static_cast<std::uint8_t>(registers.rs1);
    i.rs2 = static_cast<std::uint8_t>(registers.rs2);
    i.bytes = kind == RetiredInstruction::Kind::accesses ? 4 : 0;
    checker.retired(i);
  }
  void computes(Registers registers) { retires(RetiredInstruction::Kind::computes, registers); }
  std::string said() const { return checker.violations().empty() ? "" : checker.violations().front(); }
  bool says_rule(int rule) const {
    return (said() + ".").find("against rule " + std::to_string(rule) + ".") != std::string::npos;
  }
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
  MemoryEvent earlier = s.event(0, kLoad, kX, 0, 5), reserve = s.event(0, kLoad, kX + 4, 0, 20);
  earlier.reserves = reserve.reserves = true;
  const MemoryEvent conditional = s.event(0, kConditional, kX, 1, 10);
  s.does(earlier);
  s.checker.bound(conditional);
  s.does(reserve);
  s.passes(conditional);
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
    s.passes(older);
    s.passes(younger);
    EXPECT_EQ(s.said().find("against rule 2") != std::string::npos, lost);
  }
}

// Under Ztso, with its line lost before the older load has its value: right only if a store between fed it.
TEST(OrderChecker, LetsALoadBeEarlyThatAStoreBehindTheOlderLoadFed) {
  for (const bool between : {false, true}) {
    MemoryOrder ztso;
    ztso.model = MemoryModel::ztso;
    Script s;
    s.checker = OrderChecker(2, ztso, Values::checked);
    const MemoryEvent before = s.event(0, kStore, between ? kZ : kY, 1, 40);
    const MemoryEvent older = s.event(0, kLoad, kX, 0, 30);
    const MemoryEvent behind = s.event(0, kStore, between ? kY : kZ, 1, 50);
    MemoryEvent younger = s.event(0, kLoad, kY, 1, 10);
    younger.forwarded = true;
    s.checker.bound(younger);
    s.checker.lost(0, kY, 64);
    s.checker.bound(older);
    for (const MemoryEvent& event : {before, older, behind, younger}) s.passes(event);
    EXPECT_EQ(s.says_rule(14), !between) << s.said();
  }
}

// ------------------------------------------------------------------------------------------------------ dependencies

// The younger operation is performed at `at`; the load that it depends on at 20.
TEST(OrderChecker, SeesABrokenAddressDependency) {
  for (const Tick at : {Tick{25}, Tick{15}}) {
    Script s;
    s.does(s.event(0, kLoad, kX, 0, 20), {5, 10, 0});
    s.computes({6, 5, 5});
    s.computes({7, 11, 6});
    s.does(s.event(0, kLoad, kY, 0, at), {8, 7, 0});
    EXPECT_EQ(s.says_rule(9), at < 20) << s.said();
  }
}

TEST(OrderChecker, SeesABrokenDataDependency) {
  for (const Tick at : {Tick{25}, Tick{15}}) {
    Script s;
    s.does(s.event(0, kLoad, kX, 0, 20), {5, 10, 0});
    s.computes({6, 5, 0});
    s.does(s.event(0, kStore, kY, 1, at), {0, 11, 6});
    EXPECT_EQ(s.says_rule(10), at < 20) << s.said();
  }
}

TEST(OrderChecker, SeesABrokenControlDependencyOfStoresOnly) {
  for (const OrderedAccess younger : {kStore, kLoad}) {
    Script s;
    s.does(s.event(0, kLoad, kX, 0, 20), {5, 10, 0});
    s.retires(RetiredInstruction::Kind::branches, {0, 5, 0});
    s.does(s.event(0, younger, kY, 0, 15), {0, 11, 12});
    EXPECT_EQ(s.says_rule(11), younger.writes) << s.said();
  }
}

TEST(OrderChecker, SeesAForwardedLoadAheadOfWhatItsStoreDependsOn) {
  for (const Tick at : {Tick{25}, Tick{15}}) {
    Script s;
    s.does(s.event(0, kLoad, kX, 0, 20), {5, 10, 0});
    const MemoryEvent store = s.event(0, kStore, kY, 1, 30);
    MemoryEvent load = s.event(0, kLoad, kY, 1, at);
    load.forwarded = true;
    s.checker.bound(load);
    s.does(store, {0, 11, 5});
    s.passes(load, {6, 11, 0});
    EXPECT_EQ(s.says_rule(12), at < 20) << s.said();
  }
}

TEST(OrderChecker, SeesAStoreAheadOfAnAddressBeforeIt) {
  for (const Tick at : {Tick{25}, Tick{15}}) {
    Script s;
    s.does(s.event(0, kLoad, kX, 0, 20), {5, 10, 0});
    s.does(s.event(0, kLoad, kY, 0, 40), {6, 5, 0});
    s.does(s.event(0, kStore, kZ, 1, at), {0, 11, 12});
    EXPECT_EQ(s.says_rule(13), at < 20) << s.said();
  }
}

TEST(OrderChecker, FollowsDependenciesNoFurtherThanTheyGo) {
  Script s;
  s.does(s.event(0, kLoad, kX, 0, 20), {5, 10, 0});
  s.computes({5, 0, 0});  // overwritten
  s.does(s.event(0, kLoad, kY, 0, 15), {6, 5, 0});
  s.does(s.event(1, kStore, kZ, 1, 10), {0, 5, 5});  // registers of another hart
  EXPECT_EQ(s.said(), "");
}

}  // namespace
}  // namespace amoeba::litmus
