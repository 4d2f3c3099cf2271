// The initial state of a .litmus file: types, memory and registers.
#include <algorithm>

#include "amoeba/base/nearest_name.h"
#include "amoeba/litmus/assembler.h"
#include "amoeba/litmus/reader_sections.h"

namespace amoeba::litmus {
namespace {

struct NamedType {
  const char* name;
  Type type;
};
constexpr NamedType kTypes[] = {{"int8_t", {1, true}},    {"uint8_t", {1, false}},  {"char", {1, true}},
                                {"int16_t", {2, true}},   {"uint16_t", {2, false}}, {"short", {2, true}},
                                {"int32_t", {4, true}},   {"uint32_t", {4, false}}, {"int", {4, true}},
                                {"unsigned", {4, false}}, {"int64_t", {8, true}},   {"uint64_t", {8, false}},
                                {"long", {8, true}},      {"intptr_t", {8, true}},  {"uintptr_t", {8, false}}};
constexpr Type kPointer{8, true};

Type find_type(const TokenStream& tokens, const Token& name) {
  std::vector<std::string> known;
  for (const NamedType& t : kTypes) {
    if (name.text == t.name) return t.type;
    known.push_back(t.name);
  }
  tokens.refuse(name, "unknown type '" + name.text + "'" + did_you_mean(name.text, known) +
                          "; types are int, long, their kin and intN_t, uintN_t");
}

// A word begins a type when a name, a register or a star follows it.
bool type_follows(const TokenStream& tokens) {
  if (tokens.peek().kind != TokenKind::word) return false;
  const Token& next = tokens.peek(1);
  return next.kind == TokenKind::word || next.kind == TokenKind::integer || next.text == "*" || next.text == "[";
}

std::optional<Type> read_type(TokenStream& tokens) {
  std::optional<Type> type;
  if (type_follows(tokens) && tokens.peek(1).text != "[") type = find_type(tokens, tokens.take());
  while (tokens.accept("*")) type = kPointer;
  return type;
}

void read_register_entry(TokenStream& tokens, const std::optional<Type>& type, LitmusTest& test) {
  const RegisterName reg = read_register(tokens);
  if (type) test.register_types[reg] = *type;
  if (tokens.accept("=")) test.registers[reg] = read_value(tokens, test);
}

void read_location_entry(TokenStream& tokens, const std::optional<Type>& type, LitmusTest& test) {
  const bool bracketed = tokens.accept("[");
  const Token name = tokens.take_word("a location, or thread:register");
  if (bracketed) tokens.expect("]", "a location is written x or [x]");
  if (tokens.next_is("[")) tokens.refuse(name, "arrays are not supported; declare one location for each element");
  location(test, name.text);
  std::optional<Value> initial;
  if (tokens.accept("=")) initial = read_value(tokens, test);
  Location& place = location(test, name.text);
  if (initial) place.initial = *initial;
  if (type) place.type = *type;
  if (!type && initial && !initial->location.empty()) place.type = kPointer;
}

}  // namespace

Location& location(LitmusTest& test, const std::string& name) {
  const auto found =
      std::find_if(test.locations.begin(), test.locations.end(), [&](const Location& l) { return l.name == name; });
  if (found != test.locations.end()) return *found;
  test.locations.push_back({name, {}, {}});
  return test.locations.back();
}

RegisterName read_register(TokenStream& tokens) {
  RegisterName reg;
  const Token thread = tokens.peek();
  const std::int64_t number = tokens.take_integer("a thread number");
  if (number < 0 || number > 1000) tokens.refuse(thread, "'" + thread.text + "' is no thread number; count from 0");
  reg.thread = static_cast<unsigned>(number);
  tokens.expect(":", "a register is written thread:register, such as 0:x5");
  const Token name = tokens.take_word("a register such as x5 or a0");
  const auto index = register_number(name.text);
  if (!index) tokens.refuse(name, "'" + name.text + "' is no register; write x0 to x31 or an ABI name such as a0");
  reg.index = *index;
  return reg;
}

Value read_value(TokenStream& tokens, LitmusTest& test) {
  Value value;
  if (tokens.accept("&") || tokens.peek().kind == TokenKind::word) {
    value.location = tokens.take_word("a location").text;
    location(test, value.location);
  } else {
    value.number = tokens.take_integer("a number or a location");
  }
  return value;
}

void read_initial_state(TokenStream& tokens, LitmusTest& test) {
  while (!tokens.at_end()) {
    if (tokens.accept(";")) continue;
    const std::optional<Type> type = read_type(tokens);
    if (tokens.peek().kind == TokenKind::integer) {
      read_register_entry(tokens, type, test);
    } else {
      read_location_entry(tokens, type, test);
    }
    if (!tokens.at_end()) tokens.expect(";", "entries of the initial state end with ';'");
  }
}

}  // namespace amoeba::litmus
