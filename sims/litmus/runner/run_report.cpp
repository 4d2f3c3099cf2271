#include "amoeba/sims/litmus/runner/run_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace amoeba::litmus {
namespace {

bool is_forbidden(const Verdict& verdict, const StateRow& row) {
  return std::any_of(verdict.forbidden.begin(), verdict.forbidden.end(),
                     [&](const ForbiddenState& state) { return state.row == row; });
}

bool is_witness(const LitmusTest& test, const StateRow& row) {
  FinalStates one;
  add(test, row, 1, one);
  return one.positive > 0;
}

const char* judge_name(Verdict::Judge judge) {
  switch (judge) {
    case Verdict::Judge::known_set:
      return "known set";
    case Verdict::Judge::oracle:
      return "oracle";
    case Verdict::Judge::nobody:
      break;
  }
  return "nobody";
}

nlohmann::json values_of(const StateRow& row) {
  nlohmann::json values = nlohmann::json::array();
  for (const Value& value : row)
    values.push_back(value.location.empty() ? nlohmann::json(value.number) : nlohmann::json(text(value)));
  return values;
}

}  // namespace

std::string histogram(const TestRuns& runs, const Verdict& verdict) {
  const LitmusTest& test = runs.test;
  const FinalStates states = runs.final_states();
  const bool validated = satisfies_question(test, states);
  std::string result =
      fmt::format("Test {} {}\nHistogram ({} states)\n", test.name, expectation(test.quantifier), runs.states.size());
  for (const auto& [row, sighting] : runs.states)
    result += fmt::format("{:<9}{}{}>{}\n", sighting.runs, is_witness(test, row) ? '*' : ':',
                          is_forbidden(verdict, row) ? "!" : "", text(test, row));
  result += fmt::format("{}\n\nWitnesses\nPositive: {}, Negative: {}\n", validated ? "Ok" : "No", states.positive,
                        states.negative);
  result += fmt::format("Condition {} {} is {}\n", text(test.quantifier), text(test.condition),
                        validated ? "validated" : "NOT validated");
  result += fmt::format("Observation {} {} {} {}\n", test.name, observation(states), states.positive, states.negative);
  result += fmt::format("Allowed states seen {} of {}, forbidden {} (judged by the {})\n", verdict.states.seen,
                        verdict.states.allowed, verdict.forbidden.size(), judge_name(verdict.judge));
  return result + fmt::format("Time {} {:.2f}\n", test.name, runs.seconds);
}

nlohmann::json json_of(const TestRuns& runs, const Verdict& verdict) {
  const LitmusTest& test = runs.test;
  if (!runs.error.empty()) return {{"file", test.path}, {"error", runs.error}};
  const FinalStates final_states = runs.final_states();
  nlohmann::json columns = nlohmann::json::array(), states = nlohmann::json::array(), order = nlohmann::json::array();
  for (const Observable& o : test.observed) columns.push_back(text(o));
  for (const auto& [row, sighting] : runs.states)
    states.push_back({{"values", values_of(row)},
                      {"runs", sighting.runs},
                      {"first_seed", sighting.first_seed},
                      {"forbidden", is_forbidden(verdict, row)}});
  for (const OrderViolation& violation : runs.order_violations)
    order.push_back({{"seed", violation.seed}, {"violation", violation.text}});
  return {{"file", test.path},
          {"name", test.name},
          {"quantifier", text(test.quantifier)},
          {"condition", text(test.condition)},
          {"observation", observation(final_states)},
          {"satisfied", satisfies_question(test, final_states)},
          {"columns", columns},
          {"states", states},
          {"runs", runs.runs},
          {"positive", final_states.positive},
          {"negative", final_states.negative},
          {"judged_by", judge_name(verdict.judge)},
          {"allowed_states", verdict.states.allowed},
          {"allowed_states_seen", verdict.states.seen},
          {"order_violations", order},
          {"seconds", runs.seconds}};
}

}  // namespace amoeba::litmus
