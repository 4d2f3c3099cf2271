// Virtual channels: those of channels that share links, and the pair with which a ring breaks its circle.
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "network_rig.h"

namespace amoeba {
namespace {

using Ticks = std::vector<Tick>;

RoutedParameters parameters(unsigned credits, bool dateline = false) {
  RoutedParameters p;
  p.link = {2, 16};
  p.port_latency = 1;
  p.router_stages = 3;
  p.credits = credits;
  p.dateline = dateline;
  return p;
}

constexpr Tick kBeats = 5;                       // of data
constexpr Tick kOneHop = 2 * 1 + 2 * 3 + 2;      // of a header
constexpr Tick kRoundTrip = 2 + 3 + kBeats + 2;  // of a credit: over the link, through the router, out, and back

// On a shared link a request waits for the beats of data, but not for their buffers.
TEST(VirtualChannels, OnASharedLinkHaveBuffersOfTheirOwn) {
  for (const bool separate : {false, true}) {
    RoutedParameters p = parameters(1);
    p.separate_channels = separate;
    NetworkRig rig(Topology::mesh(2, 1), p, 3);
    rig.send(0, 3, Opcode::CompData, 10);
    rig.send(1, 4, Opcode::CompData, 11);
    rig.send(2, 5, Opcode::ReadShared, 12);
    const Tick data = kOneHop + kBeats - 1;
    EXPECT_EQ(rig.arrivals(3), Ticks({10 + data}));
    EXPECT_EQ(rig.arrivals(4), Ticks({10 + kRoundTrip + data}));
    EXPECT_EQ(rig.arrivals(5), Ticks({(separate ? 12 : 10 + kBeats) + kOneHop})) << separate;
  }
}

TEST(Dateline, MovesMessagesToTheSecondVirtualChannel) {
  for (const auto& [from, to] : {std::pair(6u, 1u), {1u, 6u}, {7u, 0u}, {0u, 2u}}) {
    NetworkRig rig(Topology::ring(8), parameters(8, true));
    rig.send(from, to, Opcode::ReadShared, 10);
    rig.run();
    bool crossed = false;
    for (const LinkUse& use : rig.uses) {
      const auto& links = rig.network.topology().links();
      const bool port = use.link >= links.size();
      if (!port) crossed |= links[use.link].dateline;
      EXPECT_EQ(use.beyond_dateline, !port && crossed) << from << " to " << to << ", link " << use.link;
    }
    EXPECT_EQ(crossed, from > to ? true : to - from > 4);
    std::uint64_t carried = 0;
    for (const LinkLoad& load : rig.network.links()) carried += load.messages;
    EXPECT_EQ(carried, rig.uses.size() - 2) << "of both virtual channels, without entry and exit";
  }
}

TEST(Dateline, CostsNothingWithoutContention) {
  for (unsigned to = 1; to < 8; ++to) {
    NetworkRig plain(Topology::ring(8), parameters(1)), pair(Topology::ring(8), parameters(1, true));
    for (NetworkRig* rig : {&plain, &pair}) rig->send(0, to, Opcode::CompData, 10);
    EXPECT_EQ(pair.arrivals(to), plain.arrivals(to));
  }
}

// Agents at every router that keep so many messages on the way to the router two further on.
class Loaded {
 public:
  Loaded(const Topology& topology, unsigned senders, const RoutedParameters& parameters, unsigned outstanding)
      : scheduler_(64), network_(parameters, topology, scheduler_), routers_(topology.routers()) {
    scheduler_.connect(network_);
    for (unsigned i = 0; i < routers_; ++i) {
      agents_.push_back(std::make_unique<Relay>(*this));
      network_.attach(scheduler_.add(*agents_.back(), kFabric, "agent"), static_cast<RouterId>(i));
    }
    scheduler_.reset(1);
    network_.reset();
    for (unsigned i = 0; i < senders; ++i)
      for (unsigned count = 0; count < outstanding; ++count) send(static_cast<AgentId>(i), count);
    scheduler_.run_until(kWarm, 0);
    delivered_ = 0;
    scheduler_.run_until(kWarm + kMeasured, 0);
    ticks_per_message_ = static_cast<double>(kMeasured) * senders / static_cast<double>(delivered_);
  }
  double ticks_per_message() const { return ticks_per_message_; }  // of one sender

 private:
  static constexpr Tick kWarm = 2000, kMeasured = 20'000;
  struct Relay : Agent {
    explicit Relay(Loaded& all) : all(all) {}
    void receive(Message& message) override {
      all.scheduler_.lines().release(message.buffer);
      ++all.delivered_;
      all.send(message.source, all.scheduler_.now() + 1);
    }
    void reset(std::uint64_t) override {}
    void serialize(Archive&) override {}
    Loaded& all;
  };
  void send(AgentId from, Tick depart) {
    PooledMessage& m = scheduler_.compose();
    m.source = m.requester = from;
    m.destination = static_cast<AgentId>((from + 2u) % routers_);
    m.opcode = static_cast<std::uint8_t>(Opcode::CompData);
    m.buffer = scheduler_.lines().acquire();
    network_.send(m, depart);
  }

  Scheduler scheduler_;
  RoutedNetwork network_;
  unsigned routers_;
  std::vector<std::unique_ptr<Relay>> agents_;
  std::uint64_t delivered_ = 0;
  double ticks_per_message_ = 0;
};

// Without the pair, everybody waits for a buffer that the next one round holds, and all go one after the other.
TEST(Dateline, LetsALoadedRingCarryWhatARowDoes) {
  for (const auto& [credits, outstanding] : {std::pair(1u, 1u), {2u, 4u}, {4u, 8u}, {8u, 8u}}) {
    const double row = Loaded(Topology::mesh(17, 1), 15, parameters(credits), outstanding).ticks_per_message();
    const double pair = Loaded(Topology::ring(8), 8, parameters(credits, true), outstanding).ticks_per_message();
    const double circle = Loaded(Topology::ring(8), 8, parameters(credits), outstanding).ticks_per_message();
    EXPECT_LT(pair, 1.15 * row) << credits << " credits";
    EXPECT_GT(circle, 4 * row) << credits << " credits";
  }
}

}  // namespace
}  // namespace amoeba
