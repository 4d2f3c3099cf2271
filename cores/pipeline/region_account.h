// Which labelled region of the software a hart is in, and what it does there.
// Models: a label begins its region. A trap begins the trap entry, and the mode that takes it remembers the region and
// the mode that it interrupts; a return goes back to the region that was interrupted in the mode where it lands. A
// return to elsewhere than the instruction that trapped, or the next, is software that passes the trap on: the mode
// that gets it remembers the same. What a hart counts goes to the region in which it was counted; a miss of a load or
// store to the one that issued it. Counts in the region of interest, or during the first marked operation, wherever the
// program does it. Not modelled: several threads of one mode that a handler switches between; labels tell them apart.
// Units: as in region_counters.h.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/lsu/region_counters.h"
#include "amoeba/cores/pipeline/cycle_account.h"

namespace amoeba {

class RegionAccount {
 public:
  enum class Span : std::uint8_t { region_of_interest, first_operation };
  static constexpr std::uint16_t kNoCell = 0xffff;

  explicit RegionAccount(Span span) : span_(span) { reset(); }
  void reset() {
    table_.assign(kExitRegions * kHartModes, {});
    regions_ = {};
    interrupted_ = {};
    counted_ = {};
    region_ = kProgramRegion;
    mode_ = HartMode::machine;
    open_ = done_ = false;
  }

  const RegionTable& table() const { return table_; }
  // To which cell of the table an access belongs that is issued now; kNoCell: to none.
  std::uint16_t cell() const { return open_ ? here() : kNoCell; }

  // `account` is closed up to here.
  void label(std::int32_t number, const CycleAccount& account) {
    if (number <= 0 || number >= static_cast<std::int32_t>(kTrapEntryRegion)) return;
    go(static_cast<unsigned>(number), mode_, account);
  }
  void trap(HartMode to, std::uint64_t pc, const CycleAccount& account) {
    table_[here()].traps += open_;
    interrupted_[index(to)] = {mode_, pc};
    regions_[index(to)][index(mode_)] = static_cast<std::uint8_t>(region_);
    go(kTrapEntryRegion, to, account);
  }
  void leave(HartMode to, std::uint64_t pc, const CycleAccount& account) {
    table_[here()].returns += open_;
    const Interrupted& trap = interrupted_[index(mode_)];
    const auto& remembered = regions_[index(mode_)];
    const bool passes_on = to != trap.mode || pc - trap.pc > kLongestInstruction;
    if (passes_on) {
      interrupted_[index(to)] = trap;
      regions_[index(to)][index(trap.mode)] = remembered[index(trap.mode)];
    }
    go(remembered[index(to)], to, account);
  }
  // Markers, before the account turns to what they begin and after it has ended what they end.
  void marked(Marker marker, const CycleAccount& account) {
    const bool operation = marker == Marker::operation_begin || marker == Marker::operation_end;
    if (operation != (span_ == Span::first_operation)) return;
    const bool begins = marker == Marker::roi_begin || marker == Marker::operation_begin;
    if (!begins) {
      book(account);
      done_ = done_ || open_;
    } else if (!done_) {
      counted_ = counts(account);
    }
    open_ = begins && !done_;
  }

  void missed(std::uint16_t cell) {
    if (cell != kNoCell) ++table_[cell].data_misses;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(table_, regions_, interrupted_, counted_, region_, mode_, open_, done_);
  }

 private:
  static constexpr std::uint64_t kLongestInstruction = 4;  // bytes
  struct Interrupted {
    HartMode mode = HartMode::machine;
    std::uint64_t pc = 0;
  };

  static constexpr unsigned index(HartMode mode) { return static_cast<unsigned>(mode); }

  std::uint16_t here() const { return static_cast<std::uint16_t>(region_cell(region_, mode_)); }

  void go(unsigned region, HartMode mode, const CycleAccount& account) {
    book(account);
    region_ = region;
    mode_ = mode;
    table_[here()].entries += open_;
  }
  void book(const CycleAccount& account) {
    if (!open_) return;
    const RegionCounters now = counts(account);
    RegionCounters& cell = table_[here()];
    for (const RegionField& field : kRegionFields) cell.*field.value += now.*field.value - counted_.*field.value;
    counted_ = now;
  }
  // In and out of the region of interest.
  static RegionCounters counts(const CycleAccount& account) {
    RegionCounters now;
    for (const bool region : {false, true}) {
      const HartCounters& counters = account.counters(region);
      for (const std::uint64_t cycles : counters.mode_cycles) now.cycles += cycles;
      now.instructions += counters.instructions;
      now.loads += counters.loads;
      now.stores += counters.stores;
      now.atomics += counters.atomics + counters.load_reserved + counters.store_conditional;
      now.csr_accesses += counters.csr_accesses;
      now.hypervisor_work += counters.hypervisor_work;
      now.mispredictions += counters.branches_mispredicted;
      now.fetch_misses += counters.fetch_misses;
      now.tlb_misses += counters.tlb_misses;
      now.table_reads += counters.table_reads;
    }
    return now;
  }

  const Span span_;
  RegionTable table_;
  std::array<std::array<std::uint8_t, kHartModes>, kHartModes> regions_{};  // that a mode interrupted in another
  std::array<Interrupted, kHartModes> interrupted_{};                       // by the latest trap into a mode
  RegionCounters counted_;
  unsigned region_ = kProgramRegion;
  HartMode mode_ = HartMode::machine;
  bool open_ = false;  // counting
  bool done_ = false;  // the span has ended once
};

}  // namespace amoeba
