// The explorations that together prove the protocol: every number of caches, placement policy and mix of agents.
// Errors: std::invalid_argument for a choice that does not exist; the text lists those that do.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "amoeba/explore/protocol_model.h"

namespace amoeba {

struct ExploredConfiguration {
  ExplorerOptions options;

  std::string name() const;  // "3 caches, I/O agent, any placement"
  std::string policy_name() const;
};

// What the list is restricted to.
struct ConfigurationChoice {
  std::optional<unsigned> caches;
  std::optional<std::string> policy;  // "any": near or far by free choice
};

std::vector<ExploredConfiguration> explored_configurations(const ConfigurationChoice& choice);

}  // namespace amoeba
