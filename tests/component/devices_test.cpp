// ACLINT and console through their sockets.
#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/devices/aclint.h"
#include "amoeba/devices/console.h"
#include "device_driver.h"

namespace amoeba {
namespace {

using sc_core::sc_time;

struct Change {
  unsigned hart;
  unsigned line;
  bool level;
  std::uint64_t ns;
  bool operator==(const Change& other) const {
    return hart == other.hart && line == other.line && level == other.level && ns == other.ns;
  }
};

std::uint64_t now_ns() {
  return sc_core::sc_time_stamp().value() / sc_time(1, sc_core::SC_NS).value();
}
void run_ns(double count) {
  sc_core::sc_start(count, sc_core::SC_NS);
}

constexpr std::uint64_t kCompare = 0x4000;
constexpr std::uint64_t kTime = 0xbff8;

class AclintTest : public testing::Test {
 protected:
  explicit AclintTest(std::uint64_t hertz = 10'000'000)  // one tick is 100 ns
      : aclint("aclint", 2, hertz, [this](unsigned hart, unsigned line, bool level) {
          changes.push_back({hart, line, level, now_ns()});
        }) {
    driver.checker.initiator_socket.bind(aclint.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  std::vector<Change> changes;
  Driver driver{"driver"};
  Aclint aclint;
};

TEST_F(AclintTest, SoftwareInterruptsFollowMsip) {
  driver.write<std::uint32_t>(4, 1);
  driver.write<std::uint32_t>(4, 0xffff'ffff);  // only bit 0 counts, so nothing changes
  EXPECT_EQ(driver.read<std::uint32_t>(4), 1u);
  EXPECT_EQ(driver.read<std::uint32_t>(0), 0u);
  run_ns(10);
  driver.write<std::uint64_t>(0, 1);  // both at once
  EXPECT_EQ(changes, (std::vector<Change>{{1, 3, true, 0}, {0, 3, true, 10}, {1, 3, false, 10}}));
}

TEST_F(AclintTest, TimerFiresAtExactlyItsTick) {
  driver.write<std::uint64_t>(kCompare + 8, 7);
  driver.write<std::uint64_t>(kCompare, 3);
  run_ns(2000);
  EXPECT_EQ(driver.read<std::uint64_t>(kTime), 20u);
  driver.write<std::uint64_t>(kCompare, 30);
  run_ns(2000);
  EXPECT_EQ(changes,
            (std::vector<Change>{{0, 7, true, 300}, {1, 7, true, 700}, {0, 7, false, 2000}, {0, 7, true, 3000}}));
}

TEST_F(AclintTest, RegistersTakeHalves) {
  driver.write<std::uint32_t>(kCompare + 4, 1);
  driver.write<std::uint32_t>(kCompare, 2);
  EXPECT_EQ(driver.read<std::uint64_t>(kCompare), 0x1'0000'0002u);
  driver.write<std::uint32_t>(kTime + 4, 1);
  run_ns(250);
  EXPECT_EQ(driver.read<std::uint32_t>(kTime + 4), 1u);
  EXPECT_EQ(driver.read<std::uint64_t>(kTime), 0x1'0000'0002u);
  EXPECT_EQ(changes, (std::vector<Change>{{0, 7, true, 200}}));
}

TEST_F(AclintTest, ANewTimeMovesTheTimer) {
  driver.write<std::uint64_t>(kCompare, 1000);
  driver.write<std::uint64_t>(kTime, 990);
  run_ns(3000);
  driver.write<std::uint64_t>(kTime, 0);
  EXPECT_EQ(changes, (std::vector<Change>{{0, 7, true, 1000}, {0, 7, false, 3000}}));
}

TEST_F(AclintTest, RefusesWhatNoRegisterTakes) {
  EXPECT_EQ(driver.try_read(0, 1), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(driver.try_read(0, 2), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(driver.try_read(0, 16), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(driver.try_read(kTime + 4, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE) << "not aligned";
  EXPECT_EQ(driver.try_read(8, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE) << "there is no hart 2";
  EXPECT_EQ(driver.try_read(kCompare + 16, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(driver.try_read(Aclint::kBytes, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(AclintTest, ResetStartsAgain) {
  driver.write<std::uint32_t>(0, 1);
  driver.write<std::uint64_t>(kCompare, 0);
  run_ns(450);
  aclint.reset();
  EXPECT_EQ(aclint.mtime(), 0u);
  driver.write<std::uint64_t>(kCompare, 1);
  run_ns(1000);
  EXPECT_EQ(changes, (std::vector<Change>{
                         {0, 3, true, 0}, {0, 7, true, 0}, {0, 3, false, 450}, {0, 7, false, 450}, {0, 7, true, 550}}));
}

TEST_F(AclintTest, DebugReadsTheTime) {
  run_ns(500);
  tlm::tlm_generic_payload* payload = driver.pool.acquire();
  driver.pool.prepare(*payload, tlm::TLM_READ_COMMAND, kTime, 8);
  EXPECT_EQ(driver.socket->transport_dbg(*payload), 8u);
  EXPECT_EQ(payload->get_data_ptr()[0], 5);
  payload->release();
}

// 32.768 kHz has no whole number of picoseconds per tick.
class SlowAclintTest : public AclintTest {
 protected:
  SlowAclintTest() : AclintTest(32'768) {}
};

TEST_F(SlowAclintTest, KeepsAnInexactRateExact) {
  driver.write<std::uint64_t>(kCompare, 32'768);
  driver.write<std::uint64_t>(kCompare + 8, 32'768ull * 3600 * 5);  // beyond one step of the timer
  sc_core::sc_start(1, sc_core::SC_SEC);
  run_ns(1);
  EXPECT_EQ(changes, (std::vector<Change>{{0, 7, true, 1'000'000'000}}));
  sc_core::sc_start(5 * 3600, sc_core::SC_SEC);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[1], (Change{1, 7, true, 18'000'000'000'000}));
}

TEST(Aclint, RefusesImpossibleParameters) {
  EXPECT_THROW(Aclint("none", 0, 1, nullptr), std::invalid_argument);
  EXPECT_THROW(Aclint("many", 4096, 1, nullptr), std::invalid_argument);
  EXPECT_THROW(Aclint("stopped", 1, 0, nullptr), std::invalid_argument);
}

TEST(Console, SendsWhatIsWrittenToTheTransmitter) {
  std::string text;
  Driver driver("driver");
  Console console("console", [&](char c) { text += c; });
  driver.checker.initiator_socket.bind(console.socket);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  EXPECT_EQ(driver.read<std::uint8_t>(5), 0x60);
  driver.write<std::uint8_t>(0, 'h');
  driver.write<std::uint8_t>(3, 0x83);  // divisor latch: offset 0 is no transmitter
  driver.write<std::uint8_t>(0, 'x');
  driver.write<std::uint8_t>(3, 0x03);
  driver.write<std::uint8_t>(0, 'i');
  EXPECT_EQ(text, "hi");
  EXPECT_EQ(driver.try_read(0, 4), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(driver.try_read(8, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

}  // namespace
}  // namespace amoeba
