#include "amoeba/explore/explorer.h"

#include <algorithm>

#include "amoeba/explore/state_set.h"
#include "amoeba/explore/two_line_model.h"

namespace amoeba {

namespace {

// Of a model that says what can happen (for_each_step), makes it happen (take) and packs its states.
template <class Model>
class Exploration {
 public:
  Exploration(const Model& model, const ExplorerOptions& options, const ExplorerProgress& progress)
      : model_(model), options_(options), progress_(progress) {}

  ExplorerResult run();

 private:
  using State = typename Model::State;
  using Packed = typename Model::Packed;
  using Step = typename Model::Step;
  using Number = typename StateSet<Packed>::Number;
  static constexpr Number kNone = ~Number{0};

  void expand(Number number);
  void check_rest();
  Chart chart_to(Number number, bool with_violation) const;
  bool follow(State& world, const Packed& next, Chart& chart) const;
  Chart empty_chart() const;

  const Model& model_;
  const ExplorerOptions& options_;
  const ExplorerProgress& progress_;
  StateSet<Packed> states_;
  std::vector<Number> delivered_;  // per state: where its first delivery leads; none when nothing is on its way
  ExplorerResult result_;
  Number current_ = 0;
};

template <class Model>
void Exploration<Model>::expand(Number number) {
  const State world = model_.unpack(states_[number]);
  Number delivered = kNone;
  model_.for_each_step(world, [&](const Step& step) {
    State next = world;
    model_.take(next, step);
    const Number reached = states_.add(model_.pack(next), number);
    if (delivered == kNone && step.is_delivery()) delivered = reached;
    ++result_.transitions;
  });
  delivered_.push_back(delivered);
}

// Follows one delivery after the other from each state; a run that comes back to itself never rests.
template <class Model>
void Exploration<Model>::check_rest() {
  std::vector<Number> seen(states_.size(), 0);  // by the walk that met the state first, from 1 on
  for (Number start = 0; start < states_.size(); ++start) {
    Number at = start;
    while (at != kNone && seen[at] == 0) {
      seen[at] = start + 1;
      at = delivered_[at];
    }
    if (at == kNone || seen[at] != start + 1) continue;
    result_.violation = "livelock: messages follow each other without an end";
    result_.counter_example = chart_to(at, false);
    return;
  }
}

template <class Model>
ExplorerResult Exploration<Model>::run() {
  states_.add(model_.pack(State{}), 0);
  Number level_end = 1;
  try {
    for (current_ = 0; current_ < states_.size(); ++current_) {
      if (current_ == level_end) {
        ++result_.depth;
        level_end = static_cast<Number>(states_.size());
      }
      if (states_.size() > options_.most_states)
        throw std::runtime_error("the exploration has more than " + std::to_string(options_.most_states) + " states");
      if (progress_ && current_ % 65536 == 65535 && !progress_(states_.size())) break;
      expand(current_);
    }
    if (current_ == states_.size()) check_rest();
  } catch (const Violation& found) {
    result_.violation = found.what();
    result_.counter_example = chart_to(current_, true);
  }
  result_.states = states_.size();
  result_.bytes = states_.bytes() + delivered_.capacity() * sizeof(Number);
  result_.coverage = model_.coverage();
  return result_;
}

template <class Model>
Chart Exploration<Model>::empty_chart() const {
  Chart chart;
  for (unsigned i = 0; i < options_.caches; ++i) {
    const bool fetches = options_.instruction_cache && i + 1 == options_.caches;
    chart.agents.push_back((fetches ? "instruction cache " : "cache ") + std::to_string(i));
  }
  if (options_.io) chart.agents.push_back("I/O agent");
  chart.agents.push_back("home node");
  chart.verdict = result_.violation;
  return chart;
}

// Takes the step that leads to `next`; false when there is none.
template <class Model>
bool Exploration<Model>::follow(State& world, const Packed& next, Chart& chart) const {
  bool found = false;
  State reached;
  Chart extended;
  model_.for_each_step(world, [&](const Step& step) {
    if (found) return;
    reached = world;
    extended = chart;
    try {
      model_.take(reached, step, &extended);
      found = model_.pack(reached) == next;
    } catch (const Violation&) {
    }
  });
  if (found) world = reached, chart = extended;
  return found;
}

// Replays the run to a state, with agents that keep their numbers, and one step on if that breaks a rule.
template <class Model>
Chart Exploration<Model>::chart_to(Number number, bool with_violation) const {
  std::vector<Packed> path;
  for (Number at = number; at != 0; at = states_.from(at)) path.push_back(states_[at]);
  Chart chart = empty_chart();
  State world;
  for (auto next = path.rbegin(); next != path.rend(); ++next)
    if (!follow(world, *next, chart)) throw std::logic_error("explorer: a run cannot be replayed");
  if (!with_violation) return chart;
  Chart last;
  bool found = false;
  model_.for_each_step(world, [&](const Step& step) {
    if (found) return;
    State broken = world;
    last = chart;
    try {
      model_.take(broken, step, &last);
    } catch (const Violation& violation) {
      last.verdict = violation.what();
      found = true;
    }
  });
  return last;
}

}  // namespace

ExplorerResult explore(const ProtocolTables& tables, const ExplorerOptions& options, const ExplorerProgress& progress) {
  if (!options.two_lines) return Exploration(ProtocolModel(tables, options), options, progress).run();
  return Exploration(TwoLineModel(tables, options), options, progress).run();
}

}  // namespace amoeba
