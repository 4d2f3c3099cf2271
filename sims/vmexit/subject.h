// What `amoeba vmexit` measures: the paths to a sub-word atomic in a guest, and the kinds of VM exit.
// Models: which image, harts and run-time arguments a subject needs on a described platform; its label. On a platform
// whose guests may not use Zabha (guest.disable under the gated policy) the trapping paths run on harts that have it,
// and are hypothetical.
// Errors: UsageError that suggests the nearest name.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba::vmexit {

struct Subject {
  enum class Kind : std::uint8_t { path, exit };
  Kind kind = Kind::path;
  std::string name;
  std::string label;  // "real" or "hypothetical"
  std::string who;    // performs the atomic; of an exit: ""
  std::string description;
  std::string kernel, image;  // for find_workload()
  std::string isa;            // of its harts
  unsigned number = 0;        // the argument
  std::string missing;        // why it cannot run; empty when it can

  bool is_path() const { return kind == Kind::path; }
  bool traps = false;     // the guest's atomics, each of them
  bool withheld = false;  // missing because the platform's guests may not use it
};

// Lists as the user writes them; "all" or "none".
std::vector<Subject> choose_paths(const std::string& list, const std::string& kernel, const Configuration& platform);
std::vector<Subject> choose_exits(const std::string& list, const Configuration& platform);

Subject path_subject(const GuestPath& path, const std::string& kernel, const Configuration& platform);

// The platform with the harts that the subject needs.
Configuration configuration_for(const Subject& subject, Configuration platform);
// Adds what tells the guest's software its path or its exit.
void add_arguments(const Subject& subject, std::vector<std::uint64_t>& words);

}  // namespace amoeba::vmexit
