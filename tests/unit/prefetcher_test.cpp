// Which lines prefetchers choose, and when banks and ports are free.
#include "amoeba/cache/prefetcher.h"

#include <gtest/gtest.h>

#include <vector>

#include "amoeba/cache/bank_timer.h"

namespace amoeba {
namespace {

using Lines = std::vector<std::uint64_t>;
constexpr std::uint64_t kPage = 0x8000'0000;

Lines after_access(Prefetcher& prefetcher, std::uint64_t line) {
  Lines lines;
  prefetcher.train(line, [&](std::uint64_t next) { lines.push_back(next); });
  return lines;
}

TEST(NextLine, AsksForWhatFollowsInThePage) {
  Prefetcher prefetcher(PrefetcherKind::next_line, 2, 64);
  EXPECT_EQ(after_access(prefetcher, kPage), (Lines{kPage + 64, kPage + 128}));
  EXPECT_EQ(after_access(prefetcher, kPage + 4096 - 128), (Lines{kPage + 4096 - 64}));
  EXPECT_EQ(after_access(prefetcher, kPage + 4096 - 64), Lines{});
}

TEST(Stride, NeedsTwoEqualDistances) {
  Prefetcher prefetcher(PrefetcherKind::stride, 1, 64);
  EXPECT_EQ(after_access(prefetcher, kPage), Lines{});
  EXPECT_EQ(after_access(prefetcher, kPage + 192), Lines{});
  EXPECT_EQ(after_access(prefetcher, kPage + 384), (Lines{kPage + 576}));
  EXPECT_EQ(after_access(prefetcher, kPage + 384), Lines{});  // the same line says nothing
  EXPECT_EQ(after_access(prefetcher, kPage + 448), Lines{});  // another distance
}

TEST(Stride, FollowsPagesApartAndBackwards) {
  Prefetcher prefetcher(PrefetcherKind::stride, 2, 64);
  const std::uint64_t other = kPage + 4096;
  for (unsigned i = 0; i < 2; ++i) {
    after_access(prefetcher, kPage + 2048 - 128 * i);
    after_access(prefetcher, other + 64 * i);
  }
  EXPECT_EQ(after_access(prefetcher, kPage + 2048 - 256), (Lines{kPage + 2048 - 384, kPage + 2048 - 512}));
  EXPECT_EQ(after_access(prefetcher, other + 128), (Lines{other + 192, other + 256}));
}

TEST(BankTimer, DelaysNothingWithoutLimits) {
  BankTimer timer({});
  EXPECT_FALSE(timer.limits());
  for (unsigned i = 0; i < 5; ++i) EXPECT_EQ(timer.begin(0, 0, 7), 7u);
}

TEST(BankTimer, TakesOneAccessPerBankAndCycle) {
  BankParameters parameters;
  parameters.banks = 2;
  BankTimer timer(parameters);
  EXPECT_EQ(timer.begin(0, 0, 10), 10u);
  EXPECT_EQ(timer.begin(8, 0, 10), 10u);  // the other bank
  EXPECT_EQ(timer.begin(16, 0, 10), 11u);
  EXPECT_EQ(timer.begin(16, 0, 20), 20u);
}

TEST(BankTimer, TakesAsManyAccessesAsPorts) {
  BankParameters parameters;
  parameters.ports = 2;
  BankTimer timer(parameters);
  EXPECT_EQ(timer.begin(0, 0, 10), 10u);
  EXPECT_EQ(timer.begin(0, 0, 10), 10u);
  EXPECT_EQ(timer.begin(0, 0, 10), 11u);
}

TEST(BankTimer, KeepsTheBankOfASlowAccessBusy) {
  BankParameters parameters;
  parameters.banks = 1;
  BankTimer timer(parameters);
  EXPECT_EQ(timer.begin(0, 2, 10), 10u);
  EXPECT_EQ(timer.begin(0, 0, 10), 13u);
}

}  // namespace
}  // namespace amoeba
