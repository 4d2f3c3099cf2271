// The platform-level interrupt controller and the doorbell, by the chapters of the PLIC specification.
#include "amoeba/devices/plic.h"

#include <stdexcept>
#include <vector>

#include "amoeba/devices/doorbell.h"
#include "device_driver.h"

namespace amoeba {
namespace {

constexpr unsigned kSources = 40;
constexpr std::uint64_t kPending = 0x1000;
constexpr std::uint64_t enable(unsigned context) {
  return 0x2000 + 0x80 * context;
}
constexpr std::uint64_t threshold(unsigned context) {
  return 0x200000 + 0x1000 * context;
}
constexpr std::uint64_t claim(unsigned context) {
  return threshold(context) + 4;
}

struct Line {
  unsigned hart, line;
  bool level;
  bool operator==(const Line& o) const { return hart == o.hart && line == o.line && level == o.level; }
};

// One set of modules for all tests: SystemC elaborates once per process.
struct Bench {
  std::vector<Line> lines;
  Plic plic{"plic", 2, kSources, [this](unsigned hart, unsigned line, bool level) {
              lines.push_back({hart, line, level});
            }};
  Doorbell doorbell{"doorbell", kSources, [this](unsigned source, bool level) { plic.set_source(source, level); }};
  Driver registers{"registers"}, bells{"bells"};
  Bench() {
    registers.checker.initiator_socket.bind(plic.socket);
    bells.checker.initiator_socket.bind(doorbell.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
};

class PlicTest : public testing::Test {
 protected:
  PlicTest() : b(bench()) {
    b.plic.reset();
    b.doorbell.reset();
    b.lines.clear();
  }
  static Bench& bench() {
    static Bench only;
    return only;
  }
  void write(std::uint64_t offset, std::uint32_t value) { b.registers.write<std::uint32_t>(offset, value); }
  std::uint32_t read(std::uint64_t offset) { return b.registers.read<std::uint32_t>(offset); }
  void ring(unsigned source, bool level) { b.bells.write<std::uint32_t>(4 * source, level); }
  Bench& b;
};

TEST_F(PlicTest, Enables_AContextsLineRisesForItsEnabledSourceOnly) {
  write(4 * 3, 1);
  write(enable(3), 1 << 3);  // S mode of hart 1
  ring(3, true);
  EXPECT_EQ(b.lines, (std::vector<Line>{{1, Plic::kSupervisorLine, true}}));
  EXPECT_EQ(read(kPending), 1u << 3);
  write(enable(3), 0);
  write(enable(2), 1 << 3);
  EXPECT_EQ(b.lines.back(), (Line{1, Plic::kMachineLine, true}));
}

TEST_F(PlicTest, Priorities_ZeroNeverInterruptsAndTheThresholdHoldsBack) {
  write(enable(0), 1 << 5);
  ring(5, true);
  EXPECT_TRUE(b.lines.empty());
  write(4 * 5, 2);
  EXPECT_EQ(b.lines.size(), 1u);
  write(threshold(0), 2);
  EXPECT_FALSE(b.lines.back().level);
  EXPECT_EQ(read(claim(0)), 0u);
  write(threshold(0), 1);
  EXPECT_TRUE(b.lines.back().level);
  write(4 * 5, ~0u);
  EXPECT_EQ(read(4 * 5), 7u);
}

TEST_F(PlicTest, InterruptClaim_TheHighestPriorityThenTheLowestSource) {
  for (unsigned source : {2u, 7u, 34u}) write(4 * source, source == 7 ? 1 : 3);
  write(enable(0), 1 << 2 | 1 << 7);
  write(enable(0) + 4, 1 << 2);
  for (unsigned source : {7u, 34u, 2u}) ring(source, true);
  EXPECT_EQ(read(kPending + 4), 1u << 2);
  EXPECT_EQ(read(claim(0)), 2u);
  EXPECT_EQ(read(claim(0)), 34u);
  EXPECT_TRUE(b.lines.back().level);
  EXPECT_EQ(read(claim(0)), 7u);
  EXPECT_FALSE(b.lines.back().level);
  EXPECT_EQ(read(claim(0)), 0u);
}

TEST_F(PlicTest, InterruptCompletion_ALevelThatStaysInterruptsAgain) {
  write(4 * 1, 1);
  write(enable(0), 1 << 1);
  ring(1, true);
  EXPECT_EQ(read(claim(0)), 1u);
  EXPECT_EQ(read(kPending), 0u);
  write(claim(0), 1);
  EXPECT_EQ(read(kPending), 1u << 1);
  EXPECT_EQ(read(claim(0)), 1u);
  ring(1, false);
  write(claim(0), 1);
  EXPECT_EQ(read(kPending), 0u);
}

TEST_F(PlicTest, InterruptCompletion_OfASourceThatIsNotEnabledIsIgnored) {
  write(4 * 1, 1);
  write(enable(0), 1 << 1);
  ring(1, true);
  EXPECT_EQ(read(claim(0)), 1u);
  write(claim(1), 1);
  EXPECT_EQ(read(kPending), 0u) << "still in service";
}

TEST_F(PlicTest, MemoryMap_SourceZeroAndWhatDoesNotExistReadZero) {
  write(0, 7);
  EXPECT_EQ(read(0), 0u);
  write(enable(0), ~0u);
  EXPECT_EQ(read(enable(0)), ~1u);
  write(enable(0) + 4, ~0u);
  EXPECT_EQ(read(enable(0) + 4), 0x1ffu) << "sources 32 to 40";
  EXPECT_EQ(read(4 * 200), 0u);
  EXPECT_EQ(read(threshold(9)), 0u);
  EXPECT_NE(b.registers.try_read(0, 8), tlm::TLM_OK_RESPONSE);
  EXPECT_NE(b.registers.try_read(2, 2), tlm::TLM_OK_RESPONSE);
}

TEST_F(PlicTest, StateComesBackFromAnArchive) {
  write(4 * 4, 5);
  write(enable(1), 1 << 4);
  ring(4, true);
  Archive saved;
  b.plic.serialize(saved);
  b.plic.reset();
  EXPECT_EQ(read(claim(1)), 0u);
  Archive loaded(saved.bytes());
  b.plic.serialize(loaded);
  EXPECT_EQ(read(claim(1)), 4u);
}

TEST(Plic, RefusesShapesThatTheSpecificationLacks) {
  EXPECT_THROW(Plic("none", 1, 0, {}), std::invalid_argument);
  EXPECT_THROW(Plic("many", 1, 1024, {}), std::invalid_argument);
  EXPECT_THROW(Plic("no_harts", 0, 1, {}), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba
