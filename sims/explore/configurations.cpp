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

std::string ExploredConfiguration::directory_name() const {
  if (!options.two_lines) return "any";
  return options.two_lines->filter ? "snoop-filter" : "full-map";
}

std::string ExploredConfiguration::name() const {
  const std::string waits = options.waits ? ", LRwait and SCwait" : "";
  const std::string lines = options.two_lines ? ", 2 lines, " + directory_name() : "";
  return text(protocol.protocol, kProtocolNames) + ", forwarding " + text(protocol.forwarding, kForwardingNames) +
         ", " + text(protocol.clean_eviction, kCleanEvictionNames) + " eviction, " + policy_name() +
         (options.policy ? "" : " placement") + ", " + std::to_string(options.caches) + " caches" +
         (options.instruction_cache ? " (one of instructions)" : "") + waits + lines;
}

namespace {

void add_single_lines(std::vector<ExploredConfiguration>& list, const ConfigurationChoice& choice, unsigned caches) {
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

// Three caches queue for a turn with a full map, and no I/O agent: the rest has been seen with two.
void add_waits(std::vector<ExploredConfiguration>& list, const ConfigurationChoice& choice, unsigned caches) {
  for (const ProtocolOptions& protocol : protocols(choice)) {
    ExplorerOptions options;
    options.caches = caches;
    options.values = values_for(caches);
    options.waits.emplace();
    options.io = options.overflows = options.back_invalidates = caches <= 2;
    list.push_back({protocol, options});
  }
}

// Each hart has an operation on either line, and each cache one MSHR for both.
void add_two_lines(std::vector<ExploredConfiguration>& list, const ConfigurationChoice& choice) {
  for (const ProtocolOptions& protocol : protocols(choice))
    for (const bool filter : {false, true}) {
      ExplorerOptions options;
      options.io = options.overflows = options.back_invalidates = false;
      options.two_lines.emplace();
      options.two_lines->filter = filter;
      options.two_lines->outstanding = 2;
      list.push_back({protocol, options});
    }
}

void expect_between(std::optional<unsigned> choice, unsigned least, unsigned most, const std::string& what) {
  if (choice && (*choice < least || *choice > most))
    throw std::invalid_argument("the explorer takes " + std::to_string(least) + " or " + std::to_string(most) + " " +
                                what + ", not " + std::to_string(*choice));
}

}  // namespace

std::vector<ExploredConfiguration> explored_configurations(const ConfigurationChoice& choice) {
  expect_between(choice.caches, 2, kMostExploredCaches, "caches");
  expect_between(choice.lines, 1, 2, "lines");
  if (choice.lines == 2u && choice.caches.value_or(2) != 2)
    throw std::invalid_argument("the explorer takes two lines with 2 caches, not " + std::to_string(*choice.caches));
  std::vector<ExploredConfiguration> list;
  for (unsigned caches = 2; caches <= kMostExploredCaches; ++caches)
    if (choice.caches.value_or(caches) == caches && choice.lines.value_or(1) == 1)
      add_single_lines(list, choice, caches);
  const bool any_policy = policies(choice.policy, kMostExploredCaches).front() == std::nullopt;
  for (unsigned caches = 2; caches <= kMostExploredCaches; ++caches)
    if (any_policy && choice.caches.value_or(caches) == caches && choice.lines.value_or(1) == 1)
      add_waits(list, choice, caches);
  if (any_policy && choice.caches.value_or(2) == 2 && choice.lines.value_or(2) == 2) add_two_lines(list, choice);
  if (list.empty()) throw std::invalid_argument("the explorer takes two lines with policy any, not " + *choice.policy);
  return list;
}

}  // namespace amoeba
