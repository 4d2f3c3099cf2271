// Each test names the clause of the privileged manual that it holds the CSR file to.
#include "amoeba/cores/isa/csr_file.h"

#include <gtest/gtest.h>

#include "amoeba/base/archive.h"
#include "amoeba/cores/isa/decoder.h"

namespace amoeba {
namespace {

struct Counts : CounterSource {
  std::uint64_t cycle = 100, retired = 50, clock = 7;
  std::uint64_t cycles() const override { return cycle; }
  std::uint64_t instructions_retired() const override { return retired; }
  std::uint64_t time() const override { return clock; }
};

constexpr std::uint64_t kMie = 0x8, kMpie = 0x80, kMpp = 0x1800, kMprv = 0x20000, kTw = 0x200000;
constexpr std::uint64_t kUxl = 0x200000000;

class CsrFileTest : public testing::Test {
 protected:
  static constexpr unsigned number(Csr csr) { return static_cast<unsigned>(csr); }
  std::uint64_t get(Csr csr) {
    std::uint64_t value = 0;
    EXPECT_TRUE(csrs.read(number(csr), value)) << std::hex << number(csr);
    return value;
  }
  void set(Csr csr, std::uint64_t value) { EXPECT_TRUE(csrs.write(number(csr), value)) << std::hex << number(csr); }
  bool readable(unsigned csr) {
    std::uint64_t value;
    return csrs.read(csr, value);
  }
  void drop_to_user(std::uint64_t more_mstatus = 0) {
    set(Csr::mstatus, more_mstatus & ~kMpp);
    csrs.mret();
    ASSERT_EQ(csrs.privilege(), Privilege::user);
  }

  Counts counts;
  CsrFile csrs{3, IsaExtensions::parse("rv64imac_zicntr_zicsr_zifencei_zabha"), counts};
};

TEST_F(CsrFileTest, ResetEntersMachineModeWithInterruptsOff) {
  drop_to_user();
  csrs.reset();
  EXPECT_EQ(csrs.privilege(), Privilege::machine);
  EXPECT_EQ(get(Csr::mstatus), kUxl);
  EXPECT_EQ(get(Csr::mcause), 0u);
}

TEST_F(CsrFileTest, IdentityRegistersAreReadOnly) {
  EXPECT_EQ(get(Csr::mhartid), 3u);
  for (Csr csr : {Csr::mvendorid, Csr::marchid, Csr::mimpid, Csr::mconfigptr}) EXPECT_EQ(get(csr), 0u);
  for (Csr csr : {Csr::mhartid, Csr::mvendorid, Csr::cycle}) EXPECT_FALSE(csrs.write(number(csr), 1));
}

TEST_F(CsrFileTest, MisaTellsTheExtensionsAndIgnoresWrites) {
  const std::uint64_t expected = 2ull << 62 | 1 << 0 | 1 << 2 | 1 << 8 | 1 << 12 | 1 << 20;
  EXPECT_EQ(get(Csr::misa), expected);
  set(Csr::misa, 0);
  EXPECT_EQ(get(Csr::misa), expected);
  CsrFile small(0, IsaExtensions::parse("rv64i_zicsr_zaamo"), counts);
  std::uint64_t value = 0;
  EXPECT_TRUE(small.read(number(Csr::misa), value));
  EXPECT_EQ(value, 2ull << 62 | 1 << 8 | 1 << 20);
}

TEST_F(CsrFileTest, MstatusKeepsItsFieldsAndNoOthers) {
  set(Csr::mstatus, ~0ull);
  EXPECT_EQ(get(Csr::mstatus), kUxl | kMie | kMpie | kMpp | kMprv | kTw);
  set(Csr::mstatus, 0);
  EXPECT_EQ(get(Csr::mstatus), kUxl);
}

TEST_F(CsrFileTest, MppHoldsOnlyModesThatExist) {
  for (std::uint64_t mode : {1u, 2u}) {
    set(Csr::mstatus, mode << 11);
    EXPECT_EQ(get(Csr::mstatus) & kMpp, 0u);
  }
}

TEST_F(CsrFileTest, SupervisorAndOtherAbsentRegistersAreIllegal) {
  for (unsigned csr : {0x100u, 0x105u, 0x180u, 0x302u, 0x303u, 0x744u, 0x001u, 0x003u, 0x3a1u, 0x3a4u, 0x3c0u, 0x7b0u,
                       0x747u, 0xb01u, 0x600u, 0xc03u, 0x5c0u, 0xfffu, 0x000u}) {
    EXPECT_FALSE(readable(csr)) << std::hex << csr;
    EXPECT_FALSE(csrs.write(csr, 0)) << std::hex << csr;
  }
}

TEST_F(CsrFileTest, UserModeReachesNoMachineRegister) {
  set(Csr::mcounteren, 7);
  drop_to_user();
  for (unsigned csr = 0x300; csr < 0x400; ++csr) ASSERT_FALSE(readable(csr)) << std::hex << csr;
  for (unsigned csr = 0xb00; csr < 0xc00; ++csr) ASSERT_FALSE(readable(csr)) << std::hex << csr;
  for (unsigned csr = 0xc80; csr < 0x1000; ++csr) ASSERT_FALSE(readable(csr)) << std::hex << csr;
  EXPECT_TRUE(readable(0xc00) && readable(0xc01) && readable(0xc02));
}

TEST_F(CsrFileTest, McounterenGatesEachCounterForUserMode) {
  set(Csr::mcounteren, ~0ull);
  EXPECT_EQ(get(Csr::mcounteren), 7u);
  for (unsigned bit = 0; bit < 3; ++bit) {
    csrs.reset();
    set(Csr::mcounteren, 1u << bit);
    drop_to_user();
    for (unsigned k = 0; k < 3; ++k) EXPECT_EQ(readable(0xc00 + k), k == bit) << bit << " " << k;
  }
}

TEST_F(CsrFileTest, CountersFollowTheirSources) {
  EXPECT_EQ(get(Csr::cycle), 100u);
  EXPECT_EQ(get(Csr::mcycle), 100u);
  EXPECT_EQ(get(Csr::time), 7u);
  EXPECT_EQ(get(Csr::instret), 50u);
  counts.cycle = 130;
  EXPECT_EQ(get(Csr::cycle), 130u);
}

TEST_F(CsrFileTest, CounterWritesTakeEffectAfterTheirInstruction) {
  set(Csr::mcycle, 1000);
  set(Csr::minstret, 2000);
  counts.cycle += 5;
  counts.retired += 1;  // the writing instruction itself
  EXPECT_EQ(get(Csr::cycle), 1005u);
  EXPECT_EQ(get(Csr::instret), 2000u);
  counts.retired += 3;
  EXPECT_EQ(get(Csr::minstret), 2003u);
}

TEST_F(CsrFileTest, McountinhibitStopsAndResumes) {
  set(Csr::mcountinhibit, ~0ull);
  EXPECT_EQ(get(Csr::mcountinhibit), 5u);
  counts.cycle += 40;
  counts.retired += 10;
  EXPECT_EQ(get(Csr::mcycle), 100u);
  EXPECT_EQ(get(Csr::minstret), 51u);
  set(Csr::mcycle, 9);
  EXPECT_EQ(get(Csr::cycle), 9u);
  set(Csr::mcountinhibit, 0);
  counts.cycle += 2;
  counts.retired += 2;
  EXPECT_EQ(get(Csr::mcycle), 11u);
  EXPECT_EQ(get(Csr::minstret), 52u);
}

TEST_F(CsrFileTest, WithoutZicntrOnlyTheMachineCountersExist) {
  CsrFile plain(0, IsaExtensions::parse("rv64i_zicsr"), counts);
  std::uint64_t value;
  EXPECT_FALSE(plain.read(0xc00, value));
  EXPECT_TRUE(plain.read(0xb00, value));
}

TEST_F(CsrFileTest, PerformanceMonitorRegistersReadZero) {
  for (unsigned csr : {0xb03u, 0xb1fu, 0x323u, 0x33fu}) {
    EXPECT_TRUE(csrs.write(csr, 99));
    std::uint64_t value = 1;
    EXPECT_TRUE(csrs.read(csr, value));
    EXPECT_EQ(value, 0u);
  }
}

TEST_F(CsrFileTest, PmpRegistersHoldLegalValues) {
  set(Csr::pmpaddr0, ~0ull);
  EXPECT_EQ(get(Csr::pmpaddr0), (1ull << 54) - 1);
  set(Csr::pmpcfg0, 0xff'02'1f'00'00'00'00'18);
  EXPECT_EQ(get(Csr::pmpcfg0), 0x1f'00'1f'00'00'00'00'18ull);
  EXPECT_TRUE(readable(0x3a2));
  EXPECT_TRUE(readable(0x3bf));
}

TEST_F(CsrFileTest, ThereIsNoTrigger) {
  set(Csr::tselect, 5);
  set(Csr::tdata1, ~0ull);
  for (Csr csr : {Csr::tselect, Csr::tdata1, Csr::tdata2, Csr::tdata3}) EXPECT_EQ(get(csr), 0u);
  EXPECT_EQ(get(Csr::tinfo), 1u);
}

TEST_F(CsrFileTest, EpcAlignmentFollowsTheCompressedExtension) {
  set(Csr::mepc, 0x1003);
  EXPECT_EQ(get(Csr::mepc), 0x1002u);
  CsrFile wide(0, IsaExtensions::parse("rv64i_zicsr"), counts);
  EXPECT_TRUE(wide.write(number(Csr::mepc), 0x1003));
  std::uint64_t value = 0;
  EXPECT_TRUE(wide.read(number(Csr::mepc), value));
  EXPECT_EQ(value, 0x1000u);
}

TEST_F(CsrFileTest, ExceptionEntrySavesTheStateAndMretRestoresIt) {
  set(Csr::mtvec, 0x2001);
  drop_to_user(kMpie);
  EXPECT_EQ(csrs.ecall_cause(), Exception::user_ecall);
  EXPECT_EQ(csrs.enter_exception(Exception::illegal_instruction, 0x444, 0xbad), 0x2000u);
  EXPECT_EQ(csrs.privilege(), Privilege::machine);
  EXPECT_EQ(csrs.ecall_cause(), Exception::machine_ecall);
  EXPECT_EQ(get(Csr::mcause), 2u);
  EXPECT_EQ(get(Csr::mepc), 0x444u);
  EXPECT_EQ(get(Csr::mtval), 0xbadu);
  EXPECT_EQ(get(Csr::mstatus), kUxl | kMpie);
  EXPECT_EQ(csrs.mret(), 0x444u);
  EXPECT_EQ(csrs.privilege(), Privilege::user);
}

TEST_F(CsrFileTest, ATrapWithinATrapSavesClosedInterruptsAndMachineMode) {
  set(Csr::mstatus, kMie);
  csrs.enter_interrupt(Interrupt::timer, 0x10);
  EXPECT_EQ(get(Csr::mstatus), kUxl | kMpie | kMpp);
  csrs.enter_exception(Exception::load_access_fault, 0x20, 0);
  EXPECT_EQ(get(Csr::mstatus), kUxl | kMpp);
  EXPECT_EQ(csrs.mret(), 0x20u);
  EXPECT_EQ(csrs.privilege(), Privilege::machine);
  EXPECT_EQ(get(Csr::mstatus), kUxl | kMpie);
}

TEST_F(CsrFileTest, MretSetsMpieAndLeastPrivilegeAndDropsMprv) {
  set(Csr::mstatus, kMpp | kMprv);
  csrs.mret();
  EXPECT_EQ(get(Csr::mstatus), kUxl | kMpie | kMprv);
  csrs.mret();
  csrs.enter_exception(Exception::user_ecall, 0, 0);
  EXPECT_EQ(get(Csr::mstatus) & kMprv, 0u);
}

TEST_F(CsrFileTest, InterruptsVectorAndExceptionsDoNot) {
  set(Csr::mtvec, 0x3003);
  EXPECT_EQ(get(Csr::mtvec), 0x3001u);
  EXPECT_EQ(csrs.enter_interrupt(Interrupt::timer, 0x10), 0x3000u + 28);
  EXPECT_EQ(get(Csr::mcause), 1ull << 63 | 7);
  EXPECT_EQ(get(Csr::mtval), 0u);
  EXPECT_EQ(csrs.enter_exception(Exception::breakpoint, 0x10, 0), 0x3000u);
  set(Csr::mtvec, 0x3000);
  EXPECT_EQ(csrs.enter_interrupt(Interrupt::software, 0x10), 0x3000u);
}

TEST_F(CsrFileTest, InterruptsNeedBothEnables) {
  csrs.set_interrupt(Interrupt::timer, true);
  EXPECT_FALSE(csrs.interrupt_pending());
  EXPECT_FALSE(csrs.wakes_wait());
  set(Csr::mie, ~0ull);
  EXPECT_EQ(get(Csr::mie), 0x888u);
  EXPECT_FALSE(csrs.interrupt_pending());
  EXPECT_TRUE(csrs.wakes_wait());
  set(Csr::mstatus, kMie);
  EXPECT_TRUE(csrs.interrupt_pending());
  csrs.enter_interrupt(csrs.pending_interrupt(), 0);
  EXPECT_FALSE(csrs.interrupt_pending());
  csrs.mret();
  EXPECT_TRUE(csrs.interrupt_pending());
  csrs.set_interrupt(Interrupt::timer, false);
  EXPECT_FALSE(csrs.interrupt_pending());
}

TEST_F(CsrFileTest, UserModeTakesMachineInterruptsWhateverMieSays) {
  set(Csr::mie, 0x80);
  csrs.set_interrupt(Interrupt::timer, true);
  EXPECT_FALSE(csrs.interrupt_pending());
  drop_to_user();
  EXPECT_TRUE(csrs.interrupt_pending());
}

TEST_F(CsrFileTest, PriorityIsExternalThenSoftwareThenTimer) {
  set(Csr::mie, 0x888);
  set(Csr::mstatus, kMie);
  csrs.set_interrupt(Interrupt::timer, true);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::timer);
  csrs.set_interrupt(Interrupt::software, true);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::software);
  csrs.set_interrupt(Interrupt::external, true);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::external);
  set(Csr::mie, 0x80);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::timer);
}

TEST_F(CsrFileTest, SoftwareCannotSetMachinePendingBits) {
  set(Csr::mip, ~0ull);
  EXPECT_EQ(get(Csr::mip), 0u);
  csrs.set_interrupt(Interrupt::software, true);
  set(Csr::mip, 0);
  EXPECT_EQ(get(Csr::mip), 8u);
}

TEST_F(CsrFileTest, TimeoutWaitForbidsUserModeToStall) {
  EXPECT_FALSE(csrs.refuses(Operation::wfi));
  EXPECT_FALSE(csrs.refuses(Operation::mret));
  drop_to_user();
  EXPECT_FALSE(csrs.refuses(Operation::wfi));
  EXPECT_TRUE(csrs.refuses(Operation::mret));
  csrs.enter_exception(Exception::user_ecall, 0, 0);
  set(Csr::mstatus, kTw);
  EXPECT_FALSE(csrs.refuses(Operation::wfi));
  csrs.mret();
  EXPECT_TRUE(csrs.refuses(Operation::wfi));
}

TEST_F(CsrFileTest, MenvcfgHoldsFiom) {
  set(Csr::menvcfg, ~0ull);
  EXPECT_EQ(get(Csr::menvcfg), 1u);
  EXPECT_FALSE(csrs.fence_of_io_implies_memory());
  drop_to_user();
  EXPECT_TRUE(csrs.fence_of_io_implies_memory());
}

Instruction csr_instruction(unsigned funct3, Csr csr, unsigned rd, unsigned rs1) {
  const auto word = static_cast<unsigned>(csr) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x73;
  return decode(word, {Extension::zicsr});
}

TEST_F(CsrFileTest, TheSixInstructions) {
  std::uint64_t old = 0;
  const auto run = [&](unsigned funct3, unsigned rs1, std::uint64_t source) {
    EXPECT_FALSE(csrs.execute(csr_instruction(funct3, Csr::mscratch, 5, rs1), source, old));
    return get(Csr::mscratch);
  };
  EXPECT_EQ(run(1, 6, 0xf0), 0xf0u);
  EXPECT_EQ(run(2, 6, 0x0f), 0xffu);
  EXPECT_EQ(old, 0xf0u);
  EXPECT_EQ(run(3, 6, 0x81), 0x7eu);
  EXPECT_EQ(run(5, 31, 0xdead), 31u);
  EXPECT_EQ(old, 0x7eu);
  EXPECT_EQ(run(6, 0x10, 0xdead), 31u);
  EXPECT_EQ(run(7, 0x11, 0xdead), 14u);
  EXPECT_EQ(run(2, 0, 0), 14u);
  EXPECT_EQ(run(1, 0, 0), 0u);
}

TEST_F(CsrFileTest, ReadOnlyRegistersAreLegalOnlyWithoutAWrite) {
  std::uint64_t old = 0;
  EXPECT_FALSE(csrs.execute(csr_instruction(2, Csr::mhartid, 5, 0), 0, old));
  EXPECT_EQ(old, 3u);
  EXPECT_FALSE(csrs.execute(csr_instruction(7, Csr::mhartid, 5, 0), 0, old));
  // A register operand that happens to hold zero still writes.
  EXPECT_TRUE(csrs.execute(csr_instruction(2, Csr::mhartid, 5, 6), 0, old));
  EXPECT_TRUE(csrs.execute(csr_instruction(1, Csr::mhartid, 0, 0), 0, old));
  EXPECT_TRUE(csrs.execute(csr_instruction(2, Csr::satp, 5, 0), 0, old));
}

TEST_F(CsrFileTest, AnArchiveCarriesTheWholeState) {
  set(Csr::mtvec, 0x100);
  set(Csr::minstret, 5);
  set(Csr::pmpaddr0, 77);
  drop_to_user();
  csrs.set_interrupt(Interrupt::software, true);
  Archive saved;
  csrs.serialize(saved);
  CsrFile other(3, IsaExtensions::parse("rv64imac_zicntr_zicsr_zifencei_zabha"), counts);
  Archive loaded(saved.bytes());
  other.serialize(loaded);
  Archive again;
  other.serialize(again);
  EXPECT_EQ(saved.bytes(), again.bytes());
  EXPECT_EQ(other.privilege(), Privilege::user);
}

}  // namespace
}  // namespace amoeba
