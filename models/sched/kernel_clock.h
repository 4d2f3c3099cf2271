// Cluster ticks beside kernel time: where tick zero lies, and the conversions in both directions.
// Units: ticks since the cluster's reset; sc_time. The kernel's resolution is one picosecond or finer (Cluster checks).
#pragma once
#include <cstring>
#include <systemc>

#include "amoeba/base/ticks.h"

namespace amoeba {

class KernelClock {
 public:
  explicit KernelClock(TimeBase time_base)
      : time_base_(time_base),
        units_(sc_core::sc_time(1, sc_core::SC_PS).value()),
        finer_(units_ != 1),
        stamp_(sc_core::sc_time_stamp()) {}

  const TimeBase& time_base() const { return time_base_; }
  // `tick` is the kernel's now.
  void set_now(Tick tick) { epoch_ = stamp_ - time_of(tick); }
  // The last tick that is not after the kernel's time, or after `delay` later.
  Tick now() const { return tick_at(sc_core::SC_ZERO_TIME); }
  Tick tick_at(const sc_core::sc_time& delay) const {
    return time_base_.tick(picoseconds((stamp_ + delay - epoch_).value()));
  }
  // From the kernel's now to `tick`.
  sc_core::sc_time delay_until(Tick tick) const { return time_of(tick) + epoch_ - stamp_; }
  // From tick zero to `tick`.
  sc_core::sc_time time_of(Tick tick) const { return of_value(time_base_.picoseconds(tick) * units_); }

 private:
  // What sc_time::from_value() does, which is a call into the library.
  static sc_core::sc_time of_value(sc_core::sc_time::value_type value) {
    sc_core::sc_time time;
    static_assert(sizeof time == sizeof value, "sc_time holds more than its value");
    std::memcpy(static_cast<void*>(&time), &value, sizeof value);
    return time;
  }
  // A division costs more than the branch, which compilers remove when they see units_ == 1 in it.
  std::uint64_t picoseconds(std::uint64_t units) const { return finer_ ? units / units_ : units; }

  TimeBase time_base_;
  std::uint64_t units_;            // of sc_time in a picosecond
  bool finer_;                     // than a picosecond is the kernel's resolution
  const sc_core::sc_time& stamp_;  // the kernel's own variable: to ask for it anew costs a call
  sc_core::sc_time epoch_;
};

}  // namespace amoeba
