// The options of one command: parsing, --help with examples, and errors that suggest the nearest option.
// Errors: UsageError.
#pragma once
#include <boost/program_options.hpp>
#include <string>
#include <utility>
#include <vector>

namespace amoeba {

using Arguments = std::vector<std::string>;

class CommandLine {
 public:
  using Examples = std::vector<std::pair<std::string, std::string>>;  // command, what it does

  // `usage` is what follows "amoeba ".
  CommandLine(std::string usage, std::string summary, Examples examples);

  // Declares options: add()("name", value, "meaning")...
  boost::program_options::options_description_easy_init add() { return options_.add_options(); }
  // Declares the one positional argument.
  void positional(const std::string& name, std::string* value);
  // Declares any number of positional arguments.
  void positionals(const std::string& name, std::vector<std::string>* values);

  // Stores the values; false when help was asked for and printed instead.
  bool parse(const Arguments& arguments);
  bool given(const std::string& option) const { return values_.count(option) > 0 && !values_[option].defaulted(); }

 private:
  std::string help() const;
  std::vector<std::string> option_names() const;

  std::string usage_;
  std::string summary_;
  Examples examples_;
  boost::program_options::options_description options_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positional_;
  boost::program_options::variables_map values_;
};

// "a,b,c" as its parts; UsageError when one is empty.
std::vector<std::string> split_list(const std::string& text, const std::string& option);
// A decimal or 0x number; UsageError that names the option.
std::uint64_t parse_number(const std::string& text, const std::string& option);
// The counts that --harts lists, in order, each once; `what` they count stands in the UsageError.
std::vector<unsigned> parse_harts(const std::string& text, std::uint64_t most, const std::string& what = "counts");

}  // namespace amoeba
