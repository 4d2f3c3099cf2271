// A crossbar between the agents of a cluster.
// Models: a fixed latency, serialisation of data over ports of a given width, and contention at each destination's
// input ports, which take one beat per cycle each. REQ, SNP, RSP and DAT have ports of their own, as AMBA CHI has them
// (AMBA CHI, channels), or share one. Arbitration: in order of arrival; the scheduler decides between messages that
// arrive in the same tick, by a hash of the tick and the requester that favours nobody. Counts messages, bytes and
// beats, by channel.
// By parameter a sender has output ports as well, like the input ports, which serve it in order of departure. An agent
// may send early what departs late, so a message takes its sender's port by an event at its departure (inject()), and
// the lookahead shrinks to the crossbar's latency. Without, any number of messages may leave a sender at once. Order:
// messages of equal length between the same agents on the same channel keep their order; with output ports those of any
// length do that depart one after the other. A home node looks at a message as it comes and reckons with the later time
// at which its port lets it through; what comes through another port meanwhile is looked at after it. Not modelled: a
// limit to the queues in front of the ports, which are as long as what the agents may have under way: requests by
// MSHRs, write-backs by the entries of their buffers, and what these cause. Units: ticks, bytes. Errors: none; every
// agent must be attached first.
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
  bool sender_ports = false;      // messages also wait for output ports of their sender
};

class Crossbar final : public Interconnect {
 public:
  Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler);

  void attach(AgentId agent, RouterId) override {
    port_free_.resize(std::max(port_free_.size(), (agent + std::size_t{1}) * kChannels), 0);
    sender_free_.resize(port_free_.size(), 0);
  }
  void send(PooledMessage& message, Tick depart) override;
  Tick arrive(Message& message) override;
  void inject(PooledMessage& message) override;
  void reset() override;
  void serialize(Archive& archive) override {
    archive(port_free_, sender_free_, statistics_, sender_contended_, sender_wait_);
  }

  const NetworkStatistics& statistics() const override { return statistics_; }
  void register_statistics(StatisticsRegistry& registry) const override;

 private:
  Tick prepare(Message& message);
  std::size_t port_of(AgentId agent, const Message& message) const {
    return std::size_t{agent} * kChannels + (message.channel & port_mask_);
  }

  CrossbarParameters parameters_;
  std::vector<unsigned> beats_;  // by the bytes behind the header
  Scheduler& scheduler_;
  unsigned port_mask_;           // of a channel's number
  std::vector<Tick> port_free_;  // by destination and channel
  NetworkStatistics statistics_;
  std::vector<Tick> sender_free_;  // by source and channel
  std::uint64_t sender_contended_ = 0, sender_wait_ = 0;
};

}  // namespace amoeba
