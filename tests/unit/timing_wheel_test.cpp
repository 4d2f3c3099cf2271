// The timing wheel against its oracle, the heap.
#include <gtest/gtest.h>

#include "amoeba/base/random.h"
#include "amoeba/sched/timing_wheel.h"

namespace amoeba {
namespace {

EventEntry entry(Random& random, Tick time, std::uint32_t index) {
  return {time, random.below(4), random.below(1000) << 20 | index, index};
}

// Mostly the near future, sometimes the same tick, the end of the span, far away, or before what was looked at last.
Tick draw_time(Random& random, Tick now, Tick looked_at) {
  switch (random.below(10)) {
    case 0:
      return now;
    case 1:
      return looked_at == kNever ? now : looked_at;
    case 2:
      return now + 1020 + random.below(10);
    case 3:
      return now + random.below(1'000'000);
    case 4:
      return now + (looked_at == kNever ? 0 : random.below(looked_at - now + 1));
    default:
      return now + random.below(100);
  }
}

class Wheels : public testing::TestWithParam<unsigned> {};

TEST_P(Wheels, AgreeWithTheHeap) {
  Random random(GetParam());
  TimingWheel wheel;
  EventHeap heap;
  Tick now = 0;  // of the last pop: nothing is pushed before it
  std::uint32_t index = 0;
  for (unsigned step = 0; step < 20'000; ++step) {
    ASSERT_EQ(wheel.next_time(), heap.next_time()) << "step " << step;
    ASSERT_EQ(wheel.empty(), heap.empty());
    if (heap.empty() || random.below(100) < (step / 1000 % 2 ? 45u : 55u)) {
      const EventEntry next = entry(random, draw_time(random, now, heap.next_time()), index++);
      wheel.push(next);
      heap.push(next);
    } else if (random.below(3) == 0) {
      ASSERT_EQ(wheel.top().index, heap.top().index) << "step " << step;
    } else {
      const EventEntry popped = heap.pop();
      ASSERT_EQ(wheel.pop().index, popped.index) << "step " << step;
      now = popped.time;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, Wheels, testing::Range(0u, 20u));

TEST(TimingWheel, VisitsEveryEntryOnce) {
  Random random(7);
  TimingWheel wheel;
  for (std::uint32_t i = 0; i < 500; ++i) wheel.push(entry(random, random.below(5000), i));
  for (unsigned i = 0; i < 100; ++i) wheel.pop();
  std::vector<unsigned> seen(500, 0);
  wheel.for_each([&](const EventEntry& e) { ++seen[e.index]; });
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1u), 400);
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 0u), 100);
}

TEST(TimingWheel, IsEmptyAfterClear) {
  TimingWheel wheel;
  for (Tick t : {5, 5000, 7}) wheel.push({t, 0, 0, 0});
  wheel.pop();
  wheel.clear();
  EXPECT_TRUE(wheel.empty());
  wheel.push({3, 0, 0, 9});
  EXPECT_EQ(wheel.pop().index, 9u);
}

}  // namespace
}  // namespace amoeba
