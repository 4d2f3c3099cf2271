#include "amoeba/litmus/condition.h"

#include <algorithm>

namespace amoeba::litmus {
namespace {

std::string joined(const std::vector<Condition>& parts, const char* connective) {
  std::string result;
  for (const Condition& part : parts) result += (result.empty() ? "" : connective) + text(part);
  return "(" + result + ")";
}

}  // namespace

std::string text(const Value& value) {
  if (value.location.empty()) return std::to_string(value.number);
  if (value.number == 0) return value.location;
  return value.location + (value.number > 0 ? "+" : "") + std::to_string(value.number);
}

std::string text(const Observable& observable) {
  if (!observable.location.empty()) return observable.location;
  return std::to_string(observable.thread) + ":x" + std::to_string(observable.register_index);
}

bool holds(const Condition& condition, const FinalValue& final_value) {
  const auto part_holds = [&](const Condition& part) { return holds(part, final_value); };
  switch (condition.kind) {
    case ConditionKind::truth:
      return true;
    case ConditionKind::falsity:
      return false;
    case ConditionKind::equality:
      return final_value(condition.observable) == condition.value;
    case ConditionKind::negation:
      return !part_holds(condition.parts[0]);
    case ConditionKind::conjunction:
      return std::all_of(condition.parts.begin(), condition.parts.end(), part_holds);
    case ConditionKind::disjunction:
      return std::any_of(condition.parts.begin(), condition.parts.end(), part_holds);
  }
  return false;
}

void collect_observables(const Condition& condition, std::vector<Observable>& into) {
  if (condition.kind == ConditionKind::equality) into.push_back(condition.observable);
  for (const Condition& part : condition.parts) collect_observables(part, into);
}

std::string text(const Condition& condition) {
  switch (condition.kind) {
    case ConditionKind::truth:
      return "true";
    case ConditionKind::falsity:
      return "false";
    case ConditionKind::equality:
      return text(condition.observable) + "=" + text(condition.value);
    case ConditionKind::negation:
      return "not " + text(condition.parts[0]);
    case ConditionKind::conjunction:
      return joined(condition.parts, " /\\ ");
    case ConditionKind::disjunction:
      return joined(condition.parts, " \\/ ");
  }
  return "";
}

}  // namespace amoeba::litmus
