// Supervisor-level CSRs. Each test names the section of the privileged manual that it holds them to.
#include "csr_bench.h"

namespace amoeba {
namespace {

class SupervisorCsrs : public CsrBench {
 protected:
  SupervisorCsrs() : CsrBench("rv64imacs_zicntr_zicsr_zifencei_sstc") {}
};

constexpr std::uint64_t kSupervisorLines = 0x222;

TEST_F(SupervisorCsrs, Misa_TellsOfSAndWithHOfH) {
  EXPECT_NE(get(Csr::misa) & 1u << ('s' - 'a'), 0u);
  EXPECT_EQ(get(Csr::misa) & 1u << ('h' - 'a'), 0u);
}

TEST_F(SupervisorCsrs, MachineStatus_FieldsOfAHartWithS) {
  EXPECT_EQ(writable(Csr::mstatus), 0x7e19aau);
  EXPECT_EQ(get(Csr::mstatus) >> 32 & 0xf, 0b1010u) << "SXL and UXL are 2";
}

TEST_F(SupervisorCsrs, MachineStatus_MppTakesS) {
  set(Csr::mstatus, 1 << 11);
  EXPECT_EQ(get(Csr::mstatus) & 0x1800, 0x800u);
  set(Csr::mstatus, 2 << 11);
  EXPECT_EQ(get(Csr::mstatus) & 0x1800, 0u);
}

TEST_F(SupervisorCsrs, SupervisorStatus_IsAViewOfMstatus) {
  EXPECT_EQ(writable(Csr::sstatus), 0xc0122u);
  set(Csr::mstatus, status::kSum | status::kMprv | status::kMie);
  EXPECT_EQ(get(Csr::sstatus), status::kSum | status::kUxl64);
  set(Csr::sstatus, status::kSie);
  EXPECT_EQ(get(Csr::mstatus) & 0x3fffff, status::kSie | status::kMprv | status::kMie);
}

TEST_F(SupervisorCsrs, MachineTrapDelegation_MedelegHoldsWhatCanHappenBelowM) {
  EXPECT_EQ(writable(Csr::medeleg), 0xcb3ffu);
}

TEST_F(SupervisorCsrs, MachineTrapDelegation_MidelegHoldsTheSupervisorLines) {
  EXPECT_EQ(writable(Csr::mideleg), kSupervisorLines);
}

TEST_F(SupervisorCsrs, SupervisorInterruptRegisters_ShowDelegatedLinesOnly) {
  set(Csr::mie, 0xaaa);
  set(Csr::mip, 0x222);
  EXPECT_EQ(get(Csr::sie), 0u);
  EXPECT_EQ(get(Csr::sip), 0u);
  set(Csr::mideleg, 0x202);
  EXPECT_EQ(get(Csr::sie), 0x202u);
  EXPECT_EQ(get(Csr::sip), 0x202u);
  set(Csr::sie, 0);
  EXPECT_EQ(get(Csr::mie), 0x8a8u);
}

TEST_F(SupervisorCsrs, SupervisorInterruptRegisters_OnlySsipCanBeWrittenInSip) {
  set(Csr::mideleg, kSupervisorLines);
  set(Csr::sip, ~0ull);
  EXPECT_EQ(get(Csr::sip), 2u);
  set(Csr::mip, 0x222);
  set(Csr::sip, 0);
  EXPECT_EQ(get(Csr::mip), 0x220u);
}

TEST_F(SupervisorCsrs, MachineInterruptRegisters_SeipIsSoftwareOrLineAndCsrrsLeavesTheLineOut) {
  csrs.set_interrupt(Interrupt::supervisor_external, true);
  EXPECT_EQ(get(Csr::mip), 0x200u);
  std::uint64_t old;
  // csrrs x5, mip, x6 with SSIP in x6: must not latch the line into the written bit
  EXPECT_FALSE(csrs.execute(decode(0x344u << 20 | 6 << 15 | 2 << 12 | 5 << 7 | 0x73, {Extension::zicsr}), 2, old));
  EXPECT_EQ(old, 0x200u);
  csrs.set_interrupt(Interrupt::supervisor_external, false);
  EXPECT_EQ(get(Csr::mip), 2u);
}

TEST_F(SupervisorCsrs, SupervisorTrapVector_ReservedModesReadDirectOrVectored) {
  set(Csr::stvec, 0x1003);
  EXPECT_EQ(get(Csr::stvec), 0x1001u);
}

TEST_F(SupervisorCsrs, SupervisorAddressTranslation_UnsupportedModesLeaveSatpAsItIs) {
  const std::uint64_t sv39 = 8ull << 60 | 0x1234ull << 44 | 0xabcde;
  set(Csr::satp, sv39);
  for (std::uint64_t mode : {1ull, 9ull, 10ull, 15ull}) {
    set(Csr::satp, mode << 60 | 77);
    EXPECT_EQ(get(Csr::satp), sv39) << mode;
  }
  set(Csr::satp, 0);
  EXPECT_EQ(get(Csr::satp), 0u);
}

TEST_F(SupervisorCsrs, SupervisorEnvironmentAndCounterEnable_HoldFiomAndThreeCounters) {
  EXPECT_EQ(writable(Csr::senvcfg), 1u);
  EXPECT_EQ(writable(Csr::scounteren), 7u);
  set(Csr::senvcfg, 1);
  EXPECT_FALSE(csrs.fence_of_io_implies_memory());
  go_hypervisor();
  EXPECT_FALSE(csrs.fence_of_io_implies_memory());
  go_user();
  EXPECT_TRUE(csrs.fence_of_io_implies_memory());
}

TEST_F(SupervisorCsrs, CounterEnable_UserModeNeedsBothRegisters) {
  for (unsigned both = 0; both < 4; ++both) {
    go_machine();
    set(Csr::mcounteren, both & 1 ? 7 : 0);
    set(Csr::scounteren, both & 2 ? 7 : 0);
    go_hypervisor();
    EXPECT_EQ(reading(Csr::time), both & 1 ? kAllowed : kIllegalInstruction);
    go_user();
    EXPECT_EQ(reading(Csr::time), both == 3 ? kAllowed : kIllegalInstruction);
  }
}

TEST_F(SupervisorCsrs, TrapVirtualMemory_SatpAndSfenceAreIllegalInS) {
  set(Csr::mstatus, status::kTvm);
  EXPECT_EQ(reading(Csr::satp), kAllowed);
  go_hypervisor();
  EXPECT_EQ(reading(Csr::satp), kIllegalInstruction);
  EXPECT_EQ(csrs.refuses(Operation::sfence_vma), kIllegalInstruction);
  set_from_machine(Csr::mstatus, 0);
  EXPECT_EQ(writing(Csr::satp), kAllowed);
  EXPECT_EQ(csrs.refuses(Operation::sfence_vma), kAllowed);
  go_user();
  EXPECT_EQ(csrs.refuses(Operation::sfence_vma), kIllegalInstruction);
}

TEST_F(SupervisorCsrs, TimeoutWait_WfiIsIllegalBelowM) {
  set(Csr::mstatus, status::kTw);
  EXPECT_EQ(csrs.refuses(Operation::wfi), kAllowed);
  go_hypervisor();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kIllegalInstruction);
  EXPECT_EQ(csrs.refuses(Operation::wrs_nto), kIllegalInstruction);
  EXPECT_EQ(csrs.refuses(Operation::wrs_sto), kAllowed);
}

TEST_F(SupervisorCsrs, WaitForInterrupt_UserModeMayNotWhereThereIsS) {
  go_user();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kIllegalInstruction);
  EXPECT_EQ(csrs.refuses(Operation::wrs_nto), kAllowed);
}

TEST_F(SupervisorCsrs, TrapSret_SretIsIllegalInS) {
  set(Csr::mstatus, status::kTsr);
  EXPECT_EQ(csrs.refuses(Operation::sret), kAllowed);
  go_hypervisor();
  EXPECT_EQ(csrs.refuses(Operation::sret), kIllegalInstruction);
  set_from_machine(Csr::mstatus, 0);
  EXPECT_EQ(csrs.refuses(Operation::sret), kAllowed);
  EXPECT_EQ(csrs.refuses(Operation::mret), kIllegalInstruction);
  go_user();
  EXPECT_EQ(csrs.refuses(Operation::sret), kIllegalInstruction);
}

TEST_F(SupervisorCsrs, HypervisorRegistersDoNotExistWithoutH) {
  for (Csr csr : {Csr::hstatus, Csr::hgatp, Csr::vsstatus, Csr::vsatp, Csr::mtval2, Csr::mtinst, Csr::hgeip,
                  Csr::vstimecmp, Csr::mstateen0})
    EXPECT_EQ(reading(csr), kIllegalInstruction) << std::hex << number(csr);
}

TEST_F(SupervisorCsrs, MachineTrapDelegation_ATrapFromUGoesToSAndComesBack) {
  set(Csr::medeleg, 1u << 8);
  set(Csr::stvec, 0x5000);
  set(Csr::sstatus, status::kSie);
  go_user();
  EXPECT_EQ(csrs.enter_exception(Exception::user_ecall, 0x444, 0), 0x5000u);
  EXPECT_EQ(csrs.privilege(), Privilege::supervisor);
  EXPECT_EQ(get(Csr::scause), 8u);
  EXPECT_EQ(get(Csr::sepc), 0x444u);
  EXPECT_EQ(get(Csr::sstatus), status::kUxl64 | status::kSpie);
  EXPECT_EQ(csrs.ecall_cause(), Exception::supervisor_ecall);
  EXPECT_EQ(csrs.sret(), 0x444u);
  EXPECT_EQ(csrs.privilege(), Privilege::user);
  go_machine();
  EXPECT_EQ(get(Csr::sstatus), status::kUxl64 | status::kSie | status::kSpie);
}

TEST_F(SupervisorCsrs, MachineTrapDelegation_NeverMovesATrapToALessPrivilegedMode) {
  set(Csr::medeleg, ~0ull);
  set(Csr::mtvec, 0x9000);
  EXPECT_EQ(csrs.enter_exception(Exception::breakpoint, 0x10, 0x10), 0x9000u);
  EXPECT_EQ(csrs.privilege(), Privilege::machine);
}

TEST_F(SupervisorCsrs, Interrupts_ADelegatedLineWaitsInMAndDependsOnSieInS) {
  set(Csr::mideleg, kSupervisorLines);
  set(Csr::mie, kSupervisorLines);
  set(Csr::mip, 2);
  set(Csr::mstatus, status::kMie);
  EXPECT_FALSE(csrs.interrupt_pending());
  go_hypervisor();
  EXPECT_FALSE(csrs.interrupt_pending());
  set(Csr::sstatus, status::kSie);
  EXPECT_TRUE(csrs.interrupt_pending());
  set(Csr::sstatus, 0);
  go_user();
  EXPECT_TRUE(csrs.interrupt_pending());
  set_from_machine(Csr::stvec, 0x4001);
  EXPECT_EQ(csrs.enter_interrupt(csrs.pending_interrupt(), 0x8), 0x4000u + 4 * 1);
  EXPECT_EQ(get(Csr::scause), 1ull << 63 | 1);
}

TEST_F(SupervisorCsrs, Interrupts_PriorityIsExternalSoftwareTimerWithMBeforeS) {
  set(Csr::mie, ~0ull);
  set(Csr::mip, 0x222);
  set(Csr::mstatus, status::kMie);
  for (Interrupt line : {Interrupt::software, Interrupt::timer, Interrupt::external}) csrs.set_interrupt(line, true);
  for (Interrupt line : {Interrupt::external, Interrupt::software, Interrupt::timer}) {
    EXPECT_EQ(csrs.pending_interrupt(), line);
    csrs.set_interrupt(line, false);
  }
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::supervisor_external);
  set(Csr::mip, 0x22);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::supervisor_software);
  set(Csr::mip, 0x20);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::supervisor_timer);
}

TEST_F(SupervisorCsrs, Sstc_ComparesTimeOnlyWhileMenvcfgSaysSo) {
  set(Csr::stimecmp, 20);
  EXPECT_EQ(csrs.next_timer(), CsrFile::kNoTime);
  set(Csr::mip, 0x20);
  EXPECT_EQ(get(Csr::mip), 0x20u) << "software owns STIP without the comparator";
  set(Csr::menvcfg, environment::kStce);
  EXPECT_EQ(get(Csr::mip), 0u);
  EXPECT_EQ(csrs.next_timer(), 20u);
  counts.clock = 20;
  csrs.update_timers();
  EXPECT_EQ(get(Csr::mip), 0x20u);
  EXPECT_EQ(csrs.next_timer(), CsrFile::kNoTime);
  set(Csr::stimecmp, 21);
  EXPECT_EQ(get(Csr::mip), 0u);
}

TEST_F(SupervisorCsrs, Sstc_StimecmpNeedsStceAndMcounteren) {
  for (unsigned both = 0; both < 4; ++both) {
    go_machine();
    set(Csr::menvcfg, both & 1 ? environment::kStce : 0);
    set(Csr::mcounteren, both & 2 ? 2 : 0);
    EXPECT_EQ(reading(Csr::stimecmp), kAllowed);
    go_hypervisor();
    EXPECT_EQ(reading(Csr::stimecmp), both == 3 ? kAllowed : kIllegalInstruction);
    go_user();
    EXPECT_EQ(reading(Csr::stimecmp), kIllegalInstruction);
  }
}

TEST_F(SupervisorCsrs, ModifyPrivilege_MprvTakesTheRegimeOfMpp) {
  set(Csr::satp, 8ull << 60 | 0x80);
  set(Csr::mstatus, status::kMprv | status::kMpp);
  EXPECT_FALSE(csrs.data_regime().translates());
  set(Csr::mstatus, status::kMprv | 1 << 11);
  EXPECT_TRUE(csrs.data_regime().first);
  EXPECT_FALSE(csrs.data_regime().user);
  EXPECT_EQ(csrs.data_regime().first_root, 0x80'000u);
  set(Csr::mstatus, status::kMprv);
  EXPECT_TRUE(csrs.data_regime().user);
  EXPECT_FALSE(csrs.fetch_regime().translates());
}

}  // namespace
}  // namespace amoeba
