#include "amoeba/sims/vmexit/traffic_run.h"

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <systemc>
#include <vector>

#include "amoeba/cores/traffic/atomic_traffic.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba::vmexit {
namespace {

constexpr std::uint64_t kObject = 0x10000;  // from memory's base

AtomicStream stream_of(const Configuration& configuration, const AtomicShape& shape, double work,
                       std::uint64_t operations) {
  using Accesses = AtomicShape::Accesses;
  AtomicStream stream;
  stream.shape = shape.accesses == Accesses::amo        ? AtomicStream::Shape::amo
                 : shape.accesses == Accesses::reserved ? AtomicStream::Shape::reserved
                                                        : AtomicStream::Shape::compared;
  stream.address = configuration.memory_base + kObject;
  stream.bytes = shape.accesses == Accesses::amo ? 1 : shape.accesses == Accesses::compared ? 8 : 4;
  stream.work = static_cast<Tick>(std::llround(work));
  stream.gap = shape.gap;
  stream.operations = operations;
  return stream;
}

class AtomicHarts : public sc_core::sc_module {
 public:
  AtomicHarts(const Configuration& configuration, const AtomicStream& stream)
      : sc_module(sc_core::sc_module_name("atomics")), memory_("memory", configuration, PortUse::harts) {
    for (unsigned i = 0; i < configuration.harts; ++i) {
      const TrafficSource::Surroundings place{
          memory_.scheduler(), memory_.tile_id(i), memory_.cluster().clock(), memory_.l1d(i), i, 1, true};
      harts_.push_back(std::make_unique<AtomicTraffic>(("hart" + std::to_string(i)).c_str(), place, stream));
      harts_.back()->port.bind(memory_.data_port(i));
    }
    memory_.reset(configuration.seed);
  }
  ~AtomicHarts() override { memory_.reset(0); }

  // Cycles of one hart, on average: a hart that has finished early has stopped counting.
  double run(Tick limit) {
    memory_.cluster().set_end(limit);
    memory_.cluster().reschedule();
    sc_core::sc_start();
    double sum = 0;
    for (const auto& hart : harts_) {
      if (hart->finished() == kNever) throw std::runtime_error("the traffic harts did not finish");
      sum += static_cast<double>(hart->finished());
    }
    return sum / static_cast<double>(harts_.size());
  }

 private:
  MemorySystem memory_;
  std::vector<std::unique_ptr<AtomicTraffic>> harts_;
};

}  // namespace

double simulate_atomics(const Configuration& configuration, const AtomicShape& shape, double work,
                        std::uint64_t operations) {
  constexpr Tick kLimit = 1'000'000'000;
  AtomicHarts harts(configuration, stream_of(configuration, shape, work, operations));
  return harts.run(kLimit);
}

}  // namespace amoeba::vmexit
