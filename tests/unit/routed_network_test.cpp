// Networks of routers: exact latencies, saturation, credits, order, and an independent check of every reservation.
#include "amoeba/interconnect/routed_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <tuple>

#include "amoeba/base/random.h"
#include "network_rig.h"

namespace amoeba {
namespace {

using Ticks = std::vector<Tick>;

RoutedParameters parameters(unsigned credits = 8) {
  RoutedParameters p;
  p.link = {2, 16};
  p.slow_link = {20, 8};
  p.port_latency = 1;
  p.router_stages = 3;
  p.credits = credits;
  return p;
}

// --- latency

TEST(RoutedNetwork, AHeaderTakesPortsStagesAndLinks) {
  NetworkRig rig(Topology::mesh(4, 1), parameters());
  rig.send(0, 3, Opcode::ReadShared, 10);
  EXPECT_EQ(rig.arrivals(3), Ticks({10 + 2 * 1 + 4 * 3 + 3 * 2}));
  EXPECT_EQ(rig.listeners[3]->messages[0].network, 20u);
}

TEST(RoutedNetwork, SerialisesOnceWhateverTheDistance) {
  NetworkRig rig(Topology::mesh(4, 1), parameters());
  rig.send(0, 3, Opcode::CompData, 10);  // 72 bytes: 5 beats
  EXPECT_EQ(rig.arrivals(3), Ticks({10 + 20 + 4}));
}

TEST(RoutedNetwork, NeighboursAtOneRouterMeetThere) {
  NetworkRig rig(Topology::mesh(1, 1), parameters(), 2);
  rig.send(0, 1, Opcode::ReadShared, 10);
  EXPECT_EQ(rig.arrivals(1), Ticks({10 + 2 * 1 + 3}));
}

TEST(RoutedNetwork, ASlowNarrowLinkSetsThePace) {
  NetworkRig rig(Topology::chiplets(2, 1, 1), parameters());
  rig.send(0, 1, Opcode::CompData, 10);  // 9 beats of 8 bytes between the chiplets
  EXPECT_EQ(rig.arrivals(1), Ticks({10 + 2 * 1 + 2 * 3 + 20 + 8}));
}

TEST(RoutedNetwork, LeastLatencyIsThatOfAHeader) {
  NetworkRig rig(Topology::mesh(3, 3), parameters());
  for (unsigned from = 0; from < 9; ++from) {
    for (unsigned to = 0; to < 9; ++to) {
      if (from == to) continue;
      rig.reset();
      rig.send(from, to, Opcode::ReadShared, 10);
      const unsigned hops = rig.network.topology().hops(static_cast<RouterId>(from), static_cast<RouterId>(to));
      EXPECT_EQ(rig.arrivals(to), Ticks({10 + rig.network.least_latency(hops)}));
    }
  }
}

// --- contention

TEST(RoutedNetwork, ALinkTakesOneMessageAfterTheOther) {
  NetworkRig rig(Topology::mesh(3, 1), parameters(), 2);
  rig.send(0, 4, Opcode::CompData, 10);
  rig.send(1, 5, Opcode::CompData, 10);  // shares both links
  EXPECT_EQ(rig.arrivals(4), Ticks({10 + 15 + 4}));
  EXPECT_EQ(rig.arrivals(5), Ticks({10 + 15 + 4 + 5}));
  EXPECT_EQ(rig.network.statistics().contended, 1u);
}

TEST(RoutedNetwork, ChannelsHaveLinksOfTheirOwnUnlessTheyShare) {
  for (const bool separate : {true, false}) {
    RoutedParameters p = parameters();
    p.separate_channels = separate;
    NetworkRig rig(Topology::mesh(2, 1), p);
    rig.send(0, 1, Opcode::CompData, 10);
    rig.send(0, 1, Opcode::ReadShared, 10);
    const Ticks expected = separate ? Ticks({20, 24}) : Ticks({24, 25});
    EXPECT_EQ(rig.arrivals(1), expected) << separate;
  }
}

TEST(RoutedNetwork, ALaterMessageMayUseAnEarlierGap) {
  NetworkRig rig(Topology::mesh(2, 1), parameters(), 2);
  rig.send(0, 2, Opcode::CompData, 40);
  rig.send(1, 3, Opcode::CompData, 10);
  EXPECT_EQ(rig.arrivals(3), Ticks({10 + 10 + 4}));
  EXPECT_EQ(rig.arrivals(2), Ticks({40 + 10 + 4}));
}

TEST(RoutedNetwork, AnExitTakesOneBeatPerTick) {
  NetworkRig rig(Topology::mesh(3, 3), parameters());
  for (unsigned from : {1u, 3u, 5u, 7u}) rig.send(from, 4, Opcode::CompData, 10);
  EXPECT_EQ(rig.arrivals(4), Ticks({24, 29, 34, 39}));
}

// Messages that go on and on over the link of two routers; ticks per message once it has settled.
double ticks_per_message(unsigned credits, Opcode opcode, unsigned senders = 8) {
  constexpr unsigned kMessages = 400;
  NetworkRig rig(Topology::mesh(2, 1), parameters(credits), senders);
  for (unsigned i = 0; i < kMessages; ++i) rig.send(i % senders, senders + i % senders, opcode, i / senders);
  rig.run();
  Ticks all;
  for (unsigned i = 0; i < senders; ++i)
    for (const Message& m : rig.listeners[senders + i]->messages) all.push_back(m.time);
  EXPECT_EQ(all.size(), kMessages);
  std::sort(all.begin(), all.end());
  return static_cast<double>(all[kMessages - 1] - all[100 - 1]) / (kMessages - 100);
}

TEST(RoutedNetwork, SaturatesAtTheWidthOfALink) {
  EXPECT_DOUBLE_EQ(ticks_per_message(15, Opcode::ReadShared), 1.0);
  EXPECT_DOUBLE_EQ(ticks_per_message(15, Opcode::CompData), 5.0);
}

// Round trip of a credit: over the link, through the router, out, and back over the link.
TEST(RoutedNetwork, CreditsLimitWhatALinkCarries) {
  const double header = 2 + 3 + 1 + 2, data = 2 + 3 + 5 + 2;
  EXPECT_DOUBLE_EQ(ticks_per_message(1, Opcode::ReadShared), header);
  EXPECT_DOUBLE_EQ(ticks_per_message(2, Opcode::ReadShared), header / 2);
  EXPECT_DOUBLE_EQ(ticks_per_message(4, Opcode::ReadShared), header / 4);
  EXPECT_DOUBLE_EQ(ticks_per_message(1, Opcode::CompData), data);
  EXPECT_DOUBLE_EQ(ticks_per_message(2, Opcode::CompData), data / 2);
}

TEST(RoutedNetwork, PressureReachesTheSender) {
  NetworkRig rig(Topology::mesh(4, 1), parameters(1));
  for (unsigned i = 0; i < 40; ++i) rig.send(1 + i % 2, 3, Opcode::CompData, 0);  // more than the exit takes
  rig.send(0, 3, Opcode::CompData, 0);
  rig.run();
  std::uint64_t entry_of_0 = 0;
  for (const LinkLoad& load : rig.network.links())
    if (load.name == "r0-r1") entry_of_0 = load.credit_wait + load.link_wait;
  EXPECT_GE(rig.listeners[3]->messages.back().time, 41u * 5);
  EXPECT_EQ(entry_of_0, 0u) << "the first link of the last message is free";
  std::uint64_t behind = 0;
  for (const LinkLoad& load : rig.network.links())
    if (load.name == "r1-r2") behind = load.credit_wait;
  EXPECT_GT(behind, 100u);
}

// --- random traffic

struct Shape {
  const char* name;
  Topology topology;
};

std::vector<Shape> shapes() {
  return {{"ring of 1", Topology::ring(1)},     {"ring of 2", Topology::ring(2)},
          {"ring of 7", Topology::ring(7)},     {"ring of 8", Topology::ring(8)},
          {"mesh 1 x 5", Topology::mesh(1, 5)}, {"mesh 4 x 4", Topology::mesh(4, 4)},
          {"mesh 6 x 3", Topology::mesh(6, 3)}, {"chiplets 3 of 2 x 2", Topology::chiplets(3, 2, 2)},
          {"clusters 5", Topology::clusters(5)}};
}

constexpr Opcode kOpcodesOfChannels[] = {Opcode::ReadShared, Opcode::SnpUnique, Opcode::CompAck, Opcode::CompData,
                                         Opcode::AtomicCompare};

// Bursts from everywhere to everywhere, half of the traffic to one agent. Returns the number of messages.
unsigned send_at_random(NetworkRig& rig, std::uint64_t seed, unsigned messages) {
  Random random(seed, 5);
  const auto agents = static_cast<unsigned>(rig.listeners.size());
  for (unsigned i = 0; i < messages; ++i) {
    const unsigned from = random.below(agents), to = random.below(2) != 0 ? random.below(agents) : 0;
    rig.send(from, to, kOpcodesOfChannels[random.below(5)], random.below(messages), static_cast<std::uint16_t>(i));
  }
  return messages;
}

// Every physical channel carries one beat per tick, and no buffer holds more messages than it has places.
std::string check_uses(const std::vector<LinkUse>& uses, const RoutedParameters& p) {
  std::map<std::pair<unsigned, unsigned>, std::set<Tick>> busy;
  std::map<std::tuple<unsigned, Channel, bool>, std::map<Tick, int>> held;
  for (const LinkUse& use : uses) {
    const unsigned wire = p.separate_channels ? static_cast<unsigned>(use.channel) : 0;
    for (Tick tick = use.start; tick < use.start + use.beats; ++tick)
      if (!busy[{use.link, wire}].insert(tick).second)
        return "two messages on link " + std::to_string(use.link) + " at tick " + std::to_string(tick);
    if (use.buffer_free == kNever) continue;
    auto& changes = held[{use.link, use.channel, use.beyond_dateline}];
    ++changes[use.start];
    --changes[use.buffer_free];
  }
  for (const auto& [place, changes] : held) {
    int messages = 0;
    for (const auto& [tick, change] : changes) {
      messages += change;
      if (messages > static_cast<int>(p.credits))
        return "too many messages behind link " + std::to_string(std::get<0>(place)) + " at tick " +
               std::to_string(tick);
    }
  }
  return {};
}

TEST(RoutedNetwork, NeverOverlapsAndDeliversEverythingOnce) {
  for (const Shape& shape : shapes()) {
    for (unsigned credits : {1u, 2u, 8u}) {
      for (const unsigned variant : {0u, 1u, 2u, 3u}) {
        RoutedParameters p = parameters(credits);
        p.separate_channels = variant % 2 == 0;
        p.dateline = variant / 2 != 0;
        NetworkRig rig(shape.topology, p, 2);
        const unsigned sent = send_at_random(rig, credits, 2000);
        rig.run();
        EXPECT_EQ(check_uses(rig.uses, p), "") << shape.name;
        std::set<unsigned> tags;
        std::size_t delivered = 0;
        for (const auto& listener : rig.listeners) {
          delivered += listener->messages.size();
          for (const Message& m : listener->messages) tags.insert(m.tag);
        }
        EXPECT_EQ(delivered, sent) << shape.name;
        EXPECT_EQ(tags.size(), sent) << shape.name;
        EXPECT_EQ(rig.network.statistics().all().messages, sent);
      }
    }
  }
}

// The checker sees a fault: a network whose buffers are said to be smaller than they are.
TEST(RoutedNetwork, TheCheckerSeesOverlapsAndFullBuffers) {
  NetworkRig rig(Topology::mesh(4, 4), parameters(8), 2);
  send_at_random(rig, 3, 2000);
  rig.run();
  EXPECT_NE(check_uses(rig.uses, parameters(2)), "");
  RoutedParameters shared = parameters(8);
  shared.separate_channels = false;
  EXPECT_NE(check_uses(rig.uses, shared), "");
  std::vector<LinkUse> doubled = rig.uses;
  doubled.push_back(doubled.back());
  EXPECT_NE(check_uses(doubled, parameters(8)), "");
}

TEST(RoutedNetwork, KeepsTheOrderOfEquallyLongMessagesOfOneChannel) {
  for (const Shape& shape : shapes()) {
    NetworkRig rig(shape.topology, parameters(2), 2);
    Random random(7, 5);
    std::map<unsigned, Tick> depart;
    for (unsigned i = 0; i < 3000; ++i) {
      const unsigned from = random.below(static_cast<unsigned>(rig.listeners.size()));
      const unsigned to = random.below(2) != 0 ? 0 : random.below(static_cast<unsigned>(rig.listeners.size()));
      depart[from] += random.below(4);
      rig.send(from, to, kOpcodesOfChannels[random.below(4)], depart[from], static_cast<std::uint16_t>(i));
    }
    rig.run();
    std::map<std::array<unsigned, 3>, std::uint16_t> last;
    for (const auto& listener : rig.listeners) {
      for (const Message& m : listener->messages) {
        const auto channel = static_cast<unsigned>(channel_of(static_cast<Opcode>(m.opcode)));
        std::uint16_t& previous = last[{m.source, m.destination, channel}];
        EXPECT_LE(previous, m.tag) << shape.name;
        previous = m.tag;
      }
    }
  }
}

TEST(RoutedNetwork, AShorterMessageMayOvertakeALongerOne) {
  NetworkRig rig(Topology::mesh(2, 1), parameters(), 2);
  rig.send(1, 3, Opcode::ReadShared, 2);  // two headers with a gap of two ticks between them on the link
  rig.send(1, 3, Opcode::ReadShared, 5);
  rig.send(0, 2, Opcode::AtomicCompare, 0, 1);  // 40 bytes: 3 beats
  rig.send(0, 2, Opcode::ReadShared, 1, 2);
  rig.run();
  ASSERT_EQ(rig.listeners[2]->messages.size(), 2u);
  EXPECT_EQ(rig.listeners[2]->messages[0].tag, 2u);
}

TEST(RoutedNetwork, ResetsAndRestores) {
  NetworkRig rig(Topology::mesh(3, 3), parameters(2), 2);
  const auto run = [&](std::uint64_t seed) {
    send_at_random(rig, seed, 500);
    Ticks all;
    rig.run();
    for (const auto& listener : rig.listeners)
      for (const Message& m : listener->messages) all.push_back(m.time);
    return all;
  };
  const Ticks first = run(1);
  rig.reset();
  EXPECT_EQ(rig.network.statistics().all().messages, 0u);
  EXPECT_EQ(run(1), first);
  Archive saved;
  rig.network.serialize(saved);
  const std::uint64_t beats = rig.network.statistics().all().beats;
  NetworkRig other(Topology::mesh(3, 3), parameters(2), 2);
  Archive loaded(saved.bytes());
  other.network.serialize(loaded);
  EXPECT_EQ(other.network.statistics().all().beats, beats);
  EXPECT_EQ(other.network.links()[3].beats, rig.network.links()[3].beats);
}

// Whenever a run begins, in this epoch of the credits or after a leap over several, it goes the same way.
TEST(RoutedNetwork, CreditsOutliveTheirEpoch) {
  const auto arrivals_after = [](Tick begin) {
    NetworkRig rig(Topology::mesh(3, 3), parameters(2), 2);
    Random random(3, 5);
    for (unsigned i = 0; i < 500; ++i)
      rig.send(random.below(18), random.below(18), Opcode::CompData, begin + i);  // no ties
    Ticks all;
    rig.run();
    for (const auto& listener : rig.listeners)
      for (const Message& m : listener->messages) all.push_back(m.time - begin);
    std::sort(all.begin(), all.end());
    return all;
  };
  constexpr Tick kEpoch = Tick{1} << 30;
  const Ticks expected = arrivals_after(64);
  for (const Tick begin : {kEpoch - 128, 3 * kEpoch - 64, 9 * kEpoch}) EXPECT_EQ(arrivals_after(begin), expected);
}

TEST(RoutedNetwork, NamesAnAgentWithoutARouter) {
  NetworkRig rig(Topology::mesh(2, 1), parameters());
  Listener stray;
  const AgentId id = rig.scheduler.add(stray, kFabric, "stray");
  EXPECT_THROW(rig.send(id, 0, Opcode::ReadShared, 0), std::logic_error);
  EXPECT_THROW(rig.network.attach(id, 2), std::invalid_argument);
}

// --- routes

// Distance over links, found without the routes.
unsigned distance(const Topology& topology, RouterId from, RouterId to) {
  std::vector<unsigned> found(topology.routers(), ~0u);
  std::queue<RouterId> open;
  found[from] = 0;
  open.push(from);
  while (!open.empty()) {
    const RouterId here = open.front();
    open.pop();
    for (const Topology::Link& link : topology.links()) {
      if (link.from != here || found[link.to] != ~0u) continue;
      found[link.to] = found[here] + 1;
      open.push(link.to);
    }
  }
  return found[to];
}

TEST(Topology, RoutesAreAsShortAsCanBe) {
  for (const Shape& shape : shapes())
    for (unsigned from = 0; from < shape.topology.routers(); ++from)
      for (unsigned to = 0; to < shape.topology.routers(); ++to)
        EXPECT_EQ(shape.topology.hops(static_cast<RouterId>(from), static_cast<RouterId>(to)),
                  distance(shape.topology, static_cast<RouterId>(from), static_cast<RouterId>(to)))
            << shape.name << ": " << from << " to " << to;
}

// No route crosses a dateline twice, so that what waits beyond it waits in no circle.
TEST(Topology, ARingHasOneDatelineInEachDirection) {
  for (const unsigned routers : {3u, 7u, 8u}) {
    const Topology ring = Topology::ring(routers);
    unsigned datelines = 0;
    for (const Topology::Link& link : ring.links()) datelines += link.dateline;
    EXPECT_EQ(datelines, 2u);
    for (unsigned from = 0; from < routers; ++from) {
      for (unsigned to = 0; to < routers; ++to) {
        unsigned crossed = 0;
        ring.each_link(static_cast<RouterId>(from), static_cast<RouterId>(to),
                       [&](unsigned link) { crossed += ring.links()[link].dateline; });
        EXPECT_LE(crossed, 1u) << from << " to " << to;
      }
    }
  }
}

TEST(Topology, MeshesRouteAlongTheRowFirst) {
  const Topology mesh = Topology::mesh(4, 4);
  EXPECT_EQ(mesh.links()[mesh.next_link(0, 15)].to, 1);
  EXPECT_EQ(mesh.links()[mesh.next_link(3, 15)].to, 7);
}

TEST(Topology, LinksBetweenChipletsAreSlow) {
  const Topology topology = Topology::chiplets(2, 2, 3);
  unsigned slow = 0;
  for (const Topology::Link& link : topology.links()) {
    EXPECT_EQ(link.slow, (link.from < 6) != (link.to < 6));
    slow += link.slow;
  }
  EXPECT_EQ(slow, 6u);
}

TEST(Topology, RefusesARouteWithoutALink) {
  EXPECT_THROW(Topology({{}, {}}, {{0, 1}}, [](RouterId, RouterId to) { return to; }), std::invalid_argument);
}

// --- credits and the calendar

TEST(Credits, KeepTheirTimesWhenTheEpochMoves) {
  Credits credits(3);
  for (const Credits::Time free : {10u, 50u, 30u}) credits.free(credits.take(0)) = free;
  credits.move_epoch(20);
  std::multiset<Credits::Time> left;
  for (unsigned place = 0; place < 3; ++place) left.insert(credits.free(place));
  EXPECT_EQ(left, (std::multiset<Credits::Time>{0, 10, 30}));
  const unsigned first = credits.take(0);
  EXPECT_EQ(credits.free(first), 0u);
  credits.free(first) = 40;
  EXPECT_EQ(credits.free(credits.take(5)), 10u) << "none is free: the one that will be first";
}

TEST(LinkCalendar, AgreesWithAListOfTicks) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random(seed, 6);
    LinkCalendar calendar;
    std::set<Tick> busy;
    Tick now = 0;
    for (unsigned i = 0; i < 3000; ++i) {
      now += random.below(8) == 0 ? random.below(20) : 0;
      const unsigned beats = 1 + random.below(random.below(4) == 0 ? 33 : 5);
      const Tick earliest = now + random.below(100);
      if (!busy.empty() && *busy.rbegin() > now + 120) now = *busy.rbegin() - 60;  // the bitmap is exact so far
      Tick expected = std::max(earliest, now);
      for (unsigned free = 0; free < beats; ++free)
        if (busy.count(expected + free) != 0) expected += free + 1, free = ~0u;
      ASSERT_EQ(calendar.reserve(std::max(earliest, now), beats, now), expected) << seed << ", " << i;
      for (unsigned beat = 0; beat < beats; ++beat) busy.insert(expected + beat);
      while (!busy.empty() && *busy.begin() < now) busy.erase(busy.begin());
    }
  }
}

TEST(LinkCalendar, QueuesBeyondItsBitmap) {
  LinkCalendar calendar;
  Tick end = 0;
  for (unsigned i = 0; i < 2000; ++i) {
    const Tick start = calendar.reserve(0, 5, 0);
    EXPECT_GE(start, end);
    EXPECT_LE(start, end + 64) << "at the end of the bitmap";
    end = start + 5;
  }
  EXPECT_GE(calendar.reserve(5000, 5, 5000), end) << "what was reserved beyond the bitmap stays so";
}

}  // namespace
}  // namespace amoeba
