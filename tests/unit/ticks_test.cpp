// Ticks and picoseconds, and the interleaving of lines.
#include <gtest/gtest.h>

#include <stdexcept>

#include "amoeba/base/line_interleave.h"
#include "amoeba/base/random.h"
#include "amoeba/base/ticks.h"

namespace amoeba {
namespace {

class Rates : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Rates, ConvertThereAndBack) {
  const TimeBase base(GetParam());
  Random random(GetParam());
  for (unsigned i = 0; i < 20'000; ++i) {
    const Tick tick = random.next() >> (20 + random.below(44));
    const std::uint64_t picoseconds = base.picoseconds(tick);
    ASSERT_EQ(base.tick(picoseconds), tick);
    if (picoseconds > 0) {
      ASSERT_EQ(base.tick(picoseconds - 1), tick - 1);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Hertz, Rates,
                         testing::Values(1'000'000, 10'000'000, 999'999'937, 1'000'000'000, 1'498'500'000,
                                         3'000'000'000, 100'000'000'000));

TEST(LineInterleave, DealsLinesInTurn) {
  const LineInterleave part(64, 4);
  EXPECT_EQ(part(0x103f), 0x103fu / 64 % 4);
  EXPECT_EQ(part(0x1040), 1u);
  const LineInterleave set(64, 8, 4);
  for (std::uint64_t address = 0; address < 0x10000; address += 16) ASSERT_EQ(set(address), address / 64 / 4 % 8);
  EXPECT_THROW(LineInterleave(64, 3), std::invalid_argument);
  EXPECT_THROW(LineInterleave(48, 4), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba
