// Every small change of the protocol tables, against the explorer: it must object to each, but for those listed here,
// which change nothing that can be observed. An unexpected survivor fails, and so does a listed one that is caught.
#include <gtest/gtest.h>

#include <map>

#include "amoeba/explore/explorer.h"
#include "amoeba/explore/mutation.h"

namespace amoeba {
namespace {

constexpr const char* kSameGrant = "a cache in I_read takes a granted copy just as one in I_unique does";
constexpr const char* kNeedlesslyDirty = "an unwritten line is called dirty: a write-back too many, no wrong value";
constexpr const char* kNotTaken = "the home node takes data from the listed owner only, which this cache no longer is";
constexpr const char* kAlreadyListed = "the directory says so already";
constexpr const char* kNotForwarded = "the data take the way through the home node: slower, no wrong value";
constexpr const char* kPassedOn = "the home node takes over the duty to write back, as in MESI";
constexpr const char* kOwnerAnyway = "the owner answers for the line in owned_shared just as in owned";

using Equivalents = std::map<std::string, const char*>;

struct Variant {
  const char* name;
  ProtocolOptions options;
  Equivalents equivalents;
};

void PrintTo(const Variant& variant, std::ostream* out) {
  *out << variant.name;
}

const Variant kPlain = {"MESI",
                        {},
                        {
                            {"cache.I.modify.next=I_read", kSameGrant},
                            {"cache.I_unique.snp_shared.next=I_read", kSameGrant},
                            {"cache.UC.load.next=UD", kNeedlesslyDirty},
                            {"cache.I_read.data_unique.next=UD", kNeedlesslyDirty},
                            {"cache.I_unique.data_unique.next=UD", kNeedlesslyDirty},
                            {"cache.SC_unique.comp.next=UD", kNeedlesslyDirty},
                            {"cache.UD_write.snp_shared.next=UD_write", kNotTaken},
                            {"cache.UD_write.snp_unique.next=UD_write", kNotTaken},
                            {"cache.I_write.load.next=UD_write", kNotTaken},
                            {"cache.I_write.modify.next=UD_write", kNotTaken},
                            {"cache.I_write.far_atomic.next=UD_write", kNotTaken},
                            {"cache.I_write.snp_unique.next=UD_write", kNotTaken},
                            {"home.shared.read_shared.sharer.update=keep", kAlreadyListed},
                            {"home.shared.read_clean.sharer.update=keep", kAlreadyListed},
                            {"home.owned.read_shared.owner.update=keep", kAlreadyListed},
                            {"home.owned.read_unique.owner.update=keep", kAlreadyListed},
                        }};

const Variant kRich = {"MOESI, forwarding, notified eviction",
                       {ProtocolKind::moesi, Forwarding::clean_and_dirty, CleanEviction::notified},
                       {
                           {"cache.UC.load.next=UD", kNeedlesslyDirty},
                           {"cache.UC.replace.next=UD_write", kNeedlesslyDirty},
                           {"cache.UC.snp_shared.next=SD", kNeedlesslyDirty},
                           {"cache.UC.snp_shared_forward.next=SD", kNeedlesslyDirty},
                           {"cache.I_read.data_unique.next=UD", kNeedlesslyDirty},
                           {"cache.I_unique.data_unique.next=UD", kNeedlesslyDirty},
                           {"cache.SC_unique.snp_query.next=SD_unique", kNeedlesslyDirty},
                           {"cache.SC_unique.comp.next=UD", kNeedlesslyDirty},
                           {"cache.UC.snp_shared_forward.without=forward", kNotForwarded},
                           {"cache.UC.snp_unique_forward.without=forward", kNotForwarded},
                           {"cache.UD.snp_shared.next=SC", kPassedOn},
                           {"cache.SD.snp_shared.next=SC", kPassedOn},
                           {"cache.SD_unique.snp_shared.next=SC_unique", kPassedOn},
                           {"cache.UD_write.snp_shared.next=UD_write", kNotTaken},
                           {"cache.UD_write.snp_unique.next=UD_write", kNotTaken},
                           {"cache.UD_write.snp_shared_forward.next=UD_write", kNotTaken},
                           {"cache.UD_write.snp_unique_forward.next=UD_write", kNotTaken},
                           {"cache.I_write.snp_shared.next=UD_write", kNotTaken},
                           {"cache.I_write.snp_shared_forward.next=UD_write", kNotTaken},
                           {"cache.I_write.snp_unique_forward.next=UD_write", kNotTaken},
                           {"home.owned.read_shared.unlisted.snoop=owner_shared", kNotForwarded},
                           {"home.owned.read_clean.unlisted.snoop=owner_shared", kNotForwarded},
                           {"home.owned.read_unique.unlisted.snoop=others_unique", kNotForwarded},
                           {"home.owned.clean_unique.unlisted.snoop=others_unique", kNotForwarded},
                           {"home.owned_shared.read_shared.unlisted.snoop=owner_shared", kNotForwarded},
                           {"home.owned_shared.read_clean.unlisted.snoop=owner_shared", kNotForwarded},
                           {"home.owned_shared.clean_unique.owner.update=keep", kOwnerAnyway},
                           {"home.owned_shared.clean_unique.owner.update=add_requester", kOwnerAnyway},
                           {"home.owned_shared.clean_unique_exclusive.owner.update=keep", kOwnerAnyway},
                           {"home.owned_shared.clean_unique_exclusive.owner.update=add_requester", kOwnerAnyway},
                       }};

// The smaller one first, since it catches most.
std::vector<ExplorerOptions> configurations() {
  ExplorerOptions data, fetching, waiting;
  data.values = fetching.values = 3;
  fetching.instruction_cache = true;
  waiting.waits.emplace();
  return {fetching, data, waiting};
}

bool is_caught(const ProtocolTables& tables) {
  for (const ExplorerOptions& options : configurations())
    if (!explore(tables, options).violation.empty()) return true;
  return false;
}

TableCoverage coverage_of(const ProtocolTables& tables) {
  TableCoverage coverage;
  for (const ExplorerOptions& options : configurations()) {
    const ExplorerResult result = explore(tables, options);
    EXPECT_EQ(result.violation, "");
    coverage.cache |= result.coverage.cache;
    coverage.home |= result.coverage.home;
  }
  return coverage;
}

TEST(Tables, NoEntryOfAnyVariantIsOutOfReach) {
  for (const auto kind : {ProtocolKind::mesi, ProtocolKind::moesi})
    for (const auto forwarding : {Forwarding::none, Forwarding::dirty, Forwarding::clean_and_dirty})
      for (const auto eviction : {CleanEviction::silent, CleanEviction::notified}) {
        const ProtocolTables tables({kind, forwarding, eviction});
        for (const std::string& entry : unreached_entries(tables, coverage_of(tables)))
          ADD_FAILURE() << entry << " is never used in " << static_cast<int>(kind) << static_cast<int>(forwarding)
                        << static_cast<int>(eviction);
      }
}

class Mutation : public testing::TestWithParam<Variant> {};

TEST_P(Mutation, EveryChangeOfTheTablesIsCaughtOrChangesNothing) {
  const ProtocolTables tables(GetParam().options);
  const std::vector<Mutant> mutants = mutants_of(tables, coverage_of(tables));
  Equivalents listed = GetParam().equivalents;
  std::size_t caught = 0;
  for (const Mutant& mutant : mutants) {
    const bool equivalent = listed.erase(mutant.name) == 1;
    const bool found = is_caught(mutant.tables);
    caught += found;
    EXPECT_NE(found, equivalent) << mutant.name << (found ? " is caught, though listed as equivalent" : " survives");
  }
  for (const auto& [name, reason] : listed) ADD_FAILURE() << name << " is listed, but is no mutant";
  const double percentage = 100.0 * static_cast<double>(caught) / static_cast<double>(mutants.size());
  std::printf("%s: %zu of %zu mutants caught, %.2f %%; the rest are equivalent:\n", GetParam().name, caught,
              mutants.size(), percentage);
  for (const auto& [name, reason] : GetParam().equivalents) std::printf("  %s: %s\n", name.c_str(), reason);
  EXPECT_GE(percentage, 98.0);
}
INSTANTIATE_TEST_SUITE_P(Variants, Mutation, testing::Values(kPlain, kRich),
                         [](const auto& variant) { return variant.index == 0 ? "Plain" : "Rich"; });

}  // namespace
}  // namespace amoeba
