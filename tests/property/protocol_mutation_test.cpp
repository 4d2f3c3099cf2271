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
constexpr const char* kNotSnoopedAgain = "the home node forgets a snooped owner, so nobody asks for its data again";
constexpr const char* kNobodyListed = "no cache is listed before, none keeps a copy after";
constexpr const char* kAlreadyListed = "the directory says so already";

const std::map<std::string, const char*> kEquivalent = {
    {"cache.I.modify.next=I_read", kSameGrant},
    {"cache.I_unique.snp_shared.next=I_read", kSameGrant},
    {"cache.I_unique.snp_unique.next=I_read", kSameGrant},
    {"cache.UC.load.next=UD", kNeedlesslyDirty},
    {"cache.I_read.data_unique.next=UD", kNeedlesslyDirty},
    {"cache.I_unique.data_unique.next=UD", kNeedlesslyDirty},
    {"cache.SC_unique.comp.next=UD", kNeedlesslyDirty},
    {"cache.UD_write.snp_shared.next=UD_write", kNotSnoopedAgain},
    {"cache.UD_write.snp_unique.next=UD_write", kNotSnoopedAgain},
    {"cache.I_write.load.next=UD_write", kNotSnoopedAgain},
    {"cache.I_write.modify.next=UD_write", kNotSnoopedAgain},
    {"cache.I_write.far_atomic.next=UD_write", kNotSnoopedAgain},
    {"home.none.clean_unique_exclusive.unlisted.update=keep_sharers", kNobodyListed},
    {"home.none.write_back.unlisted.update=keep_sharers", kNobodyListed},
    {"home.none.atomic.unlisted.update=keep", kNobodyListed},
    {"home.none.read_once.unlisted.update=keep_sharers", kNobodyListed},
    {"home.none.write_unique.unlisted.update=keep", kNobodyListed},
    {"home.shared.read_shared.listed.update=keep", kAlreadyListed},
    {"home.shared.read_clean.listed.update=keep", kAlreadyListed},
    {"home.owned.read_shared.listed.update=keep", kAlreadyListed},
    {"home.owned.read_unique.listed.update=keep", kAlreadyListed},
};

// Entries that no run of two or three caches reaches.
const std::map<std::string, const char*> kUnreached = {
    {"cache.I_write.snp_shared", kNotSnoopedAgain},
    {"cache.I_write.snp_unique", kNotSnoopedAgain},
};

std::vector<ExplorerOptions> configurations() {
  ExplorerOptions small, fetching;
  small.values = 3;
  fetching.values = 3;
  fetching.instruction_cache = true;
  return {small, fetching};
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

TEST(Mutation, NoEntryIsOutOfReach) {
  const ProtocolTables tables;
  std::map<std::string, const char*> unexpected = kUnreached;
  for (const std::string& entry : unreached_entries(tables, coverage_of(tables)))
    EXPECT_EQ(unexpected.erase(entry), 1u) << entry << " is never used";
  for (const auto& [entry, reason] : unexpected) ADD_FAILURE() << entry << " is listed as unreached, but is used";
}

TEST(Mutation, EveryChangeOfTheTablesIsCaughtOrChangesNothing) {
  const ProtocolTables tables;
  const std::vector<Mutant> mutants = mutants_of(tables, coverage_of(tables));
  std::map<std::string, const char*> listed = kEquivalent;
  std::size_t caught = 0;
  for (const Mutant& mutant : mutants) {
    const bool equivalent = listed.erase(mutant.name) == 1;
    const bool found = is_caught(mutant.tables);
    caught += found;
    EXPECT_NE(found, equivalent) << mutant.name << (found ? " is caught, though listed as equivalent" : " survives");
  }
  for (const auto& [name, reason] : listed) ADD_FAILURE() << name << " is listed, but is no mutant";
  const double percentage = 100.0 * static_cast<double>(caught) / static_cast<double>(mutants.size());
  std::printf("%zu of %zu mutants caught, %.2f %%; the rest are equivalent:\n", caught, mutants.size(), percentage);
  for (const auto& [name, reason] : kEquivalent) std::printf("  %s: %s\n", name.c_str(), reason);
  EXPECT_GE(percentage, 98.0);
}

}  // namespace
}  // namespace amoeba
