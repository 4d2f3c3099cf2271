// Which memory orders a comparison runs: the orders that programs ask for, times what the harts make of them.
// Models: the cross product, the first of each list first. Errors: UsageError that suggests the nearest name.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "amoeba/platforms/configuration.h"
#include "amoeba/sims/comparison/comparison.h"

namespace amoeba {

// Lists as the user writes them, "a,b,c"; "" stands for relaxed atomics, or the platform's own.
struct OrderLists {
  std::string orderings;
  std::string cores;
  std::string models;
  std::string aqrl;
};

std::vector<OrderChoice> plan_orders(const OrderLists& lists, const Configuration& platform);

// The word with which ordered kernels are told (sims/workloads/runtime/arguments.h).
std::uint64_t order_argument(const std::string& ordering);

// Why a kernel has no such point, as text for a cell that says n/a; empty when it has.
std::string why_not_ordered(const std::string& kernel, const OrderChoice& order);

// The comparison's choice that differs from this one in a field alone; none when there is no such.
std::optional<std::size_t> same_but_for(const Comparison& comparison, std::size_t order,
                                        std::string OrderChoice::*field, const std::string& value);

// What tells the choice from the others of the comparison: "ooo, precise".
std::string hart_label(const Comparison& comparison, const OrderChoice& order);

}  // namespace amoeba
