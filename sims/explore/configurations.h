// The explorations that together prove the protocol: every variant of it, number of caches and mix of agents.
// Placement policies: "any" (near or far by free choice) covers every policy, so that single policies are explored with
// two caches only, unless asked for. Directories: the model of one line covers all kinds at once; two lines are
// explored with a full map and with a snoop filter that has room for one of them, and any placement. Errors:
// std::invalid_argument for a choice that does not exist; the text lists those that do.
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
  std::string directory_name() const;
};

// What the list is restricted to.
struct ConfigurationChoice {
  std::optional<unsigned> caches;
  std::optional<std::string> policy;  // "any": near or far by free choice
  std::optional<std::string> protocol;
  std::optional<std::string> forwarding;
  std::optional<std::string> clean_eviction;
  std::optional<unsigned> lines = std::nullopt;
};

std::vector<ExploredConfiguration> explored_configurations(const ConfigurationChoice& choice);

}  // namespace amoeba
