#include "amoeba/base/parameters.h"

#include <algorithm>
#include <utility>

#include "amoeba/base/nearest_name.h"

namespace amoeba {
namespace {

std::string_view last_part(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

}  // namespace

Parameter& ParameterRegistry::add(std::string path, Parameter::Field field, std::string unit, std::string meaning) {
  if (find(path) || is_group(path)) throw std::logic_error("parameter '" + path + "' is registered twice");
  return parameters_.emplace_back(std::move(path), field, std::move(unit), std::move(meaning));
}

const Parameter* ParameterRegistry::find(std::string_view path) const {
  const auto found = std::find_if(parameters_.begin(), parameters_.end(),
                                  [path](const Parameter& parameter) { return parameter.path() == path; });
  return found == parameters_.end() ? nullptr : &*found;
}

bool ParameterRegistry::is_group(std::string_view path) const {
  const std::string prefix = std::string(path) + ".";
  return std::any_of(parameters_.begin(), parameters_.end(), [&prefix](const Parameter& parameter) {
    return parameter.path().compare(0, prefix.size(), prefix) == 0;
  });
}

std::string ParameterRegistry::unknown(std::string_view path) const {
  std::vector<std::string> known;
  for (const Parameter& parameter : parameters_) {
    known.push_back(parameter.path());
    for (std::size_t dot = parameter.path().find('.'); dot != std::string::npos;
         dot = parameter.path().find('.', dot + 1)) {
      const std::string group = parameter.path().substr(0, dot);
      if (std::find(known.begin(), known.end(), group) == known.end()) known.push_back(group);
    }
  }
  const auto right_name = [&](const std::string& name) { return last_part(name) == last_part(path); };
  const auto elsewhere = std::find_if(known.begin(), known.end(), right_name);
  const std::string moved = elsewhere == known.end() ? "" : "; did you mean '" + *elsewhere + "'?";
  // A right name without its group, such as "harts" for "system.harts", rather than a group of a similar name.
  const bool bare = path.find('.') == std::string_view::npos;
  std::string suggestion = bare ? moved : did_you_mean(path, known);
  if (suggestion.empty()) suggestion = bare ? did_you_mean(path, known) : moved;
  return "unknown parameter '" + std::string(path) + "'" + suggestion;
}

void ParameterRegistry::set(std::string_view path, std::string_view text) const {
  const Parameter* parameter = find(path);
  if (parameter) return parameter->set(text);
  if (!is_group(path)) throw ParameterError(unknown(path));
  throw ParameterError("'" + std::string(path) + "' is a group of parameters: set one of its members");
}

void ParameterRegistry::set(std::string_view assignment) const {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    throw ParameterError("'" + std::string(assignment) + "' is not of the form path=value");
  }
  set(assignment.substr(0, equals), assignment.substr(equals + 1));
}

void ParameterRegistry::check() const {
  for (const Parameter& parameter : parameters_) parameter.check();
}

}  // namespace amoeba
