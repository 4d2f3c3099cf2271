#include "amoeba/sched/cluster.h"

namespace amoeba {

using sc_core::sc_time;

namespace {

// The kernel's resolution is one picosecond or finer (checked at construction).
std::uint64_t units_per_picosecond() {
  static const std::uint64_t units = sc_time(1, sc_core::SC_PS).value();
  return units;
}
std::uint64_t to_picoseconds(const sc_time& time) { return time.value() / units_per_picosecond(); }
sc_time from_picoseconds(std::uint64_t picoseconds) { return sc_time::from_value(picoseconds * units_per_picosecond()); }

}  // namespace

Cluster::Cluster(const sc_core::sc_module_name& name, TimeBase time_base, unsigned line_bytes, QueueKind queue)
    : sc_module(name), time_base_(time_base), scheduler_(line_bytes, queue), changed_("changed") {
  if (sc_core::sc_get_time_resolution() > sc_time(1, sc_core::SC_PS))
    SC_REPORT_FATAL("/amoeba/sched/resolution",
                    "the cluster needs a time resolution of one picosecond (the default) or finer");
  SC_METHOD(advance);
}

void Cluster::reset(std::uint64_t seed) {
  epoch_ = sc_core::sc_time_stamp();
  scheduler_.reset(seed);
  if (sc_core::sc_is_running()) reschedule();
}

void Cluster::serialize(Archive& archive) {
  Tick tick = kernel_tick();
  archive(tick);
  scheduler_.serialize(archive);
  if (archive.loading()) epoch_ = sc_core::sc_time_stamp() - from_picoseconds(time_base_.picoseconds(tick));
  if (archive.loading() && sc_core::sc_is_running()) reschedule();
}

Tick Cluster::kernel_tick() const { return time_base_.tick(to_picoseconds(sc_core::sc_time_stamp() - epoch_)); }

sc_time Cluster::delay_until(Tick tick) const {
  return from_picoseconds(time_base_.picoseconds(tick)) + epoch_ - sc_core::sc_time_stamp();
}

Tick Cluster::tick_at(const sc_time& delay) const {
  return time_base_.tick(to_picoseconds(sc_core::sc_time_stamp() + delay - epoch_));
}

void Cluster::post_foreign(const Message& message, Tick at) {
  scheduler_.post(message, at);
  reschedule();
}

Tick Cluster::window_end() const {
  const Tick now = kernel_tick();
  const Tick largest = std::min(now + largest_window_, end_);
  const sc_time pending = sc_core::sc_time_to_pending_activity();
  if (pending >= from_picoseconds(time_base_.picoseconds(largest_window_))) return largest;
  // Events at the kernel's own time are safe: what is pending there enters after it.
  const Tick before_pending = time_base_.tick(to_picoseconds(sc_core::sc_time_stamp() - epoch_ + pending));
  const bool on_edge = pending == delay_until(before_pending);
  return std::min(std::max(now + 1, before_pending + (on_edge ? 0 : 1)), std::max(largest, now + 1));
}

void Cluster::advance() {
  Scheduler::Pause pause;
  do {
    pause = scheduler_.run_until(std::min(window_end(), end_), kernel_tick());
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
    const Tick due = std::max(next, kernel_tick() + 1);
    next_trigger(delay_until(due), changed_);
  }
}

}  // namespace amoeba
