// Couples a scheduler to the SystemC kernel: one SC_METHOD that handles every event strictly before the kernel's next
// activity and then waits for the cluster's next event.
// Models: foreign requests enter at the first tick after their time; events that reach outside are handled when the
// kernel's time is theirs; the window is computed anew after each of them. Foreign modules never change the results.
// Not modelled: the end of a plain sc_start(duration) is not visible to a method, so a cluster may then be ahead of the
// kernel by up to the window; give the end by set_end() to make it exact.
// Units: kernel time in sc_time, cluster time in ticks since reset().
#pragma once
#include <functional>
#include <systemc>

#include "amoeba/base/ticks.h"
#include "amoeba/sched/kernel_clock.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

class Cluster : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Cluster);
  Cluster(const sc_core::sc_module_name& name, TimeBase time_base, unsigned line_bytes,
          QueueKind queue = QueueKind::wheel);

  Scheduler& scheduler() { return scheduler_; }
  // Stays where it is for the cluster's life.
  const KernelClock& clock() const { return clock_; }

  // Cluster time zero is the kernel's now.
  void reset(std::uint64_t seed);
  // Saves or loads the scheduler with all agents, at a quiescent point; cluster time goes on from the kernel's now.
  void serialize(Archive& archive);
  // No event at or after `tick` is handled until the end is moved.
  void set_end(Tick tick) { end_ = tick; }

  // How far the cluster may be ahead of the kernel when nothing else happens there; changes no result.
  void set_largest_window(Tick ticks) { largest_window_ = ticks; }

  // The tick at which a foreign request made `delay` after the kernel's now enters: the first one after that time.
  Tick entry_tick(const sc_core::sc_time& delay) const { return clock_.tick_at(delay) + 1; }
  // For agents called from outside: posts and makes sure that the method runs in time.
  void post_foreign(const Message& message, Tick at);
  void reschedule() { changed_.notify(sc_core::SC_ZERO_TIME); }
  // Called once when the scheduler has reached its stop tick.
  void on_stop(std::function<void()> callback) { on_stop_ = std::move(callback); }

 private:
  void advance();
  Tick window_end() const;

  KernelClock clock_;
  Scheduler scheduler_;
  sc_core::sc_event changed_;
  Tick end_ = kNever;
  Tick largest_window_ = 1'000'000;
  std::function<void()> on_stop_;
};

}  // namespace amoeba
