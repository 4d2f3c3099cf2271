#include "amoeba/base/parameter.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "amoeba/base/nearest_name.h"
#include "amoeba/base/quantity.h"

namespace amoeba {
namespace {

ParameterValue read(const Parameter::Field& field) {
  return std::visit(
      [](auto* value) -> ParameterValue {
        if constexpr (std::is_same_v<decltype(value), std::uint32_t*>)
          return std::uint64_t{*value};
        else
          return *value;
      },
      field);
}

}  // namespace

const char* name(ParameterType type) {
  constexpr const char* kNames[] = {"whole number", "real number", "boolean", "choice", "text"};
  return kNames[static_cast<unsigned>(type)];
}

Parameter::Parameter(std::string path, Field field, std::string unit, std::string meaning)
    : path_(std::move(path)),
      field_(field),
      unit_(std::move(unit)),
      meaning_(std::move(meaning)),
      default_(read(field)) {
  if (std::holds_alternative<std::uint32_t*>(field_)) maximum_ = std::numeric_limits<std::uint32_t>::max();
}

Parameter& Parameter::range(std::uint64_t minimum, std::uint64_t maximum) {
  minimum_ = minimum;
  maximum_ = std::min(maximum, maximum_);
  return *this;
}

Parameter& Parameter::real_range(double minimum, double maximum) {
  real_minimum_ = minimum;
  real_maximum_ = maximum;
  return *this;
}

Parameter& Parameter::power_of_two() {
  power_of_two_ = true;
  return *this;
}

Parameter& Parameter::multiple_of(std::uint64_t step) {
  step_ = step;
  return *this;
}

Parameter& Parameter::choices(std::vector<std::string> names) {
  choices_ = std::move(names);
  return *this;
}

Parameter& Parameter::checked_by(std::function<void(const std::string&)> check, std::string rule) {
  check_ = std::move(check);
  text_rule_ = std::move(rule);
  return *this;
}

Parameter& Parameter::source(std::string citation) {
  source_ = std::move(citation);
  return *this;
}

ParameterType Parameter::type() const {
  if (std::holds_alternative<bool*>(field_)) return ParameterType::boolean;
  if (std::holds_alternative<double*>(field_)) return ParameterType::real;
  if (std::holds_alternative<std::string*>(field_)) {
    return choices_.empty() ? ParameterType::text : ParameterType::choice;
  }
  return ParameterType::whole;
}

std::string Parameter::rule() const {
  switch (type()) {
    case ParameterType::boolean:
      return "true or false";
    case ParameterType::text:
      return text_rule_;
    case ParameterType::choice: {
      std::string list;
      for (const std::string& choice : choices_) list += (list.empty() ? "one of " : ", ") + choice;
      return list;
    }
    case ParameterType::real:
      return "a number from " + format_real(real_minimum_) + " to " + format_real(real_maximum_);
    case ParameterType::whole:
      break;
  }
  std::string kind = "a whole number";
  if (power_of_two_) kind = minimum_ == 0 ? "0 or a power of two" : "a power of two";
  if (step_ > 1) kind = "a multiple of " + format_quantity(step_, unit_);
  return kind + " from " + format_quantity(minimum_, unit_) + " to " + format_quantity(maximum_, unit_);
}

ParameterValue Parameter::value() const {
  return read(field_);
}

std::string Parameter::text(const ParameterValue& value) const {
  if (const auto* whole = std::get_if<std::uint64_t>(&value)) return format_quantity(*whole, unit_);
  if (const auto* real = std::get_if<double>(&value)) return format_real(*real);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  return std::get<std::string>(value);
}

void Parameter::refuse(const std::string& value, const std::string& remedy) const {
  std::string message = path_ + " = " + value + ": must be " + rule();
  if (!unit_.empty()) message += " (" + unit_ + ")";
  throw ParameterError(message + remedy);
}

ParameterValue Parameter::parse(std::string_view text) const {
  const std::string given(text);
  try {
    switch (type()) {
      case ParameterType::whole:
        return parse_quantity(text, unit_);
      case ParameterType::real:
        return parse_real_quantity(text, unit_);
      case ParameterType::boolean:
        if (text != "true" && text != "false") refuse("'" + given + "'");
        return text == "true";
      default:
        return given;
    }
  } catch (const ParameterError&) {
    throw;
  } catch (const std::invalid_argument& problem) {
    throw ParameterError(path_ + ": " + problem.what() + "; it must be " + rule());
  }
}

void Parameter::check_whole(std::uint64_t value) const {
  const bool in_range = value >= minimum_ && value <= maximum_;
  const bool in_step = value % step_ == 0 && (!power_of_two_ || (value & (value - 1)) == 0);
  if (!in_range || !in_step) refuse(format_quantity(value, unit_));
}

void Parameter::check_text(const std::string& value) const {
  const bool listed = std::find(choices_.begin(), choices_.end(), value) != choices_.end();
  if (!choices_.empty() && !listed) refuse("'" + value + "'", did_you_mean(value, choices_));
  if (!check_) return;
  try {
    check_(value);
  } catch (const std::invalid_argument& problem) {
    throw ParameterError(path_ + " = '" + value + "': " + problem.what());
  }
}

void Parameter::check(const ParameterValue& value) const {
  if (const auto* whole = std::get_if<std::uint64_t>(&value)) check_whole(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) check_text(*text);
  if (const auto* real = std::get_if<double>(&value)) {
    if (!(*real >= real_minimum_ && *real <= real_maximum_)) refuse(format_real(*real));
  }
}

void Parameter::check() const {
  check(value());
}

void Parameter::set(std::string_view text) const {
  const ParameterValue value = parse(text);
  check(value);
  std::visit(
      [&value](auto* field) {
        using Type = std::remove_pointer_t<decltype(field)>;
        if constexpr (std::is_same_v<Type, std::uint32_t>) {
          *field = static_cast<std::uint32_t>(std::get<std::uint64_t>(value));
        } else {
          *field = std::get<Type>(value);
        }
      },
      field_);
}

}  // namespace amoeba
