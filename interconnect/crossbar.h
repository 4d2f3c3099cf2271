// A crossbar between the agents of a cluster.
// Models: a fixed latency, serialisation of data over ports of a given width, and contention at each destination's
// input ports, which take one beat per cycle each. REQ, SNP, RSP and DAT have ports of their own, as AMBA CHI has them
// (AMBA CHI, channels), or share one. Arbitration: in order of arrival; the scheduler decides between messages that
// arrive in the same tick, by a hash of the tick and the requester that favours nobody. Counts messages, bytes and
// beats, by channel.
// Order: messages of equal length between the same agents on the same channel keep their order.
// A home node looks at a message as it comes and reckons with the later time at which its port lets it through; what
// comes through another port meanwhile is looked at after it.
// Not modelled: contention at the sender's port, for senders may be ahead of each other in time; the queues in front of
// the destination's ports are as long as what the agents may have under way: requests by MSHRs, write-backs by the
// entries of their buffers, and what these cause.
// Units: ticks, bytes. Errors: none; every destination must be attached first.
#pragma once
#include <algorithm>
#include <vector>

#include "amoeba/interconnect/interconnect.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct CrossbarParameters {
  Tick latency = 4;
  unsigned width = 16;  // bytes per cycle and port; a power of two
  unsigned header_bytes = kHeaderBytes;
  bool separate_channels = true;  // a port for each channel
};

class Crossbar final : public Interconnect {
 public:
  Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler);

  void attach(AgentId agent, RouterId) override {
    port_free_.resize(std::max(port_free_.size(), (agent + std::size_t{1}) * kChannels), 0);
  }
  void send(PooledMessage& message, Tick depart) override;
  Tick arrive(Message& message) override;
  void inject(PooledMessage&) override {}  // reserves nothing at departure
  void reset() override;
  void serialize(Archive& archive) override { archive(port_free_, statistics_); }

  const NetworkStatistics& statistics() const override { return statistics_; }
  void register_statistics(StatisticsRegistry& registry) const override;

 private:
  CrossbarParameters parameters_;
  std::vector<unsigned> beats_;  // by the bytes behind the header
  Scheduler& scheduler_;
  unsigned port_mask_;           // of a channel's number
  std::vector<Tick> port_free_;  // by destination and channel
  NetworkStatistics statistics_;
};

}  // namespace amoeba
