#include "amoeba/dram/dram_device.h"

#include <algorithm>

namespace amoeba {

DramDevice::DramDevice(const DramSpecification& specification, const DramCycles& times, unsigned ranks)
    : groups_per_rank_(specification.bank_groups),
      banks_per_group_(specification.banks),
      burst_(specification.burst_cycles()),
      times_(times),
      banks_(std::size_t{ranks} * specification.bank_groups * specification.banks),
      groups_(std::size_t{ranks} * specification.bank_groups),
      ranks_(ranks) {
  build_gaps();
  reset();
}

void DramDevice::build_gaps() {
  constexpr unsigned kRead = 0, kWrite = 1;
  const DramCycles& t = times_;
  const MemoryCycle same_bus = std::max(t[tCCD_S], burst_);
  const MemoryCycle read_to_write = t[tCL] + burst_ - t[tCWL];  // data of the write right behind the read's
  const MemoryCycle written = t[tCWL] + burst_;                 // end of a write's data
  const auto set = [this](unsigned from, unsigned to, MemoryCycle group, MemoryCycle rank, MemoryCycle other) {
    gaps_[from][to][kSameGroup] = std::max(group, rank);
    gaps_[from][to][kSameRank] = rank;
    gaps_[from][to][kOtherRank] = other;
  };
  set(kRead, kRead, t[tCCD_L], same_bus, burst_ + t[tCS]);
  set(kWrite, kWrite, t[tCCD_L_WR], same_bus, burst_ + t[tCS]);
  set(kRead, kWrite, 0, read_to_write + t[tRTW], read_to_write + std::max(t[tRTW], t[tCS]));
  set(kWrite, kRead, written + t[tWTR_L], written + t[tWTR_S], written + t[tCS] - t[tCL]);
}

void DramDevice::reset() {
  std::fill(banks_.begin(), banks_.end(), Bank{});
  std::fill(groups_.begin(), groups_.end(), Group{});
  const auto count = static_cast<MemoryCycle>(ranks_.size());
  for (MemoryCycle i = 0; i < count; ++i) {
    ranks_[i] = Rank{};
    ranks_[i].refresh_due = times_[tREFI] * (i + 1) / count;
  }
  last_[0] = last_[1] = kLongAgo;
  statistics_ = {};
}

void DramDevice::serialize(Archive& archive) {
  archive(banks_, groups_, ranks_, last_, statistics_);
}

DramPlace DramDevice::place(const DramAddress& address) const {
  DramPlace place;
  place.rank = static_cast<std::uint16_t>(address.rank);
  place.group = static_cast<std::uint16_t>(address.rank * groups_per_rank_ + address.bank_group);
  place.bank = static_cast<std::uint16_t>(place.group * banks_per_group_ + address.bank);
  place.row = address.row;
  return place;
}

MemoryCycle DramDevice::earliest_activate(const DramPlace& place) const {
  const Rank& rank = ranks_[place.rank];
  return std::max({banks_[place.bank].next_activate, rank.last_activate + times_[tRRD_S],
                   groups_[place.group].last_activate + times_[tRRD_L], rank.activates[rank.oldest] + times_[tFAW]});
}

MemoryCycle DramDevice::earliest_column(const DramPlace& place, bool write) const {
  MemoryCycle at = banks_[place.bank].next_column;
  for (unsigned before = 0; before < 2; ++before) {
    const MemoryCycle* gaps = gaps_[before][write];
    at = std::max(
        {at, groups_[place.group].last[before] + gaps[kSameGroup], ranks_[place.rank].last[before] + gaps[kSameRank]});
    for (unsigned rank = 0; rank < ranks_.size(); ++rank)
      if (rank != place.rank) at = std::max(at, ranks_[rank].last[before] + gaps[kOtherRank]);
  }
  return at;
}

MemoryCycle DramDevice::earliest_column(bool write) const {
  MemoryCycle at = kLongAgo;
  for (unsigned before = 0; before < 2; ++before) {
    const MemoryCycle* gaps = gaps_[before][write];
    const MemoryCycle gap = ranks_.size() == 1 ? gaps[kSameRank] : std::min(gaps[kSameRank], gaps[kOtherRank]);
    at = std::max(at, last_[before] + gap);
  }
  return at;
}

DramDevice::Plan DramDevice::plan(const DramPlace& place, bool write, MemoryCycle from) const {
  const Bank& bank = banks_[place.bank];
  const MemoryCycle column = std::max(from, earliest_column(place, write));
  if (bank.row == place.row) return {RowOutcome::hit, 0, 0, column};
  Plan plan{bank.row == kClosed ? RowOutcome::miss : RowOutcome::conflict};
  plan.activate = std::max(from, earliest_activate(place));
  if (plan.outcome == RowOutcome::conflict) {
    plan.precharge = std::max(from, bank.next_precharge);
    plan.activate = std::max(plan.activate, plan.precharge + times_[tRP]);
  }
  plan.column = std::max(column, plan.activate + times_[tRCD]);
  return plan;
}

MemoryCycle DramDevice::access(const DramPlace& place, bool write, const Plan& plan, unsigned bursts) {
  Bank& bank = banks_[place.bank];
  ++(plan.outcome == RowOutcome::hit    ? statistics_.hits
     : plan.outcome == RowOutcome::miss ? statistics_.misses
                                        : statistics_.conflicts);
  if (plan.outcome == RowOutcome::conflict) {
    note(DramCommandKind::precharge, plan.precharge, place);
    close(bank, plan.precharge);
  }
  if (plan.outcome != RowOutcome::hit) activate(place, plan.activate);
  MemoryCycle at = plan.column;
  column(place, write, at);
  for (unsigned i = 1; i < bursts; ++i) {
    at = earliest_column(place, write);
    column(place, write, at);
  }
  return at + times_[write ? tCWL : tCL] + burst_;
}

void DramDevice::activate(const DramPlace& place, MemoryCycle at) {
  note(DramCommandKind::activate, at, place);
  ++statistics_.activates;
  Bank& bank = banks_[place.bank];
  bank.row = place.row;
  bank.next_activate = at + times_[tRC];
  bank.next_column = at + times_[tRCD];
  bank.next_precharge = at + times_[tRAS];
  Rank& rank = ranks_[place.rank];
  rank.activates[rank.oldest] = rank.last_activate = groups_[place.group].last_activate = at;
  rank.oldest = (rank.oldest + 1) % 4;
}

void DramDevice::column(const DramPlace& place, bool write, MemoryCycle at) {
  note(write ? DramCommandKind::write : DramCommandKind::read, at, place);
  statistics_.bus_busy += static_cast<std::uint64_t>(burst_);
  Bank& bank = banks_[place.bank];
  const MemoryCycle until_precharge = write ? times_[tCWL] + burst_ + times_[tWR] : times_[tRTP];
  bank.next_precharge = std::max(bank.next_precharge, at + until_precharge);
  groups_[place.group].last[write] = ranks_[place.rank].last[write] = last_[write] = at;
}

void DramDevice::close(Bank& bank, MemoryCycle at) {
  ++statistics_.precharges;
  bank.row = kClosed;
  bank.next_activate = std::max(bank.next_activate, at + times_[tRP]);
  bank.next_precharge = at;  // nor may one of all banks come before this one
}

void DramDevice::precharge(const DramPlace& place) {
  Bank& bank = banks_[place.bank];
  if (bank.row == kClosed) return;
  note(DramCommandKind::precharge, bank.next_precharge, place);
  close(bank, bank.next_precharge);
}

void DramDevice::refresh(MemoryCycle now) {
  for (unsigned rank = 0; rank < ranks_.size(); ++rank)
    while (ranks_[rank].refresh_due <= now) refresh_rank(rank);
}

void DramDevice::refresh_rank(unsigned index) {
  Rank& rank = ranks_[index];
  const unsigned count = groups_per_rank_ * banks_per_group_;
  Bank* const first = &banks_[std::size_t{index} * count];
  bool any_open = false;
  MemoryCycle precharge = rank.refresh_due, at = rank.refresh_due;
  for (Bank* bank = first; bank != first + count; ++bank) {
    any_open |= bank->row != kClosed;
    precharge = std::max(precharge, bank->next_precharge);
  }
  const DramPlace place{static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(index * groups_per_rank_),
                        static_cast<std::uint16_t>(index * count), 0};
  if (any_open) note(DramCommandKind::precharge_all, precharge, place);
  for (Bank* bank = first; bank != first + count; ++bank) {
    if (bank->row != kClosed) close(*bank, precharge);
    at = std::max(at, bank->next_activate);
  }
  if (any_open) at = std::max(at, precharge + times_[tRPab]);
  note(DramCommandKind::refresh, at, place);
  ++statistics_.refreshes;
  for (Bank* bank = first; bank != first + count; ++bank) bank->next_activate = at + times_[tRFC];
  rank.refresh_due += times_[tREFI];
}

void DramDevice::note(DramCommandKind kind, MemoryCycle at, const DramPlace& place) {
  if (!trace_) return;
  const unsigned group = place.group % groups_per_rank_, bank = place.bank % banks_per_group_;
  const bool with_row = kind != DramCommandKind::precharge;
  trace_({kind, at, place.rank, group, bank, with_row ? place.row : 0});
}

}  // namespace amoeba
