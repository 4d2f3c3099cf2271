#include "amoeba/sims/kvm/host_source.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "amoeba/base/nearest_name.h"
#include "amoeba/kvm/isa_extension.h"
#include "amoeba/platforms/configuration.h"
#include "amoeba/platforms/description.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"

namespace amoeba::kvm {
namespace {

const std::map<std::string, std::uint64_t> kMmuModes = {{"sv32", 1}, {"sv39", 8}, {"sv48", 9}, {"sv57", 10}};
// What /proc/cpuinfo has and KVM's registers do not.
const std::vector<std::string> kIgnored = {"processor", "hart", "hart isa", "uarch"};

std::map<std::string, std::uint64_t*> numbers_of(Host& host) {
  return {{"mvendorid", &host.mvendorid},
          {"marchid", &host.marchid},
          {"mimpid", &host.mimpid},
          {"zicbom_block_size", &host.zicbom_block_size},
          {"zicbop_block_size", &host.zicbop_block_size},
          {"zicboz_block_size", &host.zicboz_block_size},
          {"timebase_frequency", &host.timebase_frequency},
          {"vlenb", &host.vlenb}};
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

void apply(Host& host, const std::string& key, const std::string& value, const std::string& place) {
  const auto numbers = numbers_of(host);
  const auto number = numbers.find(key);
  if (number != numbers.end()) {
    *number->second = parse_number(value, place);
    return;
  }
  if (key == "mmu") {
    const auto mode = kMmuModes.find(value);
    if (mode == kMmuModes.end()) throw UsageError(fmt::format("{}: mmu wants sv32, sv39, sv48 or sv57", place));
    host.satp_mode = mode->second;
    return;
  }
  if (key == "vector_allowed") {
    host.vector_allowed = parse_number(value, place) != 0;
    return;
  }
  std::vector<std::string> known = {"isa", "mmu", "vector_allowed"};
  for (const auto& entry : numbers) known.push_back(entry.first);
  throw UsageError(fmt::format("{}: unknown key '{}'{}; known are {}", place, key, did_you_mean(key, known),
                               fmt::join(known, ", ")));
}

struct Line {
  std::string key, value, place;
};

// The first paragraph: /proc/cpuinfo has one for each processor.
std::vector<Line> first_paragraph(const std::string& text, const std::string& path) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  std::size_t number = 0;
  for (std::string raw; std::getline(stream, raw);) {
    ++number;
    const std::string line = trimmed(raw);
    if (line.empty() && !lines.empty()) break;
    if (line.empty() || line[0] == '#') continue;
    const std::string place = fmt::format("{}:{}", path, number);
    const std::size_t colon = line.find(':');
    if (colon == line.npos && line.rfind("rv", 0) != 0)
      throw UsageError(fmt::format("{}: neither an ISA string nor 'key: value'", place));
    const bool bare = colon == line.npos;
    lines.push_back(
        {bare ? "isa" : trimmed(line.substr(0, colon)), bare ? line : trimmed(line.substr(colon + 1)), place});
  }
  return lines;
}

DescribedHost from_text(const std::string& text, const std::string& path) {
  const std::vector<Line> lines = first_paragraph(text, path);
  DescribedHost described;
  described.origin = path;
  for (const Line& line : lines) {
    if (line.key == "isa") described.isa = line.value;
  }
  if (described.isa.empty()) throw UsageError(fmt::format("{}: no ISA string; write a line 'isa: rv64gc_zabha'", path));
  described.host = Host::parse(described.isa);
  for (const Line& line : lines) {
    const bool ignored = std::find(kIgnored.begin(), kIgnored.end(), line.key) != kIgnored.end();
    if (line.key != "isa" && !ignored) apply(described.host, line.key, line.value, line.place);
  }
  return described;
}

}  // namespace

DescribedHost describe_host(const std::string& text) {
  if (text.empty()) {
    const Configuration standard;
    return {Host::parse(standard.isa), standard.isa, "default platform"};
  }
  if (text.rfind("rv", 0) == 0 || text.rfind("RV", 0) == 0) return {Host::parse(text), text, "command line"};
  if (!std::filesystem::exists(text))
    throw UsageError(fmt::format("'{}' is neither an ISA string, such as rv64gc_zabha, nor a file", text));
  const std::string extension = std::filesystem::path(text).extension();
  if (extension != ".yaml" && extension != ".yml") return from_text(read_text(text), text);
  Configuration configuration;
  read_description(read_text(text), text, configuration);
  return {Host::parse(configuration.isa), configuration.isa, text};
}

std::vector<std::string> notes_on(const DescribedHost& described) {
  std::vector<std::string> notes;
  if (!described.host.hypervisor_named) notes.push_back("h is taken for granted, since KVM runs on no host without");
  std::vector<std::string> known;
  for (const IsaExtension& extension : isa_extensions()) known.emplace_back(extension.name);
  for (const std::string& name : described.host.unregistered)
    notes.push_back(fmt::format("KVM has no register for '{}'{}", name, did_you_mean(name, known)));
  return notes;
}

}  // namespace amoeba::kvm
