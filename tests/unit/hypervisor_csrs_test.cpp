// CSRs and traps of the hypervisor extension. Each test names the section of the privileged manual that it holds them
// to.
#include "amoeba/cores/isa/transformed_instruction.h"
#include "csr_bench.h"

namespace amoeba {
namespace {

class HypervisorCsrs : public CsrBench {
 protected:
  // KVM's delegation to the guest, and all that can be delegated to HS.
  void delegate() {
    set(Csr::medeleg, ~0ull);
    set(Csr::mideleg, ~0ull);
    set(Csr::hedeleg, 0xb109);
    set(Csr::hideleg, 0x444);
    set(Csr::mtvec, 0x1000);
    set(Csr::stvec, 0x2000);
    set(Csr::vstvec, 0x3000);
  }
};

using HypervisorTraps = HypervisorCsrs;
using HypervisorInterrupts = HypervisorCsrs;
using VirtualInstruction = HypervisorCsrs;

// ----------------------------------------------------------------------------------------------------- the registers

TEST_F(HypervisorCsrs, HypervisorStatus_Fields) {
  EXPECT_EQ(writable(Csr::hstatus), 0x7003c0u);
  EXPECT_EQ(get(Csr::hstatus) >> 32, 2u) << "VSXL";
}

TEST_F(HypervisorCsrs, HypervisorTrapDelegation_HedelegBits) {
  EXPECT_EQ(writable(Csr::hedeleg), 0xcb1ffu);
  for (unsigned never : {9u, 10u, 11u, 16u, 20u, 21u, 22u, 23u}) {
    set(Csr::hedeleg, 1ull << never);
    EXPECT_EQ(get(Csr::hedeleg), 0u) << never;
  }
  set(Csr::hedeleg, 0xb109);
  EXPECT_EQ(get(Csr::hedeleg), 0xb109u);
}

TEST_F(HypervisorCsrs, HypervisorTrapDelegation_HidelegBits) {
  EXPECT_EQ(writable(Csr::hideleg), 0x444u);
}

TEST_F(HypervisorCsrs, MachineTrapDelegation_MidelegOfHypervisorLinesReadsOne) {
  set(Csr::mideleg, 0);
  EXPECT_EQ(get(Csr::mideleg), 0x1444u);
  set(Csr::mideleg, ~0ull);
  EXPECT_EQ(get(Csr::mideleg), 0x1666u);
}

TEST_F(HypervisorCsrs, MachineTrapDelegation_MedelegTakesTheHypervisorsExceptions) {
  EXPECT_EQ(writable(Csr::medeleg), 0xfcb7ffu);
}

TEST_F(HypervisorCsrs, HypervisorInterruptRegisters_HvipSetsWhatHipAndMipShow) {
  EXPECT_EQ(writable(Csr::hvip), 0x444u);
  set(Csr::hvip, 0x440);
  EXPECT_EQ(get(Csr::hip), 0x440u);
  EXPECT_EQ(get(Csr::mip), 0x440u);
  set(Csr::hip, 0x444);
  EXPECT_EQ(get(Csr::hvip), 0x444u) << "hip.VSSIP is an alias";
  set(Csr::hip, 0);
  EXPECT_EQ(get(Csr::hvip), 0x440u) << "the others are read-only there";
}

TEST_F(HypervisorCsrs, HypervisorInterruptRegisters_HieIsPartOfMieAndNotOfSie) {
  EXPECT_EQ(writable(Csr::hie), 0x1444u);
  set(Csr::hie, 0x1444);
  EXPECT_EQ(get(Csr::mie), 0x1444u);
  EXPECT_EQ(get(Csr::sie), 0u);
  EXPECT_EQ(writable(Csr::mie), 0x1eeeu);
}

TEST_F(HypervisorCsrs, VirtualSupervisorInterruptRegisters_ShowDelegatedLinesAsTheGuestKnowsThem) {
  set(Csr::hvip, 0x444);
  set(Csr::hie, 0x1444);
  EXPECT_EQ(get(Csr::vsip), 0u);
  EXPECT_EQ(get(Csr::vsie), 0u);
  set(Csr::hideleg, 0x404);
  EXPECT_EQ(get(Csr::vsip), 0x202u);
  EXPECT_EQ(get(Csr::vsie), 0x202u);
  set(Csr::vsip, 0);
  EXPECT_EQ(get(Csr::hvip), 0x440u) << "only SSIP";
  set(Csr::vsie, 0);
  EXPECT_EQ(get(Csr::hie), 0x1040u);
}

TEST_F(HypervisorCsrs, GuestExternalInterrupts_AreNoneHere) {
  EXPECT_EQ(writable(Csr::hgeie), 0u);
  EXPECT_EQ(get(Csr::hgeip), 0u);
  EXPECT_EQ(writing(Csr::hgeip), kIllegalInstruction);
}

TEST_F(HypervisorCsrs, HypervisorEnvironment_FieldsAreZeroWhereMenvcfgHasThemZero) {
  EXPECT_EQ(writable(Csr::henvcfg), 1u);
  set(Csr::menvcfg, ~0ull);
  EXPECT_EQ(get(Csr::menvcfg), environment::kFiom | environment::kAdue | environment::kStce);
  EXPECT_EQ(writable(Csr::henvcfg), environment::kFiom | environment::kAdue | environment::kStce);
  set(Csr::henvcfg, ~0ull);
  set(Csr::menvcfg, 0);
  EXPECT_EQ(get(Csr::henvcfg), 1u);
}

TEST_F(HypervisorCsrs, HypervisorCounterEnable_HoldsThreeCounters) {
  EXPECT_EQ(writable(Csr::hcounteren), 7u);
}

TEST_F(HypervisorCsrs, HypervisorTimeDelta_ShiftsTheGuestsTime) {
  set(Csr::htimedelta, 1000);
  set(Csr::mcounteren, 7);
  set(Csr::hcounteren, 7);
  EXPECT_EQ(get(Csr::time), 7u);
  go_hypervisor();
  EXPECT_EQ(get(Csr::time), 7u);
  go_guest();
  EXPECT_EQ(get(Csr::time), 1007u);
  EXPECT_EQ(get(Csr::cycle), 100u);
}

TEST_F(HypervisorCsrs, HypervisorTrapValueRegisters_HoldWhatIsWritten) {
  for (Csr csr : {Csr::htval, Csr::htinst, Csr::mtval2, Csr::mtinst, Csr::vsscratch, Csr::vscause, Csr::vstval})
    EXPECT_EQ(writable(csr), ~0ull) << std::hex << number(csr);
}

TEST_F(HypervisorCsrs, HypervisorGuestAddressTranslation_FieldsAndModes) {
  EXPECT_EQ(writable(Csr::hgatp) & ~(15ull << 60), 0x3fffull << 44 | ((1ull << 44) - 4));
  for (std::uint64_t mode : {9ull, 10ull, 1ull}) {
    set(Csr::hgatp, 8ull << 60);
    set(Csr::hgatp, mode << 60 | 0x100);
    EXPECT_EQ(get(Csr::hgatp), 8ull << 60 | 0x100) << "the other fields change; KVM finds the modes so";
  }
}

TEST_F(HypervisorCsrs, VirtualSupervisorAddressTranslation_UnsupportedModesAreIgnoredInTheGuestOnly) {
  set(Csr::vsatp, 9ull << 60 | 5);
  EXPECT_EQ(get(Csr::vsatp), 5u);
  go_guest();
  set(Csr::satp, 9ull << 60 | 6);
  EXPECT_EQ(get(Csr::satp), 5u);
  set(Csr::satp, 8ull << 60 | 6);
  go_machine();
  EXPECT_EQ(get(Csr::vsatp), 8ull << 60 | 6);
  EXPECT_EQ(get(Csr::satp), 0u);
}

TEST_F(HypervisorCsrs, VirtualSupervisorStatus_HasTheFieldsOfSstatus) {
  EXPECT_EQ(writable(Csr::vsstatus), 0xc0122u);
  EXPECT_EQ(get(Csr::vsstatus), status::kUxl64);
}

TEST_F(HypervisorCsrs, VirtualSupervisorRegisters_TakeTheNamesOfTheSupervisorsInAGuest) {
  struct Pair {
    Csr supervisor, guest;
  };
  for (const Pair& pair :
       {Pair{Csr::stvec, Csr::vstvec}, Pair{Csr::sscratch, Csr::vsscratch}, Pair{Csr::sepc, Csr::vsepc},
        Pair{Csr::scause, Csr::vscause}, Pair{Csr::stval, Csr::vstval}, Pair{Csr::sstatus, Csr::vsstatus}}) {
    go_machine();
    set(pair.supervisor, 0x100);
    set(pair.guest, 0);
    go_guest();
    EXPECT_EQ(get(pair.supervisor) & 0xffff, 0u);
    set(pair.supervisor, 0x20);
    go_machine();
    EXPECT_EQ(get(pair.supervisor) & 0xffff, 0x100u);
    EXPECT_EQ(get(pair.guest) & 0xffff, 0x20u);
  }
}

TEST_F(HypervisorCsrs, StateEnable_MstateenOpensHstateenAndSstateen) {
  EXPECT_EQ(writable(Csr::mstateen0), 3ull << 62);
  EXPECT_EQ(writable(Csr::mstateen1), 0u);
  set(Csr::mstateen0, 0);
  go_hypervisor();
  for (Csr csr : {Csr::hstateen0, Csr::sstateen0, Csr::senvcfg, Csr::henvcfg, Csr::hstateen1})
    EXPECT_EQ(reading(csr), kIllegalInstruction) << std::hex << number(csr);
  set_from_machine(Csr::mstateen0, 3ull << 62);
  for (Csr csr : {Csr::hstateen0, Csr::sstateen0, Csr::senvcfg, Csr::henvcfg})
    EXPECT_EQ(reading(csr), kAllowed) << std::hex << number(csr);
  EXPECT_EQ(writable(Csr::hstateen0), 3ull << 62);
  go_guest();
  for (Csr csr : {Csr::sstateen0, Csr::senvcfg, Csr::hstateen0})
    EXPECT_EQ(reading(csr), kVirtualInstruction) << std::hex << number(csr);
  set_from_machine(Csr::hstateen0, 3ull << 62);
  EXPECT_EQ(reading(Csr::sstateen0), kAllowed);
  EXPECT_EQ(reading(Csr::senvcfg), kAllowed);
  set_from_machine(Csr::mstateen0, 0);
  EXPECT_EQ(reading(Csr::senvcfg), kIllegalInstruction) << "what M closes is illegal in a guest, too";
}

// ------------------------------------------------------------------------------------------------------------- traps

TEST_F(HypervisorTraps, TrapEntry_FromVsToHs) {
  delegate();
  set(Csr::mstatus, status::kSie);
  go_guest();
  const TrapReport report{Exception::load_guest_page_fault, 0x1234, false, 0x8000'1234, 0x3003};
  EXPECT_EQ(csrs.enter_exception(report, 0x44), 0x2000u);
  EXPECT_EQ(csrs.privilege(), Privilege::supervisor);
  EXPECT_FALSE(csrs.virtualised());
  EXPECT_EQ(get(Csr::scause), 21u);
  EXPECT_EQ(get(Csr::sepc), 0x44u);
  EXPECT_EQ(get(Csr::stval), 0x1234u);
  EXPECT_EQ(get(Csr::htval), 0x8000'1234u >> 2);
  EXPECT_EQ(get(Csr::htinst), 0x3003u);
  namespace hs = hypervisor_status;
  EXPECT_EQ(get(Csr::hstatus) & 0xffff, hs::kSpv | hs::kSpvp | hs::kGva);
  EXPECT_EQ(get(Csr::sstatus) & 0xfff, status::kSpp | status::kSpie);
}

TEST_F(HypervisorTraps, TrapEntry_FromVuToHsRemembersUserMode) {
  delegate();
  set(Csr::hstatus, hypervisor_status::kSpvp);
  go_guest_user();
  csrs.enter_exception(Exception::store_guest_page_fault, 0x44, 0x10);
  EXPECT_EQ(get(Csr::hstatus) & 0xffff, hypervisor_status::kSpv | hypervisor_status::kGva);
  EXPECT_EQ(get(Csr::sstatus) & status::kSpp, 0u);
}

TEST_F(HypervisorTraps, TrapEntry_FromUToHsLeavesSpvpAndClearsSpv) {
  delegate();
  set(Csr::hstatus, hypervisor_status::kSpvp | hypervisor_status::kSpv | hypervisor_status::kGva);
  go_user();
  csrs.enter_exception(Exception::user_ecall, 0x44, 0);
  EXPECT_EQ(get(Csr::hstatus) & 0xffff, hypervisor_status::kSpvp);
  EXPECT_EQ(get(Csr::htval), 0u);
  EXPECT_EQ(get(Csr::htinst), 0u);
}

TEST_F(HypervisorTraps, TrapEntry_GvaOnlyForGuestAddresses) {
  delegate();
  for (Exception cause : {Exception::virtual_supervisor_ecall, Exception::virtual_instruction}) {
    go_guest();
    csrs.enter_exception(cause, 0x44, 0x7);
    EXPECT_EQ(get(Csr::hstatus) & hypervisor_status::kGva, 0u);
  }
  go_hypervisor();
  csrs.enter_exception(TrapReport{Exception::load_page_fault, 0x9000, true}, 0x44);
  EXPECT_EQ(get(Csr::hstatus) & hypervisor_status::kGva, hypervisor_status::kGva) << "an access by hlv";
  csrs.enter_exception(Exception::load_page_fault, 0x44, 0x9000);
  EXPECT_EQ(get(Csr::hstatus) & hypervisor_status::kGva, 0u) << "one of its own";
}

TEST_F(HypervisorTraps, TrapEntry_DelegatedToVs) {
  delegate();
  set(Csr::vsstatus, status::kSie);
  go_guest_user();
  EXPECT_EQ(csrs.enter_exception(Exception::user_ecall, 0x44, 0), 0x3000u);
  EXPECT_TRUE(csrs.virtualised());
  EXPECT_EQ(csrs.privilege(), Privilege::supervisor);
  EXPECT_EQ(get(Csr::scause), 8u);
  EXPECT_EQ(get(Csr::sstatus) & 0xfff, status::kSpie);
  EXPECT_EQ(csrs.sret(), 0x44u);
  EXPECT_TRUE(csrs.virtualised());
  EXPECT_EQ(csrs.privilege(), Privilege::user);
  go_machine();
  EXPECT_EQ(get(Csr::vscause), 8u);
  EXPECT_EQ(get(Csr::scause), 0u);
}

TEST_F(HypervisorTraps, TrapEntry_HedelegCountsOnlyInAGuestAndOnlyAfterMedeleg) {
  delegate();
  go_user();
  EXPECT_EQ(csrs.enter_exception(Exception::breakpoint, 0x44, 0x44), 0x2000u);
  set_from_machine(Csr::medeleg, 0);
  go_guest_user();
  EXPECT_EQ(csrs.enter_exception(Exception::breakpoint, 0x44, 0x44), 0x1000u);
}

TEST_F(HypervisorTraps, TrapEntry_ToMKeepsVInMpv) {
  go_guest();
  set_from_machine(Csr::mtvec, 0x1000);
  const TrapReport report{Exception::store_guest_page_fault, 0x1234, false, 0x8000'1000, 0x3020};
  EXPECT_EQ(csrs.enter_exception(report, 0x44), 0x1000u);
  EXPECT_EQ(get(Csr::mstatus) & (status::kMpv | status::kGva | status::kMpp), status::kMpv | status::kGva | 0x800);
  EXPECT_EQ(get(Csr::mtval2), 0x8000'1000u >> 2);
  EXPECT_EQ(get(Csr::mtinst), 0x3020u);
  EXPECT_EQ(csrs.mret(), 0x44u);
  EXPECT_TRUE(csrs.virtualised());
  EXPECT_EQ(csrs.privilege(), Privilege::supervisor);
}

TEST_F(HypervisorTraps, TrapReturn_MretWithMpvToMachineModeDoesNotSetV) {
  set(Csr::mstatus, status::kMpv | status::kMpp);
  csrs.mret();
  EXPECT_FALSE(csrs.virtualised());
  EXPECT_EQ(get(Csr::mstatus) & status::kMpv, 0u);
}

TEST_F(HypervisorTraps, TrapReturn_SretInHsEntersWhatSpvAndSppSay) {
  for (unsigned both = 0; both < 4; ++both) {
    go_machine();
    set(Csr::hstatus, both & 1 ? hypervisor_status::kSpv : 0);
    set(Csr::mstatus, both & 2 ? status::kSpp : 0);
    set(Csr::sepc, 0x88);
    go_hypervisor();
    EXPECT_EQ(csrs.sret(), 0x88u);
    EXPECT_EQ(csrs.virtualised(), (both & 1) != 0);
    EXPECT_EQ(csrs.privilege(), both & 2 ? Privilege::supervisor : Privilege::user);
    go_machine();
    EXPECT_EQ(get(Csr::hstatus) & hypervisor_status::kSpv, 0u);
  }
}

TEST_F(HypervisorTraps, EnvironmentCall_EachModeHasItsCause) {
  EXPECT_EQ(csrs.ecall_cause(), Exception::machine_ecall);
  go_hypervisor();
  EXPECT_EQ(csrs.ecall_cause(), Exception::supervisor_ecall);
  go_guest();
  EXPECT_EQ(csrs.ecall_cause(), Exception::virtual_supervisor_ecall);
  go_guest_user();
  EXPECT_EQ(csrs.ecall_cause(), Exception::user_ecall);
  go_user();
  EXPECT_EQ(csrs.ecall_cause(), Exception::user_ecall);
}

// ----------------------------------------------------------------------------------------- virtual or illegal

TEST_F(VirtualInstruction, HypervisorAndVirtualSupervisorRegistersInAGuest) {
  for (const bool user : {false, true}) {
    go(user ? Privilege::user : Privilege::supervisor, true);
    for (Csr csr : {Csr::hstatus, Csr::hedeleg, Csr::hideleg, Csr::hie, Csr::hip, Csr::hvip, Csr::htval, Csr::htinst,
                    Csr::hgatp, Csr::hcounteren, Csr::htimedelta, Csr::vsstatus, Csr::vsatp, Csr::vsip, Csr::hgeip})
      EXPECT_EQ(reading(csr), kVirtualInstruction) << std::hex << number(csr);
    for (Csr csr : {Csr::mstatus, Csr::mtval2, Csr::mhartid, Csr::medeleg})
      EXPECT_EQ(reading(csr), kIllegalInstruction) << std::hex << number(csr);
    EXPECT_EQ(writing(Csr::hgeip), kIllegalInstruction) << "HS mode could not write it either";
  }
  go_user();
  EXPECT_EQ(reading(Csr::hstatus), kIllegalInstruction);
}

TEST_F(VirtualInstruction, SupervisorRegistersInVu) {
  go_guest_user();
  for (Csr csr : {Csr::sstatus, Csr::sie, Csr::stvec, Csr::satp, Csr::scounteren})
    EXPECT_EQ(reading(csr), kVirtualInstruction) << std::hex << number(csr);
  go_guest();
  for (Csr csr : {Csr::sstatus, Csr::sie, Csr::stvec, Csr::satp, Csr::scounteren})
    EXPECT_EQ(reading(csr), kAllowed) << std::hex << number(csr);
}

TEST_F(VirtualInstruction, CountersByTheThreeEnables) {
  for (unsigned enables = 0; enables < 8; ++enables) {
    go_machine();
    const bool machine = enables & 1, hypervisor = enables & 2, supervisor = enables & 4;
    set(Csr::mcounteren, machine ? 7 : 0);
    set(Csr::hcounteren, hypervisor ? 7 : 0);
    set(Csr::scounteren, supervisor ? 7 : 0);
    for (Csr csr : {Csr::cycle, Csr::time, Csr::instret}) {
      go_guest();
      EXPECT_EQ(reading(csr), !machine ? kIllegalInstruction : hypervisor ? kAllowed : kVirtualInstruction) << enables;
      go_guest_user();
      EXPECT_EQ(reading(csr), !machine                   ? kIllegalInstruction
                              : hypervisor && supervisor ? kAllowed
                                                         : kVirtualInstruction)
          << enables;
    }
  }
}

TEST_F(VirtualInstruction, SatpAndSfenceWithVtvm) {
  set(Csr::mstatus, status::kTvm);
  go_guest();
  EXPECT_EQ(reading(Csr::satp), kAllowed) << "TVM concerns HS mode only";
  EXPECT_EQ(csrs.refuses(Operation::sfence_vma), kAllowed);
  set_from_machine(Csr::hstatus, hypervisor_status::kVtvm);
  EXPECT_EQ(reading(Csr::satp), kVirtualInstruction);
  EXPECT_EQ(csrs.refuses(Operation::sfence_vma), kVirtualInstruction);
  go_guest_user();
  EXPECT_EQ(csrs.refuses(Operation::sfence_vma), kVirtualInstruction);
}

TEST_F(VirtualInstruction, HgatpAndHfenceGvmaWithTvm) {
  go_hypervisor();
  for (Operation op : {Operation::hfence_gvma, Operation::hfence_vvma}) EXPECT_EQ(csrs.refuses(op), kAllowed);
  set_from_machine(Csr::mstatus, status::kTvm);
  EXPECT_EQ(csrs.refuses(Operation::hfence_gvma), kIllegalInstruction);
  EXPECT_EQ(csrs.refuses(Operation::hfence_vvma), kAllowed);
  EXPECT_EQ(writing(Csr::hgatp), kIllegalInstruction);
  EXPECT_EQ(reading(Csr::vsatp), kAllowed);
  go_guest();
  EXPECT_EQ(reading(Csr::hgatp), kVirtualInstruction);
}

TEST_F(VirtualInstruction, WfiAndWrsWithTwAndVtw) {
  go_guest();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kAllowed);
  EXPECT_EQ(csrs.refuses(Operation::wrs_nto), kAllowed);
  go_guest_user();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kVirtualInstruction);
  EXPECT_EQ(csrs.refuses(Operation::wrs_nto), kAllowed);
  set_from_machine(Csr::hstatus, hypervisor_status::kVtw);
  EXPECT_EQ(csrs.refuses(Operation::wrs_nto), kVirtualInstruction);
  go_guest();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kVirtualInstruction);
  EXPECT_EQ(csrs.refuses(Operation::wrs_sto), kAllowed);
  go_hypervisor();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kAllowed) << "VTW is about guests";
  set_from_machine(Csr::mstatus, status::kTw);
  go_guest();
  EXPECT_EQ(csrs.refuses(Operation::wfi), kIllegalInstruction) << "TW comes first";
}

TEST_F(VirtualInstruction, SretWithVtsrAndInVu) {
  set(Csr::mstatus, status::kTsr);
  go_guest();
  EXPECT_EQ(csrs.refuses(Operation::sret), kAllowed) << "TSR concerns HS mode only";
  set_from_machine(Csr::hstatus, hypervisor_status::kVtsr);
  EXPECT_EQ(csrs.refuses(Operation::sret), kVirtualInstruction);
  set_from_machine(Csr::hstatus, 0);
  go_guest_user();
  EXPECT_EQ(csrs.refuses(Operation::sret), kVirtualInstruction);
  EXPECT_EQ(csrs.refuses(Operation::mret), kIllegalInstruction);
}

TEST_F(VirtualInstruction, HypervisorInstructionsByMode) {
  for (Operation op : {Operation::hlv_b, Operation::hlvx_wu, Operation::hsv_d}) {
    go_machine();
    EXPECT_EQ(csrs.refuses(op), kAllowed);
    go_hypervisor();
    EXPECT_EQ(csrs.refuses(op), kAllowed);
    go_user();
    EXPECT_EQ(csrs.refuses(op), kIllegalInstruction);
    set_from_machine(Csr::hstatus, hypervisor_status::kHu);
    EXPECT_EQ(csrs.refuses(op), kAllowed);
    for (const bool user : {false, true}) {
      go(user ? Privilege::user : Privilege::supervisor, true);
      EXPECT_EQ(csrs.refuses(op), kVirtualInstruction);
      EXPECT_EQ(csrs.refuses(Operation::hfence_gvma), kVirtualInstruction);
      EXPECT_EQ(csrs.refuses(Operation::hfence_vvma), kVirtualInstruction);
    }
    set_from_machine(Csr::hstatus, 0);
  }
  go_user();
  EXPECT_EQ(csrs.refuses(Operation::hfence_vvma), kIllegalInstruction);
}

TEST_F(VirtualInstruction, StimecmpNeedsHenvcfgAndHcounteren) {
  set(Csr::menvcfg, environment::kStce);
  set(Csr::mcounteren, 2);
  for (unsigned both = 0; both < 4; ++both) {
    go_machine();
    set(Csr::henvcfg, both & 1 ? environment::kStce : 0);
    set(Csr::hcounteren, both & 2 ? 2 : 0);
    go_guest();
    EXPECT_EQ(reading(Csr::stimecmp), both == 3 ? kAllowed : kVirtualInstruction);
  }
  set(Csr::stimecmp, 77);
  go_machine();
  EXPECT_EQ(get(Csr::vstimecmp), 77u);
  EXPECT_EQ(get(Csr::stimecmp), ~0ull);
  set(Csr::menvcfg, 0);
  go_guest();
  EXPECT_EQ(reading(Csr::stimecmp), kIllegalInstruction);
}

// -------------------------------------------------------------------------------------------------------- interrupts

TEST_F(HypervisorInterrupts, DelegatedToVs_TakenInTheGuestOnlyWithTheCauseItKnows) {
  delegate();
  set(Csr::hie, 0x444);
  set(Csr::hvip, 0x40);
  EXPECT_FALSE(csrs.interrupt_pending());
  go_hypervisor();
  set(Csr::sstatus, status::kSie);
  EXPECT_FALSE(csrs.interrupt_pending()) << "a guest's interrupt waits while V is 0";
  go_guest();
  EXPECT_FALSE(csrs.interrupt_pending()) << "vsstatus.SIE is 0";
  set(Csr::sstatus, status::kSie);
  EXPECT_TRUE(csrs.interrupt_pending());
  EXPECT_EQ(csrs.enter_interrupt(csrs.pending_interrupt(), 0x44), 0x3000u);
  EXPECT_TRUE(csrs.virtualised());
  EXPECT_EQ(get(Csr::scause), 1ull << 63 | 5);
}

TEST_F(HypervisorInterrupts, NotDelegatedToVs_TakenInHsWithItsOwnCause) {
  delegate();
  set(Csr::hideleg, 0);
  set(Csr::hie, 0x444);
  set(Csr::hvip, 0x400);
  go_guest();
  ASSERT_TRUE(csrs.interrupt_pending());
  EXPECT_EQ(csrs.enter_interrupt(csrs.pending_interrupt(), 0x44), 0x2000u);
  EXPECT_FALSE(csrs.virtualised());
  EXPECT_EQ(get(Csr::scause), 1ull << 63 | 10);
}

TEST_F(HypervisorInterrupts, ForHs_InterruptAGuestWhateverSieSays) {
  delegate();
  set(Csr::mie, 0x200);
  csrs.set_interrupt(Interrupt::supervisor_external, true);
  go_hypervisor();
  EXPECT_FALSE(csrs.interrupt_pending());
  go_guest();
  EXPECT_TRUE(csrs.interrupt_pending());
}

TEST_F(HypervisorInterrupts, Priority_HsBeforeVsAndVsExternalSoftwareTimer) {
  delegate();
  set(Csr::mie, ~0ull);
  set(Csr::vsstatus, status::kSie);
  set(Csr::hvip, 0x444);
  set(Csr::mip, get(Csr::mip) | 0x20);
  go_guest();
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::supervisor_timer);
  set_from_machine(Csr::mip, 0x4);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::virtual_supervisor_external);
  set_from_machine(Csr::hvip, 0x44);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::virtual_supervisor_software);
  set_from_machine(Csr::hvip, 0x40);
  EXPECT_EQ(csrs.pending_interrupt(), Interrupt::virtual_supervisor_timer);
}

TEST_F(HypervisorInterrupts, WaitForInterrupt_EndsWithAnyEnabledLine) {
  delegate();
  set(Csr::hie, 0x40);
  EXPECT_FALSE(csrs.wakes_wait());
  set(Csr::hvip, 0x40);
  EXPECT_TRUE(csrs.wakes_wait());
}

TEST_F(HypervisorInterrupts, Sstc_VstimecmpComparesTheGuestsTime) {
  set(Csr::menvcfg, environment::kStce);
  set(Csr::henvcfg, environment::kStce);
  set(Csr::htimedelta, 1000);
  set(Csr::vstimecmp, 1020);
  EXPECT_EQ(get(Csr::hip), 0u);
  EXPECT_EQ(csrs.next_timer(), 20u);
  set(Csr::stimecmp, 15);
  EXPECT_EQ(csrs.next_timer(), 15u);
  counts.clock = 20;
  csrs.update_timers();
  EXPECT_EQ(get(Csr::hip), 0x40u);
  EXPECT_EQ(get(Csr::mip), 0x60u);
  set(Csr::henvcfg, 0);
  EXPECT_EQ(get(Csr::hip), 0u);
  set(Csr::hvip, 0x40);
  EXPECT_EQ(get(Csr::hip), 0x40u) << "hvip and the comparator are one line";
}

// --------------------------------------------------------------------------------------------------- translation

TEST_F(HypervisorCsrs, TwoStageTranslation_RegimeOfEachMode) {
  set(Csr::satp, 8ull << 60 | 1ull << 44 | 0x10);
  set(Csr::vsatp, 8ull << 60 | 2ull << 44 | 0x20);
  set(Csr::hgatp, 8ull << 60 | 3ull << 44 | 0x30);
  set(Csr::vsstatus, status::kSum);
  set(Csr::mstatus, status::kMxr);
  go_hypervisor();
  TranslationRegime r = csrs.data_regime();
  EXPECT_TRUE(r.first && !r.second && !r.virtualised && !r.user && !r.user_pages_open && r.executable_readable);
  EXPECT_EQ(r.first_root, 0x10'000u);
  EXPECT_EQ(r.asid, 1u);
  go_guest_user();
  r = csrs.data_regime();
  EXPECT_TRUE(r.first && r.second && r.virtualised && r.user && r.user_pages_open);
  EXPECT_TRUE(r.executable_readable && r.executable_readable2) << "HS mode's MXR holds in both stages";
  EXPECT_EQ(r.first_root, 0x20'000u);
  EXPECT_EQ(r.second_root, 0x30'000u);
  EXPECT_EQ(r.asid, 2u);
  EXPECT_EQ(r.vmid, 3u);
}

TEST_F(HypervisorCsrs, VirtualSupervisorStatus_MxrHoldsInTheFirstStageOnly) {
  set(Csr::vsstatus, status::kMxr);
  go_guest();
  EXPECT_TRUE(csrs.data_regime().executable_readable);
  EXPECT_FALSE(csrs.data_regime().executable_readable2);
}

TEST_F(HypervisorCsrs, HypervisorLoads_UseSpvpAndTheGuestsTables) {
  set(Csr::vsatp, 8ull << 60 | 0x20);
  set(Csr::hgatp, 8ull << 60 | 0x30);
  for (const bool supervisor : {false, true}) {
    set(Csr::hstatus, supervisor ? hypervisor_status::kSpvp : 0);
    const TranslationRegime r = csrs.guest_regime();
    EXPECT_TRUE(r.first && r.second && r.virtualised);
    EXPECT_EQ(r.user, !supervisor);
  }
}

TEST_F(HypervisorCsrs, ModifyPrivilege_MprvWithMpvAccessesAsTheGuest) {
  set(Csr::hgatp, 8ull << 60 | 0x30);
  set(Csr::mstatus, status::kMprv | status::kMpv | 1 << 11);
  EXPECT_TRUE(csrs.data_regime().second);
  set(Csr::mstatus, status::kMprv | status::kMpv | status::kMpp);
  EXPECT_FALSE(csrs.data_regime().translates());
}

TEST_F(HypervisorCsrs, Svadu_AdueOfMenvcfgForHsAndTheSecondStageOfHenvcfgForTheFirst) {
  set(Csr::menvcfg, environment::kAdue);
  go_guest();
  EXPECT_FALSE(csrs.data_regime().first_sets_bits);
  EXPECT_TRUE(csrs.data_regime().second_sets_bits);
  go_hypervisor();
  EXPECT_TRUE(csrs.data_regime().first_sets_bits);
  set_from_machine(Csr::henvcfg, environment::kAdue);
  go_guest();
  EXPECT_TRUE(csrs.data_regime().first_sets_bits);
}

// ------------------------------------------------------------------------------------------ transformed instructions

std::uint32_t transform(std::uint32_t raw, std::uint64_t offset = 0) {
  return transformed(decode(raw, IsaExtensions::parse("rv64imacsh_zicsr_zabha_zacas_zalasr")), offset);
}

TEST(TransformedInstruction, LoadsAndStoresLoseBaseAndImmediate) {
  EXPECT_EQ(transform(0x00c5b503), 0x00003503u) << "ld a0, 12(a1)";
  EXPECT_EQ(transform(0xfea5aa23), 0x00a02023u) << "sw a0, -12(a1)";
  EXPECT_EQ(transform(0x00c5c503), 0x00004503u) << "lbu a0, 12(a1)";
}

TEST(TransformedInstruction, AtomicsKeepAllButTheBase) {
  EXPECT_EQ(transform(0x00b6052f), 0x00b0052fu) << "amoadd.b a0, a1, (a2)";
  EXPECT_EQ(transform(0x06b6152f), 0x06b0152fu) << "amoadd.h.aqrl a0, a1, (a2)";
  EXPECT_EQ(transform(0x1006252f), 0x1000252fu) << "lr.w a0, (a2)";
  EXPECT_EQ(transform(0x18b6252f), 0x18b0252fu) << "sc.w a0, a1, (a2)";
  EXPECT_EQ(transform(0x28b6052f), 0x28b0052fu) << "amocas.b a0, a1, (a2)";
  EXPECT_EQ(transform(0x3406052f), 0x3400052fu) << "lb.aq a0, (a2)";
}

TEST(TransformedInstruction, HypervisorLoadsAndStoresToo) {
  EXPECT_EQ(transform(0x6005c573), 0x60004573u) << "hlv.b a0, (a1)";
  EXPECT_EQ(transform(0x62a5c073), 0x62a04073u) << "hsv.b a0, (a1)";
}

TEST(TransformedInstruction, CompressedOnesAreExpandedWithBit1Clear) {
  EXPECT_EQ(transform(0x4188), 0x00002501u) << "c.lw a0, 0(a1)";
  EXPECT_EQ(transform(0xe188), 0x00a03021u) << "c.sd a0, 0(a1)";
}

TEST(TransformedInstruction, TheOffsetStandsInTheBaseField) {
  EXPECT_EQ(transform(0x00c5b503, 5), 0x00003503u | 5 << 15);
}

TEST(TransformedInstruction, NothingIsToldOfOthers) {
  EXPECT_EQ(transform(0x00000013), 0u);
  EXPECT_EQ(transform(0x10500073), 0u);
}

}  // namespace
}  // namespace amoeba
