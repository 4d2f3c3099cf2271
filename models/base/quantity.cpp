#include "amoeba/base/quantity.h"

#include <cctype>
#include <charconv>
#include <limits>
#include <stdexcept>
#include <vector>

namespace amoeba {
namespace {

__extension__ using Wide = unsigned __int128;
constexpr Wide kLargest = std::numeric_limits<std::uint64_t>::max();

struct Suffix {
  std::string name;
  std::uint64_t factor;
};

// In ascending order.
std::vector<Suffix> suffixes(std::string_view unit) {
  if (unit == "bytes") {
    return {{"B", 1}, {"KiB", 1ull << 10}, {"MiB", 1ull << 20}, {"GiB", 1ull << 30}, {"TiB", 1ull << 40}};
  }
  if (unit == "Hz") return {{"Hz", 1}, {"kHz", 1'000}, {"MHz", 1'000'000}, {"GHz", 1'000'000'000}};
  if (unit == "pJ") return {{"pJ", 1}, {"nJ", 1'000}};
  if (unit.empty() || unit == "address") return {};
  return {{std::string(unit), 1}};
}

[[noreturn]] void refuse(std::string_view text, const std::string& problem) {
  throw std::invalid_argument("'" + std::string(text) + "' " + problem);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Splits "1.5 GHz" into the number's characters without separators, and the factor that its suffix stands for.
struct Split {
  std::string number;
  std::uint64_t factor = 1;
};

std::uint64_t factor_of(std::string_view text, std::string_view suffix, std::string_view unit) {
  if (suffix.empty()) return 1;
  for (const Suffix& known : suffixes(unit)) {
    if (known.name == suffix) return known.factor;
  }
  const std::string allowed = unit_suffixes(unit);
  refuse(text, allowed.empty() ? "is not a number" : "is not a number with one of the units " + allowed);
}

bool is_hexadecimal(std::string_view text) {
  return text.size() > 1 && text[0] == '0' && (text[1] | 0x20) == 'x';
}

Split split(std::string_view text, std::string_view unit) {
  const std::string_view body = trimmed(text);
  const bool hexadecimal = is_hexadecimal(body);
  Split result;
  std::size_t at = hexadecimal ? 2 : 0;
  for (; at < body.size(); ++at) {
    const char c = body[at];
    const bool exponent = !hexadecimal && (c | 0x20) == 'e' && at + 1 < body.size() && is_digit(body[at + 1]);
    const bool part = is_digit(c) || (hexadecimal ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : c == '.');
    const bool separator = c == '_' && !result.number.empty();
    if (!part && !exponent && !separator) break;
    if (!separator) result.number += c;
  }
  result.factor = factor_of(text, trimmed(body.substr(at)), unit);
  if (result.number.empty()) refuse(text, "is not a number");
  return result;
}

std::uint64_t parse_hexadecimal(std::string_view text, const Split& parts) {
  Wide value = 0;
  for (const char c : parts.number) {
    value = value * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    if (value > kLargest) refuse(text, "is too large");
  }
  if (value * parts.factor > kLargest) refuse(text, "is too large");
  return static_cast<std::uint64_t>(value * parts.factor);
}

// digits * 10^exponent
struct Decimal {
  Wide digits = 0;
  int exponent = 0;
};

Decimal parse_decimal(std::string_view text, const std::string& number) {
  if (number.size() > 1 && number[0] == '0' && is_digit(number[1])) refuse(text, "has a leading zero: leave it out");
  Decimal decimal;
  bool fraction = false;
  std::size_t at = 0;
  for (; at < number.size() && (number[at] | 0x20) != 'e'; ++at) {
    if (number[at] == '.') {
      if (fraction || at == 0) refuse(text, "is not a number");
      fraction = true;
      continue;
    }
    decimal.digits = decimal.digits * 10 + static_cast<unsigned>(number[at] - '0');
    decimal.exponent -= fraction ? 1 : 0;
    if (decimal.digits > kLargest) refuse(text, "has too many digits");
  }
  if (at == number.size()) return decimal;
  int exponent = 0;
  const char* end = number.data() + number.size();
  const auto parsed = std::from_chars(number.data() + at + 1, end, exponent);
  if (parsed.ptr != end || parsed.ec != std::errc() || exponent > 30)
    refuse(text, "has an exponent that is no number up to 30");
  decimal.exponent += exponent;
  return decimal;
}

std::string format_hexadecimal(std::uint64_t value) {
  char buffer[16];
  return "0x" + std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, 16).ptr);
}

}  // namespace

std::uint64_t parse_quantity(std::string_view text, std::string_view unit) {
  const Split parts = split(text, unit);
  if (is_hexadecimal(trimmed(text))) return parse_hexadecimal(text, parts);
  Decimal decimal = parse_decimal(text, parts.number);
  Wide value = decimal.digits * parts.factor;
  for (; decimal.exponent > 0 && value <= kLargest; --decimal.exponent) value *= 10;
  for (; decimal.exponent < 0; ++decimal.exponent) {
    if (value % 10 != 0) refuse(text, "is not a whole number" + (unit.empty() ? "" : " of " + std::string(unit)));
    value /= 10;
  }
  if (value > kLargest) refuse(text, "is too large");
  return static_cast<std::uint64_t>(value);
}

double parse_real_quantity(std::string_view text, std::string_view unit) {
  const Split parts = split(text, unit);
  if (is_hexadecimal(trimmed(text))) refuse(text, "is not a decimal number");
  double value = 0;
  const char* end = parts.number.data() + parts.number.size();
  const auto parsed = std::from_chars(parts.number.data(), end, value);
  if (parsed.ptr != end || parsed.ec != std::errc()) refuse(text, "is not a number");
  return value * static_cast<double>(parts.factor);
}

std::string format_quantity(std::uint64_t value, std::string_view unit) {
  if (unit == "address") return format_hexadecimal(value);
  const std::vector<Suffix> known = suffixes(unit);
  for (auto suffix = known.rbegin(); suffix != known.rend() && value != 0; ++suffix) {
    if (suffix->factor > 1 && value % suffix->factor == 0) return std::to_string(value / suffix->factor) + suffix->name;
  }
  return std::to_string(value);
}

std::string format_real(double value) {
  char buffer[400];  // the longest double in fixed notation has 309 digits before the point
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr);
}

std::string unit_suffixes(std::string_view unit) {
  std::string list;
  for (const Suffix& suffix : suffixes(unit)) list += (list.empty() ? "" : ", ") + suffix.name;
  return list;
}

}  // namespace amoeba
