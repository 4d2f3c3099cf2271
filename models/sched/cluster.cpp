#include "amoeba/sched/cluster.h"

namespace amoeba {

using sc_core::sc_time;

Cluster::Cluster(const sc_core::sc_module_name& name, TimeBase time_base, unsigned line_bytes, QueueKind queue)
    : sc_module(name), clock_(time_base), scheduler_(line_bytes, queue), changed_("changed") {
  if (sc_core::sc_get_time_resolution() > sc_time(1, sc_core::SC_PS))
    SC_REPORT_FATAL("/amoeba/sched/resolution",
                    "the cluster needs a time resolution of one picosecond (the default) or finer");
  SC_METHOD(advance);
}

void Cluster::reset(std::uint64_t seed) {
  clock_.set_now(0);
  scheduler_.reset(seed);
  if (sc_core::sc_is_running()) reschedule();
}

void Cluster::serialize(Archive& archive) {
  Tick tick = clock_.now();
  archive(tick);
  scheduler_.serialize(archive);
  if (!archive.loading()) return;
  clock_.set_now(tick);
  if (sc_core::sc_is_running()) reschedule();
}

void Cluster::post_foreign(const Message& message, Tick at) {
  scheduler_.post(message, at);
  reschedule();
}

Tick Cluster::window_end() const {
  const Tick now = clock_.now();
  const Tick largest = std::max(std::min(now + largest_window_, end_), now + 1);
  const sc_time pending = sc_core::sc_time_to_pending_activity();
  if (pending >= clock_.time_of(largest_window_)) return largest;
  // Events at the kernel's own time are safe: what is pending there enters after it.
  const Tick last = clock_.tick_at(pending);
  const bool on_edge = pending == clock_.delay_until(last);
  return std::min(std::max(now + 1, on_edge ? last : last + 1), largest);
}

void Cluster::advance() {
  Scheduler::Pause pause;
  do {
    pause = scheduler_.run_until(std::min(window_end(), end_), clock_.now());
  } while (pause == Scheduler::Pause::outside);
  if (pause == Scheduler::Pause::stopped) {
    if (on_stop_) on_stop_();
    next_trigger(changed_);
    return;
  }
  const Tick next = scheduler_.next_event();
  if (next >= end_) {
    next_trigger(changed_);
  } else {
    const Tick due = std::max(next, clock_.now() + 1);
    next_trigger(clock_.delay_until(due), changed_);
  }
}

}  // namespace amoeba
