// A crossbar between the agents of a cluster.
// Models: a fixed latency, serialisation of data over ports of a given width, and contention at each destination's
// input port, which takes one beat per cycle in order of arrival. Counts messages, bytes and beats.
// Not modelled: contention at the sender's port, finite buffers, separate channels.
// Units: ticks, bytes.
#pragma once
#include <vector>

#include "amoeba/interconnect/interconnect.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct CrossbarParameters {
  Tick latency = 4;
  unsigned width = 16;  // bytes per cycle and port; a power of two
  unsigned header_bytes = kHeaderBytes;
};

class Crossbar : public Interconnect {
 public:
  Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler);

  void send(PooledMessage& message, Tick depart) override;
  Tick arrive(Message& message) override;
  void inject(PooledMessage&) override {}  // reserves nothing at departure
  void reset() override;
  void serialize(Archive& archive) override { archive(port_free_, statistics_); }

  const NetworkStatistics& statistics() const override { return statistics_; }
  void register_statistics(StatisticsRegistry& registry) const override;

 private:
  unsigned beats_of(unsigned bytes) const { return (bytes + parameters_.width - 1) >> width_bits_; }

  CrossbarParameters parameters_;
  unsigned width_bits_ = 0;
  Scheduler& scheduler_;
  std::vector<Tick> port_free_;  // by destination
  NetworkStatistics statistics_;
};

}  // namespace amoeba
