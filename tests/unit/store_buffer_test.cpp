#include "amoeba/cores/lsu/store_buffer.h"

#include <gtest/gtest.h>

#include "amoeba/base/random.h"

namespace amoeba {
namespace {

using Cover = StoreBuffer::Cover;

BufferedStore store(std::uint64_t address, unsigned bytes, std::uint64_t value) {
  BufferedStore s;
  s.address = address;
  s.bytes = static_cast<std::uint8_t>(bytes);
  s.value = value;
  return s;
}

TEST(StoreBuffer, ForwardsTheYoungestStoreThatCoversALoad) {
  StoreBuffer buffer(4);
  buffer.push(store(0x100, 8, 0x1122334455667788));
  buffer.push(store(0x104, 2, 0xaabb));
  std::uint64_t value = 0;
  EXPECT_EQ(buffer.find(0x104, 2, value), Cover::whole);
  EXPECT_EQ(value, 0xaabbu);
  EXPECT_EQ(buffer.find(0x105, 1, value), Cover::whole);
  EXPECT_EQ(value, 0xaau);
  EXPECT_EQ(buffer.find(0x101, 2, value), Cover::whole);
  EXPECT_EQ(value, 0x6677u);
  EXPECT_EQ(buffer.find(0x104, 4, value), Cover::partial);
  EXPECT_EQ(buffer.find(0x0fe, 4, value), Cover::partial);
  EXPECT_EQ(buffer.find(0x108, 8, value), Cover::none);
  EXPECT_EQ(buffer.find(0x0f8, 8, value), Cover::none);
}

TEST(StoreBuffer, KeepsOrderAndCapacityAroundTheEnd) {
  StoreBuffer buffer(3);
  for (std::uint64_t n = 0; n < 20; ++n) {
    EXPECT_TRUE(buffer.room(1));
    buffer.push(store(n * 8, 8, n));
    if (buffer.size() < 3) continue;
    EXPECT_FALSE(buffer.room(1));
    EXPECT_EQ(buffer.front().value, n - 2);
    buffer.pop();
  }
}

// Against a byte-by-byte history.
TEST(StoreBuffer, AgreesWithBytesInMemory) {
  Random random(3);
  for (unsigned round = 0; round < 2000; ++round) {
    StoreBuffer buffer(6);
    int writer[32];
    std::uint8_t bytes[32] = {};
    std::fill(std::begin(writer), std::end(writer), -1);
    for (int n = 0; n < 6; ++n) {
      const unsigned size = 1u << random.below(4);
      const std::uint64_t address = random.below(32 - size + 1), value = random.next();
      buffer.push(store(address, size, value));
      for (unsigned b = 0; b < size; ++b) {
        writer[address + b] = n;
        bytes[address + b] = static_cast<std::uint8_t>(value >> (8 * b));
      }
    }
    const unsigned size = 1u << random.below(4);
    const std::uint64_t address = random.below(32 - size + 1);
    std::uint64_t value = 0;
    const Cover cover = buffer.find(address, size, value);
    bool any = false, one = true;
    for (unsigned b = 0; b < size; ++b) {
      any = any || writer[address + b] >= 0;
      one = one && writer[address + b] == writer[address];
    }
    EXPECT_EQ(cover == Cover::none, !any);
    if (cover != Cover::whole) continue;
    EXPECT_TRUE(one);
    for (unsigned b = 0; b < size; ++b) EXPECT_EQ(static_cast<std::uint8_t>(value >> (8 * b)), bytes[address + b]);
  }
}

}  // namespace
}  // namespace amoeba
