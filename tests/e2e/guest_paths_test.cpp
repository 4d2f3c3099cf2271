// The kernels in a guest, on every path to a sub-word atomic: results are right, exits are as many as promised, the
// world switch is that of KVM, faults reach the guest, and no update is lost or done twice whenever an interrupt comes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "amoeba/cores/env/elf_image.h"
#include "amoeba/workloads/manifest.h"
#include "program_folder.h"

namespace amoeba {

std::ostream& operator<<(std::ostream& out, const GuestPath& path) {
  return out << path.name;
}
std::ostream& operator<<(std::ostream& out, const ExitKind& kind) {
  return out << kind.name;
}

namespace {

using Json = nlohmann::json;
using Arguments = std::map<unsigned, std::uint64_t>;  // by place

constexpr unsigned kOperationsArgument = 0;

std::string listed(const Arguments& arguments) {
  std::string text;
  for (unsigned place = 0; place <= kHideStvalArgument; ++place) {
    const auto found = arguments.find(place);
    text += (place == 0 ? "" : ",") + std::to_string(found == arguments.end() ? 0 : found->second);
  }
  return text;
}

Finished run_in(const ProgramFolder& folder, const std::string& program, std::string_view path, unsigned harts,
                Arguments arguments, const std::string& options = "--json") {
  arguments[kGuestPathArgument] = guest_path(path).number;
  return folder.run("run " + program + " --harts " + std::to_string(harts) +
                    " --set core.isa=" + std::string(guest_path(path).hart_isa) + " --args " + listed(arguments) +
                    " --max-cycles 100000000 " + options);
}

// The counts of the region of interest, of all harts.
Json counts_of(const std::string& program, std::string_view path, unsigned harts, const Arguments& arguments) {
  const ProgramFolder folder;
  const Finished finished = run_in(folder, program, path, harts, arguments);
  EXPECT_EQ(finished.status, 0) << program << " on " << path << ", " << harts << " harts\n" << finished.errors;
  return finished.status == 0 ? Json::parse(finished.output).at("roi") : Json{};
}

std::string image_of(std::string_view kernel, std::string_view path) {
  return std::string(kernel) + "." + std::string(guest_path(path).image);
}
std::string check(const std::string& name) {
  return GUEST_CHECKS "/" + name + ".guest.elf";
}

constexpr const char* kTrappingPaths[] = {"redirect-6.16", "redirect-6.17", "trap-hs", "trap-m", "exit-user"};

// ------------------------------------------------------------------------------------------------------- every path

class Path : public testing::TestWithParam<GuestPath> {};

TEST_P(Path, GivesTheRightResultsOnOneTwoAndEightHarts) {
  for (const char* kernel : {"shared-counter", "cas-counter", "byte-spinlock-swap", "queued-lock", "bitmap"}) {
    if (!why_unavailable(workload_kernel(kernel), GetParam()).empty()) continue;
    for (const unsigned harts : {1u, 2u, 8u}) {
      const Json counts = counts_of(image_of(kernel, GetParam().name), GetParam().name, harts, {{0, 20}});
      if (counts.is_null()) continue;
      const bool traps = std::count(std::begin(kTrappingPaths), std::end(kTrappingPaths), GetParam().name) != 0;
      EXPECT_EQ(counts.at("traps") > 0, traps) << kernel;
      if (traps) EXPECT_GE(counts.at("traps"), counts.at("operations")) << kernel;
    }
  }
}

// Periods well above what an exit takes: below it the guest stands still.
TEST_P(Path, GivesTheRightResultsWithTheHostsTimer) {
  for (const unsigned period : {11u, 17u, 31u})
    counts_of(image_of("bitmap", GetParam().name), GetParam().name, 4, {{0, 40}, {kTimerArgument, period}});
}

INSTANTIATE_TEST_SUITE_P(Guest, Path, testing::ValuesIn(guest_paths()), [](const auto& path) {
  std::string label(path.param.name);
  label.erase(std::remove_if(label.begin(), label.end(), [](char c) { return !std::isalnum(c); }), label.end());
  return label;
});

// ------------------------------------------------------------------------------------------------------ emulation

class TrappingPath : public testing::TestWithParam<const char*> {};

TEST_P(TrappingPath, EmulatesAllSubwordInstructionsAsTheHartDoes) {
  counts_of(check("subword-semantics"), GetParam(), 1, {});
}

TEST_P(TrappingPath, GivesTheGuestTheFaultsThatTheHartWouldRaise) {
  counts_of(check("injected-faults"), GetParam(), 1, {});
}

TEST_P(TrappingPath, LosesNoUpdateOfAContendedByte) {
  counts_of(check("every-update"), GetParam(), 8, {{kOperationsArgument, 500}});
}

INSTANTIATE_TEST_SUITE_P(Guest, TrappingPath, testing::ValuesIn(kTrappingPaths), [](const auto& path) {
  std::string label(path.param);
  label.erase(std::remove_if(label.begin(), label.end(), [](char c) { return !std::isalnum(c); }), label.end());
  return label;
});

TEST(GuestFaults, AreThoseOfAHartWithZabha) {
  counts_of(check("injected-faults"), "native", 1, {});
}

TEST(TrapHs, ReadsTheInstructionWhereTheTrapDoesNotTell) {
  for (const char* path : {"trap-hs", "exit-user"})
    counts_of(check("every-update"), path, 2, {{kOperationsArgument, 100}, {kHideStvalArgument, 1}});
}

TEST(TrapHs, LosesNoUpdateIn20000FromEightHarts) {
  counts_of(check("every-update"), "trap-hs", 8, {{kOperationsArgument, 2500}});
}

TEST(TrapHs, LosesNoUpdateWhenTheTimerComesBetweenLrAndSc) {
  unsigned broken_by_trap = 0;
  for (const unsigned period : {7u, 13u, 19u}) {
    const Json counts =
        counts_of(check("every-update"), "trap-hs", 8, {{kOperationsArgument, 400}, {kTimerArgument, period}});
    if (!counts.is_null()) broken_by_trap += counts.at("sc_failures").at("trap").get<unsigned>();
  }
  EXPECT_GT(broken_by_trap, 0u) << "no interrupt came between an LR and its SC";
}

// ---------------------------------------------------------------------------------------------------- planted fault

std::uint32_t word_at(const std::string& bytes, std::size_t at) {
  std::uint32_t word;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return word;
}

// Makes a function take every SC for a success: the branch behind each becomes a no-operation. Returns how many.
unsigned ignore_failed_sc(std::string& file, std::size_t begin, std::size_t end) {
  unsigned found = 0;
  for (std::size_t at = begin; at + 8 <= end; at += 2) {
    if ((word_at(file, at) & 0xf800707f) != 0x1800202f) continue;  // sc.w
    const bool compressed = (file[at + 4] & 3) == 1;
    file.replace(at + 4, compressed ? 2 : 4, compressed ? std::string("\x01\x00", 2) : std::string("\x13\0\0\0", 4));
    ++found;
  }
  return found;
}

TEST(TrapHs, AnEmulatorThatIgnoresFailedScIsCaught) {
  std::string file = read(check("every-update"));
  const ElfImage image(reinterpret_cast<const std::byte*>(file.data()), file.size());
  const ElfSymbol* emulator = image.find_symbol("emulate_on_host_mapping");
  ASSERT_NE(emulator, nullptr);
  const ElfSegment& segment = image.segments().front();
  const std::string code(reinterpret_cast<const char*>(segment.data.data()), segment.data.size());
  const std::size_t begin = file.find(code) + (emulator->address - segment.address);
  ASSERT_EQ(ignore_failed_sc(file, begin, begin + emulator->size), 10u);
  const ProgramFolder folder;
  std::ofstream(folder.path() / "planted.elf", std::ios::binary) << file;
  const Finished finished =
      run_in(folder, "planted.elf", "trap-hs", 8, {{kOperationsArgument, 400}, {kTimerArgument, 7}});
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("wrong result: updates"), std::string::npos) << finished.errors;
}

// ----------------------------------------------------------------------------------------------------- world switch

struct Step {
  std::uint64_t pc;
  std::string mode, mnemonic;
};

// Of one retired instruction per line: cycle, hart, mode, pc, code, mnemonic, operands.
std::vector<Step> steps_of(std::istream& trace) {
  std::vector<Step> steps;
  for (std::string line; std::getline(trace, line);) {
    std::istringstream fields(line);
    std::string cycle, hart, code;
    Step step;
    fields >> cycle >> hart >> step.mode >> std::hex >> step.pc >> code >> step.mnemonic;
    steps.push_back(step);
  }
  return steps;
}

struct Census {
  unsigned passes = 0, loads = 0, stores = 0, csrs = 0;
};

Census census_of(const std::vector<Step>& steps, const ElfSymbol& function) {
  Census census;
  for (const Step& step : steps) {
    if (step.pc < function.address || step.pc >= function.address + function.size) continue;
    const std::string& name = step.mnemonic;
    census.loads += name == "ld" || name == "c.ld" || name == "c.ldsp";
    census.stores += name == "sd" || name == "c.sd" || name == "c.sdsp";
    census.csrs += name.rfind("csr", 0) == 0;
    census.passes += name == "sret" || name == "c.jr" || name == "jalr";
  }
  return census;
}

TEST(WorldSwitch, DoesTheLoadsAndStoresOfKvm) {
  const WorkloadImage image = find_workload("vmexit", "exits");
  const ElfImage elf(image.data, image.size);
  const ElfSymbol *enter = elf.find_symbol("enter_guest"), *exit = elf.find_symbol("guest_exit");
  ASSERT_TRUE(enter && exit);
  const ProgramFolder folder;
  const Finished finished = run_in(folder, "vmexit.exits", "redirect-6.17", 1,
                                   {{kOperationsArgument, 4}, {kExitKindArgument, 1}}, "--trace=trace.txt");
  ASSERT_EQ(finished.status, 0) << finished.errors;
  std::ifstream trace(folder.path() / "trace.txt");
  const std::vector<Step> steps = steps_of(trace);
  const Census entries = census_of(steps, *enter), exits = census_of(steps, *exit);
  ASSERT_GT(exits.passes, 4u);
  EXPECT_EQ(entries.loads, 35 * entries.passes);
  EXPECT_EQ(entries.stores, 28 * entries.passes);
  EXPECT_EQ(entries.csrs, 6 * entries.passes);
  EXPECT_EQ(exits.loads, 28 * exits.passes);
  EXPECT_EQ(exits.stores, 35 * exits.passes);
  EXPECT_EQ(exits.csrs, 7 * exits.passes);
}

// -------------------------------------------------------------------------------------------------------- VM exits

class Exit : public testing::TestWithParam<ExitKind> {};

TEST_P(Exit, HappensAtEveryOperationAndBringsWhatItShould) {
  for (const unsigned harts : {1u, 3u}) {
    const Json counts = counts_of("vmexit.exits", "redirect-6.17", harts,
                                  {{kOperationsArgument, 20}, {kExitKindArgument, GetParam().number}});
    if (counts.is_null()) continue;
    EXPECT_EQ(counts.at("operations"), 20 * harts);
    EXPECT_GE(counts.at("traps"), 20 * harts);
  }
}

INSTANTIATE_TEST_SUITE_P(Guest, Exit, testing::ValuesIn(exit_kinds()), [](const auto& kind) {
  std::string label(kind.param.name);
  label.erase(std::remove(label.begin(), label.end(), '-'), label.end());
  return label;
});

TEST(Exit, OfAnUnknownKindIsAWrongResult) {
  const ProgramFolder folder;
  const Finished finished =
      run_in(folder, "vmexit.exits", "redirect-6.17", 1, {{kOperationsArgument, 3}, {kExitKindArgument, 99}});
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("exits with a wrong result"), std::string::npos) << finished.errors;
}

// ---------------------------------------------------------------------------------------------- two-stage translation

std::uint64_t cycles_of_histogram(const std::string& options) {
  const ProgramFolder folder;
  const Finished finished = run_in(folder, "histogram.guest-lrsc", "lrsc", 2, {{0, 200}, {1, 4096}, {2, 64}}, options);
  EXPECT_EQ(finished.status, 0) << finished.errors;
  return finished.status == 0 ? Json::parse(finished.output).at("roi_cycles").get<std::uint64_t>() : 0;
}

TEST(Guest, PaysForTranslationWhereTlbsAreSmall) {
  const std::uint64_t large = cycles_of_histogram("--json");
  const std::uint64_t small = cycles_of_histogram("--json --set mmu.data_entries=2 --set mmu.second_entries=0");
  EXPECT_GT(small, large + large / 4);
}

// ------------------------------------------------------------------------------------------------- what goes wrong

TEST(Guest, NamesTheTrapThatNobodyExpects) {
  const ProgramFolder folder;  // the program of the fault check, with every level's emulation off and no fault to come
  const Finished finished = run_in(folder, check("every-update"), "redirect-6.16", 2, {{kHideStvalArgument, 1}});
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("unexpected trap in the guest's program: illegal instruction"), std::string::npos)
      << finished.errors;
}

TEST(Guest, RefusesMoreHartsThanItServes) {
  const ProgramFolder folder;
  const Finished finished = run_in(folder, "shared-counter.guest-lrsc", "lrsc", 65, {}, "");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE((finished.output + finished.errors).find("more harts than a guest can have"), std::string::npos)
      << finished.errors;
}

}  // namespace
}  // namespace amoeba
