// Small assembly programs on the simulated harts: each checks itself and ends with 0, or with the number of the check
// that failed. Every one runs in lookahead, strictly, on the heap queue and with the protocol checkers, with one
// result.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include "program_folder.h"

namespace amoeba {
namespace {

class GuestFolder : public ProgramFolder {
 public:
  Finished run(const std::string& program, const std::string& options) const {
    return ProgramFolder::run("run " + program + " " + options + " --max-cycles 200000");
  }
};

std::string guest(const std::string& name) {
  return std::string(GUEST_PROGRAMS "/") + name + ".elf";
}

// ------------------------------------------------------------------------------------------- programs that end with 0

struct SelfChecking {
  const char* label;
  const char* program;
  const char* options;
};

std::ostream& operator<<(std::ostream& out, const SelfChecking& run) {
  return out << run.program << ' ' << run.options;
}

class SelfCheckingProgram : public testing::TestWithParam<SelfChecking> {};

void expect_zero_whatever_the_scheduling(const SelfChecking& run, const std::string& core) {
  const GuestFolder folder;
  const std::string program = guest(run.program);
  const std::string options = run.options + core;
  const Finished first = folder.run(program, options);
  ASSERT_EQ(first.status, 0) << first.errors;
  for (const char* scheduling : {" --strict", " --set system.queue=heap", " --set system.check_protocol=true"}) {
    const Finished again = folder.run(program, options + scheduling);
    EXPECT_EQ(again.status, 0) << scheduling << "\n" << again.errors;
    EXPECT_EQ(again.output, first.output) << scheduling;
  }
}

TEST_P(SelfCheckingProgram, EndsWithZeroWhateverTheScheduling) {
  expect_zero_whatever_the_scheduling(GetParam(), "");
}

TEST_P(SelfCheckingProgram, EndsWithZeroOutOfOrder) {
  expect_zero_whatever_the_scheduling(GetParam(), " --set hart.core=ooo");
}

constexpr const char* kWithoutZabha = "--set core.isa=rv64imac_zicntr_zicsr_zifencei_zacas";

INSTANTIATE_TEST_SUITE_P(
    Guest, SelfCheckingProgram,
    testing::Values(
        SelfChecking{"Start", "start", "--harts 1"}, SelfChecking{"StartAmongFour", "start", "--harts 4"},
        SelfChecking{"Traps", "traps", "--harts 1"},
        SelfChecking{"TrapsWithoutHardwareMisalignment", "traps", "--harts 1 --set core.misaligned_in_hardware=false"},
        SelfChecking{"Interrupts", "interrupts", "--harts 2"}, SelfChecking{"Console", "console", "--harts 1"},
        SelfChecking{"ConsoleWithOnePlaceAtTheHomeNode", "console",
                     "--harts 1 --set home.nodes=1 --set home.requests=1"},
        SelfChecking{"Reservations", "reservations", "--harts 1"},
        SelfChecking{"ReservationsFar", "reservations", "--harts 1 --set atomics.placement=all-far"},
        SelfChecking{"Misaligned", "misaligned", "--harts 1"},
        SelfChecking{"MisalignedOnShortLines", "misaligned", "--harts 1 --set system.line_bytes=32"},
        SelfChecking{"WithoutZabha", "no-zabha", kWithoutZabha},
        SelfChecking{"SelfModifyingAlone", "self-modifying", "--harts 1"},
        SelfChecking{"SelfModifyingForAnother", "self-modifying", "--harts 2"},
        SelfChecking{"ReservationWaits", "waits", "--harts 2"}, SelfChecking{"Devices", "devices", "--harts 1"}),
    [](const auto& name) { return std::string(name.param.label); });

// What needs supervisor mode, which the out-of-order hart lacks.
class SupervisorProgram : public testing::TestWithParam<SelfChecking> {};

TEST_P(SupervisorProgram, EndsWithZeroWhateverTheScheduling) {
  expect_zero_whatever_the_scheduling(GetParam(), " --set core.isa=rv64imacsh_zicntr_zicsr_zifencei_zabha_sstc");
}

INSTANTIATE_TEST_SUITE_P(
    Guest, SupervisorProgram,
    testing::Values(
        SelfChecking{"Hypervisor", "hypervisor", "--harts 1"},
        SelfChecking{"HypervisorOnShortLines", "hypervisor", "--harts 1 --set system.line_bytes=32"},
        SelfChecking{"HypervisorOnLongLines", "hypervisor", "--harts 1 --set system.line_bytes=128"},
        SelfChecking{"HypervisorWithTheSmallestTlbs", "hypervisor",
                     "--harts 1 --set mmu.instruction_entries=2 --set mmu.data_entries=2 --set mmu.second_entries=0"},
        SelfChecking{"HypervisorCheckedForOrder", "hypervisor", "--harts 1 --set system.check_order=true"},
        SelfChecking{"ExternalInterrupts", "external-interrupts", "--harts 1 --set plic.sources=8"}),
    [](const auto& name) { return std::string(name.param.label); });

TEST(SupervisorProgram, NeedsTheInOrderHart) {
  const GuestFolder folder;
  const Finished finished =
      folder.run(guest("hypervisor"), "--harts 1 --set core.isa=rv64imacs_zicsr --set hart.core=ooo");
  EXPECT_NE(finished.status, 0);
  EXPECT_NE(finished.errors.find("names supervisor mode, which the out-of-order hart lacks"), std::string::npos)
      << finished.errors;
}

TEST(SupervisorProgram, SmallTlbsShowInTheCyclesOfTheGuest) {
  const GuestFolder folder;
  const std::string isa = "--harts 1 --set core.isa=rv64imacsh_zicntr_zicsr_zifencei_zabha_sstc ";
  const Finished large = folder.run(guest("hypervisor"), isa);
  const Finished small = folder.run(
      guest("hypervisor"), isa + "--set mmu.instruction_entries=2 --set mmu.data_entries=2 --set mmu.second_entries=0");
  EXPECT_NE(large.output, small.output);
}

// --------------------------------------------------------------------------------------------------- how programs end

TEST(GuestProgram, FailsWhenACheckDoes) {
  const GuestFolder folder;
  const Finished finished = folder.run(guest("no-zabha"), "--harts 1");  // on a hart that has Zabha after all
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("ended with exit code 1\n"), std::string::npos) << finished.errors;
}

TEST(GuestProgram, PrintsOnTheHostsConsole) {
  const GuestFolder folder;
  const Finished finished = folder.run(guest("console"), "--harts 1");
  EXPECT_EQ(finished.output.rfind("one by one\n"
                                  "a sentence that spans more than one cache line of sixty-four bytes\n",
                                  0),
            0u)
      << finished.output;
}

TEST(GuestProgram, HandsItsExitCodeOver) {
  const GuestFolder folder;
  for (const char* program : {"exit", "exit-by-system-call"}) {
    const Finished finished = folder.run(guest(program), "--harts 2");
    EXPECT_EQ(finished.status, 1) << program;
    EXPECT_NE(finished.errors.find("exit code 7"), std::string::npos) << finished.errors;
  }
}

TEST(GuestProgram, EndsAtTheCycleLimit) {
  const GuestFolder folder;
  const Finished finished = folder.run(guest("endless"), "--harts 2");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("did not end within 200000 cycles"), std::string::npos) << finished.errors;
}

TEST(GuestProgram, DeadlockNamesWhoWaitsForWhat) {
  const GuestFolder folder;
  for (const char* options : {"--harts 2", "--harts 2 --strict"}) {
    const Finished finished = folder.run(guest("deadlock"), options);
    EXPECT_EQ(finished.status, 1);
    for (const char* part : {"deadlock after", "hart0: an interrupt (wfi), pc 0x800000", "hart1: an interrupt (wfi)"})
      EXPECT_NE(finished.errors.find(part), std::string::npos) << finished.errors;
  }
}

// ------------------------------------------------------------------------------------------------------- broken images

struct Cut {
  const char* label;
  std::size_t bytes;
  const char* part;
};

std::ostream& operator<<(std::ostream& out, const Cut& cut) {
  return out << cut.bytes << " bytes";
}

class TruncatedImage : public testing::TestWithParam<Cut> {};

TEST_P(TruncatedImage, IsRefusedNamingThePart) {
  const GuestFolder folder;
  const std::string whole = read(guest("traps"));
  ASSERT_GT(whole.size(), GetParam().bytes);
  std::ofstream(folder.path() / "cut.elf", std::ios::binary) << whole.substr(0, GetParam().bytes);
  const Finished finished = folder.run("cut.elf", "");
  EXPECT_EQ(finished.status, 2);
  EXPECT_EQ(finished.output, "");
  for (const char* part : {GetParam().part, "truncated or damaged"})
    EXPECT_NE(finished.errors.find(part), std::string::npos) << finished.errors;
}

INSTANTIATE_TEST_SUITE_P(Guest, TruncatedImage,
                         testing::Values(Cut{"Empty", 0, "identification"}, Cut{"OneByte", 1, "identification"},
                                         Cut{"AfterTheIdentification", 16, "ELF header"},
                                         Cut{"OneByteShortOfTheHeader", 63, "ELF header"},
                                         Cut{"AfterTheHeader", 64, "program header table"},
                                         Cut{"InTheHeaderTable", 100, "program header table"},
                                         Cut{"BeforeTheSegments", 4096, "segment 0"},
                                         Cut{"InTheFirstSegment", 4200, "segment 0"}),
                         [](const auto& name) { return std::string(name.param.label); });

TEST(GuestProgram, IsRefusedForAnotherMachine) {
  const GuestFolder folder;
  std::string image = read(guest("traps"));
  image[18] = 62;  // e_machine: x86-64
  std::ofstream(folder.path() / "other.elf", std::ios::binary) << image;
  const Finished finished = folder.run("other.elf", "");
  EXPECT_EQ(finished.status, 2);
  EXPECT_NE(finished.errors.find("RISC-V"), std::string::npos) << finished.errors;
}

}  // namespace
}  // namespace amoeba
