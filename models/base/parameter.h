// One parameter: something that can be set, by a dotted path ("l1d.bytes"), and what the setting means.
// Models: type, unit, default, range and further rules, one sentence of meaning and where the default comes from. It is
// bound to a field, which it reads and writes.
// Not modelled: rules between several parameters (their owner checks those), lists.
// Units: each parameter names its own. Errors: ParameterError that names the parameter, the value and the rule.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace amoeba {

class ParameterError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

enum class ParameterType : std::uint8_t { whole, real, boolean, choice, text };
const char* name(ParameterType type);

using ParameterValue = std::variant<std::uint64_t, double, bool, std::string>;

class Parameter {
 public:
  using Field = std::variant<std::uint32_t*, std::uint64_t*, double*, bool*, std::string*>;

  // The default is what the field holds now.
  Parameter(std::string path, Field field, std::string unit, std::string meaning);

  // Rules, chained where the parameter is added.
  Parameter& range(std::uint64_t minimum, std::uint64_t maximum);
  Parameter& real_range(double minimum, double maximum);
  Parameter& power_of_two();  // 0 passes if it is in range
  Parameter& multiple_of(std::uint64_t step);
  Parameter& choices(std::vector<std::string> names);
  // A rule for text: `check` throws std::invalid_argument, `rule` says what it wants.
  Parameter& checked_by(std::function<void(const std::string&)> check, std::string rule);
  // Where the default comes from; "assumed" unless said.
  Parameter& source(std::string citation);

  const std::string& path() const { return path_; }
  const std::string& unit() const { return unit_; }
  const std::string& meaning() const { return meaning_; }
  const std::string& source() const { return source_; }
  const std::vector<std::string>& choices() const { return choices_; }
  ParameterType type() const;
  std::uint64_t minimum() const { return minimum_; }
  std::uint64_t maximum() const { return maximum_; }
  double real_minimum() const { return real_minimum_; }
  double real_maximum() const { return real_maximum_; }
  std::uint64_t step() const { return step_; }
  const ParameterValue& default_value() const { return default_; }
  // What the value must be: "a power of two from 16 to 256", "true or false".
  std::string rule() const;

  ParameterValue value() const;
  std::string text() const { return text(value()); }
  // The text that set() reads back to `value`, e.g. "16KiB".
  std::string text(const ParameterValue& value) const;
  void set(std::string_view text) const;
  // Whether the field keeps the rules, however it came by its value.
  void check() const;

 private:
  ParameterValue parse(std::string_view text) const;
  void check(const ParameterValue& value) const;
  void check_whole(std::uint64_t value) const;
  void check_text(const std::string& value) const;
  [[noreturn]] void refuse(const std::string& value, const std::string& remedy = "") const;

  std::string path_;
  Field field_;
  std::string unit_;
  std::string meaning_;
  std::string source_ = "assumed";
  std::vector<std::string> choices_;
  std::uint64_t minimum_ = 0;
  std::uint64_t maximum_ = std::numeric_limits<std::uint64_t>::max();
  double real_minimum_ = 0;
  double real_maximum_ = std::numeric_limits<double>::max();
  bool power_of_two_ = false;
  std::uint64_t step_ = 1;
  std::function<void(const std::string&)> check_;
  std::string text_rule_ = "text";
  ParameterValue default_;
};

}  // namespace amoeba
