// The order of a DRAM address's fields is free, and each order is a bijection; the clocks of memory and cluster agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "amoeba/base/random.h"
#include "amoeba/dram/address_mapping.h"
#include "amoeba/dram/dram_presets.h"

namespace amoeba {
namespace {

using Decode = std::function<DramAddress(std::uint64_t)>;

std::vector<std::string> every_order() {
  std::vector<std::string> names = {"bank", "bankgroup", "channel", "column", "rank", "row"}, orders;
  do {
    std::string order;
    for (const std::string& name : names) order += (order.empty() ? "" : "-") + name;
    orders.push_back(order);
  } while (std::next_permutation(names.begin(), names.end()));
  return orders;
}

// Every line of the memory has a place of its own within the shape.
bool is_bijection(const DramShape& shape, const Decode& decode) {
  std::set<std::tuple<unsigned, unsigned, unsigned, unsigned, unsigned, unsigned>> places;
  for (std::uint64_t offset = 0; offset < shape.bytes(); offset += shape.line_bytes) {
    const DramAddress a = decode(offset);
    if (a.channel >= shape.channels || a.rank >= shape.ranks || a.bank_group >= shape.bank_groups ||
        a.bank >= shape.banks || a.row >= shape.rows || a.column >= shape.columns)
      return false;
    if (!places.emplace(a.channel, a.rank, a.bank_group, a.bank, a.row, a.column).second) return false;
  }
  return true;
}

TEST(DramMapping, EveryOrderIsABijection) {
  const DramShape shape{64, 2, 2, 4, 2, 16, 4};
  for (const std::string& order : every_order())
    for (bool hash : {false, true}) {
      const AddressMapping mapping(order, hash, shape);
      EXPECT_TRUE(is_bijection(shape, [&](std::uint64_t offset) { return mapping.decode(offset); })) << order;
    }
}

TEST(DramMapping, ALostBitIsNoticed) {
  const DramShape shape{64, 2, 2, 4, 2, 16, 4};
  const AddressMapping mapping("row-rank-bank-column-bankgroup-channel", false, shape);
  EXPECT_FALSE(is_bijection(shape, [&](std::uint64_t offset) {
    DramAddress address = mapping.decode(offset);
    address.bank_group ^= address.column & 1;  // still one
    address.column &= ~1u;                     // no longer
    return address;
  }));
}

// The fields of an address as one number, which is linear in the offset's bits over GF(2).
std::uint64_t packed(const DramAddress& a) {
  std::uint64_t value = 0;
  for (const auto& [field, bits] : {std::pair(a.channel, 4), std::pair(a.rank, 4), std::pair(a.bank_group, 4),
                                    std::pair(a.bank, 4), std::pair(a.row, 20), std::pair(a.column, 12)})
    value = value << bits | field;
  return value;
}

TEST(DramMapping, EveryPresetsMappingIsABijection) {
  for (const std::string& preset : dram_preset_names())
    for (const std::string& order : every_order()) {
      const DramShape shape = dram_shape(dram_preset(preset), 4, 2, 64);
      const AddressMapping mapping(order, true, shape);
      std::vector<std::uint64_t> basis;  // images of the bits, reduced
      for (std::uint64_t bit = shape.line_bytes; bit < shape.bytes(); bit *= 2) {
        std::uint64_t image = packed(mapping.decode(bit));
        for (std::uint64_t other : basis) image = std::min(image, image ^ other);
        ASSERT_NE(image, 0u) << preset << " " << order << " bit " << bit;
        basis.push_back(image);
      }
    }
}

TEST(DramMapping, ConsecutiveLinesGoWhereTheOrderSays) {
  const DramShape shape = dram_shape(dram_preset("ddr4-3200"), 2, 1, 64);
  const AddressMapping mapping("row-rank-bank-column-bankgroup-channel", false, shape);
  for (unsigned line = 0; line < 16; ++line) {
    const DramAddress address = mapping.decode(64 * line);
    EXPECT_EQ(address.channel, line % 2);
    EXPECT_EQ(address.bank_group, line / 2 % 4);
    EXPECT_EQ(address.column, line / 8);
  }
}

TEST(DramMapping, AChannelHoldsTheLinesBelowItsField) {
  const DramShape shape = dram_shape(dram_preset("ddr4-3200"), 2, 1, 64);
  EXPECT_EQ(AddressMapping("row-rank-bank-column-bankgroup-channel", false, shape).channel_bytes(), 64u);
  EXPECT_EQ(AddressMapping("row-rank-bank-channel-column-bankgroup", false, shape).channel_bytes(), 4u * 8192);
  EXPECT_EQ(AddressMapping("channel-row-rank-bank-column-bankgroup", false, shape).channel_bytes(), shape.bytes() / 2);
}

// Main memory may begin anywhere.
TEST(DramMapping, IsABijectionFromEveryAddressOn) {
  const DramShape shape{64, 2, 2, 4, 2, 16, 4};
  const AddressMapping mapping("row-rank-bank-column-bankgroup-channel", true, shape);
  EXPECT_TRUE(is_bijection(shape, [&](std::uint64_t offset) { return mapping.decode(offset + 0x8000'3000); }));
}

TEST(DramMapping, OrdersThatAreNoneAreRefused) {
  const auto refusal = [](const char* order) -> std::string {
    try {
      AddressMapping::check_order(order);
    } catch (const std::invalid_argument& problem) {
      return problem.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal("row-rank-bank-column-bankgroup"), "the field 'channel' is missing");
  EXPECT_EQ(refusal("row-row-rank-bank-column-bankgroup-channel"), "the field 'row' is named twice");
  EXPECT_EQ(refusal("row-rank-bank-column-bankgroup-chanel"), "'chanel' is no field of a DRAM address");
  EXPECT_EQ(refusal(""), "'' is no field of a DRAM address");
}

TEST(MemoryClock, SeesTheOthersEdgeAtItsOwnNextOne) {
  const MemoryClock clock(1'600'000'000, 1'000'000'000);  // 8 cycles in 5 ticks
  EXPECT_EQ(clock.cycle_at(5), 8);
  EXPECT_EQ(clock.cycle_at(6), 10);
  EXPECT_EQ(clock.tick_at(8), 5u);
  EXPECT_EQ(clock.tick_at(9), 6u);
}

TEST(MemoryClock, NeverDrifts) {
  const MemoryClock clock(2'133'333'333, 1'498'500'000);
  EXPECT_EQ(clock.cycle_at(1'498'500'000ull * 3600), 2'133'333'333ll * 3600);
  Random random(3);
  for (unsigned i = 0; i < 10'000; ++i) {
    const Tick tick = random.below(std::uint64_t{1} << 50);
    EXPECT_LE(clock.tick_at(clock.cycle_at(tick)) - tick, 1u);
    EXPECT_GE(clock.tick_at(clock.cycle_at(tick)), tick);
  }
}

}  // namespace
}  // namespace amoeba
