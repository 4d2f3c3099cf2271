// The explorations that together prove the protocol: every variant of it, number of caches and mix of agents.
// Placement policies: "any" (near or far by free choice) covers every policy, so that single policies are explored with
// two caches only, unless asked for. Directories: the model covers all kinds at once.
// Errors: std::invalid_argument for a choice that does not exist; the text lists those that do.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "amoeba/explore/protocol_model.h"

namespace amoeba {

struct ExploredConfiguration {
  ProtocolOptions protocol;
  ExplorerOptions options;

  std::string name() const;  // "moesi, forwarding dirty, silent eviction, any placement, 3 caches"
  std::string policy_name() const;
};

// What the list is restricted to.
struct ConfigurationChoice {
  std::optional<unsigned> caches;
  std::optional<std::string> policy;  // "any": near or far by free choice
  std::optional<std::string> protocol;
  std::optional<std::string> forwarding;
  std::optional<std::string> clean_eviction;
};

std::vector<ExploredConfiguration> explored_configurations(const ConfigurationChoice& choice);

}  // namespace amoeba
