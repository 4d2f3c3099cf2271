// What the in-order hart does at which tick, on a memory whose answers are known.
#include <gtest/gtest.h>

#include "guest_code.h"
#include "hart_bench.h"

namespace amoeba {
namespace {

constexpr int kData = 0x1000;  // where programs keep their data, from kMemoryBase

struct HartTiming : testing::Test {
  explicit HartTiming(unsigned ecc_granule) : bench(HartBench::default_configuration(), ecc_granule) { prepare(); }
  HartTiming() { prepare(); }

  HartBench bench;
  GuestCode code;
  std::vector<std::pair<Tick, std::uint64_t>> issued;  // by pc

  void prepare() {
    code.address(2, kMemoryBase + kData);
    code.address(3, kDeviceBase);
    code.address(4, kUncachedBase);
    body = code.size();
  }
  std::uint64_t body;

  void run(bool data_held = true) {
    code.wfi();
    start(data_held);
    bench.run(100'000);
  }
  void start(bool data_held) {
    bench.hart->set_trace([this](Tick at, unsigned, HartMode, std::uint64_t pc, std::uint32_t, const std::string&) {
      issued.emplace_back(at, pc - kMemoryBase);
    });
    bench.reset(code.image());
    bench.warm();
    if (!data_held) bench.data->lines.clear();
  }
  Tick tick_of(std::uint64_t offset) const {
    for (const auto& [at, pc] : issued)
      if (pc == offset) return at;
    return kNever;
  }
  // Ticks from the first instruction of the body to the one at `offset` of it.
  Tick since_body(std::uint64_t offset) const { return tick_of(body + offset) - tick_of(body); }
  std::uint64_t x(unsigned index) const { return bench.hart->read_register(index); }
};

TEST_F(HartTiming, OneInstructionPerCycle) {
  for (int n = 0; n < 4; ++n) code.addi(10, 10, 1);
  run();
  EXPECT_EQ(since_body(12), 3u);
  EXPECT_EQ(x(10), 4u);
}

TEST_F(HartTiming, ALoadDelaysItsUserByTheHitLatency) {
  code.ld(10, 2, 0);
  code.addi(11, 0, 1);
  code.addi(12, 10, 1);
  run();
  EXPECT_EQ(since_body(4), 1u);
  EXPECT_EQ(since_body(8), 2u);
}

struct HartWithEcc : HartTiming {
  HartWithEcc() : HartTiming(8) {}
};

TEST_F(HartWithEcc, ANarrowStoreHoldsUpTheNextOneByTheMerge) {
  for (int n = 0; n < 4; ++n) code.store(0, 0, 2, n);  // sb
  code.fence(1, 1);
  code.addi(10, 0, 1);
  run();
  EXPECT_EQ(since_body(12), 3u);            // they wait in the buffer
  EXPECT_EQ(since_body(16), 3u * (1 + 5));  // until the last one has drained
}

TEST_F(HartWithEcc, AWholeGranuleIsStoredAtOnce) {
  for (int n = 0; n < 4; ++n) code.sd(0, 2, 8 * n);
  code.fence(1, 1);
  run();
  EXPECT_EQ(since_body(16), 4u);
}

TEST_F(HartTiming, MultiplyAndDivideLatencies) {
  code.word(GuestCode::r(1, 11, 10, 0, 12, 0x33));  // mul
  code.addi(13, 12, 0);                             // + 3
  code.word(GuestCode::r(1, 11, 10, 4, 14, 0x33));  // div
  code.word(GuestCode::r(1, 11, 10, 4, 15, 0x33));  // div, the divider is busy
  code.addi(16, 15, 0);
  run();
  EXPECT_EQ(since_body(4), 3u);
  EXPECT_EQ(since_body(8), 4u);
  EXPECT_EQ(since_body(16), 4u + 20 + 20);
}

TEST_F(HartTiming, BranchesCostTheirPenaltyWhenMispredicted) {
  code.bne(2, 0, 8);  // forward, taken: mispredicted
  code.addi(10, 0, 1);
  code.bne(0, 0, 8);  // forward, not taken
  code.addi(10, 0, 2);
  code.jal(0, 4);  // free
  code.addi(11, 0, 5);
  code.addi(11, 11, -1);
  code.bne(11, 0, -4);  // backward: mispredicted once, at the end
  code.addi(12, 0, 1);
  run();
  EXPECT_EQ(since_body(8), 4u);
  EXPECT_EQ(since_body(12), 5u);
  EXPECT_EQ(since_body(20), 7u);
  EXPECT_EQ(since_body(32), 8u + 10 + 3);
  EXPECT_EQ(bench.hart->counters(false).branches_mispredicted, 2u);
}

TEST_F(HartTiming, ReturnsArePredictedByTheStack) {
  code.jal(1, 12);
  code.jal(0, 16);
  code.addi(10, 0, 1);
  code.addi(10, 10, 1);  // the function
  code.jalr(0, 1, 0);
  code.addi(11, 0, 1);
  run();
  EXPECT_EQ(since_body(4), 3u);
  EXPECT_EQ(bench.hart->counters(false).branches_mispredicted, 0u);
}

TEST_F(HartTiming, HitsPassAMissUntilItsValueIsUsed) {
  bench.data->behaviour.least_latency = 30;
  code.ld(10, 2, 0);
  code.ld(11, 2, 64);
  code.addi(12, 11, 0);
  code.addi(13, 10, 0);
  code.wfi();
  start(true);
  bench.data->lines[kMemoryBase + kData].held = false;
  bench.run();
  EXPECT_EQ(since_body(8), 3u);
  EXPECT_GE(since_body(12), 30u);
  const auto& cycles = bench.hart->counters(false).cycles;
  // 20 parts of breakdown: 4 cache, 6 home, 8 interconnect, 2 memory.
  const std::uint64_t stall = since_body(12) - 4;
  EXPECT_EQ(cycles[static_cast<unsigned>(CycleKind::home)], stall * 6 / 20);
  EXPECT_EQ(cycles[static_cast<unsigned>(CycleKind::interconnect)], stall * 8 / 20);
  EXPECT_EQ(cycles[static_cast<unsigned>(CycleKind::memory)], stall * 2 / 20);
}

TEST_F(HartTiming, ALoadForwardsFromAStoreThatWaitsAndWaitsForOneThatCoversItInPart) {
  bench.data->behaviour.least_latency = 50;
  code.addi(10, 0, -1);
  code.sd(10, 2, 0);
  code.store(0, 0, 2, 64);  // sb x0: queues behind
  code.load(5, 11, 2, 2);   // lhu: forwarded
  code.addi(12, 11, 0);
  code.load(1, 13, 2, 64);  // lh: only its low byte is in the buffer
  code.addi(14, 13, 0);
  code.wfi();
  start(false);
  bench.memory[kData + 64] = bench.memory[kData + 65] = std::byte{0x77};
  bench.run();
  EXPECT_EQ(x(11), 0xffffu);
  EXPECT_EQ(since_body(16), 5u);
  EXPECT_EQ(x(13), 0x7700u);
  EXPECT_GE(since_body(20), 100u);
}

TEST_F(HartTiming, AFullStoreBufferHoldsTheNextStore) {
  bench.data->behaviour.least_latency = 50;
  for (int n = 0; n < 9; ++n) code.sd(10, 2, 64 * n);
  run(false);
  EXPECT_EQ(since_body(28), since_body(24) + 1);
  EXPECT_GE(since_body(32), 50u);
  EXPECT_EQ(bench.data->served.size(), 9u);
  for (std::size_t n = 1; n < 9; ++n) EXPECT_GE(bench.data->served[n].begin, bench.data->served[n - 1].end);
}

TEST_F(HartTiming, FencesWaitForWhatTheyName) {
  bench.data->behaviour.least_latency = 50;
  code.sd(10, 2, 0);
  code.fence(2, 3);  // r,rw: the store may wait
  code.addi(11, 0, 1);
  code.fence(1, 1);  // w,w
  code.addi(12, 0, 1);
  code.ld(13, 2, 128);
  code.fence(1, 3);  // w,rw: the load may wait
  code.addi(12, 0, 1);
  code.fence(2, 2);
  code.addi(12, 0, 1);
  run(false);
  EXPECT_LT(since_body(8), 50u);
  EXPECT_GE(since_body(16), 50u);
  EXPECT_LT(since_body(28), since_body(20) + 50);
  EXPECT_GE(since_body(36), since_body(20) + 50);
}

TEST_F(HartTiming, AcquireHoldsYoungerAccessesAndReleaseWaitsForOlderOnes) {
  bench.data->behaviour.least_latency = 50;
  code.amo(0, 3, 10, 0, 2, 0);  // relaxed
  code.addi(6, 2, 256);
  code.ld(11, 6, 0);  // may overtake it
  code.addi(7, 2, 512);
  code.amo(0, 3, 12, 0, 7, 2);  // aq
  code.ld(13, 6, 256 + 64);     // waits
  code.addi(7, 2, 768);
  code.sd(10, 7, 64);
  code.amo(0, 3, 14, 0, 7, 1);  // rl: waits for the store
  run(false);
  const auto& served = bench.data->served;
  ASSERT_EQ(served.size(), 6u);
  EXPECT_LT(since_body(8), 10u);
  EXPECT_GE(since_body(20), since_body(16) + 50);
  EXPECT_GE(since_body(32), since_body(28) + 50);
}

// Zalasr: ld.aq and sd.rl.
struct OrderedLoadsAndStores : HartTiming {
  void load_acquire(unsigned rd, unsigned address) { code.amo(6, 3, rd, 0, address, 2); }
  void store_release(unsigned value, unsigned address) { code.amo(7, 3, 0, value, address, 1); }
};

TEST_F(OrderedLoadsAndStores, HoldUpOtherAccessesOnly) {
  bench.data->behaviour.least_latency = 50;
  code.addi(6, 2, 256);
  load_acquire(10, 6);
  code.addi(11, 0, 1);   // goes on
  code.ld(12, 2, 512);   // waits for the acquire
  store_release(11, 6);  // waits for the load
  code.addi(13, 0, 1);   // goes on while the store drains
  code.ld(14, 2, 640);   // may overtake a release
  code.addi(7, 2, 768);
  load_acquire(15, 7);  // the pair of annotations: waits for the release
  run(false);
  EXPECT_EQ(since_body(8), 2u);
  EXPECT_GE(since_body(12), 50u);
  EXPECT_GE(since_body(16), since_body(12) + 50);
  EXPECT_EQ(since_body(24), since_body(16) + 2);
  EXPECT_GE(since_body(32), since_body(16) + 50);
}

TEST_F(HartTiming, ARelaxedAtomicWaitsForOlderStoresToItsBytesOnly) {
  bench.data->behaviour.least_latency = 50;
  code.addi(10, 0, 5);
  code.sd(10, 2, 0);
  code.addi(6, 2, 256);
  code.amo(0, 3, 11, 10, 6);  // elsewhere
  code.amo(0, 3, 12, 10, 2);  // the same doubleword
  code.addi(13, 12, 0);
  run(false);
  EXPECT_EQ(since_body(12), 3u);
  EXPECT_GE(since_body(16), 50u);
  EXPECT_EQ(x(13), 5u);
}

TEST_F(HartTiming, DeviceAccessesAreBlockingAndInOrder) {
  bench.data->behaviour.least_latency = 50;
  code.addi(10, 0, 7);
  code.sd(10, 2, 0);
  code.sd(10, 3, 8);
  code.ld(11, 3, 8);
  code.addi(12, 0, 1);
  run(false);
  EXPECT_EQ(x(11), 7u);
  const auto& served = bench.data->served;
  ASSERT_EQ(served.size(), 3u);
  EXPECT_EQ(served[0].address, kMemoryBase + kData);
  EXPECT_GE(served[1].begin, served[0].end);
  EXPECT_GE(served[2].begin, served[1].end);
  EXPECT_GE(tick_of(body + 16), served[2].end);
}

TEST_F(HartTiming, CodeRunsFromUncachedMemory) {
  code.jalr(0, 4, 0);
  code.wfi();
  bench.reset(code.image());
  bench.code->device = std::vector<std::byte>(kDeviceBytes + kUncachedBytes);
  GuestCode uncached;
  uncached.half(0x4515);  // c.li x10, 5
  uncached.addi(11, 10, 3);
  uncached.fill_to(62);
  uncached.addi(12, 11, 3);  // crosses a line
  uncached.wfi();
  std::copy(uncached.image().begin(), uncached.image().end(), bench.code->device.begin() + kDeviceBytes);
  bench.warm();
  bench.run();
  EXPECT_EQ(x(12), 11u);
}

TEST_F(HartTiming, StoresToCodeAreSeenAfterFenceI) {
  // The instruction at `target` becomes addi x10, x0, 2.
  const std::uint64_t target = body + 64;
  code.address(6, kMemoryBase + target);
  code.address(7, GuestCode::i(2, 0, 0, 10, 0x13));
  code.store(2, 7, 6, 0);
  code.fence_i();
  code.jal(0, static_cast<int>(target) - static_cast<int>(code.size()));
  code.fill_to(target);
  code.addi(10, 0, 1);
  run();
  EXPECT_EQ(x(10), 2u);
}

TEST_F(HartTiming, OperationsLastUntilTheirLastLoadOrAtomic) {
  bench.data->behaviour.least_latency = 50;
  code.marker(1);
  code.marker(3);
  code.addi(10, 0, 1);
  code.addi(10, 0, 1);
  code.marker(4);
  code.marker(3);
  code.ld(11, 2, 0);
  code.marker(4);
  code.marker(3);
  code.sd(11, 2, 128);  // is not waited for, but its operand is
  code.marker(4);
  code.marker(2);
  run(false);
  const auto& histogram = bench.hart->operation_latencies();
  EXPECT_EQ(bench.hart->counters(true).operations, 3u);
  EXPECT_EQ(histogram[2], 1u);
  std::uint64_t slow = 0;
  for (std::size_t bin = 50; bin < 55; ++bin) slow += histogram[bin];
  EXPECT_EQ(slow, 2u);
  EXPECT_EQ(bench.hart->counters(true).instructions, 4u);
}

// --- traps

struct HartTraps : HartTiming {
  void handler_at(std::uint64_t offset) {
    code.address(5, kMemoryBase + offset);
    code.csrw(0x305, 5);
    body = code.size();
  }
  void end_with_handler(std::uint64_t offset) {
    code.wfi();
    code.fill_to(offset);
    code.csrr(20, 0x342);
    code.csrr(21, 0x343);
    code.csrr(22, 0x341);
    code.addi(23, 23, 1);
    run();
  }
  void expect(Exception cause, std::uint64_t value, std::uint64_t offset) {
    EXPECT_EQ(x(20), static_cast<std::uint64_t>(cause));
    EXPECT_EQ(x(21), value);
    EXPECT_EQ(x(22), kMemoryBase + offset);
    EXPECT_EQ(x(23), 1u);
  }
};

TEST_F(HartTraps, AreEnteredPreciselyWithTheirPenalty) {
  handler_at(0x200);
  code.addi(10, 0, 1);
  code.ecall();
  code.addi(10, 0, 2);
  end_with_handler(0x200);
  expect(Exception::machine_ecall, 0, body + 4);
  EXPECT_EQ(x(10), 1u);
  EXPECT_EQ(tick_of(0x200) - tick_of(body), 1u + 1 + 4);
  EXPECT_GT(bench.hart->counters(false).cycles[static_cast<unsigned>(CycleKind::trap)], 4u);
}

TEST_F(HartTraps, LoadFromNowhere) {
  handler_at(0x200);
  code.ld(10, 0, 8);
  end_with_handler(0x200);
  expect(Exception::load_access_fault, 8, body);
}

TEST_F(HartTraps, StoreToNowhere) {
  handler_at(0x200);
  code.sd(10, 0, 8);
  end_with_handler(0x200);
  expect(Exception::store_access_fault, 8, body);
}

TEST_F(HartTraps, JumpToNowhere) {
  handler_at(0x200);
  code.jalr(0, 0, 16);
  end_with_handler(0x200);
  EXPECT_EQ(x(20), static_cast<std::uint64_t>(Exception::instruction_access_fault));
  EXPECT_EQ(x(22), 16u);
}

TEST_F(HartTraps, AtomicsMustBeAligned) {
  handler_at(0x200);
  code.addi(6, 2, 2);
  code.amo(0, 2, 10, 0, 6);
  end_with_handler(0x200);
  expect(Exception::store_misaligned, kMemoryBase + kData + 2, body + 4);
}

TEST_F(HartTraps, DevicesRefuseAtomics) {
  handler_at(0x200);
  code.amo(0, 2, 10, 0, 3);
  end_with_handler(0x200);
  expect(Exception::store_access_fault, kDeviceBase, body);
}

TEST_F(HartTraps, ATargetThatDoesNotKnowAtomicsFaults) {
  bench.data->behaviour.knows_atomics = false;
  handler_at(0x200);
  code.amo(0, 2, 10, 0, 4);  // uncached memory: precise
  end_with_handler(0x200);
  expect(Exception::store_access_fault, kUncachedBase, body);
}

TEST_F(HartTraps, MemoryThatFailsRaisesAnAccessFaultOfTheLoad) {
  bench.data->behaviour.bad_line = kMemoryBase + 0x2000;
  handler_at(0x200);
  code.lui(6, 1);
  code.add(6, 6, 2);
  code.ld(10, 6, 0);
  code.addi(11, 10, 0);
  code.wfi();
  code.fill_to(0x200);
  code.csrr(20, 0x342);
  code.csrr(22, 0x341);
  code.wfi();
  start(false);
  bench.run();
  EXPECT_EQ(x(20), static_cast<std::uint64_t>(Exception::load_access_fault));
  EXPECT_EQ(x(22), kMemoryBase + body + 8);
}

TEST_F(HartTraps, AnScAfterATrapFailsForThatReason) {
  handler_at(0x200);
  code.lr(3, 10, 2);
  code.ecall();
  code.sc(3, 11, 10, 2);
  code.wfi();
  code.fill_to(0x200);
  code.csrr(20, 0x341);
  code.addi(20, 20, 4);
  code.csrw(0x341, 20);
  code.mret();
  run();
  EXPECT_EQ(x(11), 1u);
  EXPECT_EQ(bench.hart->counters(false).sc_failures[static_cast<unsigned>(ScFailure::trap)], 1u);
  EXPECT_GT(bench.hart->counters(false).cycles[static_cast<unsigned>(CycleKind::sc_retry)], 0u);
}

TEST_F(HartTraps, LrwaitIsIllegalWithoutItsExtension) {
  handler_at(0x200);
  code.word(0x1001350b);  // lrwait.d a0, (sp)
  end_with_handler(0x200);
  expect(Exception::illegal_instruction, 0x1001350b, body);
}

// --- waiting

struct HartWaiting : HartTiming {
  Tick end_of(Tick disturb, bool strict) {
    issued.clear();
    bench.scheduler.set_strict(strict);
    start(true);
    if (disturb != 0) disturber(disturb);
    bench.run(100'000);
    return tick_of(last);
  }
  std::function<void(Tick)> disturber;
  std::uint64_t last = 0;
};

TEST_F(HartWaiting, WfiEndsWithAnEnabledInterruptThatIsNotTaken) {
  code.addi(10, 0, 8);
  code.csrw(0x304, 10);
  code.wfi();
  last = code.size();
  code.addi(11, 0, 1);
  code.wfi();
  disturber = [this](Tick at) { bench.disturber->interrupt(at, true); };
  for (const bool strict : {false, true}) {
    EXPECT_EQ(end_of(0, strict), kNever);
    EXPECT_FALSE(bench.hart->waiting_for().empty());
    EXPECT_EQ(end_of(500, strict), 500u);
  }
}

TEST_F(HartWaiting, WrsEndsWhenTheReservationIsLostOrTimesOut) {
  code.lr(3, 10, 2);
  code.wrs_nto();
  last = code.size();
  code.addi(11, 0, 1);
  code.wfi();
  disturber = [this](Tick at) {
    Message message;
    message.source = bench.disturber->id;
    message.destination = bench.data->id;
    message.kind = EventKind::delivery;
    message.opcode = TestPort::kWithdraw;
    message.address = kData / 64;
    bench.scheduler.post(message, at);
  };
  for (const bool strict : {false, true}) {
    EXPECT_EQ(end_of(0, strict), kNever);
    EXPECT_EQ(end_of(900, strict), 900u);
  }
}

TEST_F(HartWaiting, WrsStoTimesOut) {
  code.lr(3, 10, 2);
  code.addi(10, 10, 0);
  code.wrs_sto();
  last = code.size();
  code.addi(11, 0, 1);
  code.wfi();
  const Tick end = end_of(0, false);
  EXPECT_EQ(end - tick_of(last - 8), 1u + 512);
  EXPECT_EQ(end_of(0, true), end);
}

TEST_F(HartWaiting, WithoutAReservationWrsGoesOn) {
  code.wrs_nto();
  last = code.size();
  code.addi(11, 0, 1);
  code.wfi();
  EXPECT_NE(end_of(0, false), kNever);
}

// --- state

TEST_F(HartTiming, SavedStateGoesOnIdentically) {
  code.addi(10, 0, 100);
  code.marker(1);
  const std::uint64_t top = code.size();
  code.addi(10, 10, -1);
  code.sd(10, 2, 8);
  code.ld(11, 2, 8);
  code.bne(10, 0, static_cast<int>(top) - static_cast<int>(code.size()));
  code.marker(2);
  code.wfi();
  const auto result = [&] {
    const HartCounters& c = bench.hart->counters(true);
    return std::make_tuple(c.instructions, c.loads, c.stores, c.cycles, bench.hart->roi_begin(), bench.hart->roi_end(),
                           bench.code->recency, bench.data->recency);
  };
  bench.reset(code.image());
  bench.warm();
  bench.run(150);
  Archive saved;
  bench.hart->serialize(saved);
  const auto memory = bench.memory;
  const auto recency = std::make_pair(bench.code->recency, bench.data->recency);
  bench.run(10'000);
  const auto expected = result();
  bench.reset(code.image());
  bench.warm();
  bench.memory = memory;
  std::tie(bench.code->recency, bench.data->recency) = recency;
  Archive loaded(saved.bytes());
  bench.hart->serialize(loaded);
  bench.run(10'000);
  EXPECT_EQ(result(), expected);
}

}  // namespace
}  // namespace amoeba
