#include "amoeba/base/statistics.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace amoeba {
namespace {

TEST(Statistics, ReadCountersWhereTheyLive) {
  StatisticsRegistry registry;
  std::uint64_t hits = 0;
  registry.add("hart0.l1d.hits", "accesses", "Accesses that hit.", hits);
  hits = 42;
  ASSERT_NE(registry.find("hart0.l1d.hits"), nullptr);
  EXPECT_EQ(registry.find("hart0.l1d.hits")->value(), 42u);
  EXPECT_EQ(registry.find("hart0.l1d.hits")->unit, "accesses");
  EXPECT_EQ(registry.find("hart0.l1d"), nullptr);
}

TEST(Statistics, AreListedByNameWhateverTheOrderOfRegistration) {
  StatisticsRegistry registry;
  for (const char* name : {"b", "c.x", "a"}) registry.add(name, "cycles", "", [] { return std::uint64_t{0}; });
  const Statistic* found = registry.find("b");
  registry.add("aa", "cycles", "", [] { return std::uint64_t{0}; });
  std::string order;
  for (const Statistic* statistic : registry.all()) order += statistic->name + " ";
  EXPECT_EQ(order, "a aa b c.x ");
  EXPECT_EQ(found, registry.find("b"));  // statistics do not move when others are added
}

TEST(Statistics, RefuseASecondOfTheSameName) {
  StatisticsRegistry registry;
  const std::uint64_t counter = 0;
  registry.add("x", "cycles", "", counter);
  EXPECT_THROW(registry.add("x", "cycles", "", counter), std::logic_error);
}

}  // namespace
}  // namespace amoeba
