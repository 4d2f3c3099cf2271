#include "amoeba/base/address_map.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace amoeba {
namespace {

constexpr std::uint64_t kLastAddress = std::numeric_limits<std::uint64_t>::max();

Region region(const char* name, std::uint64_t base, std::uint64_t size) {
  return {name, base, size};
}

std::string refusal(AddressMap& map, Region added) {
  try {
    map.add(std::move(added));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(AddressMap, FindsTheRegionThatHoldsTheWholeAccess) {
  AddressMap map;
  map.add(region("high", 0x8000, 0x1000));
  map.add(region("low", 0x1000, 0x1000));
  ASSERT_NE(map.find(0x1000), nullptr);
  EXPECT_EQ(map.find(0x1fff)->name, "low");
  EXPECT_EQ(map.find(0x8ff8, 8)->name, "high");
  EXPECT_EQ(map.find(0x8ff9, 8), nullptr);
  EXPECT_EQ(map.find(0x0fff), nullptr);
  EXPECT_EQ(map.find(0x2000), nullptr);
  EXPECT_EQ(map.find(0x9000), nullptr);
  EXPECT_EQ(map.regions().front().name, "low");
}

TEST(AddressMap, AccessAcrossTwoAdjacentRegionsIsInNeither) {
  AddressMap map;
  map.add(region("a", 0x1000, 0x1000));
  map.add(region("b", 0x2000, 0x1000));
  EXPECT_EQ(map.find(0x1ffc, 8), nullptr);
}

TEST(AddressMap, RefusesEveryKindOfOverlap) {
  AddressMap map;
  map.add(region("ram", 0x2000, 0x2000));
  for (const auto& [base, size] : {std::pair<std::uint64_t, std::uint64_t>{0x2000, 0x2000},  // the same
                                   {0x1000, 0x1001},                                         // touches the beginning
                                   {0x3fff, 0x1000},                                         // touches the end
                                   {0x2800, 0x10},                                           // inside
                                   {0x1000, 0x4000}}) {                                      // around
    const std::string message = refusal(map, region("device", base, size));
    EXPECT_NE(message.find("'device'"), std::string::npos) << std::hex << base;
    EXPECT_NE(message.find("overlaps region 'ram' [0x2000, 0x3fff]"), std::string::npos) << message;
  }
  EXPECT_EQ(refusal(map, region("before", 0x1000, 0x1000)), "");
  EXPECT_EQ(refusal(map, region("behind", 0x4000, 0x1000)), "");
  EXPECT_EQ(map.regions().size(), 3u);
}

TEST(AddressMap, RefusesEmptyRegionsAndWrapAround) {
  AddressMap map;
  EXPECT_NE(refusal(map, region("none", 0x1000, 0)).find("empty"), std::string::npos);
  EXPECT_NE(refusal(map, region("far", kLastAddress - 0xfff, 0x1001)).find("wraps around"), std::string::npos);
  EXPECT_EQ(refusal(map, region("last page", kLastAddress - 0xfff, 0x1000)), "");
  EXPECT_EQ(map.find(kLastAddress)->name, "last page");
  EXPECT_EQ(map.find(kLastAddress, 2), nullptr);
}

struct Requirement {
  AtomicOp op;
  unsigned bytes;
  AmoClass least;
};

void PrintTo(const Requirement& r, std::ostream* out) {
  *out << name(r.op) << " of " << r.bytes << " bytes";
}

class Admission : public testing::TestWithParam<Requirement> {};

TEST_P(Admission, BeginsAtTheLeastClass) {
  const auto [op, bytes, least] = GetParam();
  for (int level = 0; level <= static_cast<int>(AmoClass::cas_q); ++level) {
    Region memory;
    memory.amo = static_cast<AmoClass>(level);
    EXPECT_EQ(memory.admits(op, bytes), level >= static_cast<int>(least)) << level;
  }
}

// The table of the privileged manual; Zabha asks for the level of the word form.
INSTANTIATE_TEST_SUITE_P(
    PrivilegedManual, Admission,
    testing::Values(
        Requirement{AtomicOp::swap, 1, AmoClass::swap}, Requirement{AtomicOp::swap, 2, AmoClass::swap},
        Requirement{AtomicOp::swap, 4, AmoClass::swap}, Requirement{AtomicOp::swap, 8, AmoClass::swap},
        Requirement{AtomicOp::bit_and, 1, AmoClass::logical}, Requirement{AtomicOp::bit_or, 4, AmoClass::logical},
        Requirement{AtomicOp::bit_xor, 8, AmoClass::logical}, Requirement{AtomicOp::add, 1, AmoClass::arithmetic},
        Requirement{AtomicOp::add, 8, AmoClass::arithmetic}, Requirement{AtomicOp::min, 2, AmoClass::arithmetic},
        Requirement{AtomicOp::max, 4, AmoClass::arithmetic}, Requirement{AtomicOp::minu, 1, AmoClass::arithmetic},
        Requirement{AtomicOp::maxu, 8, AmoClass::arithmetic}, Requirement{AtomicOp::cas, 1, AmoClass::cas_w},
        Requirement{AtomicOp::cas, 2, AmoClass::cas_w}, Requirement{AtomicOp::cas, 4, AmoClass::cas_w},
        Requirement{AtomicOp::cas, 8, AmoClass::cas_d}, Requirement{AtomicOp::cas, 16, AmoClass::cas_q}));

TEST(Admission, ReservationsDependOnReservabilityAlone) {
  Region memory;
  memory.amo = AmoClass::cas_q;
  EXPECT_FALSE(memory.admits(AtomicOp::lr, 4));
  EXPECT_FALSE(memory.admits(AtomicOp::sc, 8));
  memory.amo = AmoClass::none;
  memory.reservation = ReservationClass::eventual;
  EXPECT_TRUE(memory.admits(AtomicOp::lr, 4));
  EXPECT_TRUE(memory.admits(AtomicOp::sc, 8));
}

}  // namespace
}  // namespace amoeba
