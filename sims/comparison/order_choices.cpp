#include "amoeba/sims/comparison/order_choices.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/workloads/runtime/arguments.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

using Names = std::vector<std::string>;

// In the order of their words, ORDER_RELAXED first.
const Names kOrderings = {"relaxed", "acquire", "release", "acq_rel", "seq_cst"};

Names choose(const std::string& wanted, const std::string& standard, const Names& known, const char* option) {
  if (wanted.empty()) return {standard};
  Names chosen;
  for (const std::string& name : split_list(wanted, option)) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError(fmt::format("{} does not know '{}'{}; it knows: {}", option, name, did_you_mean(name, known),
                                   fmt::join(known, ", ")));
    if (std::find(chosen.begin(), chosen.end(), name) == chosen.end()) chosen.push_back(name);
  }
  return chosen;
}

template <class Field>
bool varies(const Comparison& comparison, Field OrderChoice::*field) {
  return std::any_of(comparison.orders.begin(), comparison.orders.end(),
                     [&](const OrderChoice& order) { return order.*field != comparison.orders.front().*field; });
}

}  // namespace

std::vector<OrderChoice> plan_orders(const OrderLists& lists, const Configuration& platform) {
  std::vector<OrderChoice> orders;
  const Names orderings = choose(lists.orderings, kOrderings.front(), kOrderings, "--orderings");
  const Names models = choose(lists.models, platform.order.model, {"rvwmo", "ztso", "sc"}, "--memory-models");
  const Names aqrl = choose(lists.aqrl, platform.order.acquire_release, {"precise", "drain"}, "--aqrl");
  for (const std::string& core : choose(lists.cores, platform.core, {"inorder", "ooo"}, "--cores"))
    for (const std::string& model : models)
      for (const std::string& built : aqrl)
        for (const std::string& ordering : orderings) orders.push_back({ordering, core, model, built});
  return orders;
}

std::uint64_t order_argument(const std::string& ordering) {
  const auto found = std::find(kOrderings.begin(), kOrderings.end(), ordering);
  return ORDER_RELAXED + static_cast<std::uint64_t>(found - kOrderings.begin());
}

std::string why_not_ordered(const std::string& kernel, const OrderChoice& order) {
  if (order.ordering == kOrderings.front() || workload_kernel(kernel).takes_order) return "";
  return "the kernel's memory orders are fixed; those of the ordered kernels are not";
}

std::optional<std::size_t> same_but_for(const Comparison& comparison, std::size_t order,
                                        std::string OrderChoice::*field, const std::string& value) {
  OrderChoice wanted = comparison.orders[order];
  wanted.*field = value;
  for (std::size_t k = 0; k < comparison.orders.size(); ++k) {
    const OrderChoice& other = comparison.orders[k];
    if (other.ordering == wanted.ordering && other.core == wanted.core && other.model == wanted.model &&
        other.aqrl == wanted.aqrl)
      return k;
  }
  return std::nullopt;
}

std::string hart_label(const Comparison& comparison, const OrderChoice& order) {
  Names parts;
  if (varies(comparison, &OrderChoice::core)) parts.push_back(order.core);
  if (varies(comparison, &OrderChoice::model)) parts.push_back(order.model);
  if (varies(comparison, &OrderChoice::aqrl)) parts.push_back(order.aqrl);
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace amoeba
