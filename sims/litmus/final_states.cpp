#include "amoeba/litmus/final_states.h"

namespace amoeba::litmus {
const char* expectation(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::exists:
      return "Allowed";
    case Quantifier::not_exists:
      return "Forbidden";
    case Quantifier::forall:
      return "Required";
  }
  return "";
}

void add(const LitmusTest& test, const StateRow& row, std::uint64_t times, FinalStates& states) {
  const FinalValue value = [&](const Observable& observable) {
    for (std::size_t k = 0; k < row.size(); ++k)
      if (test.observed[k] == observable) return row[k];
    return Value{};
  };
  states.counts[row] += times;
  (holds(test.condition, value) ? states.positive : states.negative) += times;
}

std::string observation(const FinalStates& states) {
  if (states.positive == 0) return "Never";
  return states.negative == 0 ? "Always" : "Sometimes";
}

bool satisfies_question(const LitmusTest& test, const FinalStates& states) {
  switch (test.quantifier) {
    case Quantifier::exists:
      return states.positive > 0;
    case Quantifier::not_exists:
      return states.positive == 0;
    case Quantifier::forall:
      return states.negative == 0;
  }
  return false;
}

std::string text(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::exists:
      return "exists";
    case Quantifier::not_exists:
      return "~exists";
    case Quantifier::forall:
      return "forall";
  }
  return "";
}

std::string text(const LitmusTest& test, const StateRow& row) {
  std::string result;
  for (std::size_t k = 0; k < row.size(); ++k)
    result += (k == 0 ? "" : " ") + text(test.observed[k]) + "=" + text(row[k]) + ";";
  return result;
}

std::string report(const LitmusTest& test, const FinalStates& states) {
  std::string result = "Test " + test.name + " " + expectation(test.quantifier) + "\n";
  result += "States " + std::to_string(states.counts.size()) + "\n";
  for (const auto& [row, count] : states.counts) result += text(test, row) + "\n";
  result += satisfies_question(test, states) ? "Ok\n" : "No\n";
  const std::string positive = std::to_string(states.positive), negative = std::to_string(states.negative);
  result += "Witnesses\nPositive: " + positive + " Negative: " + negative + "\n";
  result += "Condition " + text(test.quantifier) + " " + text(test.condition) + "\n";
  return result + "Observation " + test.name + " " + observation(states) + " " + positive + " " + negative + "\n";
}

}  // namespace amoeba::litmus
