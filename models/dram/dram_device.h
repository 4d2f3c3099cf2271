// The devices of one memory channel: which rows are open, and when the next command of each kind may come.
// Models: banks, bank groups and ranks; every minimum time of DramTime between two commands; one data bus, which bursts
// of one direction and rank use without a gap, others with tRTW or tCS in between; refresh of all banks of a rank every
// tREFI on average, the ranks out of step, put off only for commands that were settled before it was due.
// Commands are settled in the order of the calls, and those of one kind on one rank never go back in time; a precharge
// or activate may lie before a column command of another bank that was settled earlier.
// Not modelled: conflicts on the command bus, data (the controller moves it). Units: cycles of the command clock.
#pragma once
#include <array>
#include <functional>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/dram/address_mapping.h"
#include "amoeba/dram/dram_specification.h"

namespace amoeba {

enum class DramCommandKind : std::uint8_t { activate, precharge, precharge_all, read, write, refresh };
struct DramCommand {
  DramCommandKind kind;
  MemoryCycle cycle;
  unsigned rank, bank_group, bank, row;  // what the kind does not need is zero
};

// A row of a bank, by indices over the whole channel.
struct DramPlace {
  std::uint16_t rank = 0, group = 0, bank = 0;
  std::uint32_t row = 0;

  bool same_bank(const DramPlace& other) const { return bank == other.bank; }
  bool same_row(const DramPlace& other) const { return bank == other.bank && row == other.row; }
};

enum class RowOutcome : std::uint8_t { hit, miss, conflict };  // row open; bank closed; another row open

struct DramStatistics {
  std::uint64_t hits = 0, misses = 0, conflicts = 0;
  std::uint64_t activates = 0, precharges = 0, refreshes = 0;
  std::uint64_t bus_busy = 0;  // cycles
};

class DramDevice {
 public:
  // When the commands of an access would come.
  struct Plan {
    RowOutcome outcome;
    MemoryCycle precharge = 0, activate = 0, column = 0;
  };

  DramDevice(const DramSpecification& specification, const DramCycles& times, unsigned ranks);

  DramPlace place(const DramAddress& address) const;
  // `from` is the first cycle in which a command may come.
  Plan plan(const DramPlace& place, bool write, MemoryCycle from) const;
  // Settles the commands of an access of `bursts` column commands; returns the end of its data.
  MemoryCycle access(const DramPlace& place, bool write, const Plan& plan, unsigned bursts);
  // Settles a precharge as early as it may come.
  void precharge(const DramPlace& place);
  // Settles the refreshes that are due at `now`.
  void refresh(MemoryCycle now);

  // No column command of this kind can come before, wherever it goes.
  MemoryCycle earliest_column(bool write) const;
  // The last column command settled.
  MemoryCycle last_column() const { return last_[0] > last_[1] ? last_[0] : last_[1]; }

  void reset();
  void serialize(Archive& archive);
  const DramStatistics& statistics() const { return statistics_; }
  // Sees every command when it is settled.
  void trace(std::function<void(const DramCommand&)> sink) { trace_ = std::move(sink); }

 private:
  static constexpr MemoryCycle kLongAgo = -(MemoryCycle{1} << 40);
  static constexpr std::int64_t kClosed = -1;
  enum Relation : unsigned { kSameGroup, kSameRank, kOtherRank, kRelations };
  struct Bank {
    std::int64_t row = kClosed;
    MemoryCycle next_activate = 0, next_column = 0, next_precharge = 0;
  };
  struct Group {
    MemoryCycle last_activate = kLongAgo;
    MemoryCycle last[2] = {kLongAgo, kLongAgo};  // read, write
  };
  struct Rank {
    MemoryCycle activates[4] = {kLongAgo, kLongAgo, kLongAgo, kLongAgo};  // the last ones, round about
    unsigned oldest = 0;
    MemoryCycle last_activate = kLongAgo;
    MemoryCycle last[2] = {kLongAgo, kLongAgo};
    MemoryCycle refresh_due = 0;
  };

  void build_gaps();
  MemoryCycle earliest_activate(const DramPlace& place) const;
  MemoryCycle earliest_column(const DramPlace& place, bool write) const;
  void activate(const DramPlace& place, MemoryCycle at);
  void column(const DramPlace& place, bool write, MemoryCycle at);
  void close(Bank& bank, MemoryCycle at);
  void refresh_rank(unsigned rank);
  void note(DramCommandKind kind, MemoryCycle at, const DramPlace& place);

  unsigned groups_per_rank_, banks_per_group_;
  MemoryCycle burst_;
  DramCycles times_;
  MemoryCycle gaps_[2][2][kRelations];  // from a read or write to a read or write
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Rank> ranks_;
  MemoryCycle last_[2] = {kLongAgo, kLongAgo};  // of all ranks
  DramStatistics statistics_;
  std::function<void(const DramCommand&)> trace_;
};

}  // namespace amoeba
