// Address translation on a hart: every cause of a fault in either stage, and what its trap reports. Each test names the
// clause of the privileged manual that it checks; all are run in lookahead and strictly.
#include "translation_bench.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kGva = 1ull << 38, kMpv = 1ull << 39, kSum = 1 << 18, kMxr = 1 << 19;
constexpr std::uint64_t kUserCall = 8, kSupervisorCall = 9;
constexpr std::uint64_t V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128;

const std::string kBase = "li s0, 0x5000";  // the data page

struct Access {
  const char* text;
  std::uint64_t page_fault, guest_page_fault, transformed;
};
const std::vector<Access> kAccesses = {
    {"ld t0, 8(s0)", 13, 21, 0x00003283},          {"sb t0, 8(s0)", 15, 23, 0x00500023},
    {"lr.w t0, (s0)", 13, 21, 0x100022af},         {"sc.d t1, t0, (s0)", 15, 23, 0x1850332f},
    {"amoadd.b t1, t0, (s0)", 15, 23, 0x0050032f}, {"amoswap.h.aqrl t1, t0, (s0)", 15, 23, 0x0e50132f},
    {"amocas.w t1, t0, (s0)", 15, 23, 0x2850232f}, {"lb.aq t0, (s0)", 13, 21, 0x340002af},
    {"sd.rl t0, (s0)", 15, 23, 0x3a50302f}};

std::uint64_t offset_of(const Access& access) {
  return std::strstr(access.text, "8(s0)") != nullptr ? 8 : 0;
}

class Sv39 : public TranslationBench {
 protected:
  // The data page's entry has these flags; a load of it ends with this cause.
  void expect_load(RunMode mode, std::uint64_t flags, std::uint64_t cause, std::uint64_t status = 0) {
    first(kDataPage) = entry(kDataPage, flags);
    const Ending e = run(mode, {kBase, "ld t0, 8(s0)"}, status);
    EXPECT_EQ(e.cause, cause) << std::hex << flags;
    if (cause == 13) {
      EXPECT_EQ(e.value, 0x5008u);
    }
  }
};

TEST_F(Sv39, ThreeLevelsLeadToThePage) {
  word(kDataPage + 1, 1) = 0x1234'5678'9abc'def0;
  first(kDataPage) = entry(kDataPage + 1, kLeaf);
  EXPECT_EQ(run(RunMode::user, {kBase, "ld t0, 8(s0)"}).cause, kUserCall);
  EXPECT_EQ(reg(5), 0x1234'5678'9abc'def0u);
}

TEST_F(Sv39, AnInvalidEntryFaultsForEveryAccess) {
  first(kDataPage) = 0;
  for (const Access& access : kAccesses) {
    const Ending e = run(RunMode::user, {kBase, access.text});
    EXPECT_EQ(e.cause, access.page_fault) << access.text;
    EXPECT_EQ(e.value, 0x5000 + offset_of(access)) << access.text;
    EXPECT_EQ(e.instruction, access.transformed) << access.text;
    EXPECT_EQ(e.guest_page_address, 0u);
    EXPECT_EQ(e.status & (kGva | kMpv), 0u);
    EXPECT_EQ(e.pc, 0x1004u) << access.text;
  }
}

TEST_F(Sv39, WriteWithoutReadIsReserved) {
  expect_load(RunMode::user, V | W | U | A | D, 13);
}
TEST_F(Sv39, BitsOfAbsentExtensionsAreReserved) {
  first(kDataPage) = entry(kDataPage, kLeaf) | 1ull << 63;
  EXPECT_EQ(run(RunMode::user, {kBase, "ld t0, (s0)"}).cause, 13u);
  first(kDataPage) = entry(kDataPage, kLeaf) | 1ull << 61;
  EXPECT_EQ(run(RunMode::user, {kBase, "ld t0, (s0)"}).cause, 13u);
}
TEST_F(Sv39, APointerInTheLastLevelFaults) {
  expect_load(RunMode::user, V, 13);
}
TEST_F(Sv39, UserModeNeedsUserPages) {
  expect_load(RunMode::user, kSupervisorLeaf, 13);
}
TEST_F(Sv39, SumOpensUserPagesToSupervisorMode) {
  expect_load(RunMode::supervisor, kLeaf, 13);
  expect_load(RunMode::supervisor, kLeaf, kSupervisorCall, kSum);
  expect_load(RunMode::supervisor, kSupervisorLeaf, kSupervisorCall);
}
TEST_F(Sv39, SupervisorModeNeverExecutesUserPages) {
  first(kDataPage) = entry(kDataPage, kLeaf);
  const Ending e = run(RunMode::supervisor, {kBase, "jr s0"}, kSum);
  EXPECT_EQ(e.cause, 12u);
  EXPECT_EQ(e.value, 0x5000u);
  EXPECT_EQ(e.pc, 0x5000u);
}
TEST_F(Sv39, MxrMakesExecutablePagesReadable) {
  expect_load(RunMode::user, V | X | U | A, 13);
  expect_load(RunMode::user, V | X | U | A, kUserCall, kMxr);
}
TEST_F(Sv39, StoresNeedTheWritePermission) {
  first(kDataPage) = entry(kDataPage, V | R | X | U | A | D);
  EXPECT_EQ(run(RunMode::user, {kBase, "lr.w t0, (s0)", "sc.w t1, t0, (s0)"}).cause, 15u);
  EXPECT_EQ(run(RunMode::user, {kBase, "amoor.w t0, x0, (s0)"}).cause, 15u);
}
TEST_F(Sv39, FetchesNeedTheExecutePermission) {
  first(kDataPage) = entry(kDataPage, V | R | W | U | A | D);
  EXPECT_EQ(run(RunMode::user, {kBase, "jr s0"}).cause, 12u);
}
TEST_F(Sv39, SvadeWithoutAOrDTheAccessFaults) {
  expect_load(RunMode::user, kLeaf & ~A, 13);
  first(kDataPage) = entry(kDataPage, kLeaf & ~D);
  EXPECT_EQ(run(RunMode::user, {kBase, "ld t0, (s0)"}).cause, kUserCall);
  EXPECT_EQ(run(RunMode::user, {kBase, "sd t0, (s0)"}).cause, 15u);
}
TEST_F(Sv39, SvaduTheHardwareSetsAAndD) {
  const std::vector<std::string> enable = {"li t0, 1 << 61", "csrw menvcfg, t0"};
  first(kDataPage) = entry(kDataPage, kLeaf & ~(A | D));
  EXPECT_EQ(run(RunMode::user, {kBase, "ld t0, (s0)"}, 0, enable).cause, kUserCall);
  EXPECT_EQ(memory_word(kLastPage, kDataPage), entry(kDataPage, kLeaf & ~D));
  EXPECT_EQ(run(RunMode::user, {kBase, "ld t0, (s0)", "amoadd.b t0, t0, (s0)"}, 0, enable).cause, kUserCall);
  EXPECT_EQ(memory_word(kLastPage, kDataPage), entry(kDataPage, kLeaf));
}
TEST_F(Sv39, SuperpagesMustBeAligned) {
  word(kMiddlePage, 4) = entry(0, kLeaf);  // 2 MiB from kMemoryBase
  word(kDataPage, 2) = 99;
  EXPECT_EQ(run(RunMode::user, {"li s0, 0x805010", "ld t0, (s0)"}).cause, kUserCall);
  EXPECT_EQ(reg(5), 99u);
  word(kMiddlePage, 4) = entry(1, kLeaf);
  EXPECT_EQ(run(RunMode::user, {"li s0, 0x805010", "ld t0, (s0)"}).cause, 13u);
}
TEST_F(Sv39, AddressesMustBeSignExtended) {
  const Ending e = run(RunMode::user, {"li s0, 0x4000000000", "ld t0, (s0)"});
  EXPECT_EQ(e.cause, 13u);
  EXPECT_EQ(e.value, 0x40'0000'0000u);
}
TEST_F(Sv39, ATableOutsideOfMemoryIsAnAccessFaultOfTheAccess) {
  word(kMiddlePage, 4) = (kDeviceBase / kPageBytes) << 10 | 1;
  EXPECT_EQ(run(RunMode::user, {"li s0, 0x805010", "ld t0, (s0)"}).cause, 5u);
  const Ending e = run(RunMode::user, {"li s0, 0x805010", "amoadd.h t0, t0, (s0)"});
  EXPECT_EQ(e.cause, 7u);
  EXPECT_EQ(e.value, 0x80'5010u);
  EXPECT_EQ(run(RunMode::user, {"li s0, 0x805010", "jr s0"}).cause, 1u);
}
TEST_F(Sv39, APageOutsideOfMemoryIsAnAccessFaultWithTheVirtualAddress) {
  first(kDataPage) = 0x7000'0000ull / kPageBytes << 10 | kLeaf;
  const Ending e = run(RunMode::user, {kBase, "ld t0, 8(s0)"});
  EXPECT_EQ(e.cause, 5u);
  EXPECT_EQ(e.value, 0x5008u);
  EXPECT_EQ(run(RunMode::user, {kBase, "jr s0"}).value, 0x5000u);
}
TEST_F(Sv39, AMisalignedAccessFaultsWithTheAddressInItsSecondPage) {
  first(kDataPage + 1) = 0;
  const Ending e = run(RunMode::user, {"li s0, 0x5ffd", "lw t0, (s0)"});
  EXPECT_EQ(e.cause, 13u);
  EXPECT_EQ(e.value, 0x6000u);
  EXPECT_EQ(e.instruction, 0x00002283u | 3 << 15) << "with the offset from the access's own address";
}
TEST_F(Sv39, AMisalignedAccessMeetsBothPagesWhereverTheyLie) {
  first(kDataPage + 1) = entry(kDataPage + 2, kLeaf);
  const std::string base = "li s0, 0x5ffd";
  EXPECT_EQ(run(RunMode::user, {base, "li t0, 0x11223344", "sw t0, (s0)", "lw t1, (s0)"}).cause, kUserCall);
  EXPECT_EQ(reg(6), 0x11223344u);
  EXPECT_EQ(memory_word(kDataPage, 511) >> 40, 0x223344u);
  EXPECT_EQ(memory_word(kDataPage + 2, 0), 0x11u);
}
TEST_F(Sv39, AMisalignedAtomicIsReportedBeforeItsPage) {
  first(kDataPage) = 0;
  const Ending e = run(RunMode::user, {kBase, "addi s0, s0, 1", "amoadd.h t0, t1, (s0)"});
  EXPECT_EQ(e.cause, 6u);
  EXPECT_EQ(e.value, 0x5001u);
}
TEST_F(Sv39, AnInstructionThatStraddlesPagesFaultsWithItsSecondHalf) {
  first(kDataPage) = 0;
  word(4 + 10, 511) = 0x0013ull << 48;  // the first half of addi x0, x0, 0
  first(14) = entry(14, kLeaf);
  first(15) = 0;
  const Ending e = run(RunMode::user, {"li s0, 0xeffe", "jr s0"});
  EXPECT_EQ(e.cause, 12u);
  EXPECT_EQ(e.value, 0xf000u);
  EXPECT_EQ(e.pc, 0xeffeu);
}
TEST_F(Sv39, CodeIsFoundThroughItsVirtualAddressAlone) {
  // The same physical code at two virtual addresses, with what auipc and jal make of them.
  first(9) = entry(kCodePage, kLeaf);
  EXPECT_EQ(
      run(RunMode::user, {"auipc t0, 0", "bnez s1, 1f", "li s1, 0x9000", "mv t1, t0", "jr s1", "1: jal t2, .+4"}).cause,
      kUserCall);
  EXPECT_EQ(reg(6), 0x1000u);
  EXPECT_EQ(reg(5), 0x9000u);
  EXPECT_EQ(reg(7), 0x9000u + 24);
}
TEST_F(Sv39, ATranslationLastsUntilSfenceVma) {
  word(kDataPage, 0) = 1;
  word(kDataPage + 1, 0) = 2;
  first(10) = entry(kLastPage, kSupervisorLeaf);  // the table, writable
  const std::uint64_t other = entry(kDataPage + 1, kSupervisorLeaf);
  first(kDataPage) = entry(kDataPage, kSupervisorLeaf);
  const std::vector<std::string> lines = {kBase,
                                          "ld t0, (s0)",
                                          "li t2, " + std::to_string(other),
                                          "li s1, 0xa000",
                                          "sd t2, 8*5(s1)",
                                          "ld t1, (s0)",
                                          "sfence.vma s0, x0",
                                          "ld t2, (s0)"};
  EXPECT_EQ(run(RunMode::supervisor, lines).cause, kSupervisorCall);
  EXPECT_EQ(reg(5), 1u);
  EXPECT_EQ(reg(6), 1u);
  EXPECT_EQ(reg(7), 2u);
}
TEST_F(Sv39, MprvLoadsThroughTheTablesOfMpp) {
  word(kDataPage, 1) = 55;
  const std::vector<std::string> before = {"li t0, " + std::to_string(kSv39 | (kMemoryBase / kPageBytes + kRootPage)),
                                           "csrw satp, t0",
                                           "li t0, 0x20000",
                                           "csrw mstatus, t0",
                                           "li s0, 0x5000",
                                           "ld s2, 8(s0)",
                                           "csrw mstatus, x0"};
  EXPECT_EQ(run(RunMode::user, {"nop"}, 0, before).cause, kUserCall);
  EXPECT_EQ(reg(18), 55u);
}

// ------------------------------------------------------------------------------------------------------- two stages

using TwoStage = TranslationBench;

TEST_F(TwoStage, BothStagesLeadToThePage) {
  first(kDataPage) = entry(kDataPage + 1, kLeaf);
  second(kDataPage + 1) = entry(kDataPage + 2, kLeaf);
  word(kDataPage + 2, 1) = 4711;
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, 8(s0)"}).cause, kUserCall);
  EXPECT_EQ(reg(5), 4711u);
}

TEST_F(TwoStage, AGuestPageFaultReportsEveryAccess) {
  second(kDataPage) = 0;
  for (const Access& access : kAccesses) {
    const Ending e = run(RunMode::guest_user, {kBase, access.text});
    EXPECT_EQ(e.cause, access.guest_page_fault) << access.text;
    EXPECT_EQ(e.value, 0x5000 + offset_of(access)) << access.text;
    EXPECT_EQ(e.guest_page_address, kGuestMemory + at(kDataPage) + offset_of(access)) << access.text;
    EXPECT_EQ(e.instruction, access.transformed) << access.text;
    EXPECT_EQ(e.status & (kGva | kMpv), kGva | kMpv);
  }
}

TEST_F(TwoStage, AFetchFaultsWithoutATransformedInstruction) {
  second(kDataPage) = 0;
  const Ending e = run(RunMode::guest_user, {kBase, "jr s0"});
  EXPECT_EQ(e.cause, 20u);
  EXPECT_EQ(e.value, 0x5000u);
  EXPECT_EQ(e.guest_page_address, kGuestMemory + 0x5000);
  EXPECT_EQ(e.instruction, 0u);
}

TEST_F(TwoStage, TheFirstStageFaultsFirst) {
  first(kDataPage) = second(kDataPage) = 0;
  const Ending e = run(RunMode::guest_user, {kBase, "ld t0, (s0)"});
  EXPECT_EQ(e.cause, 13u);
  EXPECT_EQ(e.status & kGva, kGva);
  EXPECT_EQ(e.guest_page_address, 0u);
}

TEST_F(TwoStage, ATableOfTheGuestThatIsNotMappedIsAnImplicitAccess) {
  word(kMiddlePage, 4) = entry(kDataPage + 1, V);  // a table in a page that the second stage lacks
  second(kDataPage + 1) = 0;
  for (const char* access : {"ld t0, (s0)", "sd t0, (s0)"}) {
    const Ending e = run(RunMode::guest_user, {"li s0, 0x801230", access});
    EXPECT_EQ(e.cause, access[0] == 'l' ? 21u : 23u);
    EXPECT_EQ(e.value, 0x80'1230u);
    EXPECT_EQ(e.guest_page_address, (kGuestMemory + at(kDataPage + 1) + 8) & ~3ull);
    EXPECT_EQ(e.instruction, 0x3000u);
  }
}

TEST_F(TwoStage, SettingAOfATableThatIsReadOnlyIsAnImplicitWrite) {
  const std::vector<std::string> enable = {"li t0, 1 << 61", "csrw menvcfg, t0", "csrw henvcfg, t0"};
  first(kDataPage) = entry(kDataPage, kLeaf & ~A);
  second(kLastPage) = entry(kLastPage, kLeaf & ~W);
  const Ending e = run(RunMode::guest_user, {kBase, "ld t0, (s0)"}, 0, enable);
  EXPECT_EQ(e.cause, 21u);
  EXPECT_EQ(e.instruction, 0x3020u);
  EXPECT_EQ(e.guest_page_address, kGuestMemory + at(kLastPage) + 8 * kDataPage);
}

TEST_F(TwoStage, SvaduSetsTheBitsOfBothStages) {
  const std::vector<std::string> enable = {"li t0, 1 << 61", "csrw menvcfg, t0", "csrw henvcfg, t0"};
  first(kDataPage) = entry(kDataPage, kLeaf & ~(A | D));
  second(kDataPage) = entry(kDataPage, kLeaf & ~(A | D));
  second(kLastPage) = entry(kLastPage, kLeaf & ~D);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "sd t0, (s0)"}, 0, enable).cause, kUserCall);
  EXPECT_EQ(memory_word(kLastPage, kDataPage), entry(kDataPage, kLeaf));
  EXPECT_EQ(memory_word(kGuestLastPage, kDataPage), entry(kDataPage, kLeaf));
  EXPECT_EQ(memory_word(kGuestLastPage, kLastPage), entry(kLastPage, kLeaf)) << "the guest's table was written";
}

TEST_F(TwoStage, SvadeInTheSecondStageIsAGuestPageFault) {
  second(kDataPage) = entry(kDataPage, kLeaf & ~D);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}).cause, kUserCall);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "sd t0, (s0)"}).cause, 23u);
  second(kDataPage) = entry(kDataPage, kLeaf & ~A);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}).cause, 21u);
}

TEST_F(TwoStage, TheSecondStageWantsUserPages) {
  second(kDataPage) = entry(kDataPage, kSupervisorLeaf);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}).cause, 21u);
  EXPECT_EQ(run(RunMode::guest, {kBase, "ld t0, (s0)"}, kSum).cause, 21u);
}

TEST_F(TwoStage, VsstatusMxrReachesTheFirstStageOnly) {
  first(kDataPage) = entry(kDataPage, V | X | U | A);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}, kMxr).cause, kUserCall);
  second(kDataPage) = entry(kDataPage, V | X | U | A);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}, kMxr).cause, 21u);
}

TEST_F(TwoStage, GuestPhysicalAddressesHave41Bits) {
  first(kDataPage) = 1ull << (41 - 12 + 10) | kLeaf;
  const Ending e = run(RunMode::guest_user, {kBase, "ld t0, (s0)"});
  EXPECT_EQ(e.cause, 21u);
  EXPECT_EQ(e.guest_page_address, 1ull << 41);
}

TEST_F(TwoStage, SuperpagesOfTheSecondStage) {
  word(kGuestRootPage, 2) = entry(0, kLeaf);  // 1 GiB: kMemoryBase is aligned
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}).cause, kUserCall);
  word(kGuestRootPage, 2) = entry(4, kLeaf);
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)"}).cause, 20u) << "the code is not reached any more";
}

TEST_F(TwoStage, AWalkReadsFifteenEntriesAndTheTlbsKeepIt) {
  StatisticsRegistry registry;
  bench_.hart->register_statistics(registry, "hart");
  const auto count = [&](const char* name) { return registry.find(name)->value(); };
  EXPECT_EQ(run(RunMode::guest_user, {kBase, "ld t0, (s0)", "ld t0, 8(s0)", "sd t0, 16(s0)"}).cause, kUserCall);
  EXPECT_EQ(count("hart.mmu.walks"), 2u) << "for the code and for the data";
  EXPECT_EQ(count("hart.mmu.guest_walks"), 2u);
  EXPECT_EQ(count("hart.mmu.steps"), 30u);
  EXPECT_GT(count("hart.cycles_in.VU"), 0u);
  EXPECT_EQ(count("hart.instructions_in.VU"), 4u);
  EXPECT_EQ(count("hart.instructions_in.VS"), 0u);
  std::uint64_t cycles = 0, kinds = 0;
  for (std::uint64_t c : bench_.hart->counters(false).mode_cycles) cycles += c;
  for (std::uint64_t c : bench_.hart->counters(false).cycles) kinds += c;
  EXPECT_EQ(cycles, kinds);
}

// --------------------------------------------------------------------------------------- the hypervisor's own accesses

class HypervisorLoadsAndStores : public TranslationBench {
 protected:
  const std::vector<std::string> as_user_{"csrw hstatus, x0"};
  const std::vector<std::string> as_supervisor_{"li t0, 0x100", "csrw hstatus, t0"};
  Ending access(const std::string& text, const std::vector<std::string>& before) {
    return run(RunMode::hypervisor_for_guest, {kBase, text}, 0, before);
  }
};

TEST_F(HypervisorLoadsAndStores, AreTranslatedAsTheGuestsAre) {
  second(kDataPage) = entry(kDataPage + 1, kLeaf);
  word(kDataPage + 1, 0) = 0xfedc'ba98'8765'4321;
  struct Load {
    const char* text;
    std::uint64_t value;
  };
  for (const Load& load : {Load{"hlv.b t0, (s0)", 0x21}, Load{"hlv.hu t0, (s0)", 0x4321},
                           Load{"hlv.w t0, (s0)", 0xffff'ffff'8765'4321}, Load{"hlv.wu t0, (s0)", 0x8765'4321},
                           Load{"hlv.d t0, (s0)", 0xfedc'ba98'8765'4321}, Load{"hlvx.hu t0, (s0)", 0x4321}}) {
    EXPECT_EQ(access(load.text, as_user_).cause, kSupervisorCall) << load.text;
    EXPECT_EQ(reg(5), load.value) << load.text;
  }
  EXPECT_EQ(access("hsv.w s0, (s0)", as_user_).cause, kSupervisorCall);
  EXPECT_EQ(memory_word(kDataPage + 1, 0), 0xfedc'ba98'0000'5000u);
}

TEST_F(HypervisorLoadsAndStores, HaveThePrivilegeOfSpvp) {
  EXPECT_EQ(access("hlv.d t0, (s0)", as_supervisor_).cause, 13u) << "a user page while vsstatus.SUM is 0";
  first(kDataPage) = entry(kDataPage, kSupervisorLeaf);
  EXPECT_EQ(access("hlv.d t0, (s0)", as_supervisor_).cause, kSupervisorCall);
  const Ending e = access("hlv.d t0, (s0)", as_user_);
  EXPECT_EQ(e.cause, 13u);
  EXPECT_EQ(e.status & (kGva | kMpv), kGva) << "V is 0, yet the address is a guest's";
}

TEST_F(HypervisorLoadsAndStores, HlvxNeedsTheExecutePermissionInBothStages) {
  first(kDataPage) = second(kDataPage) = entry(kDataPage, V | X | U | A);
  EXPECT_EQ(access("hlvx.wu t0, (s0)", as_user_).cause, kSupervisorCall);
  EXPECT_EQ(access("hlv.wu t0, (s0)", as_user_).cause, 13u);
  first(kDataPage) = entry(kDataPage, V | R | W | U | A | D);
  EXPECT_EQ(access("hlvx.wu t0, (s0)", as_user_).cause, 13u);
}

TEST_F(HypervisorLoadsAndStores, GuestPageFaultsAreReportedWithTheirInstruction) {
  second(kDataPage) = 0;
  const Ending load = access("hlv.bu t0, (s0)", as_user_);
  EXPECT_EQ(load.cause, 21u);
  EXPECT_EQ(load.guest_page_address, kGuestMemory + 0x5000);
  EXPECT_EQ(load.instruction, 0x601042f3u & ~(31u << 15));
  const Ending store = access("hsv.h t0, (s0)", as_user_);
  EXPECT_EQ(store.cause, 23u);
  EXPECT_EQ(store.instruction, 0x66504073u & ~(31u << 15));
}

TEST_F(HypervisorLoadsAndStores, AreVirtualInstructionsInAGuest) {
  const Ending e = run(RunMode::guest, {kBase, "hlv.d t0, (s0)"});
  EXPECT_EQ(e.cause, 22u);
  EXPECT_EQ(e.value, 0x6c0442f3u);
  EXPECT_EQ(e.status & kGva, 0u);
  EXPECT_EQ(run(RunMode::user, {kBase, "hlv.d t0, (s0)"}).cause, 2u);
}

// ------------------------------------------------------------------------------------------------- fences and modes

TEST_F(TwoStage, VirtualInstructionsReportThemselves) {
  struct Case {
    const char* text;
    std::uint64_t raw;
  };
  for (const Case& c : {Case{"csrr t0, hgatp", 0x680022f3}, Case{"hfence.gvma x0, x0", 0x62000073},
                        Case{"csrr t0, cycle", 0xc00022f3}}) {
    const Ending e = run(RunMode::guest, {c.text}, 0, {"li t0, 7", "csrw mcounteren, t0"});
    EXPECT_EQ(e.cause, 22u) << c.text;
    EXPECT_EQ(e.value, c.raw) << c.text;
  }
  EXPECT_EQ(run(RunMode::guest, {"csrr t0, mstatus"}).cause, 2u);
}

TEST_F(TwoStage, AnUnknownAtomicIsAnIllegalInstructionInAGuest) {
  const Ending e = run(RunMode::guest_user, {kBase, ".word 0x3884052f"});  // no such funct5
  EXPECT_EQ(e.cause, 2u);
  EXPECT_EQ(e.status & (kGva | kMpv), kMpv);
}

TEST_F(TwoStage, SstcInterruptsTheGuestAtItsTick) {
  const std::vector<std::string> before = {"li t0, -1",           "csrw menvcfg, t0",    "csrw henvcfg, t0",
                                           "csrw mcounteren, t0", "csrw hcounteren, t0", "li t0, 500",
                                           "csrw vstimecmp, t0",  "li t0, 0x40",         "csrw mie, t0"};
  // Not delegated to VS: HS mode's line, which is delegated to it; so stvec matters.
  const std::vector<std::string> lines = {"1: addi s1, s1, 1", "j 1b"};
  std::vector<std::string> with_handler = before;
  with_handler.insert(with_handler.end(), {"li t0, 0x80000200", "csrw stvec, t0", "csrw medeleg, x0"});
  const Ending e = run(RunMode::guest, lines, 0, with_handler);
  EXPECT_EQ(e.cause, 2u) << "HS mode reads mcause, which is illegal there";
  EXPECT_GT(reg(9), 50u);
}

}  // namespace
}  // namespace amoeba
