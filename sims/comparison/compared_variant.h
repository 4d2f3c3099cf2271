// A variant as `amoeba compare` runs it: one of the bare machine (variants.def), or a path in a guest (paths.def),
// named "guest-<path>". Models: its image, the harts and run-time arguments that it needs, its label, why it may not
// exist. Errors: std::invalid_argument for other names.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"

namespace amoeba {

struct ComparedVariant {
  std::string name;
  std::string image;     // for find_workload()
  std::string hart_isa;  // for core.isa
  std::string label;     // "real" or "hypothetical"
  std::string description;
  bool of_guest = false;
  unsigned path = 0;  // argument of a guest

  // Why the kernel has no such point; empty when it has.
  std::string why_unavailable(const std::string& kernel, unsigned harts, const std::string& core) const;
  Configuration configure(Configuration platform) const;

  std::string missing = {};  // why it exists for no kernel
};

ComparedVariant compared_variant(const std::string& name, const Configuration& platform);

// All names, those of the bare machine first.
std::vector<std::string> compared_variant_names();
// The variants that a list names; a path goes by its bare name, too, unless a variant has it. "" stands for all of the
// bare machine but hypothetical ones; of `paths`, "" stands for none. UsageError suggests the nearest name.
std::vector<std::string> choose_variants(const std::string& variants, const std::string& paths);

}  // namespace amoeba
