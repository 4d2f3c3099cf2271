#include "amoeba/sims/litmus/suite/judged_test.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "amoeba/litmus/oracle/oracle.h"
#include "amoeba/litmus/reader.h"
#include "amoeba/sims/files.h"

namespace amoeba::litmus {
namespace {

JudgedTest judge(const std::string& file, const ExpectedStates& expected, const ModelOptions& model) {
  JudgedTest result;
  result.test.path = file;
  const auto begin = std::chrono::steady_clock::now();
  try {
    result.test = read_litmus_test(file, read_text(file));
    result.states = allowed_states(result.test, model);
    if (const ExpectedTest* known = expected.find(file)) {
      result.difference = compare(result.test, result.states, *known, model.model);
      result.expected = result.difference.has_value();
    }
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

nlohmann::json json_of(const Value& value) {
  if (value.location.empty()) return value.number;
  return text(value);
}

nlohmann::json json_of(const StateDifference& difference) {
  return {{"missing", difference.missing}, {"surplus", difference.surplus}};
}

}  // namespace

std::vector<JudgedTest> judge_tests(const std::vector<std::string>& files, const ExpectedStates& expected,
                                    const JudgingOptions& options) {
  std::vector<JudgedTest> results(files.size());
  std::atomic<std::size_t> next{0}, done{0};
  const auto work = [&](bool reports) {
    for (std::size_t k = next++; k < files.size() && !options.interrupted(); k = next++) {
      results[k] = judge(files[k], expected, options.model);
      ++done;
      if (reports) options.progress(done, files.size());
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned k = 1; k < options.jobs; ++k) helpers.emplace_back(work, false);
  work(true);
  for (std::thread& helper : helpers) helper.join();
  if (options.interrupted()) results.resize(0);
  return results;
}

nlohmann::json json_of(const JudgedTest& judged) {
  if (!judged.error.empty()) return {{"file", judged.test.path}, {"error", judged.error}};
  nlohmann::json columns = nlohmann::json::array(), states = nlohmann::json::array();
  for (const Observable& o : judged.test.observed) columns.push_back(text(o));
  for (const auto& [row, count] : judged.states.counts) {
    nlohmann::json values = nlohmann::json::array();
    for (const Value& value : row) values.push_back(json_of(value));
    states.push_back({{"values", values}, {"executions", count}});
  }
  nlohmann::json result = {{"file", judged.test.path},
                           {"name", judged.test.name},
                           {"quantifier", text(judged.test.quantifier)},
                           {"condition", text(judged.test.condition)},
                           {"observation", observation(judged.states)},
                           {"satisfied", satisfies_question(judged.test, judged.states)},
                           {"columns", columns},
                           {"states", states},
                           {"positive", judged.states.positive},
                           {"negative", judged.states.negative},
                           {"seconds", judged.seconds}};
  if (judged.difference) result["difference"] = json_of(*judged.difference);
  return result;
}

}  // namespace amoeba::litmus
