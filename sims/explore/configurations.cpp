#include "amoeba/explore/configurations.h"

#include <stdexcept>

namespace amoeba {

namespace {

constexpr const char* kAnyPolicy = "any";

// With two caches there is room for more values, which tell old copies from older ones.
unsigned values_for(unsigned caches) {
  return caches <= 2 ? 4 : 2;
}

template <std::size_t kCount>
[[noreturn]] void refuse(const std::string& what, const std::string& choice,
                         const std::array<std::string_view, kCount>& names, std::string list = {}) {
  for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  throw std::invalid_argument("there is no " + what + " '" + choice + "'; choose one of " + list);
}

// The chosen value, or all of them.
template <class Value, std::size_t kCount>
std::vector<Value> values_of(const std::string& what, const std::optional<std::string>& choice,
                             const std::array<std::string_view, kCount>& names) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < kCount; ++i)
    if (!choice || names[i] == *choice) values.push_back(static_cast<Value>(i));
  if (values.empty()) refuse(what, *choice, names);
  return values;
}

std::vector<std::optional<AtomicPlacement>> policies(const std::optional<std::string>& choice, unsigned caches) {
  std::vector<std::optional<AtomicPlacement>> all = {std::nullopt};
  if (choice == kAnyPolicy || (!choice && caches > 2)) return all;
  if (choice) {
    const auto policy = parse_placement(*choice);
    if (!policy) refuse("placement policy", *choice, kPlacementNames, kAnyPolicy);
    if (*policy == AtomicPlacement::adaptive) return {std::nullopt};  // a predictor may say anything
    return {policy};
  }
  for (unsigned i = 0; i < kPlacementNames.size(); ++i)
    if (static_cast<AtomicPlacement>(i) != AtomicPlacement::adaptive) all.push_back(static_cast<AtomicPlacement>(i));
  return all;
}

std::vector<ProtocolOptions> protocols(const ConfigurationChoice& choice) {
  std::vector<ProtocolOptions> list;
  for (const auto kind : values_of<ProtocolKind>("protocol", choice.protocol, kProtocolNames))
    for (const auto forwarding : values_of<Forwarding>("forwarding", choice.forwarding, kForwardingNames))
      for (const auto eviction : values_of<CleanEviction>("clean eviction", choice.clean_eviction, kCleanEvictionNames))
        list.push_back({kind, forwarding, eviction});
  return list;
}

template <class Value, std::size_t kCount>
std::string text(Value value, const std::array<std::string_view, kCount>& names) {
  return std::string(names[static_cast<std::size_t>(value)]);
}

}  // namespace

std::string ExploredConfiguration::policy_name() const {
  return options.policy ? text(*options.policy, kPlacementNames) : kAnyPolicy;
}

std::string ExploredConfiguration::name() const {
  return text(protocol.protocol, kProtocolNames) + ", forwarding " + text(protocol.forwarding, kForwardingNames) +
         ", " + text(protocol.clean_eviction, kCleanEvictionNames) + " eviction, " + policy_name() +
         (options.policy ? "" : " placement") + ", " + std::to_string(options.caches) + " caches" +
         (options.instruction_cache ? " (one of instructions)" : "");
}

std::vector<ExploredConfiguration> explored_configurations(const ConfigurationChoice& choice) {
  if (choice.caches && (*choice.caches < 2 || *choice.caches > kMostExploredCaches))
    throw std::invalid_argument("the explorer takes 2 or 3 caches, not " + std::to_string(*choice.caches));
  std::vector<ExploredConfiguration> list;
  for (unsigned caches = 2; caches <= kMostExploredCaches; ++caches) {
    if (choice.caches && *choice.caches != caches) continue;
    for (const ProtocolOptions& protocol : protocols(choice))
      for (const auto& policy : policies(choice.policy, caches))
        for (const bool instruction_cache : {false, true}) {
          ExplorerOptions options;
          options.caches = caches;
          options.instruction_cache = instruction_cache;
          options.policy = policy;
          options.values = values_for(caches);
          list.push_back({protocol, options});
        }
  }
  return list;
}

}  // namespace amoeba
