// Each rule of preserved program order left out of an out-of-order hart in turn: the online checker tells of it, and
// our own litmus tests end in states that the oracle forbids.
#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "../isolated.h"
#include "amoeba/cores/lsu/order_checker.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/litmus/oracle/oracle.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"
#include "own_tests.h"
#include "relaxed_machine.h"

namespace amoeba::litmus {
namespace {

struct Findings {
  std::set<std::string> rules;   // that the checker says are broken, by number
  std::set<std::string> states;  // forbidden ones
};

class Search {
 public:
  explicit Search(OrderRules enforced)
      : machine_(small_platform(), [&](unsigned number, const HartEnvironment& environment) {
          OooConfiguration hart = relaxed_hart(number);
          hart.memory.order.enforced = enforced;
          return std::make_unique<OooHart>(("hart" + std::to_string(number)).c_str(), hart, environment);
        }) {
    machine_.set_observer(&checker_);
    for (const LitmusTest& test : own_tests())
      if (test.threads.size() <= machine_.platform().harts) tests_.push_back(test);
    for (const LitmusTest& test : tests_) allowed_.push_back(allowed_states(test, {}));
  }

  // Runs of every test with the seeds from `first` on.
  void run(unsigned first, unsigned runs, Findings& found) {
    for (std::size_t k = 0; k < tests_.size(); ++k)
      for (unsigned seed = first; seed < first + runs; ++seed) {
        checker_.forget();
        const auto row = machine_.run(tests_[k], seed);
        if (row && allowed_[k].counts.count(*row) == 0)
          found.states.insert(tests_[k].name + ": " + text(tests_[k], *row));
        for (const std::string& said : checker_.take_violations()) {
          const std::size_t rule = said.rfind("against rule ");
          found.rules.insert(rule == std::string::npos ? said : said.substr(said.rfind(' ') + 1));
        }
      }
  }

 private:
  OrderChecker checker_{small_platform().harts, {}, OrderChecker::Values::checked};
  LitmusMachine machine_;
  std::vector<LitmusTest> tests_;
  std::vector<FinalStates> allowed_;
};

bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos;
}

std::string joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& one : texts) all += one + "\n";
  return all;
}

// Until `found_in` finds something, at most kMost runs of each test.
template <class FoundIn>
std::string search(OrderRule left_out, FoundIn&& found_in) {
  constexpr unsigned kRuns = 40, kMost = 4'000;
  Search search(all_but(left_out));
  Findings findings;
  std::string found;
  for (unsigned first = 1; first <= kMost && found.empty(); first += kRuns) {
    search.run(first, kRuns, findings);
    found = found_in(findings);
  }
  return found;
}

struct LeftOut {
  OrderRule rule;
  const char* name;
};

std::ostream& operator<<(std::ostream& out, const LeftOut& left_out) {
  return out << left_out.name;
}

class PreservedOrder : public testing::TestWithParam<LeftOut> {};

TEST_P(PreservedOrder, LeftOutIsToldByTheOnlineChecker) {
  const std::string told = run_isolated([] {
    return search(GetParam().rule, [](const Findings& findings) {
      std::set<std::string> rules;
      for (const std::string& rule : findings.rules)
        if (is_number(rule)) rules.insert(rule);
      return joined(rules);
    });
  });
  EXPECT_EQ(told, std::to_string(static_cast<unsigned>(GetParam().rule)) + "\n");
}

TEST_P(PreservedOrder, LeftOutShowsInFinalStates) {
  const std::string states =
      run_isolated([] { return search(GetParam().rule, [](const Findings& f) { return joined(f.states); }); });
  EXPECT_NE(states.find("="), std::string::npos) << states;
  RecordProperty("states", states);
}

INSTANTIATE_TEST_SUITE_P(Rules, PreservedOrder,
                         testing::Values(LeftOut{OrderRule::overlapping_store, "Rule01OverlappingStore"},
                                         LeftOut{OrderRule::load_load_coherence, "Rule02LoadLoadCoherence"},
                                         LeftOut{OrderRule::no_early_forwarding, "Rule03NoEarlyForwarding"},
                                         LeftOut{OrderRule::fence, "Rule04Fence"},
                                         LeftOut{OrderRule::acquire, "Rule05Acquire"},
                                         LeftOut{OrderRule::release, "Rule06Release"},
                                         LeftOut{OrderRule::rcsc_pair, "Rule07RcscPair"},
                                         LeftOut{OrderRule::reservation_pair, "Rule08ReservationPair"},
                                         LeftOut{OrderRule::address_dependency, "Rule09AddressDependency"},
                                         LeftOut{OrderRule::data_dependency, "Rule10DataDependency"},
                                         LeftOut{OrderRule::control_dependency, "Rule11ControlDependency"},
                                         LeftOut{OrderRule::store_pipeline, "Rule12StorePipeline"},
                                         LeftOut{OrderRule::address_pipeline, "Rule13AddressPipeline"}),
                         [](const auto& left_out) { return std::string(left_out.param.name); });

}  // namespace
}  // namespace amoeba::litmus
