#include "amoeba/sims/litmus/suite/expected_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"

namespace amoeba::litmus {
namespace {

using Json = nlohmann::json;
using TextRow = std::vector<std::string>;

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::to_string(value.get<std::int64_t>());
}

std::string class_letters(const Json& test) {
  const auto found = test.find("state_class");
  return found != test.end() && found->is_string() ? found->get<std::string>() : "";
}

ExpectedTest read_test(const Json& test) {
  ExpectedTest result;
  result.columns = test.at("locs").get<std::vector<std::string>>();
  for (const Json& state : test.at("states")) {
    TextRow row;
    for (const Json& value : state) row.push_back(value_text(value));
    result.states.push_back(std::move(row));
  }
  result.classes = class_letters(test);
  return result;
}

std::vector<Json> read_list(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string::npos && text[begin] == '[') return Json::parse(text).get<std::vector<Json>>();
  std::vector<Json> result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.find_first_not_of(" \t\r") != std::string::npos) result.push_back(Json::parse(line));
  return result;
}

bool allowed(char letter, MemoryModel model) {
  return model == MemoryModel::rvwmo || letter == 's' || (model == MemoryModel::ztso && letter == 't');
}

std::string joined(const TextRow& columns, const TextRow& row) {
  std::string result;
  for (std::size_t k = 0; k < row.size(); ++k) result += (k == 0 ? "" : " ") + columns[k] + "=" + row[k] + ";";
  return result;
}

// The states as the expectation writes them: its columns, in its order.
std::set<std::string> state_texts(const LitmusTest& test, const FinalStates& states, const TextRow& columns) {
  std::set<std::string> result;
  for (const auto& [row, count] : states.counts) {
    TextRow values;
    for (const std::string& column : columns)
      for (std::size_t k = 0; k < row.size(); ++k)
        if (text(test.observed[k]) == column) values.push_back(text(row[k]));
    result.insert(joined(columns, values));
  }
  return result;
}

std::vector<std::string> minus(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

void check_columns(const LitmusTest& test, const ExpectedTest& expected) {
  std::set<std::string> own, other(expected.columns.begin(), expected.columns.end());
  for (const Observable& o : test.observed) own.insert(text(o));
  if (own != other)
    throw UsageError(
        fmt::format("{}: the expected states are of other registers and locations than the test's; take "
                    "the expectations made from this file",
                    test.path));
}

}  // namespace

void ExpectedStates::read(const std::string& path) {
  try {
    for (const Json& test : read_list(read_text(path))) tests_[test.at("file").get<std::string>()] = read_test(test);
  } catch (const Json::exception& error) {
    throw UsageError(
        fmt::format("cannot use '{}' as expected states: {}; it wants a JSON list of tests with file, "
                    "locs and states",
                    path, error.what()));
  }
}

const ExpectedTest* ExpectedStates::find(const std::string& test_path) const {
  for (std::size_t begin = 0;;) {
    const auto found = tests_.find(test_path.substr(begin));
    if (found != tests_.end()) return &found->second;
    const std::size_t slash = test_path.find('/', begin);
    if (slash == std::string::npos) return nullptr;
    begin = slash + 1;
  }
}

std::optional<StateDifference> compare(const LitmusTest& test, const FinalStates& states, const ExpectedTest& expected,
                                       MemoryModel model) {
  check_columns(test, expected);
  if (model != MemoryModel::rvwmo && expected.classes.size() != expected.states.size()) return std::nullopt;
  std::set<std::string> wanted;
  for (std::size_t k = 0; k < expected.states.size(); ++k)
    if (model == MemoryModel::rvwmo || allowed(expected.classes[k], model))
      wanted.insert(joined(expected.columns, expected.states[k]));
  const std::set<std::string> found = state_texts(test, states, expected.columns);
  return StateDifference{minus(wanted, found), minus(found, wanted)};
}

}  // namespace amoeba::litmus
