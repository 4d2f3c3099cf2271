// A traffic source in analytic mode: repeats recorded operations, a sequence of accesses to shared memory, without
// executing what lies between them: that takes the cycles which its counts and the platform's latencies predict
// (local_work.h). Models: every shared access, with its contention; a failed SC goes back to its LR; a load before an
// LR of the same line is the expected value of a compare-and-swap, so that an LR that finds another one starts over;
// the hart goes on behind an AMO or a load until it needs the value, but starts no other shared access. Not modelled:
// see local_work.h. Units: cycles, which are ticks. Errors: std::invalid_argument for an operation without an access.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/cores/traffic/traffic_source.h"

namespace amoeba {

// One shared access and the local work around it, in cycles.
struct OperationStep {
  TrafficAccess access;  // kind, operation, address, bytes, annotations
  double before = 0;     // from the issue of the access before to this one's
  double until_use = 0;  // from this access's issue to that of the first instruction that needs its value
  bool ends_operation = true;
};

class OperationTraffic : public TrafficSource {
 public:
  OperationTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings,
                   std::vector<OperationStep> steps);

  // So many operations, the first from tick `at` on; only while idle(), as after a reset.
  void begin(std::uint64_t operations, Tick at);
  std::uint64_t sc_failures() const { return sc_failures_; }

 private:
  // What comes after an access, and how many cycles after the first instruction behind it could go on.
  struct Successor {
    std::size_t step;
    double work;
  };

  void restart(std::uint64_t) override;
  bool next(TrafficAccess& access) override;
  void completed(const TrafficAccess& access, const TrafficResult& result) override;
  Successor successor(std::size_t step, const TrafficResult& result);
  std::size_t reservation_before(std::size_t step) const;
  bool expects(std::size_t step) const;
  Tick whole_cycles(double cycles);

  const std::vector<OperationStep> steps_;
  std::uint64_t left_ = 0;  // operations
  std::size_t step_ = 0;    // the next one
  Tick think_ = 0;          // before it
  bool ready_ = false;      // nothing is in flight
  double fraction_ = 0;     // of a cycle, not yet waited for
  std::uint64_t expected_ = 0;
  std::uint64_t sc_failures_ = 0;
};

}  // namespace amoeba
