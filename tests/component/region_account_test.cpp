// What a hart counts in each labelled region: a small hypervisor whose parts are known instruction by instruction
// (tests/e2e/programs/regions.S), with and without a guest that may use Zabha.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/platforms/system.h"

namespace amoeba {
namespace {

constexpr HartMode kM = HartMode::machine, kHs = HartMode::supervisor, kVs = HartMode::virtual_supervisor;

Configuration described(bool zabha_for_guest, bool account = true) {
  Configuration configuration;
  configuration.harts = 1;
  configuration.isa = "rv64imacsh_zicsr_zifencei_zabha";
  if (account) configuration.region_account = "region-of-interest";
  if (!zabha_for_guest) {
    configuration.guest.policy = "gated";
    configuration.guest.disable = "zabha";
  }
  return configuration;
}

Measurement run(const Configuration& configuration) {
  std::ifstream file(REGIONS_PROGRAM, std::ios::binary);
  const std::vector<char> image{std::istreambuf_iterator<char>(file), {}};
  System system(configuration);
  system.load(reinterpret_cast<const std::byte*>(image.data()), image.size());
  return system.run(100'000);
}

class Trouble {
 public:
  void expect(const char* what, std::uint64_t seen, std::uint64_t wanted) {
    if (seen != wanted)
      text_ += std::string(what) + ": " + std::to_string(seen) + ", not " + std::to_string(wanted) + "\n";
  }
  std::string text() const { return text_; }

 private:
  std::string text_;
};

std::string passed_on() {
  const Configuration configuration = described(false);
  const Measurement m = run(configuration);
  Trouble trouble;
  trouble.expect("exit code", m.exit_code, 0);
  const auto cell = [&](unsigned region, HartMode mode) { return m.regions.at(region_cell(region, mode)); };
  trouble.expect("guest's instructions", cell(10, kVs).instructions, 7 + 1);
  trouble.expect("guest's entries: its label, and the return of the trap passed on", cell(10, kVs).entries, 2);
  trouble.expect("guest's traps", cell(10, kVs).traps, 2);
  trouble.expect("guest's atomics", cell(10, kVs).atomics, 0);
  trouble.expect("guest's loads", cell(10, kVs).loads, 1);
  trouble.expect("trap entries", cell(kTrapEntryRegion, kM).entries, 2);
  trouble.expect("instructions of a trap's entry", cell(kTrapEntryRegion, kM).instructions, 0);
  trouble.expect("cycles of a trap's entry, flush included",
                 cell(kTrapEntryRegion, kM).cycles >= 2 * (1u + configuration.trap_penalty), true);
  trouble.expect("handler's instructions", cell(1, kM).instructions, 5 + 3);
  trouble.expect("handler's CSR accesses", cell(1, kM).csr_accesses, 2);
  trouble.expect("passing on: CSR accesses", cell(3, kM).csr_accesses, 6);
  trouble.expect("passing on: returns", cell(3, kM).returns, 1);
  trouble.expect("hypervisor's instructions", cell(5, kHs).instructions, 4);
  trouble.expect("hypervisor's return costs its flush", cell(5, kHs).cycles >= 4u + configuration.trap_penalty, true);
  std::uint64_t instructions = 0, cycles = 0;
  for (const RegionCounters& region : m.regions) instructions += region.instructions, cycles += region.cycles;
  trouble.expect("instructions of all regions", instructions, m.roi.instructions);
  trouble.expect("cycles of all regions", cycles, m.roi_cycles);
  return trouble.text();
}

TEST(RegionAccount, FollowsATrapThatSoftwarePassesOn) {
  EXPECT_EQ(run_isolated(passed_on), "");
}

TEST(RegionAccount, SeesAnAtomicThatTheGuestMayUse) {
  EXPECT_EQ(run_isolated([]() -> std::string {
              const Measurement m = run(described(true));
              Trouble trouble;
              trouble.expect("exit code", m.exit_code, 0);
              trouble.expect("traps", m.roi.traps, 1);
              trouble.expect("atomics", m.regions.at(region_cell(10, kVs)).atomics, 1);
              trouble.expect("misses of the byte", m.regions.at(region_cell(10, kVs)).data_misses, 1);
              return trouble.text();
            }),
            "");
}

TEST(RegionAccount, ChangesNothingAndIsOffUnlessAskedFor) {
  EXPECT_EQ(run_isolated([]() -> std::string {
              const Measurement off = run(described(false, false));
              return std::to_string(off.roi_cycles) + " " + std::to_string(off.regions.size());
            }),
            run_isolated([]() -> std::string { return std::to_string(run(described(false)).roi_cycles) + " 0"; }));
}

TEST(GuestSettings, KvmRefusesToTakeZabhaFromAGuest) {
  Configuration configuration = described(false);
  configuration.guest.policy = "upstream";
  try {
    validate(configuration);
    FAIL() << "accepted";
  } catch (const ParameterError& error) {
    EXPECT_NE(std::string(error.what()).find("KVM answers EINVAL (22)"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("guest.policy = gated"), std::string::npos) << error.what();
  }
}

TEST(GuestSettings, NameWhatTheHostLacks) {
  Configuration configuration = described(false);
  configuration.isa = "rv64imacsh_zicsr_zifencei";
  EXPECT_THROW(validate(configuration), ParameterError);
  configuration.isa = "rv64imac_zicsr_zifencei_zabha";
  EXPECT_THROW(validate(configuration), ParameterError);
  configuration.guest.disable = "none";
  EXPECT_NO_THROW(validate(configuration));
}

}  // namespace
}  // namespace amoeba
