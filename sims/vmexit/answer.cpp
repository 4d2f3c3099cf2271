#include "amoeba/sims/vmexit/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/sims/comparison/figures.h"
#include "amoeba/sims/vmexit/break_even.h"

namespace amoeba::vmexit {
namespace {

constexpr auto kCycles = &RegionCounters::cycles;

std::string harts_text(unsigned harts) {
  return harts == 1 ? "one guest hart" : fmt::format("{} guest harts", harts);
}

double cycles(const Cost* cost) {
  return cost->all(kCycles);
}

// Cycles of one hart per operation when all harts do nothing but add to one byte; 0 when that was not measured.
double contended_cycles(const Study& study, const std::string& path, unsigned harts) {
  for (std::size_t s = 0; s < study.subjects.size(); ++s) {
    if (study.subjects[s].name != path) continue;
    const GridPoint* point = study.find(s, harts, 0, 0);
    if (point != nullptr && point->failure.empty()) return point->cycles;
  }
  const Cost* warm = study.warm(path, harts);
  return warm == nullptr ? 0 : cycles(warm);
}

std::string times(double ratio) {
  return format_figure(ratio) + " times";
}

void say_policy(const Study& study, std::vector<std::string>& lines) {
  if (study.withholds_zabha)
    lines.push_back(
        "Hypothetical platform: its hardware would let the hypervisor take Zabha from a guest. No RISC-V hart does; "
        "upstream KVM answers EINVAL to the attempt, and the guest keeps Zabha.");
}

// Compiled code without exits against native atomics.
void say_compiled(const Study& study, unsigned harts, std::vector<std::string>& lines) {
  const double native = contended_cycles(study, "native", harts), lrsc = contended_cycles(study, "lrsc", harts);
  if (native == 0 || lrsc == 0) return;
  lines.push_back(fmt::format(
      "With {}, an addition to one byte takes {} cycles with native atomics and {} with the LR/SC loop that compilers "
      "emit without Zabha: {}. Neither leaves the guest, so no hypervisor time is at stake.",
      harts_text(harts), format_figure(native), format_figure(lrsc), times(lrsc / native)));
}

// What a guest pays that executes native atomics on a hart without them.
void say_traps(const Study& study, unsigned harts, std::vector<std::string>& lines) {
  const Cost* native = study.warm("native", harts);
  for (const SubjectCost& cost : study.costs) {
    const Subject& subject = study.subjects[cost.subject];
    if (cost.harts != harts || !cost.failure.empty() || !subject.traps) continue;
    const double host = cost.warm.of_mode(HartMode::machine, kCycles) +
                        cost.warm.of_mode(HartMode::supervisor, kCycles) + cost.warm.of_mode(HartMode::user, kCycles);
    std::string text =
        fmt::format("With {}, {} ({}) takes {} cycles an operation warm, {} cold", harts_text(harts), subject.name,
                    subject.label, format_figure(cycles(&cost.warm)), format_figure(cost.cold.all(kCycles)));
    if (native != nullptr) text += fmt::format(", {} native", times(cycles(&cost.warm) / cycles(native)));
    lines.push_back(text + fmt::format("; {:.0f} % of it is time of the host.", 100 * host / cycles(&cost.warm)));
  }
}

void say_nested(const Study& study, unsigned harts, std::vector<std::string>& lines) {
  Nested nested;
  if (!study.nested(harts, nested)) return;
  lines.push_back(fmt::format(
      "In a guest's guest the same emulation would take about {} cycles (hypothetical, computed: {} instructions of "
      "the inner hypervisor each cost the outer one a light exit of {} cycles).",
      format_figure(nested.cycles), format_figure(nested.trapping_instructions), format_figure(nested.light_exit)));
}

std::string where(const Study& study, const BreakEven& even) {
  return even.harts == 1 ? "with one guest hart"
                         : fmt::format("with {} guest harts, {}", even.harts, study.patterns[even.pattern].name);
}

std::string pays(const BreakEven& even) {
  switch (even.verdict) {
    case BreakEven::Verdict::never:
      return "nowhere in the range measured";
    case BreakEven::Verdict::always:
      return fmt::format("at every share measured, down to {} atomics per 1000 instructions",
                         format_figure(even.points.front().share));
    case BreakEven::Verdict::from:
      break;
  }
  return fmt::format("from {} atomics per 1000 instructions on", format_figure(even.share));
}

void say_break_even(const Study& study, std::vector<std::string>& lines) {
  for (const BreakEven& even : break_evens(study)) {
    const Subject& subject = study.subjects[even.subject];
    const bool named = subject.name == "lrsc" || subject.name == study.upstream_path || subject.name == kInnerPath;
    if (!named) continue;
    lines.push_back(fmt::format(
        "Against {} ({}) {}, guest Zabha gains {:.0f} % or more {}; where the program does nothing "
        "else, it is {} as fast.",
        subject.name, subject.label, where(study, even), 100 * kPays, pays(even), times(1 + even.points.back().gain)));
  }
}

void say_verdict(const Study& study, std::vector<std::string>& lines) {
  const unsigned most = study.harts.back();
  const double native = contended_cycles(study, "native", most), lrsc = contended_cycles(study, "lrsc", most);
  const double upstream = contended_cycles(study, study.upstream_path, most);
  if (native == 0 || lrsc == 0 || upstream == 0) return;
  const double compiled = lrsc / native, trapped = upstream / native;
  std::string text = fmt::format(
      "In short, with {}: a guest whose programs were compiled without Zabha spends {} the cycles per atomic and no "
      "host time. A guest that executes Zabha where there is none spends {} on the path that Linux takes ({}), if its "
      "kernel emulates; if not, as Linux does not, the program ends with SIGILL.",
      harts_text(most), times(compiled), times(trapped), study.upstream_path);
  if (trapped > compiled) text += " To tell the guest truly whether it has Zabha matters more than to have it.";
  lines.push_back(std::move(text));
}

}  // namespace

std::vector<std::string> answer(const Study& study) {
  std::vector<std::string> lines;
  if (study.harts.empty()) return lines;
  say_policy(study, lines);
  say_verdict(study, lines);
  for (const unsigned harts : study.harts) say_compiled(study, harts, lines);
  say_traps(study, study.harts.front(), lines);
  say_nested(study, study.harts.front(), lines);
  say_break_even(study, lines);
  return lines;
}

}  // namespace amoeba::vmexit
