// A platform on which litmus tests run, one after the other: built once, reset for every run.
// Models: what run_plan.h draws from a run's seed, on the memory system and the harts of a configuration. First the
// prologues run to their waits; then a software interrupt per thread, skewed, starts the test; its state is read when
// nothing is under way any more.
// Not modelled: programs that do not end. Units: cycles. Errors: std::invalid_argument for an impossible platform;
// std::runtime_error when a run does not end.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "amoeba/cores/lsu/hart.h"
#include "amoeba/cores/lsu/order_checker.h"
#include "amoeba/litmus/final_states.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/sims/litmus/runner/run_plan.h"

namespace amoeba::litmus {

class LitmusMachine {
 public:
  using MakeHart = std::function<std::unique_ptr<Hart>(unsigned number, const HartEnvironment& environment)>;

  // With the harts that the configuration names, checked online when it says so.
  explicit LitmusMachine(const Configuration& platform);
  // With harts of the caller's own, and with something between them and their data caches where it wants that.
  using Connect = std::function<void(tlm::tlm_initiator_socket<64>& data_port, HartPort& cache)>;
  LitmusMachine(const Configuration& platform, const MakeHart& make_hart, const Connect& connect = bind_directly);
  ~LitmusMachine();

  // None when the test filters the run out.
  std::optional<StateRow> run(const LitmusTest& test, std::uint64_t seed);
  // Of one run after the other.
  FinalStates run(const LitmusTest& test, std::uint64_t first_seed, unsigned runs);

  const Configuration& platform() const { return platform_; }
  MemorySystem& memory() { return memory_; }
  void set_observer(MemoryObserver* observer);
  // The cycle from which the threads of a run start.
  static constexpr Tick kStart = 100'000;
  // What the online checker had to say since it was last asked.
  std::vector<std::string> take_order_violations();

 private:
  static constexpr Tick kEnd = 2 * kStart;

  static void bind_directly(tlm::tlm_initiator_socket<64>& data_port, HartPort& cache) { data_port.bind(cache); }
  void build(const MakeHart& make_hart, const Connect& connect);
  void prepare(const LitmusTest& test, const RunPlan& plan);
  void start(const RunPlan& plan);
  void advance_to(Tick end);
  void expect_end(const LitmusTest& test, const RunPlan& plan);
  Value final_value(const LitmusTest& test, const RunPlan& plan, const Observable& observable);

  const Configuration platform_;
  MemorySystem memory_;
  std::vector<std::unique_ptr<Hart>> harts_;
  std::optional<OrderChecker> checker_;
};

}  // namespace amoeba::litmus
