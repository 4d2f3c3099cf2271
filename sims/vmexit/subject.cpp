#include "amoeba/sims/vmexit/subject.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/errors.h"

namespace amoeba::vmexit {
namespace {

constexpr const char* kNativePath = "native";
constexpr const char* kExitHarts = "redirect-6.17";  // a path on harts like those of the exits

template <class Entries>
std::vector<std::string> chosen_names(const Entries& entries, const std::string& list, const char* option) {
  std::vector<std::string> known;
  for (const auto& entry : entries) known.emplace_back(entry.name);
  if (list == "all") return known;
  if (list == "none") return {};
  std::vector<std::string> chosen;
  for (const std::string& name : split_list(list, option)) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError(fmt::format("{} does not know '{}'{}; it knows: all, none, {}", option, name,
                                   did_you_mean(name, known), fmt::join(known, ", ")));
    if (std::find(chosen.begin(), chosen.end(), name) == chosen.end()) chosen.push_back(name);
  }
  return chosen;
}

// Whether the platform's guests are kept from the Zabha of its harts.
bool withholds_zabha(const Configuration& platform) {
  return !guest_plan(platform.guest, std::string(guest_path(kNativePath).hart_isa)).performs_zabha;
}

void withhold_zabha(Subject& subject) {
  if (subject.name == kNativePath) {
    subject.withheld = true;
    subject.missing = "guest.disable takes Zabha from the guest (hypothetical)";
  } else if (subject.traps) {
    subject.isa = guest_path(kNativePath).hart_isa;
    subject.label = "hypothetical";
  }
}

Subject exit_subject(const ExitKind& exit) {
  Subject subject;
  subject.kind = Subject::Kind::exit;
  subject.name = exit.name;
  subject.label = "real";
  subject.description = exit.description;
  subject.kernel = "vmexit";
  subject.image = "exits";
  subject.isa = guest_path(kExitHarts).hart_isa;
  subject.number = exit.number;
  return subject;
}

}  // namespace

Subject path_subject(const GuestPath& path, const std::string& kernel, const Configuration& platform) {
  Subject subject;
  subject.name = path.name;
  subject.label = path.label;
  subject.who = path.emulator;
  subject.description = path.description;
  subject.kernel = kernel;
  subject.image = path.image;
  subject.isa = path.hart_isa;
  subject.number = path.number;
  subject.missing = why_unavailable(workload_kernel(kernel), path);
  subject.traps = path.image == guest_path(kNativePath).image && path.name != kNativePath;
  if (withholds_zabha(platform)) withhold_zabha(subject);
  return subject;
}

std::vector<Subject> choose_paths(const std::string& list, const std::string& kernel, const Configuration& platform) {
  std::vector<Subject> subjects;
  for (const std::string& name : chosen_names(guest_paths(), list, "--paths"))
    subjects.push_back(path_subject(guest_path(name), kernel, platform));
  return subjects;
}

std::vector<Subject> choose_exits(const std::string& list, const Configuration&) {
  std::vector<Subject> subjects;
  for (const std::string& name : chosen_names(exit_kinds(), list, "--exits"))
    subjects.push_back(exit_subject(exit_kind(name)));
  return subjects;
}

Configuration configuration_for(const Subject& subject, Configuration platform) {
  platform.isa = subject.isa;
  const bool has_zabha = IsaExtensions::parse(subject.isa).has(Extension::zabha);
  if (!has_zabha) platform.guest.disable = "none";  // what the host lacks cannot be switched off
  return platform;
}

void add_arguments(const Subject& subject, std::vector<std::uint64_t>& words) {
  words[subject.is_path() ? kGuestPathArgument : kExitKindArgument] = subject.number;
}

}  // namespace amoeba::vmexit
