// A home node with few places for requests: refusals and credits between it and the caches.
#include <algorithm>
#include <optional>

#include "../watched_network.h"
#include "cache_stage.h"

namespace amoeba {
namespace {

constexpr unsigned kHarts = 4, kRounds = 100;

// All harts add 1 to a word of each of four lines, again and again.
std::vector<Stage::Script> hammering() {
  Stage::Script script;
  for (unsigned i = 0; i < kRounds; ++i)
    for (const std::uint64_t line : {kA, kB, kC, kD}) script.push_back(atomic_of(AtomicOp::add, line, 1));
  return std::vector<Stage::Script>(kHarts, script);
}

std::string wrong_sums(Stage& stage) {
  std::string wrong = unless(stage.finished, "not finished");
  for (const std::uint64_t line : {kA, kB, kC, kD}) wrong += differs("sum", stage.word(line), kHarts * kRounds);
  return wrong;
}

void one_place(Configuration& c) {
  c.home_nodes = 1;
  c.home_requests = 1;
}

TEST(HomeRetry, LosesNoRequest) {
  for (const char* placement : {"all-near", "all-far"})
    for (const unsigned places : {1u, 2u, 3u})
      for (const unsigned l2_lines : {0u, 4u})
        AMOEBA_EXPECT_ISOLATED_WITH(placement << " with " << places << " places, L2 of " << l2_lines, {
          Stage stage(hammering(), [&](Configuration& c) {
            one_place(c);
            c.home_requests = places;
            c.placement = placement;
            c.l2.bytes = l2_lines * kLine;
            c.l2.ways = 2;
          });
          return wrong_sums(stage) + unless(stage.memory->home(0).statistics().retries > 0, "nothing was refused");
        });
}

TEST(HomeRetry, EnoughPlacesRefuseNothing) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage(hammering(), [](Configuration& c) { c.home_nodes = 1, c.home_requests = 4 * kHarts; });
    return wrong_sums(stage) + differs("retries", stage.memory->home(0).statistics().retries, 0);
  });
}

// Requesters in order of their refusals and of the credits they got.
struct Order {
  std::vector<AgentId> refused, credited;
};

TEST(HomeRetry, CreditsComeInTheOrderOfTheRefusals) {
  AMOEBA_EXPECT_ISOLATED({
    Order order;
    std::optional<WatchedNetwork> network;
    Stage stage(
        hammering(), [](Configuration& c) { one_place(c), c.placement = "all-far"; }, 4,
        [&](MemorySystem& memory) {
          network.emplace(memory, [&order](Message& message) {
            if (is(message, Opcode::RetryAck)) order.refused.push_back(message.destination);
            if (is(message, Opcode::PCrdGrant)) order.credited.push_back(message.destination);
            return true;
          });
        });
    return wrong_sums(stage) + unless(order.refused.size() > kRounds, "hardly anything was refused") +
           unless(order.refused == order.credited, "another order");
  });
}

// While one is owed the place, nobody gets it twice in a row from the home node.
TEST(HomeRetry, IsFair) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage(
        hammering(), [](Configuration& c) { one_place(c), c.placement = "all-far"; }, 1);
    Tick first = kNever, last = 0;
    for (unsigned hart = 0; hart < kHarts; ++hart) {
      const Tick end = stage.result(hart, 4 * kRounds - 1).at;
      first = std::min(first, end);
      last = std::max(last, end);
    }
    return wrong_sums(stage) + unless(last - first < last / 20, "one hart was much faster than another");
  });
}

// Tag 1 + request 4 + refusal 3 + 4; the credit leaves 3 ticks after the CompAck has ended the request before.
TEST(HomeRetry, TakesTheTimeOfItsMessages) {
  AMOEBA_EXPECT_ISOLATED({
    Stage stage({{load_of(kA, 10)}, {load_of(kC, 12)}}, one_place);
    const Tick ended = stage.result(0, 0).at - 1 + 1 + 4;  // fill 1 after the data, CompAck 1 after them, and its way
    const Tick expected = ended + 3 + 4 + kFromMemory;
    return differs("end of the second", stage.result(1, 0).at, expected) +
           differs("retries", stage.memory->home(0).statistics().retries, 1);
  });
}

}  // namespace
}  // namespace amoeba
