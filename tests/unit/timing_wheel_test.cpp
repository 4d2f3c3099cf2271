// The timing wheel against its oracle, the heap.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/sched/timing_wheel.h"

namespace amoeba {
namespace {

// Events that stay where they are; the number of each is in its content.
class Events {
 public:
  Event& make(Tick time, std::uint64_t rank, std::uint64_t content) {
    events_.emplace_back();
    events_.back().time = time;
    events_.back().rank = rank;
    events_.back().content = content;
    return events_.back();
  }

 private:
  std::deque<Event> events_;
};

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
  Events events, copies;
  TimingWheel wheel;
  EventHeap heap;
  Tick now = 0;  // of the last pop: nothing is pushed before it
  for (std::uint64_t step = 0; step < 20'000; ++step) {
    ASSERT_EQ(wheel.next_time(), heap.next_time()) << "step " << step;
    ASSERT_EQ(wheel.empty(), heap.empty());
    if (heap.empty() || random.below(100) < (step / 1000 % 2 ? 45u : 55u)) {
      const Tick time = draw_time(random, now, heap.next_time());
      const std::uint64_t rank = random.below(4), content = random.below(1000) << 20 | step;
      wheel.push(events.make(time, rank, content));
      heap.push(copies.make(time, rank, content));
    } else if (random.below(3) == 0) {
      ASSERT_EQ(wheel.top().content, heap.top().content) << "step " << step;
    } else {
      const Event& popped = heap.pop();
      ASSERT_EQ(wheel.pop().content, popped.content) << "step " << step;
      now = popped.time;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, Wheels, testing::Range(0u, 20u));

TEST(TimingWheel, VisitsEveryEventOnce) {
  Random random(7);
  Events events;
  TimingWheel wheel;
  for (std::uint64_t i = 0; i < 500; ++i) wheel.push(events.make(random.below(5000), random.below(4), i));
  for (unsigned i = 0; i < 100; ++i) wheel.pop();
  std::vector<unsigned> seen(500, 0);
  wheel.for_each([&](const Event& event) { ++seen[event.content]; });
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1u), 400);
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 0u), 100);
}

TEST(TimingWheel, IsEmptyAfterClear) {
  Events events;
  TimingWheel wheel;
  for (Tick t : {5, 5000, 7}) wheel.push(events.make(t, 0, 0));
  wheel.pop();
  wheel.clear();
  EXPECT_TRUE(wheel.empty());
  wheel.push(events.make(3, 0, 9));
  EXPECT_EQ(wheel.pop().content, 9u);
}

}  // namespace
}  // namespace amoeba
