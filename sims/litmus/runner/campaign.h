// Many litmus tests run many times on a platform: what `amoeba litmus FILES` does.
// Models: worker processes, each with one machine for a part of the tests and the seeds that belong to that machine;
// how often each final state was seen and the first seed that shows it. The same seeds give the same result whatever
// the number of workers. Not modelled: whether the states are allowed (verdict.h). Units: seconds of the host's
// processors. Errors: a test that cannot run keeps its error, the others go on; std::invalid_argument for an impossible
// platform.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "amoeba/litmus/final_states.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba::litmus {

struct Sighting {
  std::uint64_t runs = 0;
  std::uint64_t first_seed = 0;
};

struct OrderViolation {  // found by the online checker
  std::uint64_t seed = 0;
  std::string text;
};

struct TestRuns {
  LitmusTest test;
  std::map<StateRow, Sighting> states;
  std::uint64_t runs = 0;  // finished ones, those included that the test's filter drops
  std::vector<OrderViolation> order_violations;
  double seconds = 0;
  std::string error;  // the test could not be read or run

  FinalStates final_states() const;
};

struct CampaignOptions {
  Configuration platform;
  std::function<bool(const std::string& path)> chosen;  // parameters that the user has set
  bool as_described = false;                            // only the platform itself, no variants of it
  std::uint64_t runs = 1000;                            // per test
  std::uint64_t first_seed = 1;
  unsigned jobs = 1;
  std::function<void(std::size_t done, std::size_t total)> progress;
  std::function<bool()> interrupted;
};

// The machine that a run of the test with this seed takes place on.
Configuration machine_for(const LitmusTest& test, std::uint64_t seed, const CampaignOptions& options);

// Of an interrupted campaign: what was finished before. Call it before any SystemC object exists.
std::vector<TestRuns> run_campaign(const std::vector<LitmusTest>& tests, const CampaignOptions& options);

}  // namespace amoeba::litmus
