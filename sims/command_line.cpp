#include "amoeba/sims/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/errors.h"

namespace amoeba {

namespace options = boost::program_options;

namespace {

// Boost reads "-1" into an unsigned number without complaint.
void refuse_negative(const options::parsed_options& parsed, const std::string& remedy) {
  for (const auto& option : parsed.options) {
    for (const std::string& value : option.value) {
      if (value.size() > 1 && value[0] == '-' && std::isdigit(static_cast<unsigned char>(value[1])))
        throw UsageError(fmt::format("--{} wants no negative number such as {}; {}", option.string_key, value, remedy));
    }
  }
}

}  // namespace

CommandLine::CommandLine(std::string usage, std::string summary, Examples examples)
    : usage_(std::move(usage)),
      summary_(std::move(summary)),
      examples_(std::move(examples)),
      options_("Options", 110, 70) {
  add()("help,h", "print this help");
}

void CommandLine::positional(const std::string& name, std::string* value) {
  hidden_.add_options()(name.c_str(), options::value(value));
  positional_.add(name.c_str(), 1);
}

void CommandLine::positionals(const std::string& name, std::vector<std::string>* values) {
  hidden_.add_options()(name.c_str(), options::value(values));
  positional_.add(name.c_str(), -1);
}

bool CommandLine::parse(const Arguments& arguments) {
  options::options_description all;
  all.add(options_).add(hidden_);
  const int style = options::command_line_style::unix_style & ~options::command_line_style::allow_guessing;
  const std::string remedy = fmt::format("see 'amoeba {} --help'", usage_.substr(0, usage_.find(' ')));
  try {
    const auto parsed = options::command_line_parser(arguments).options(all).positional(positional_).style(style).run();
    refuse_negative(parsed, remedy);
    options::store(parsed, values_);
    if (values_.count("help") > 0) {
      fmt::print("{}", help());
      return false;
    }
    options::notify(values_);
  } catch (const options::unknown_option& error) {
    const std::string& option = error.get_option_name();
    throw UsageError(fmt::format("unknown option '{}'{}; {}", option, did_you_mean(option, option_names()), remedy));
  } catch (const options::error& error) {
    throw UsageError(fmt::format("{}; {}", error.what(), remedy));
  }
  return true;
}

std::string CommandLine::help() const {
  std::ostringstream listed;
  listed << options_;
  std::string text = fmt::format("Usage: amoeba {}\n\n{}\n\n{}", usage_, summary_, listed.str());
  if (!examples_.empty()) text += "\nExamples:\n";
  for (const auto& [command, meaning] : examples_) text += fmt::format("  {}\n      {}\n", command, meaning);
  return text;
}

std::vector<std::string> CommandLine::option_names() const {
  std::vector<std::string> names;
  for (const auto& option : options_.options()) names.push_back("--" + option->long_name());
  return names;
}

std::vector<std::string> split_list(const std::string& text, const std::string& option) {
  std::vector<std::string> parts;
  std::istringstream stream(text + ",");
  for (std::string part; std::getline(stream, part, ',');) {
    if (part.empty()) throw UsageError(fmt::format("{} has an empty element in '{}'; write a,b,c", option, text));
    parts.push_back(part);
  }
  return parts;
}

std::uint64_t parse_number(const std::string& text, const std::string& option) {
  char* end = nullptr;
  errno = 0;
  const std::uint64_t number = std::strtoull(text.c_str(), &end, 0);
  if (text.empty() || !std::isdigit(static_cast<unsigned char>(text[0])) || *end != '\0' || errno != 0)
    throw UsageError(fmt::format("{} wants whole numbers, decimal or 0x..., not '{}'", option, text));
  return number;
}

std::vector<unsigned> parse_harts(const std::string& text, std::uint64_t most, const std::string& what) {
  std::vector<unsigned> counts;
  for (const std::string& part : split_list(text, "--harts")) {
    const std::uint64_t count = parse_number(part, "--harts");
    if (count == 0 || count > most)
      throw UsageError(fmt::format("--harts wants {} from 1 to {}, not {}", what, most, part));
    counts.push_back(static_cast<unsigned>(count));
  }
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

}  // namespace amoeba
