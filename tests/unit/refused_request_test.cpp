// A refused request comes back whole, and goes out once with its credit, whichever of the two comes first.
#include "amoeba/sched/refused_request.h"

#include <gtest/gtest.h>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {
namespace {

class RefusedRequestTest : public testing::Test {
 protected:
  RefusedRequestTest() : scheduler(64) {
    Message request;
    request.opcode = static_cast<std::uint8_t>(Opcode::AtomicCompare);
    request.source = request.requester = 3;
    request.destination = 9;
    request.address = 0x1238;
    request.requester_tag = 2;
    request.bytes = 8;
    request.detail = 5;
    request.operand[0] = 17;
    request.compare[0] = 18;
    request.network = 4;
    refusal = refusal_of(request, static_cast<std::uint8_t>(Opcode::RetryAck), scheduler);
    refusal.network += 6;
    credit.source = 9;
    credit.destination = 3;
    credit.requester_tag = 2;
    credit.tag = 11;
    credit.network = 7;
    credit.credited = true;
  }
  void expect_whole(const PooledMessage* request) {
    ASSERT_NE(request, nullptr);
    EXPECT_EQ(static_cast<Opcode>(request->opcode), Opcode::AtomicCompare);
    EXPECT_EQ(request->source, 3);
    EXPECT_EQ(request->requester, 3);
    EXPECT_EQ(request->destination, 9);
    EXPECT_EQ(request->address, 0x1238u);
    EXPECT_EQ(request->requester_tag, 2);
    EXPECT_EQ(request->bytes, 8);
    EXPECT_EQ(request->detail, 5);
    EXPECT_EQ(request->operand[0], 17u);
    EXPECT_EQ(request->compare[0], 18u);
    EXPECT_EQ(request->network, 4u + 6 + 7);
    EXPECT_EQ(request->tag, 11);
    EXPECT_TRUE(request->credited);
    EXPECT_FALSE(refused.waits());
  }

  Scheduler scheduler;
  Message refusal, credit;
  RefusedRequest refused;
};

TEST_F(RefusedRequestTest, WaitsForItsCredit) {
  EXPECT_EQ(refusal.destination, 3);
  EXPECT_EQ(refused.take(refusal, scheduler), nullptr);
  EXPECT_TRUE(refused.waits());
  EXPECT_EQ(refused.receiver(), 9);
  expect_whole(refused.take(credit, scheduler));
}

TEST_F(RefusedRequestTest, TheCreditMayComeFirst) {
  EXPECT_EQ(refused.take(credit, scheduler), nullptr);
  EXPECT_FALSE(refused.waits());
  expect_whole(refused.take(refusal, scheduler));
}

TEST_F(RefusedRequestTest, EveryRefusalNeedsACreditOfItsOwn) {
  for (unsigned i = 0; i < 2; ++i) {
    EXPECT_EQ(refused.take(refusal, scheduler), nullptr);
    expect_whole(refused.take(credit, scheduler));
  }
}

}  // namespace
}  // namespace amoeba
