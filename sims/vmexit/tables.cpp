#include "amoeba/sims/vmexit/tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/sims/vmexit/break_even.h"
#include "amoeba/sims/vmexit/kernel_figures.h"

namespace amoeba::vmexit {
namespace {

constexpr auto kCycles = &RegionCounters::cycles;
constexpr auto kInstructions = &RegionCounters::instructions;

std::string harts_text(unsigned harts) {
  return harts == 1 ? "1 guest hart" : fmt::format("{} guest harts", harts);
}

std::string figure(double value) {
  return format_figure(value);
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::vector<std::string> not_measured(FigureTable& table, const Subject& subject, const std::string& why) {
  std::vector<std::string> row{labelled(subject)};
  row.resize(table.headings.size(), "-");
  row[1] = "n/a " + table.mark(why);
  return row;
}

// M mode, the hypervisor, its user process.
double host_cycles(const Cost& cost) {
  return cost.of_mode(HartMode::machine, kCycles) + cost.of_mode(HartMode::supervisor, kCycles) +
         cost.of_mode(HartMode::user, kCycles);
}

bool leaves_program(const Cost& cost) {
  return cost.outside_program(kCycles) > 0;
}

std::string cold_text(FigureTable& table, const SubjectCost& cost) {
  const double cold = cost.cold.all(kCycles);
  if (leaves_program(cost.warm) || cold >= cost.warm.all(kCycles)) return figure(cold);
  return "n/a " + table.mark("nothing waits for the value, which comes after the first operation has ended");
}

std::vector<const SubjectCost*> shown_costs(const Study& study, unsigned harts, Subject::Kind kind) {
  std::vector<const SubjectCost*> shown;
  for (const SubjectCost& cost : study.costs)
    if (cost.harts == harts && cost.failure.empty() && study.subjects[cost.subject].kind == kind &&
        leaves_program(cost.warm))
      shown.push_back(&cost);
  return shown;
}

std::string cell_text(const Cost& cost, const Item& item) {
  const double cycles = cost.of(item.region, item.mode, kCycles);
  if (cycles == 0) return "-";
  return fmt::format("{} ({})", figure(cycles), figure(cost.of(item.region, item.mode, kInstructions)));
}

std::string figure_of_kernel(const KernelFigure& kernel) {
  return kernel.least == kernel.most ? fmt::format("{:.0f}", kernel.least)
                                     : fmt::format("{:.0f}-{:.0f}", kernel.least, kernel.most);
}

std::string beside(double executed, double kernel) {
  return kernel < 0 ? figure(executed) : fmt::format("{} : {:.0f}", figure(executed), kernel);
}

}  // namespace

std::string labelled(const Subject& subject) {
  return fmt::format("{} ({})", subject.name, subject.label);
}

const char* mode_text(HartMode mode) {
  return mode == HartMode::supervisor ? "HS" : name(mode);
}

Disturbance disturbance(const Study& study, const SubjectCost& cost) {
  const Cost* without = study.subjects[cost.subject].is_path() ? study.warm("native", cost.harts) : nullptr;
  const auto extra = [&](std::uint64_t RegionCounters::*field) {
    const double own = without == nullptr ? 0 : without->of_region(kProgramRegion, field);
    return std::max(0.0, cost.warm.of_region(kProgramRegion, field) - own);
  };
  return {extra(&RegionCounters::fetch_misses), extra(&RegionCounters::data_misses),
          extra(&RegionCounters::tlb_misses)};
}

FigureTable overview_table(const Study& study, unsigned harts) {
  FigureTable table{fmt::format("Cost of one operation, {}", harts_text(harts)),
                    {"path or exit", "cycles", "cold", "instr", "traps", "CSRs", "table reads", "host time",
                     "+L1I miss", "+L1D miss", "+TLB miss"},
                    {},
                    {}};
  for (const SubjectCost& cost : study.costs) {
    if (cost.harts != harts) continue;
    const Subject& subject = study.subjects[cost.subject];
    if (!cost.failure.empty()) {
      table.rows.push_back(not_measured(table, subject, cost.failure));
      continue;
    }
    const Disturbance extra = disturbance(study, cost);
    const double cycles = cost.warm.all(kCycles);
    table.rows.push_back({labelled(subject), figure(cycles), cold_text(table, cost),
                          figure(cost.warm.all(kInstructions)), figure(cost.warm.all(&RegionCounters::traps)),
                          figure(cost.warm.all(&RegionCounters::csr_accesses)),
                          figure(cost.warm.all(&RegionCounters::table_reads)), percent(host_cycles(cost.warm) / cycles),
                          figure(extra.fetch), figure(extra.data), figure(extra.tlb)});
  }
  return table;
}

FigureTable item_table(const Study& study, unsigned harts, Subject::Kind kind) {
  const std::vector<const SubjectCost*> shown = shown_costs(study, harts, kind);
  FigureTable table{fmt::format("{}, item by item: cycles (instructions) per operation, warm, {}",
                                kind == Subject::Kind::path ? "Paths that trap" : "VM exits", harts_text(harts)),
                    {"item", "mode"},
                    {},
                    {}};
  std::vector<const Cost*> costs;
  for (const SubjectCost* cost : shown) {
    table.headings.push_back(labelled(study.subjects[cost->subject]));
    costs.push_back(&cost->warm);
  }
  for (const Item& item : items(costs)) {
    std::vector<std::string> row{item.name, mode_text(item.mode)};
    for (const Cost* cost : costs) row.push_back(cell_text(*cost, item));
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return table;
  std::vector<std::string> total{"exit, all but the program", ""}, cold{"the same, cold", ""};
  for (const SubjectCost* cost : shown) {
    const auto text = [](const Cost& of) {
      return fmt::format("{} ({})", figure(of.outside_program(kCycles)), figure(of.outside_program(kInstructions)));
    };
    total.push_back(text(cost->warm));
    cold.push_back(text(cost->cold));
  }
  table.rows.push_back(std::move(total));
  table.rows.push_back(std::move(cold));
  return table;
}

FigureTable kernel_table(const Study& study) {
  FigureTable table{
      "Executed here : in the kernel or firmware, for each pass, warm",
      {"path or exit", "piece", "instr here", "instr there", "there is", "loads", "stores", "CSRs", "difference"},
      {},
      {}};
  if (study.harts.empty()) return table;
  for (const SubjectCost& cost : study.costs) {
    if (cost.harts != study.harts.front() || !cost.failure.empty()) continue;
    for (const Correspondence& c : correspondences(cost.warm))
      table.rows.push_back({labelled(study.subjects[cost.subject]), c.figure->piece, figure(c.instructions),
                            figure_of_kernel(*c.figure), fmt::format("{} ({})", c.figure->kind, c.figure->source),
                            beside(c.loads, c.figure->loads), beside(c.stores, c.figure->stores),
                            beside(c.csr_accesses, c.figure->csr_accesses), table.mark(c.explanation)});
  }
  return table;
}

FigureTable world_switch_table(const Study& study) {
  const WorldSwitch& kernel = kKernelWorldSwitch;
  FigureTable table{fmt::format("World switch, executed : KVM of Linux 6.12"),
                    {"path or exit", "switches", "entry loads", "entry stores", "exit loads", "exit stores"},
                    {},
                    {}};
  if (study.harts.empty()) return table;
  for (const SubjectCost& cost : study.costs) {
    if (cost.harts != study.harts.front() || !cost.failure.empty()) continue;
    const WorldSwitch here = world_switch(cost.warm);
    if (here.switches == 0) continue;
    table.rows.push_back({labelled(study.subjects[cost.subject]), figure(here.switches),
                          beside(here.entry_loads, kernel.entry_loads), beside(here.entry_stores, kernel.entry_stores),
                          beside(here.exit_loads, kernel.exit_loads), beside(here.exit_stores, kernel.exit_stores)});
  }
  return table;
}

FigureTable sensitivity_table(const Study& study) {
  FigureTable table{"Cycles per operation, warm, as the hardware changes", {"path or exit"}, {}, {}};
  for (const Variation& variation : study.variations)
    table.headings.push_back(fmt::format("{} {}", variation.axis, variation.label));
  for (std::size_t s = 0; s < study.subjects.size() && !study.variations.empty(); ++s) {
    std::vector<std::string> row{labelled(study.subjects[s])};
    for (const VariedCost& cost : study.varied)
      if (cost.subject == s)
        row.push_back(cost.failure.empty() ? figure(cost.warm.all(kCycles)) : "n/a " + table.mark(cost.failure));
    table.rows.push_back(std::move(row));
  }
  return table;
}

FigureTable break_even_table(const Study& study) {
  FigureTable table{
      fmt::format("Native atomics gain {:.0f} % or more of throughput: atomics per 1000 instructions", 100 * kPays),
      {"against", "guest harts", "objects", "pays", "native : path, most atomics", "fewest"},
      {},
      {}};
  for (const BreakEven& even : break_evens(study))
    table.rows.push_back({labelled(study.subjects[even.subject]), std::to_string(even.harts),
                          study.patterns[even.pattern].name, text_of(even), figure(1 + even.points.back().gain),
                          figure(1 + even.points.front().gain)});
  return table;
}

FigureTable host_time_table(const Study& study) {
  FigureTable table{"Host time (cycles in M, HS and the hypervisor's user mode) by the program's own work",
                    {"path", "guest harts", "objects"},
                    {},
                    {}};
  for (const std::uint64_t think : study.thinks) table.headings.push_back(fmt::format("{} iterations", think));
  for (std::size_t s = 0; s < study.subjects.size(); ++s)
    for (const unsigned harts : study.harts)
      for (std::size_t p = 0; p < study.patterns.size(); ++p) {
        std::vector<std::string> row{labelled(study.subjects[s]), std::to_string(harts), study.patterns[p].name};
        bool any = false;
        for (const std::uint64_t think : study.thinks) {
          const GridPoint* point = study.find(s, harts, p, think);
          row.push_back(point == nullptr ? "-" : percent(point->host_share));
          any |= point != nullptr;
        }
        if (any) table.rows.push_back(std::move(row));
      }
  return table;
}

FigureTable prediction_table(const Study& study) {
  FigureTable table{"Analytic model: cycles of one hart per operation, until the last has finished",
                    {"path", "guest harts", "work", "predicted", "executed", "error"},
                    {},
                    {}};
  for (const Predicted& point : study.predicted)
    table.rows.push_back({labelled(study.subjects[point.subject]), std::to_string(point.harts), figure(point.work),
                          point.failure.empty() ? figure(point.cycles) : "n/a " + table.mark(point.failure),
                          figure(point.executed), fmt::format("{:+.1f} %", 100 * point.error())});
  return table;
}

FigureTable nested_table(const Study& study) {
  FigureTable table{"A guest's guest, computed from counted exits (hypothetical)",
                    {"path", "guest harts", "cycles", "exits of the inner hypervisor", "of these sret",
                     "cycles of a light exit", "inner path"},
                    {},
                    {}};
  for (const unsigned harts : study.harts) {
    Nested nested;
    if (!study.nested(harts, nested)) continue;
    table.rows.push_back({"nested (hypothetical, computed)", std::to_string(harts), figure(nested.cycles),
                          figure(nested.trapping_instructions), figure(nested.returns), figure(nested.light_exit),
                          fmt::format("{}: {}", kInnerPath, figure(nested.inner_cycles))});
  }
  return table;
}

std::vector<FigureTable> all_tables(const Study& study) {
  std::vector<FigureTable> tables;
  const auto add = [&](FigureTable table) {
    if (!table.rows.empty()) tables.push_back(std::move(table));
  };
  for (const unsigned harts : study.harts) {
    add(overview_table(study, harts));
    add(item_table(study, harts, Subject::Kind::path));
    add(item_table(study, harts, Subject::Kind::exit));
  }
  add(nested_table(study));
  add(kernel_table(study));
  add(world_switch_table(study));
  add(sensitivity_table(study));
  add(prediction_table(study));
  add(break_even_table(study));
  add(host_time_table(study));
  return tables;
}

}  // namespace amoeba::vmexit
