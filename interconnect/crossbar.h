// A crossbar between the agents of a cluster.
// Models: a fixed latency, serialisation of data over ports of a given width, and contention at each destination's
// input port, which takes one beat per cycle in order of arrival. Counts messages, bytes and beats.
// Not modelled: contention at the sender's port, finite buffers, separate channels.
// Units: ticks, bytes.
#pragma once
#include <vector>

#include "amoeba/base/statistics.h"
#include "amoeba/sched/network.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct CrossbarParameters {
  Tick latency = 4;
  unsigned width = 16;        // bytes per cycle and port; a power of two
  unsigned header_bytes = 8;  // of every message
};

struct CrossbarStatistics {
  struct Traffic {
    std::uint64_t messages = 0, bytes = 0, beats = 0;
  };
  Traffic counted;              // in regions of interest
  Traffic others;
  std::uint64_t contended = 0;  // messages that found their port busy
};

class Crossbar : public Network {
 public:
  Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler);

  void send(PooledMessage& message, Tick depart) override;
  Tick arrive(Message& message) override;
  void reset();
  void serialize(Archive& archive) { archive(port_free_, statistics_); }

  const CrossbarStatistics& statistics() const { return statistics_; }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;

 private:
  unsigned bytes_of(const Message& message) const;
  unsigned beats_of(unsigned bytes) const { return (bytes + parameters_.width - 1) >> width_bits_; }

  CrossbarParameters parameters_;
  unsigned width_bits_ = 0;
  Scheduler& scheduler_;
  std::vector<Tick> port_free_;  // by destination
  CrossbarStatistics statistics_;
};

}  // namespace amoeba
