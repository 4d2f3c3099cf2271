// Which labelled region of the software a hart is in, and what it does there.
// Models: a label begins its region. A trap begins the trap entry, and the mode that takes it remembers the region and
// the mode that it interrupts; a return goes back to the region that was interrupted in the mode where it lands. A
// return to elsewhere than the instruction that trapped, or the next, is software that passes the trap on: the mode
// that gets it remembers the same. What a hart counts goes to the region in which it was counted; a miss of a load or store to the one that
// issued it.
// Not modelled: several threads of one mode that a handler switches between; labels tell them apart.
// Units: as in region_counters.h.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/cores/lsu/region_counters.h"
#include "amoeba/cores/pipeline/cycle_account.h"

namespace amoeba {

class RegionAccount {
 public:
  RegionAccount() { reset(); }
  void reset() {
    table_.assign(kExitRegions * kHartModes, {});
    regions_ = {};
    interrupted_ = {};
    counted_ = {};
    region_ = kProgramRegion;
    mode_ = HartMode::machine;
  }

  const RegionTable& table() const { return table_; }
  // Where the hart is, as a cell of the table.
  std::uint16_t cell() const { return static_cast<std::uint16_t>(region_cell(region_, mode_)); }

  // `account` is closed up to here.
  void label(std::int32_t number, const CycleAccount& account) {
    if (number <= 0 || number >= static_cast<std::int32_t>(kTrapEntryRegion)) return;
    go(static_cast<unsigned>(number), mode_, account);
  }
  void trap(HartMode to, std::uint64_t pc, const CycleAccount& account) {
    table_[cell()].traps += account.in_region();
    interrupted_[index(to)] = {mode_, pc};
    regions_[index(to)][index(mode_)] = static_cast<std::uint8_t>(region_);
    go(kTrapEntryRegion, to, account);
  }
  void leave(HartMode to, std::uint64_t pc, const CycleAccount& account) {
    table_[cell()].returns += account.in_region();
    const Interrupted& trap = interrupted_[index(mode_)];
    const auto& remembered = regions_[index(mode_)];
    const bool passes_on = to != trap.mode || pc - trap.pc > kLongestInstruction;
    if (passes_on) {
      interrupted_[index(to)] = trap;
      regions_[index(to)][index(trap.mode)] = remembered[index(trap.mode)];
    }
    go(remembered[index(to)], to, account);
  }
  // The region of interest ends.
  void close(const CycleAccount& account) { book(account.counters(true)); }

  void missed(std::uint16_t cell) { ++table_[cell].data_misses; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(table_, regions_, interrupted_, counted_, region_, mode_);
  }

 private:
  static constexpr std::uint64_t kLongestInstruction = 4;  // bytes
  struct Interrupted {
    HartMode mode = HartMode::machine;
    std::uint64_t pc = 0;
  };

  static constexpr unsigned index(HartMode mode) { return static_cast<unsigned>(mode); }

  void go(unsigned region, HartMode mode, const CycleAccount& account) {
    book(account.counters(true));
    region_ = region;
    mode_ = mode;
    table_[cell()].entries += account.in_region();
  }
  void book(const HartCounters& counters) {
    RegionCounters now;
    for (const std::uint64_t cycles : counters.mode_cycles) now.cycles += cycles;
    now.instructions = counters.instructions;
    now.loads = counters.loads;
    now.stores = counters.stores;
    now.atomics = counters.atomics + counters.load_reserved + counters.store_conditional;
    now.csr_accesses = counters.csr_accesses;
    now.hypervisor_work = counters.hypervisor_work;
    now.fetch_misses = counters.fetch_misses;
    now.tlb_misses = counters.tlb_misses;
    now.table_reads = counters.table_reads;
    RegionCounters& here = table_[cell()];
    for (const RegionField& field : kRegionFields) here.*field.value += now.*field.value - counted_.*field.value;
    counted_ = now;
  }

  RegionTable table_;
  std::array<std::array<std::uint8_t, kHartModes>, kHartModes> regions_{};  // that a mode interrupted in another
  std::array<Interrupted, kHartModes> interrupted_{};                       // by the latest trap into a mode
  RegionCounters counted_;
  unsigned region_ = kProgramRegion;
  HartMode mode_ = HartMode::machine;
};

}  // namespace amoeba
