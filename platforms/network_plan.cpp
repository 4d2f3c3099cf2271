#include "amoeba/platforms/network_plan.h"

#include <algorithm>
#include <charconv>

namespace amoeba {
namespace {

unsigned ceiling(unsigned dividend, unsigned divisor) {
  return (dividend + divisor - 1) / divisor;
}

// As square as possible where nothing is said.
void shape_mesh(NetworkPlan& plan, const NetworkConfiguration& network, unsigned harts) {
  const unsigned needed = ceiling(harts, network.concentration * plan.chiplets);
  plan.columns = network.columns;
  plan.rows = network.rows;
  if (plan.columns == 0 && plan.rows == 0)
    while (plan.columns * plan.columns < needed) ++plan.columns;
  if (plan.columns == 0) plan.columns = ceiling(needed, plan.rows);
  if (plan.rows == 0) plan.rows = ceiling(needed, plan.columns);
}

void shape(NetworkPlan& plan, const Configuration& configuration) {
  const NetworkConfiguration& network = configuration.network;
  if (network.topology == "crossbar") {
    plan.concentration = configuration.harts;
    return;
  }
  plan.concentration = network.concentration;
  if (network.topology == "clusters" || network.topology == "chiplets") plan.chiplets = network.chiplets;
  if (network.topology == "clusters") return;
  if (network.topology == "ring") {
    plan.columns = network.columns != 0 ? network.columns : ceiling(configuration.harts, network.concentration);
  } else {
    shape_mesh(plan, network, configuration.harts);
  }
}

// Routers of the leftmost column, then of the rightmost one.
std::vector<std::uint16_t> edge_routers(const NetworkPlan& plan) {
  std::vector<std::uint16_t> edges;
  const unsigned last = plan.routers() - plan.columns * plan.rows;  // first router of the last chiplet
  for (unsigned row = 0; row < plan.rows; ++row) edges.push_back(static_cast<std::uint16_t>(row * plan.columns));
  for (unsigned row = 1; row <= plan.rows && plan.chiplets * plan.columns > 1; ++row)
    edges.push_back(static_cast<std::uint16_t>(last + row * plan.columns - 1));
  return edges;
}

std::vector<std::uint16_t> spread(unsigned count, unsigned places) {
  std::vector<std::uint16_t> chosen;
  for (unsigned i = 0; i < count; ++i) chosen.push_back(static_cast<std::uint16_t>((2 * i + 1) * places / (2 * count)));
  return chosen;
}

std::vector<std::uint16_t> place(const NetworkPlan& plan, const char* path, const std::string& placement,
                                 unsigned count, bool grid) {
  std::vector<std::uint16_t> routers;
  if (placement == "spread" || (placement == "edges" && !grid)) return spread(count, plan.routers());
  if (placement == "edges") {
    const std::vector<std::uint16_t> edges = edge_routers(plan);
    for (const std::uint16_t edge : spread(count, static_cast<unsigned>(edges.size()))) routers.push_back(edges[edge]);
    return routers;
  }
  const std::vector<unsigned> list = parse_placement_list(placement);
  if (list.size() != count)
    throw ParameterError(std::string(path) + " = " + placement + ": must name " + std::to_string(count) +
                         " routers; correct it or choose spread");
  for (const unsigned router : list) {
    if (router >= plan.routers())
      throw ParameterError(std::string(path) + " = " + placement + ": the routers are numbered from 0 to " +
                           std::to_string(plan.routers() - 1) + "; correct it or choose spread");
    routers.push_back(static_cast<std::uint16_t>(router));
  }
  return routers;
}

}  // namespace

std::vector<unsigned> parse_placement_list(const std::string& placement) {
  std::vector<unsigned> routers;
  if (placement == "spread" || placement == "edges") return routers;
  const char* at = placement.data();
  const char* const end = at + placement.size();
  while (true) {
    unsigned router = 0;
    const auto [next, error] = std::from_chars(at, end, router);
    if (error != std::errc()) throw std::invalid_argument("not a list of routers");
    routers.push_back(router);
    if (next == end) return routers;
    if (*next != ',') throw std::invalid_argument("not a list of routers");
    at = next + 1;
  }
}

NetworkPlan network_plan(const Configuration& configuration) {
  NetworkPlan plan;
  shape(plan, configuration);
  const std::uint64_t places = std::uint64_t{plan.routers()} * plan.concentration;
  if (places < configuration.harts)
    throw ParameterError("system.harts = " + std::to_string(configuration.harts) + ": the network has places for " +
                         std::to_string(places) +
                         " tiles; raise network.columns, network.rows or network.concentration");
  if (plan.routers() > 4096)
    throw ParameterError("network.columns = " + std::to_string(plan.columns) +
                         ": the network would have more than 4096 routers; lower it or network.rows");
  const bool grid = configuration.network.topology == "mesh" || configuration.network.topology == "chiplets";
  plan.homes =
      place(plan, "network.home_placement", configuration.network.home_placement, configuration.home_nodes, grid);
  plan.memories = place(plan, "network.memory_placement", configuration.network.memory_placement,
                        configuration.memory_external ? 1 : configuration.memory_channels, grid);
  return plan;
}

}  // namespace amoeba
