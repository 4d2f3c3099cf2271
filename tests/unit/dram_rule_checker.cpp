#include "dram_rule_checker.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace amoeba {
namespace {

const char* name(DramCommandKind kind) {
  constexpr const char* kNames[] = {"ACT", "PRE", "PREA", "RD", "WR", "REF"};
  return kNames[static_cast<unsigned>(kind)];
}

std::string text(const DramCommand& c) {
  return std::string(name(c.kind)) + " at " + std::to_string(c.cycle) + " rank " + std::to_string(c.rank) + " group " +
         std::to_string(c.bank_group) + " bank " + std::to_string(c.bank);
}

bool is_column(const DramCommand& c) {
  return c.kind == DramCommandKind::read || c.kind == DramCommandKind::write;
}
// Whether a command concerns one bank only.
bool has_bank(const DramCommand& c) {
  return c.kind != DramCommandKind::precharge_all && c.kind != DramCommandKind::refresh;
}

}  // namespace

DramRuleChecker::DramRuleChecker(const DramSpecification& specification, const DramCycles& times)
    : specification_(specification), times_(times) {
  add_row_rules();
  add_column_rules();
  for (const Distance& distance : distances_) longest_ = std::max(longest_, distance.cycles);
}

void DramRuleChecker::add_row_rules() {
  const DramCycles& t = times_;
  const MemoryCycle written = t[tCWL] + specification_.burst_cycles();
  add("tRC", Kind::activate, Kind::activate, Scope::bank, t[tRC]);
  add("tRRD_S", Kind::activate, Kind::activate, Scope::rank, t[tRRD_S]);
  add("tRRD_L", Kind::activate, Kind::activate, Scope::group, t[tRRD_L]);
  add("tRP", Kind::precharge, Kind::activate, Scope::bank, t[tRP]);
  add("tRP", Kind::precharge, Kind::refresh, Scope::rank, t[tRP]);
  add("tRPab", Kind::precharge_all, Kind::refresh, Scope::rank, t[tRPab]);
  add("tRP", Kind::precharge_all, Kind::activate, Scope::rank, t[tRP]);
  for (Kind precharge : {Kind::precharge, Kind::precharge_all}) {
    const Scope scope = precharge == Kind::precharge ? Scope::bank : Scope::rank;
    add("tRAS", Kind::activate, precharge, scope, t[tRAS]);
    add("tRTP", Kind::read, precharge, scope, t[tRTP]);
    add("tWR", Kind::write, precharge, scope, written + t[tWR]);
  }
  add("tRFC", Kind::refresh, Kind::activate, Scope::rank, t[tRFC]);
  add("tRFC", Kind::refresh, Kind::refresh, Scope::rank, t[tRFC]);
  add("tRC", Kind::activate, Kind::refresh, Scope::rank, t[tRC]);
}

void DramRuleChecker::add_column_rules() {
  const DramCycles& t = times_;
  const MemoryCycle burst = specification_.burst_cycles();
  for (Kind column : {Kind::read, Kind::write}) {
    add("tRCD", Kind::activate, column, Scope::bank, t[tRCD]);
    add("tCCD_S", column, column, Scope::rank, t[tCCD_S]);
  }
  add("tCCD_L", Kind::read, Kind::read, Scope::group, t[tCCD_L]);
  add("tCCD_L_WR", Kind::write, Kind::write, Scope::group, t[tCCD_L_WR]);
  add("tWTR_S", Kind::write, Kind::read, Scope::rank, t[tCWL] + burst + t[tWTR_S]);
  add("tWTR_L", Kind::write, Kind::read, Scope::group, t[tCWL] + burst + t[tWTR_L]);
}

bool DramRuleChecker::related(const DramCommand& a, const DramCommand& b, Scope scope) const {
  if (scope == Scope::other_rank) return a.rank != b.rank;
  if (a.rank != b.rank) return false;
  if (scope == Scope::rank || !has_bank(a) || !has_bank(b)) return true;
  if (a.bank_group != b.bank_group) return false;
  return scope == Scope::group || a.bank == b.bank;
}

std::string DramRuleChecker::verdict() {
  std::stable_sort(commands_.begin(), commands_.end(),
                   [](const DramCommand& a, const DramCommand& b) { return a.cycle < b.cycle; });
  for (const auto check :
       {&DramRuleChecker::check_states, &DramRuleChecker::check_distances, &DramRuleChecker::check_activate_window,
        &DramRuleChecker::check_data_bus, &DramRuleChecker::check_refresh_rate})
    if (std::string fault = (this->*check)(); !fault.empty()) return fault;
  return {};
}

std::string DramRuleChecker::check_distances() const {
  for (std::size_t i = 0; i < commands_.size(); ++i) {
    const DramCommand& second = commands_[i];
    for (std::size_t j = i; j-- > 0 && second.cycle - commands_[j].cycle < longest_;) {
      const DramCommand& first = commands_[j];
      for (const Distance& d : distances_)
        if (d.first == first.kind && d.second == second.kind && second.cycle - first.cycle < d.cycles &&
            related(first, second, d.scope))
          return std::string(d.rule) + ": " + text(first) + ", " + text(second);
    }
  }
  return {};
}

std::string DramRuleChecker::check_states() const {
  std::map<std::tuple<unsigned, unsigned, unsigned>, unsigned> open;  // rank, group, bank: row
  for (const DramCommand& c : commands_) {
    const auto bank = std::make_tuple(c.rank, c.bank_group, c.bank);
    const auto found = open.find(bank);
    if (is_column(c) && (found == open.end() || found->second != c.row)) return "row not open: " + text(c);
    if (c.kind == Kind::activate && !open.emplace(bank, c.row).second) return "activate of an open bank: " + text(c);
    if (c.kind == Kind::precharge) open.erase(bank);
    if (has_bank(c)) continue;
    for (auto entry = open.begin(); entry != open.end();) {
      if (std::get<0>(entry->first) != c.rank) {
        ++entry;
      } else if (c.kind == Kind::refresh) {
        return "refresh with an open bank: " + text(c);
      } else {
        entry = open.erase(entry);
      }
    }
  }
  return {};
}

std::string DramRuleChecker::check_activate_window() const {
  std::map<unsigned, std::vector<DramCommand>> activates;  // by rank
  for (const DramCommand& c : commands_) {
    if (c.kind != Kind::activate) continue;
    std::vector<DramCommand>& before = activates[c.rank];
    before.push_back(c);
    const std::size_t count = before.size();
    if (count > 4 && c.cycle - before[count - 5].cycle < times_[tFAW])
      return "tFAW: " + text(before[count - 5]) + ", " + text(c);
  }
  return {};
}

std::string DramRuleChecker::check_data_bus() const {
  struct Transfer {
    MemoryCycle begin;
    DramCommand command;
  };
  std::vector<Transfer> transfers;
  for (const DramCommand& c : commands_)
    if (is_column(c)) transfers.push_back({c.cycle + times_[c.kind == Kind::write ? tCWL : tCL], c});
  std::stable_sort(transfers.begin(), transfers.end(),
                   [](const Transfer& a, const Transfer& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < transfers.size(); ++i) {
    const Transfer &a = transfers[i - 1], &b = transfers[i];
    const MemoryCycle gap = b.begin - a.begin - specification_.burst_cycles();
    const std::string where = text(a.command) + ", " + text(b.command);
    if (gap < 0) return "data bus: " + where;
    if (a.command.rank != b.command.rank && gap < times_[tCS]) return "tCS: " + where;
    if (a.command.kind == Kind::read && b.command.kind == Kind::write && gap < times_[tRTW]) return "tRTW: " + where;
  }
  return {};
}

// A controller may put off up to eight refreshes, never more (JESD79-4, refresh command).
std::string DramRuleChecker::check_refresh_rate() const {
  if (commands_.empty()) return {};
  std::map<unsigned, MemoryCycle> refreshes;  // by rank
  for (const DramCommand& c : commands_) {
    MemoryCycle& done = refreshes[c.rank];
    done += c.kind == Kind::refresh;
    if (has_bank(c) && c.cycle / times_[tREFI] > done + 8) return "tREFI, too few refreshes: " + text(c);
    if (c.kind == Kind::refresh && done > c.cycle / times_[tREFI] + 1) return "tREFI, too many refreshes: " + text(c);
  }
  return {};
}

unsigned DramRuleChecker::count(DramCommandKind kind) const {
  return static_cast<unsigned>(
      std::count_if(commands_.begin(), commands_.end(), [kind](const DramCommand& c) { return c.kind == kind; }));
}

}  // namespace amoeba
