// The scheduler without SystemC: order of events, lookahead, stop, save and load.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "amoeba/sched/scheduler.h"

namespace amoeba {
namespace {

// Writes down what reaches it.
class Recorder : public Agent {
 public:
  explicit Recorder(std::vector<std::string>& log) : log_(log) {}
  void receive(Message& message) override {
    log_.push_back(std::to_string(message.time) + " to " + std::to_string(message.destination) + " from " +
                   std::to_string(message.source) + " tag " + std::to_string(message.tag));
  }
  void wake(Tick now) override {
    ++wakes_;
    log_.push_back(std::to_string(now) + " wake");
  }
  void reset(std::uint64_t) override { wakes_ = 0; }
  void serialize(Archive& archive) override { archive(wakes_); }
  std::string waiting_for() const override { return "waits for nothing\nin two lines\n"; }

  unsigned wakes_ = 0;

 private:
  std::vector<std::string>& log_;
};

struct Cast {
  explicit Cast(QueueKind kind = QueueKind::wheel) : scheduler(64, kind) {
    for (unsigned i = 0; i < 4; ++i) {
      tiles.push_back(scheduler.add_tile());
      agents.push_back(std::make_unique<Recorder>(log));
      scheduler.add(*agents.back(), tiles.back(), "tile" + std::to_string(i));
    }
    agents.push_back(std::make_unique<Recorder>(log));
    scheduler.add(*agents.back(), kFabric, "home");
    agents.push_back(std::make_unique<Recorder>(log));
    scheduler.add(*agents.back(), kFabric, "port", Reach::outside);
    scheduler.set_edge_latency({5, 9});
    scheduler.reset(1);
  }
  void run(Tick limit = 1000, Tick kernel = 0) { scheduler.run_until(limit, kernel); }

  std::vector<std::string> log;
  Scheduler scheduler;
  std::vector<TileId> tiles;
  std::vector<std::unique_ptr<Recorder>> agents;
};
constexpr AgentId kHome = 4, kPort = 5;

Message message(AgentId source, AgentId destination, std::uint16_t tag = 0, EventKind kind = EventKind::delivery) {
  Message m;
  m.source = m.requester = source;
  m.destination = destination;
  m.tag = tag;
  m.kind = kind;
  return m;
}

}  // namespace

void PrintTo(QueueKind kind, std::ostream* out) {
  *out << (kind == QueueKind::wheel ? "wheel" : "heap");
}

namespace {
class Queues : public testing::TestWithParam<QueueKind> {};

TEST_P(Queues, OrderDoesNotDependOnInsertion) {
  struct Post {
    Message message;
    Tick at;
  };
  std::vector<std::string> first;
  for (unsigned permutation = 0; permutation < 50; ++permutation) {
    Cast cast(GetParam());
    std::vector<AgentId> order = {0, 1, 2, 3, kHome, kNoAgent};
    Random random(permutation);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (AgentId source : order)  // each source keeps its own order
      for (std::uint16_t tag = 0; tag < 12; ++tag)
        cast.scheduler.post(message(source, tag % 5, tag, tag % 2 ? EventKind::delivery : EventKind::timer),
                            20 + tag / 6);
    for (AgentId agent : {3, 1, 0, 2}) cast.scheduler.wake(agent, 20);
    cast.run();
    if (first.empty()) first = cast.log;
    ASSERT_EQ(cast.log, first) << "permutation " << permutation;
  }
  EXPECT_EQ(first.size(), 6u * 12 + 4);
}

TEST_P(Queues, SeedDecidesTies) {
  const auto order = [](std::uint64_t seed) {
    Cast cast(GetParam());
    cast.scheduler.reset(seed);
    for (AgentId source : {0, 1, 2, 3}) cast.scheduler.post(message(source, kHome), 20);
    cast.run();
    return cast.log;
  };
  std::vector<std::string> firsts;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) firsts.push_back(order(seed).front());
  std::sort(firsts.begin(), firsts.end());
  EXPECT_EQ(std::unique(firsts.begin(), firsts.end()) - firsts.begin(), 4) << "some source never comes first";
}

TEST_P(Queues, DeliversBeforeWakingOnTheSameTick) {
  Cast cast(GetParam());
  cast.scheduler.wake(0, 10);
  cast.scheduler.post(message(kHome, 0), 10);
  cast.run();
  EXPECT_EQ(cast.log, (std::vector<std::string>{"10 to 0 from 4 tag 0", "10 wake"}));
}

TEST_P(Queues, TheEarliestWakeWins) {
  Cast cast(GetParam());
  cast.scheduler.wake(0, 30);
  cast.scheduler.wake(0, 10);
  cast.scheduler.wake(0, 20);
  cast.run();
  EXPECT_EQ(cast.log, (std::vector<std::string>{"10 wake"}));
}

TEST_P(Queues, StopEndsTheRun) {
  Cast cast(GetParam());
  cast.scheduler.wake(0, 30);
  cast.scheduler.wake(1, 40);
  cast.scheduler.stop_at(40);
  EXPECT_EQ(cast.scheduler.run_until(1000, 0), Scheduler::Pause::stopped);
  EXPECT_TRUE(cast.scheduler.stopped());
  EXPECT_EQ(cast.log.size(), 1u);
}

TEST_P(Queues, OutsideEventsWaitForTheKernel) {
  Cast cast(GetParam());
  cast.scheduler.post(message(kHome, kPort, 1), 50);
  cast.scheduler.wake(0, 60);
  EXPECT_EQ(cast.scheduler.run_until(1000, 0), Scheduler::Pause::limit);
  EXPECT_TRUE(cast.log.empty());
  EXPECT_EQ(cast.scheduler.next_event(), 50u);
  EXPECT_EQ(cast.scheduler.run_until(1000, 50), Scheduler::Pause::outside);
  EXPECT_EQ(cast.log.size(), 1u);
}

TEST_P(Queues, LaterPostsBeforeAWaitingEventComeFirst) {
  Cast cast(GetParam());
  cast.scheduler.post(message(kHome, kPort, 1), 50);
  cast.scheduler.run_until(1000, 0);  // looks at tick 50
  cast.scheduler.post(message(kNoAgent, 0, 2), 40);
  cast.scheduler.post(message(kNoAgent, kHome, 3), 45);
  cast.scheduler.run_until(1000, 50);
  EXPECT_EQ(cast.log.size(), 3u);
  EXPECT_EQ(cast.log.back().substr(0, 7), "50 to 5");
}
INSTANTIATE_TEST_SUITE_P(Kinds, Queues, testing::Values(QueueKind::wheel, QueueKind::heap));

// Asks for its horizon when woken.
class Asking : public Agent {
 public:
  Asking(Scheduler& scheduler, TileId tile) : scheduler_(scheduler), tile_(tile) {}
  void receive(Message&) override {}
  void wake(Tick) override { horizon = scheduler_.horizon(tile_); }
  void reset(std::uint64_t) override {}
  void serialize(Archive&) override {}
  Tick horizon = 0;

 private:
  Scheduler& scheduler_;
  TileId tile_;
};

class Horizon : public testing::Test {
 protected:
  Horizon() : asking(cast.scheduler, cast.tiles[0]), id(cast.scheduler.add(asking, cast.tiles[0], "asking")) {
    cast.scheduler.wake(id, 100);
  }
  Tick ask(Tick limit = 1000) {
    cast.scheduler.run_until(limit, 0);
    return asking.horizon;
  }
  Cast cast;
  Asking asking;
  AgentId id;
};

TEST_F(Horizon, ReachesTheLimitWhenNothingIsPending) {
  EXPECT_EQ(ask(), 1000u);
}
TEST_F(Horizon, EndsAtAMessageToTheTile) {
  cast.scheduler.post(message(kHome, 0), 103);
  cast.scheduler.post(message(kHome, 0), 102);
  EXPECT_EQ(ask(), 102u);
}
TEST_F(Horizon, EndsWhereTheFabricCanReach) {
  cast.scheduler.post(message(1, kHome), 110);
  EXPECT_EQ(ask(), 115u);
}
TEST_F(Horizon, EndsWhereAnotherTileCanReach) {
  cast.scheduler.wake(2, 110);
  EXPECT_EQ(ask(), 119u);
}
TEST_F(Horizon, EndsAtTheStop) {
  cast.scheduler.stop_at(105);
  EXPECT_EQ(ask(), 105u);
}
TEST_F(Horizon, IsTheNextTickInStrictMode) {
  cast.scheduler.set_strict(true);
  EXPECT_EQ(ask(), 101u);
}
TEST_F(Horizon, MessagesBeforeItAreRefused) {
  cast.scheduler.wake(2, 110);
  ASSERT_EQ(ask(105), 105u);
  EXPECT_THROW(cast.scheduler.post(message(kHome, 0), 104), std::logic_error);
  EXPECT_NO_THROW(cast.scheduler.post(message(kHome, 0), 105));
  EXPECT_NO_THROW(cast.scheduler.post(message(0, 0, 0, EventKind::timer), 101)) << "its own messages may come sooner";
}

TEST(Scheduler, RefusesMessagesInThePast) {
  Cast cast;
  cast.scheduler.wake(0, 10);
  cast.run();
  EXPECT_THROW(cast.scheduler.post(message(0, kHome), 9), std::logic_error);
}

TEST(Scheduler, SavesAtQuiescentPointsOnly) {
  Cast cast;
  cast.scheduler.post(message(0, kHome), 10);
  Archive out;
  EXPECT_THROW(cast.scheduler.serialize(out), std::logic_error);
}

TEST(Scheduler, GoesOnAfterLoadAsIfNothingHadHappened) {
  Cast cast;
  cast.scheduler.wake(0, 10);
  cast.scheduler.wake(1, 30);
  cast.run(20);
  Archive out;
  cast.scheduler.serialize(out);
  Cast other;
  Archive in(out.bytes());
  other.scheduler.serialize(in);
  EXPECT_EQ(other.agents[0]->wakes_, 1u);
  EXPECT_EQ(other.scheduler.next_event(), 30u);
  other.run();
  EXPECT_EQ(other.log, (std::vector<std::string>{"30 wake"}));
}

TEST(Scheduler, NamesWhoWaitsInADeadlock) {
  Cast cast;
  EXPECT_NE(cast.scheduler.deadlock_report().find("tile1: in two lines\n"), std::string::npos);
}

}  // namespace
}  // namespace amoeba
