#include "amoeba/explore/configurations.h"

#include <stdexcept>

namespace amoeba {

namespace {

constexpr const char* kAnyPolicy = "any";

// With two caches there is room for more values, which tell old copies from older ones.
unsigned values_for(unsigned caches) {
  return caches <= 2 ? 4 : 2;
}

std::vector<std::optional<AtomicPlacement>> policies(const std::optional<std::string>& choice) {
  std::vector<std::optional<AtomicPlacement>> all = {std::nullopt};
  if (choice == kAnyPolicy) return all;
  if (choice) {
    const auto policy = parse_placement(*choice);
    std::string names = kAnyPolicy;
    for (const std::string_view name : kPlacementNames) names += ", " + std::string(name);
    if (!policy) throw std::invalid_argument("there is no placement policy '" + *choice + "'; choose one of " + names);
    return {policy};
  }
  for (unsigned i = 0; i < kPlacementNames.size(); ++i) all.push_back(static_cast<AtomicPlacement>(i));
  return all;
}

}  // namespace

std::string ExploredConfiguration::policy_name() const {
  return options.policy ? std::string(kPlacementNames[static_cast<unsigned>(*options.policy)]) : kAnyPolicy;
}

std::string ExploredConfiguration::name() const {
  return std::to_string(options.caches) + " caches" + (options.instruction_cache ? " (one of instructions)" : "") +
         (options.io ? ", I/O agent" : "") + ", " + policy_name() + (options.policy ? "" : " placement");
}

std::vector<ExploredConfiguration> explored_configurations(const ConfigurationChoice& choice) {
  if (choice.caches && (*choice.caches < 2 || *choice.caches > kMostExploredCaches))
    throw std::invalid_argument("the explorer takes 2 or 3 caches, not " + std::to_string(*choice.caches));
  std::vector<ExploredConfiguration> list;
  for (unsigned caches = 2; caches <= kMostExploredCaches; ++caches) {
    if (choice.caches && *choice.caches != caches) continue;
    for (const bool instruction_cache : {false, true})
      for (const auto& policy : policies(choice.policy)) {
        ExplorerOptions options;
        options.caches = caches;
        options.instruction_cache = instruction_cache;
        options.policy = policy;
        options.values = values_for(caches);
        list.push_back({options});
      }
  }
  return list;
}

}  // namespace amoeba
