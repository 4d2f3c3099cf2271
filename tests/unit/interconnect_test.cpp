// Crossbar and memory channel: exact latencies, contention and bandwidth.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/interconnect/crossbar.h"
#include "amoeba/memory/memory_channel.h"

namespace amoeba {
namespace {

class Listener : public Agent {
 public:
  void receive(Message& message) override { messages.push_back(message); }
  void reset(std::uint64_t) override { messages.clear(); }
  void serialize(Archive&) override {}
  std::vector<Message> messages;
};

class CrossbarTest : public testing::Test {
 protected:
  explicit CrossbarTest(const CrossbarParameters& parameters = {4, 16, 8}, unsigned line_bytes = 64)
      : scheduler(line_bytes), crossbar(parameters, scheduler) {
    scheduler.connect(crossbar);
    for (Listener& listener : listeners) crossbar.attach(scheduler.add(listener, kFabric, "listener"), 0);
    scheduler.reset(1);
    crossbar.reset();
  }
  Message message(AgentId source, AgentId destination, bool line, unsigned bytes = 0) {
    Message m;
    m.source = m.requester = source;
    m.destination = destination;
    m.bytes = static_cast<std::uint8_t>(bytes);
    if (line) m.buffer = scheduler.lines().acquire();
    return m;
  }
  std::vector<Tick> arrivals(AgentId listener) {
    scheduler.run_until(10'000, 0);
    std::vector<Tick> times;
    for (const Message& m : listeners[listener].messages) times.push_back(m.time);
    return times;
  }
  using Ticks = std::vector<Tick>;

  Scheduler scheduler;
  Crossbar crossbar;
  Listener listeners[4];
};

TEST_F(CrossbarTest, AHeaderTakesOneBeat) {
  crossbar.send(scheduler.compose(message(0, 3, false)), 10);
  EXPECT_EQ(arrivals(3), Ticks({14}));
  EXPECT_EQ(listeners[3].messages[0].network, 4u);
}

TEST_F(CrossbarTest, ALineTakesAsManyBeatsAsItHas) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);  // 72 bytes: 5 beats
  EXPECT_EQ(arrivals(3), Ticks({18}));
  EXPECT_EQ(crossbar.statistics().all().beats, 5u);
  EXPECT_EQ(crossbar.statistics().all().bytes, 72u);
}

TEST_F(CrossbarTest, APortTakesOneBeatPerTick) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);
  crossbar.send(scheduler.compose(message(1, 3, true)), 10);
  crossbar.send(scheduler.compose(message(2, 3, false)), 15);  // arrives at 19, behind both
  EXPECT_EQ(arrivals(3), Ticks({18, 23, 24}));
  EXPECT_EQ(crossbar.statistics().contended, 2u);
}

TEST_F(CrossbarTest, WaitingCountsAsTimeInTheNetwork) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);
  crossbar.send(scheduler.compose(message(1, 3, true)), 12);
  EXPECT_EQ(arrivals(3), Ticks({18, 23}));
  EXPECT_EQ(listeners[3].messages[1].network, 11u);
}

TEST_F(CrossbarTest, PortsDoNotDisturbEachOther) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);
  crossbar.send(scheduler.compose(message(1, 2, true)), 10);
  EXPECT_EQ(arrivals(3), Ticks({18}));
  EXPECT_EQ(arrivals(2), Ticks({18}));
  EXPECT_EQ(crossbar.statistics().contended, 0u);
}

TEST_F(CrossbarTest, EachChannelHasAPort) {
  Message data = message(0, 3, true), snoop = message(1, 3, false), request = message(2, 3, false),
          answer = message(2, 3, false);
  data.opcode = static_cast<std::uint8_t>(Opcode::CompData);  // takes its port from 14 to 18
  snoop.opcode = static_cast<std::uint8_t>(Opcode::SnpUnique);
  request.opcode = static_cast<std::uint8_t>(Opcode::ReadUnique);
  answer.opcode = static_cast<std::uint8_t>(Opcode::CompAck);
  crossbar.send(scheduler.compose(data), 10);
  for (const Message& other : {snoop, request, answer}) crossbar.send(scheduler.compose(other), 14);
  EXPECT_EQ(arrivals(3), Ticks({18, 18, 18, 18}));
  EXPECT_EQ(crossbar.statistics().contended, 0u);
  EXPECT_EQ(crossbar.statistics().of(Channel::dat).beats, 5u);
  for (const Channel channel : {Channel::req, Channel::snp, Channel::rsp})
    EXPECT_EQ(crossbar.statistics().of(channel).messages, 1u) << name(channel);
}

TEST_F(CrossbarTest, ChannelsMayShareAPort) {
  Crossbar shared({4, 16, 8, false}, scheduler);
  shared.attach(3, 0);
  scheduler.connect(shared);
  Message data = message(0, 3, true), snoop = message(1, 3, false);
  data.opcode = static_cast<std::uint8_t>(Opcode::CompData);
  snoop.opcode = static_cast<std::uint8_t>(Opcode::SnpUnique);
  shared.send(scheduler.compose(data), 10);
  shared.send(scheduler.compose(snoop), 15);  // arrives at 19
  shared.send(scheduler.compose(data), 15);   // its first beat at 19
  EXPECT_EQ(arrivals(3), Ticks({18, 19, 24}));
  EXPECT_EQ(shared.statistics().of(Channel::dat).messages, 2u);
}

TEST_F(CrossbarTest, ARefusalIsAHeaderWhateverItBringsBack) {
  Message refusal = message(0, 3, true, 16);
  refusal.opcode = static_cast<std::uint8_t>(Opcode::RetryAck);
  crossbar.send(scheduler.compose(refusal), 10);
  EXPECT_EQ(arrivals(3), Ticks({14}));
}

TEST_F(CrossbarTest, ACompareCarriesTwoOperands) {
  Message m = message(0, 3, false, 16);
  m.opcode = static_cast<std::uint8_t>(Opcode::AtomicCompare);
  crossbar.send(scheduler.compose(m), 10);  // 8 + 32 bytes: 3 beats
  EXPECT_EQ(arrivals(3), Ticks({16}));
}

// A line of 256 bytes, over ports of one byte.
class NarrowCrossbarTest : public CrossbarTest {
 protected:
  NarrowCrossbarTest() : CrossbarTest({4, 1, 8}, 256) {}
};

TEST_F(NarrowCrossbarTest, ALineTakesAllOfItsBeats) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);
  crossbar.send(scheduler.compose(message(1, 3, true)), 10);
  EXPECT_EQ(arrivals(3), Ticks({10 + 4 + 263, 10 + 4 + 263 + 264}));
  EXPECT_EQ(listeners[3].messages[1].network, 4u + 263 + 264);
  EXPECT_EQ(crossbar.statistics().all().beats, 2u * 264);
}

class SenderPortsTest : public CrossbarTest {
 protected:
  explicit SenderPortsTest(bool separate_channels = true) : CrossbarTest({4, 16, 8, separate_channels, true}) {
    crossbar.register_statistics(registry);
  }
  std::uint64_t statistic(const std::string& name) const {
    for (const Statistic* statistic : registry.all())
      if (statistic->name == name) return statistic->value();
    ADD_FAILURE() << name;
    return 0;
  }
  StatisticsRegistry registry;
};

TEST_F(SenderPortsTest, SendOneBeatPerTick) {
  for (const AgentId destination : {AgentId{1}, AgentId{2}, AgentId{3}})
    crossbar.send(scheduler.compose(message(0, destination, true)), 10);
  EXPECT_EQ(arrivals(1).size() + arrivals(2).size() + arrivals(3).size(), 3u);
  std::vector<Tick> all{arrivals(1)[0], arrivals(2)[0], arrivals(3)[0]};
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, Ticks({18, 23, 28}));
  EXPECT_EQ(statistic("crossbar.sender_contended"), 2u);
  EXPECT_EQ(statistic("crossbar.sender_wait"), 5u + 10);
  EXPECT_EQ(statistic("crossbar.contended"), 0u);
}

// Senders may be ahead of each other: who is sent first need not leave first.
TEST_F(SenderPortsTest, ServeInOrderOfDeparture) {
  crossbar.send(scheduler.compose(message(0, 1, true)), 20);
  crossbar.send(scheduler.compose(message(0, 2, true)), 10);
  crossbar.send(scheduler.compose(message(0, 3, false)), 22);
  EXPECT_EQ(arrivals(2), Ticks({18}));
  EXPECT_EQ(arrivals(1), Ticks({28}));
  EXPECT_EQ(arrivals(3), Ticks({25 + 4}));
  EXPECT_EQ(listeners[3].messages[0].network, 3u + 4) << "waiting counts as time in the network";
}

TEST_F(SenderPortsTest, DoNotMakeAMessageWaitTwice) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);
  crossbar.send(scheduler.compose(message(0, 3, false)), 11);
  crossbar.send(scheduler.compose(message(1, 3, false)), 16);
  EXPECT_EQ(arrivals(3), Ticks({18, 19, 20}));
  EXPECT_EQ(statistic("crossbar.sender_contended"), 1u);
}

TEST_F(SenderPortsTest, BelongToOneChannelEach) {
  Message data = message(0, 1, true), request = message(0, 2, false);
  data.opcode = static_cast<std::uint8_t>(Opcode::CompData);
  request.opcode = static_cast<std::uint8_t>(Opcode::ReadUnique);
  crossbar.send(scheduler.compose(data), 10);
  crossbar.send(scheduler.compose(request), 11);
  EXPECT_EQ(arrivals(1), Ticks({18}));
  EXPECT_EQ(arrivals(2), Ticks({15}));
}

class SharedSenderPortTest : public SenderPortsTest {
 protected:
  SharedSenderPortTest() : SenderPortsTest(false) {}
};

TEST_F(SharedSenderPortTest, TakesAllChannels) {
  Message data = message(0, 1, true), request = message(0, 2, false);
  data.opcode = static_cast<std::uint8_t>(Opcode::CompData);
  request.opcode = static_cast<std::uint8_t>(Opcode::ReadUnique);
  crossbar.send(scheduler.compose(data), 10);
  crossbar.send(scheduler.compose(request), 11);
  EXPECT_EQ(arrivals(1), Ticks({18}));
  EXPECT_EQ(arrivals(2), Ticks({19}));
}

TEST_F(SenderPortsTest, KeepWhenTheyAreFreeInASavedState) {
  crossbar.send(scheduler.compose(message(0, 3, true)), 10);
  scheduler.run_until(11, 0);
  Archive saved;
  crossbar.serialize(saved);
  Crossbar other({4, 16, 8, true, true}, scheduler);
  for (AgentId agent = 0; agent < 4; ++agent) other.attach(agent, 0);
  Archive loaded(saved.bytes());
  other.serialize(loaded);
  scheduler.connect(other);
  other.send(scheduler.compose(message(0, 2, false)), 12);
  EXPECT_EQ(arrivals(2), Ticks({15 + 4}));
}

class MemoryChannelTest : public testing::Test {
 protected:
  MemoryChannelTest() : scheduler(64), channel("memory", {80, 8, 1}, scheduler, store) {
    scheduler.add(home, kFabric, "home");
    scheduler.reset(1);
  }
  void request(Opcode opcode, std::uint64_t line, Tick at, std::byte fill = {}) {
    Message m;
    m.kind = EventKind::delivery;
    m.source = m.requester = 1;
    m.destination = channel.id();
    m.opcode = static_cast<std::uint8_t>(opcode);
    m.address = line;
    if (opcode == Opcode::MemWrite) {
      m.buffer = scheduler.lines().acquire();
      std::memset(scheduler.lines().data(m.buffer), std::to_integer<int>(fill), 64);
    }
    scheduler.post(m, at);
  }
  void run() { scheduler.run_until(10'000, 0); }

  Scheduler scheduler;
  BackingStore store;
  MemoryChannel channel;
  Listener home;
};

TEST_F(MemoryChannelTest, AReadTakesLatencyTransferAndLink) {
  request(Opcode::MemRead, 0x1000, 10);
  run();
  ASSERT_EQ(home.messages.size(), 1u);
  EXPECT_EQ(home.messages[0].time, 10u + 8 + 80 + 1);
  EXPECT_EQ(home.messages[0].memory, 8u + 80 + 2) << "both ways of the link";
}

TEST_F(MemoryChannelTest, ReadsFollowEachOtherAtTheBandwidth) {
  for (unsigned i = 0; i < 4; ++i) request(Opcode::MemRead, 0x1000 + 64 * i, 10);
  run();
  ASSERT_EQ(home.messages.size(), 4u);
  for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(home.messages[i].time, 99u + 8 * i);
}

TEST_F(MemoryChannelTest, AWriteIsSeenByALaterRead) {
  request(Opcode::MemWrite, 0x1000, 10, std::byte{0x5a});
  request(Opcode::MemRead, 0x1000, 11);
  run();
  ASSERT_EQ(home.messages.size(), 2u);
  EXPECT_EQ(home.messages[0].time, 10u + 8 + 1) << "acknowledged once transferred";
  EXPECT_EQ(scheduler.lines().data(home.messages[1].buffer)[63], std::byte{0x5a});
  EXPECT_EQ(home.messages[1].time, 18u + 8 + 80 + 1) << "the bus was busy with the write";
}

}  // namespace
}  // namespace amoeba
