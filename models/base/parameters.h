// The parameter registry: all parameters of one object, such as a platform's configuration.
// Models: look-up by path, groups, suggestions for mistyped paths. Files, YAML and schemas are the business of
// platforms/. Errors: ParameterError that names the parameter, the value and the rule.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "amoeba/base/parameter.h"

namespace amoeba {

// The parameters of one object, in the order of their registration. The object must outlive the registry.
class ParameterRegistry {
 public:
  // Throws std::logic_error when the path is taken.
  Parameter& add(std::string path, Parameter::Field field, std::string unit, std::string meaning);

  const std::vector<Parameter>& all() const& { return parameters_; }
  void all() const&& = delete;  // would dangle
  const Parameter* find(std::string_view path) const;
  // Whether parameters lie below this path: "l1d" of "l1d.bytes".
  bool is_group(std::string_view path) const;
  // The message for a path that is neither, with the nearest name.
  std::string unknown(std::string_view path) const;

  void set(std::string_view path, std::string_view text) const;
  // Reads "path=value".
  void set(std::string_view assignment) const;
  void check() const;

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace amoeba
