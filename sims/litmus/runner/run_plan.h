// What a seed decides about one run of a litmus test, before anything is simulated.
// Models: the locations' layout; which hart runs which thread; per thread a prologue that brings locations into its
// caches, shared or unique, as the test's hints ask or at random, then waits (wfi) for its start; the starts' skew; the
// translation between the test's symbolic values and addresses.
// Not modelled: what the harts draw themselves (delays of accesses and drains).
// Units: bytes, cycles. Errors: std::invalid_argument when a test does not fit the platform or its harts lack an
// extension that it needs.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/base/ticks.h"
#include "amoeba/litmus/litmus_test.h"
#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/litmus/runner/location_layout.h"

namespace amoeba::litmus {

struct ThreadPlan {
  unsigned hart = 0;
  std::uint64_t entry = 0;
  std::uint64_t end = 0;            // where the test's code ends
  std::vector<std::uint32_t> code;  // from `entry` on
  unsigned prologue_accesses = 0;   // loads and atomics before the test's own
  Tick skew = 0;                    // after the first thread's start
};

class RunPlan {
 public:
  RunPlan(const LitmusTest& test, const Configuration& platform, std::uint64_t seed);

  const std::vector<ThreadPlan>& threads() const { return threads_; }
  LocationLayout layout() const { return layout_; }
  std::uint64_t idle_entry() const;  // of harts without a thread: they wait there
  const std::vector<std::uint64_t>& addresses() const { return addresses_; }  // of the locations
  std::uint64_t bits_of(const Value& value) const;
  Value value_of(std::uint64_t bits, Type type) const;
  // "x", "x+2", or the number.
  std::string name_of(std::uint64_t address) const;

 private:
  void write_prologue(ThreadPlan& plan, unsigned thread, class Random& random) const;

  const LitmusTest& test_;
  std::uint64_t base_;  // of main memory
  LocationLayout layout_;
  std::vector<std::uint64_t> addresses_;
  std::vector<ThreadPlan> threads_;
};

// std::invalid_argument unless the platform can run the test.
void check_fits(const LitmusTest& test, const Configuration& platform);

// What a hart executes that has nothing to do, and at the end of a thread.
inline constexpr std::uint32_t kWaitForInterrupt = 0x10500073;

}  // namespace amoeba::litmus
