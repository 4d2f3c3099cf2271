// LRwait and SCwait at a home node: whose turn it is, in which order, and how a turn ends.
#include <algorithm>
#include <optional>

#include "../watched_network.h"
#include "cache_stage.h"

namespace amoeba {
namespace {

TrafficAccess lrwait_of(std::uint64_t address, Tick think = 0, unsigned bytes = 8) {
  return atomic_of(AtomicOp::lrwait, address, 0, think, bytes);
}
TrafficAccess scwait_of(std::uint64_t address, std::uint64_t value, Tick think = 0, unsigned bytes = 8) {
  return alone(atomic_of(AtomicOp::scwait, address, value, think, bytes));
}

const WaitStatistics& waits(Stage& stage) {
  return stage.memory->home(0).wait_statistics();
}

void one_home(Configuration& c) {
  c.home_nodes = 1;
}

// --- single turns

// Tags, request of one beat, directory, slice, unit, answer, fill: as of a far AMO.
constexpr Tick kFarLatency = 1 + 4 + 3 + 6 + 2 + 4 + 1;

TEST(LrWait, ReadsAndWritesFar) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{store_of(kA, 7), alone(lrwait_of(kA, 400)), scwait_of(kA, 8), alone(load_of(kA))}}, one_home);
    return differs("value read", stage.result(0, 1).value[0], 7) + unless(stage.result(0, 2).sc_success, "failed") +
           differs("latency", stage.latency(0, 2), kFarLatency) +
           differs("value loaded", stage.result(0, 3).value[0], 8) + differs("memory", stage.word(kA), 8) +
           differs("far AMOs", stage.statistics(0).far_atomics, 0);
  });
}

TEST(LrWait, BytesLeaveTheirNeighboursAlone) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{store_of(kA, 0x1122334455667788), alone(lrwait_of(kA + 3, 400, 1)), scwait_of(kA + 3, 0xee, 0, 1),
                  alone(lrwait_of(kA + 6, 0, 2)), scwait_of(kA + 6, 0xabcd, 0, 2)}},
                one_home);
    return differs("byte", stage.result(0, 1).value[0], 0x55) + differs("half", stage.result(0, 3).value[0], 0x1122) +
           differs("memory", stage.word(kA), 0xabcd3344ee667788);
  });
}

TEST(LrWait, AnScwaitWithoutOneFails) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{store_of(kA, 7), scwait_of(kA, 8, 400), alone(load_of(kA))}}, one_home);
    return unless(!stage.result(0, 1).sc_success, "succeeded") + differs("value", stage.result(0, 2).value[0], 7) +
           differs("failures", waits(stage).scwaits_failed, 1);
  });
}

TEST(LrWait, AnScwaitOfAnotherPlaceOrWidthFails) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{lrwait_of(kA), scwait_of(kA + 8, 1), alone(lrwait_of(kA)), scwait_of(kA, 2, 0, 4)}}, one_home);
    return unless(!stage.result(0, 1).sc_success && !stage.result(0, 3).sc_success, "succeeded") +
           differs("memory", stage.word(kA), 0) + differs("neighbour", stage.word(kA + 8), 0);
  });
}

// --- several harts

constexpr unsigned kHarts = 8;

// LRwaits that come while the first one waits for memory are answered in their order, each after the SCwait before.
TEST(LrWait, IsServedInOrderOfArrival) {
  AMOEBA_EXPECT_ISOLATED({
    std::vector<Stage::Script> scripts;
    for (unsigned i = 0; i < kHarts; ++i) scripts.push_back({lrwait_of(kA, 2 + i * 5 % kHarts), scwait_of(kA, i + 1)});
    std::vector<AgentId> arrived, answered;
    std::optional<WatchedNetwork> network;
    Stage stage(scripts, one_home, 4, [&](MemorySystem& memory) {
      network.emplace(memory, [&](Message& message) {
        if (is(message, Opcode::LrWait)) arrived.push_back(message.source);
        if (is(message, Opcode::CompData)) answered.push_back(message.destination);
        return true;
      });
    });
    std::string wrong = unless(arrived.size() == kHarts && arrived == answered, "another order");
    std::vector<std::pair<Tick, unsigned>> turns;
    for (unsigned i = 0; i < kHarts; ++i) {
      wrong += unless(stage.result(i, 1).sc_success, "an SCwait failed");
      turns.emplace_back(stage.result(i, 0).at, i);
    }
    std::sort(turns.begin(), turns.end());
    for (unsigned i = 1; i < kHarts; ++i)
      wrong += differs("value", stage.result(turns[i].second, 0).value[0], turns[i - 1].second + 1);
    return wrong + differs("queued", waits(stage).waited, kHarts - 1) +
           differs("failed", waits(stage).scwaits_failed, 0);
  });
}

// Adds 1 by LRwait and SCwait so many times, again after each SCwait that fails.
class Incrementer : public TrafficSource {
 public:
  Incrementer(const char* name, const Surroundings& surroundings, unsigned increments, unsigned bytes)
      : TrafficSource(name, surroundings), increments_(increments), bytes_(bytes) {}
  unsigned attempts = 0;

 private:
  void restart(std::uint64_t) override {
    left_ = increments_;
    attempts = 0;
    step_ = Step::read;
  }
  bool next(TrafficAccess& access) override {
    if (left_ == 0 || step_ == Step::wait) return false;
    const bool reads = step_ == Step::read;
    access = reads ? lrwait_of(kA, 0, bytes_) : scwait_of(kA, value_ + 1, 3, bytes_);
    attempts += reads;
    step_ = Step::wait;
    return true;
  }
  void completed(const TrafficAccess& access, const TrafficResult& result) override {
    step_ = access.op == AtomicOp::lrwait ? Step::write : Step::read;
    value_ = result.value[0];
    left_ -= result.sc_success;
  }

  enum class Step { read, write, wait } step_ = Step::read;
  unsigned increments_, bytes_, left_ = 0;
  std::uint64_t value_ = 0;
};

struct Counting {
  explicit Counting(const std::function<void(Configuration&)>& change, unsigned harts = 16) {
    Configuration configuration;
    configuration.harts = harts;
    change(configuration);
    memory = std::make_unique<MemorySystem>("memory", configuration, PortUse::harts);
    for (unsigned i = 0; i < harts; ++i) {
      const TrafficSource::Surroundings around{
          memory->scheduler(), memory->tile_id(i), memory->cluster().clock(), memory->l1d(i), i, 1};
      sources.push_back(std::make_unique<Incrementer>(("hart" + std::to_string(i)).c_str(), around, kEach, 2));
      sources[i]->port.bind(memory->data_port(i));
    }
    memory->reset(1);
  }
  static constexpr unsigned kEach = 50;

  void run(Tick end = kNever) {
    memory->cluster().set_end(end);
    memory->cluster().reschedule();
    sc_core::sc_start();
  }
  // What went wrong, and all that was counted.
  std::string picture() {
    std::uint64_t value = 0;
    memory->debug_read(kA, reinterpret_cast<std::byte*>(&value), 2);
    std::string text = differs("sum", value, kEach * sources.size());
    for (const auto& source : sources) text += unless(source->idle(), "a hart waits for ever");
    StatisticsRegistry registry;
    memory->register_statistics(registry);
    for (const Statistic* statistic : registry.all())
      text += "\n" + statistic->name + " " + std::to_string(statistic->value());
    for (const auto& source : sources) text += "\nend " + std::to_string(source->last_completion());
    return text;
  }
  std::string wrong() { return picture().substr(0, picture().find('\n')); }
  const WaitStatistics& statistics() { return memory->home(0).wait_statistics(); }

  std::unique_ptr<MemorySystem> memory;
  std::vector<std::unique_ptr<Incrementer>> sources;
};

TEST(LrWait, NobodyFailsNorAsksTwice) {
  for (const char* placement : {"all-near", "all-far", "adaptive"})
    for (const unsigned l2_lines : {0u, 4u})
      for (const char* inclusion : {"non-inclusive", "inclusive", "exclusive"})
        AMOEBA_EXPECT_ISOLATED_WITH(placement << ", L2 of " << l2_lines << ", slice " << inclusion, {
          Counting run([&](Configuration& c) {
            c.placement = placement;
            c.l2.bytes = l2_lines * kLine;
            c.l2.ways = 2;
            c.slice_inclusion = inclusion;
            c.clean_eviction = "notified";
          });
          run.run();
          const std::uint64_t pairs = run.sources.size() * Counting::kEach;
          return run.wrong() + differs("failed", run.statistics().scwaits_failed, 0) +
                 differs("LRwaits", run.statistics().lrwaits, pairs) +
                 unless(run.statistics().waited > pairs / 2, "hardly anybody waited");
        });
}

TEST(LrWait, AFullQueueLetsTryAgain) {
  for (const unsigned places : {0u, 1u, 8u})
    AMOEBA_EXPECT_ISOLATED_WITH(places << " places", {
      Counting run([places](Configuration& c) { c.lrwait_queue = places; });
      run.run();
      return run.wrong() + unless(run.statistics().full > 0, "the queue was never full") +
             differs("failed", run.statistics().scwaits_failed, run.statistics().full);
    });
}

// While LRwaits wait, they leave the home node's places for requests to others.
TEST(LrWait, WaitsWithoutAPlaceForRequests) {
  AMOEBA_EXPECT_ISOLATED({
    Counting run([](Configuration& c) { c.home_requests = 1; });
    run.run();
    return run.wrong() + differs("failed", run.statistics().scwaits_failed, 0) +
           differs("expired", run.statistics().expired, 0);
  });
}

TEST(LrWait, StrictEqualsLookahead) {
  const auto picture = [](bool strict, const char* topology) {
    return run_isolated([&] {
      Counting run([&](Configuration& c) {
        c.strict = strict;
        c.network.topology = topology;
        c.lrwait_queue = 10;
        c.lrwait_window = 200;
      });
      run.run();
      return run.picture();
    });
  };
  for (const char* topology : {"crossbar", "mesh"}) EXPECT_EQ(picture(true, topology), picture(false, topology));
}

TEST(LrWait, ResetEndsAllTurns) {
  AMOEBA_EXPECT_ISOLATED({
    Counting run([](Configuration&) {});
    run.run(700);
    const bool waited = run.memory->home(0).waiting_for().find("waits since tick") != std::string::npos;
    run.memory->reset(1);
    run.run();
    const std::string again = run.picture();
    run.memory->reset(1);
    run.run();
    return run.wrong() + unless(waited, "nobody waited at the reset") + unless(run.picture() == again, "runs differ");
  });
}

// --- how a turn ends

// The window opens when the answer leaves: its way back has 4 + 1 ticks and a fill. Then hart 1's is answered.
TEST(LrWait, ATurnEndsByItself) {
  AMOEBA_EXPECT_ISOLATED({
    constexpr Tick kWindow = 300;
    Stage stage({{lrwait_of(kA), scwait_of(kA, 1, 1000)}, {lrwait_of(kA, 200), scwait_of(kA, 2)}},
                [](Configuration& c) {
                  one_home(c);
                  c.lrwait_window = kWindow;
                });
    const Tick left = stage.result(0, 0).at - 1 - 1 - 4;
    return unless(!stage.result(0, 1).sc_success && stage.result(1, 1).sc_success, "the wrong one succeeded") +
           differs("next turn", stage.result(1, 0).at, left + kWindow + 3 + 6 + 2 + 4 + 1 + 1) +
           differs("memory", stage.word(kA), 2) + differs("expired", waits(stage).expired, 1);
  });
}

TEST(LrWait, AWriteOfAnotherEndsTheTurn) {
  for (const TrafficAccess& write : {store_of(kA + 16, 5, 300), atomic_of(AtomicOp::add, kA + 16, 5, 300)})
    for (const char* placement : {"all-near", "all-far"})
      AMOEBA_EXPECT_ISOLATED_WITH(placement, {
        Stage stage({{lrwait_of(kA), scwait_of(kA, 1, 500)}, {write}, {lrwait_of(kA, 200), scwait_of(kA, 3)}},
                    [&](Configuration& c) {
                      one_home(c);
                      c.placement = placement;
                    });
        return unless(!stage.result(0, 1).sc_success, "succeeded") + unless(stage.result(2, 1).sc_success, "failed") +
               unless(stage.result(2, 0).at < 500, "the next one had to wait for the failed SCwait") +
               differs("memory", stage.word(kA), 3) + differs("neighbour", stage.word(kA + 16), 5) +
               differs("broken", waits(stage).broken, 1);
      });
}

TEST(LrWait, ALoadOfAnotherDoesNot) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{store_of(kA, 4), alone(lrwait_of(kA, 200)), scwait_of(kA, 5, 500)},
                 {load_of(kA, 400), alone(load_of(kA, 800))}},
                one_home);
    return unless(stage.result(0, 2).sc_success, "failed") + differs("value before", stage.result(1, 0).value[0], 4) +
           differs("value after", stage.result(1, 1).value[0], 5) + differs("broken", waits(stage).broken, 0);
  });
}

TEST(LrWait, AHartThatAsksAgainQueuesBehindOthers) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{lrwait_of(kA), alone(lrwait_of(kA, 400)), scwait_of(kA, 1)}, {lrwait_of(kA, 200), scwait_of(kA, 2)}},
                one_home);
    return unless(stage.result(0, 2).sc_success && stage.result(1, 1).sc_success, "failed") +
           differs("value", stage.result(0, 1).value[0], 2) + differs("memory", stage.word(kA), 1) +
           differs("abandoned", waits(stage).abandoned, 1);
  });
}

TEST(LrWait, TheDeadlockReportTellsWhoWaits) {
  AMOEBA_EXPECT_ISOLATED({
    std::string report;
    std::optional<WatchedNetwork> network;
    Stage stage({{lrwait_of(kA), scwait_of(kA, 1, 500)}, {lrwait_of(kA, 200), scwait_of(kA, 2)}}, one_home, 4,
                [&](MemorySystem& memory) {
                  network.emplace(memory, [&](Message& message) {
                    if (is(message, Opcode::ScWait) && report.empty()) report = memory.scheduler().deadlock_report();
                    return true;
                  });
                });
    return unless(report.find("home0: line 0x80000000 is reserved until tick") != std::string::npos, report.c_str()) +
           unless(report.find("for the SCwait of memory.tile0_l1d") != std::string::npos, "no holder") +
           unless(report.find("LRwait of memory.tile1_l1d waits since tick") != std::string::npos, "no waiter");
  });
}

}  // namespace
}  // namespace amoeba
