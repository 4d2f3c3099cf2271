// Propositions on the final state of a litmus test, as expression trees.
// Models: equality of a register or location with a number or with the address of a location; not, and, or, true,
// false. Errors: none; the reader admits only well-formed trees.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace amoeba::litmus {

// A number, or the address of a location when one is named.
struct Value {
  std::int64_t number = 0;
  std::string location;

  bool operator==(const Value& other) const { return number == other.number && location == other.location; }
  bool operator<(const Value& other) const {
    return std::tie(location, number) < std::tie(other.location, other.number);
  }
};
std::string text(const Value& value);

// A register of a thread, or a location when one is named. Registers sort before locations.
struct Observable {
  unsigned thread = 0;
  unsigned register_index = 0;
  std::string location;

  bool operator==(const Observable& other) const {
    return thread == other.thread && register_index == other.register_index && location == other.location;
  }
  bool operator<(const Observable& other) const {
    return std::tie(location, thread, register_index) < std::tie(other.location, other.thread, other.register_index);
  }
};
std::string text(const Observable& observable);

enum class ConditionKind : std::uint8_t { truth, falsity, equality, negation, conjunction, disjunction };

struct Condition {
  ConditionKind kind = ConditionKind::truth;
  Observable observable;  // of an equality
  Value value;            // of an equality
  std::vector<Condition> parts;
};

using FinalValue = std::function<Value(const Observable&)>;
bool holds(const Condition& condition, const FinalValue& final_value);
// Every observable that the condition mentions, in order of mention.
void collect_observables(const Condition& condition, std::vector<Observable>& into);
// As the .litmus format writes it.
std::string text(const Condition& condition);

}  // namespace amoeba::litmus
