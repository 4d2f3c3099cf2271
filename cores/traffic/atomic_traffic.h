// A stream of read-modify-write operations on one object, as a program with a known number of cycles of other work
// between two of them makes it.
// Models: one AMO whose result nobody waits for; LR and SC that are repeated until the SC succeeds; a load and a
// compare-and-swap loop of LR and SC. The work passes before each operation; a few cycles lie between LR and SC, and
// before an attempt is repeated.
// Not modelled: the instructions of the work, their accesses. Units: ticks, bytes.
#pragma once
#include "amoeba/cores/traffic/traffic_source.h"

namespace amoeba {

struct AtomicStream {
  enum class Shape : std::uint8_t { amo, reserved, compared };
  Shape shape = Shape::amo;
  std::uint64_t address = 0;
  std::uint8_t bytes = 4;
  Tick work = 0;
  Tick gap = 4;    // from the LR's value, or the load's, to what uses it
  Tick retry = 1;  // from a failed attempt to the next
  std::uint64_t operations = 0;
};

class AtomicTraffic : public TrafficSource {
 public:
  AtomicTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings, const AtomicStream& stream)
      : TrafficSource(name, surroundings), stream_(stream) {}

  // When the last operation was performed; kNever: not yet.
  Tick finished() const { return finished_; }

  void serialize(Archive& archive) override {
    TrafficSource::serialize(archive);
    archive(left_, performed_, step_, pause_, seen_, finished_);
  }

 private:
  enum class Step : std::uint8_t { begin, load, reserve, store, wait };

  void restart(std::uint64_t seed) override;
  bool next(TrafficAccess& access) override;
  void completed(const TrafficAccess& access, const TrafficResult& result) override;
  void go(Step step, Tick pause) {
    step_ = step;
    pause_ = pause;
  }
  void end_operation(Tick at);

  const AtomicStream stream_;
  std::uint64_t left_ = 0;  // to be begun
  std::uint64_t performed_ = 0;
  Step step_ = Step::begin;
  Tick pause_ = 0;          // before the next access
  std::uint64_t seen_ = 0;  // the value that the next compare expects, or the LR read
  Tick finished_ = kNever;
};

}  // namespace amoeba
