#include "amoeba/platforms/network_builder.h"

#include <algorithm>

#include "amoeba/interconnect/crossbar.h"
#include "amoeba/interconnect/routed_network.h"

namespace amoeba {
namespace {

Topology topology_of(const std::string& name, const NetworkPlan& plan) {
  if (name == "ring") return Topology::ring(plan.columns);
  if (name == "clusters") return Topology::clusters(plan.chiplets);
  return Topology::chiplets(plan.chiplets, plan.columns, plan.rows);
}

RoutedParameters routed_parameters(const NetworkConfiguration& network) {
  RoutedParameters p;
  p.link = {network.link_latency, network.link_width};
  p.slow_link = {network.chiplet_latency, network.chiplet_width};
  p.port_latency = network.port_latency;
  p.router_stages = network.router_stages;
  p.credits = network.buffers;
  p.separate_channels = network.separate_channels;
  return p;
}

}  // namespace

// Whatever comes into a tile has left a home node or another fabric agent after its directory's latency, or comes
// straight from another tile; whatever leaves a tile has looked up the tags there.
BuiltNetwork build_network(const Configuration& configuration, const NetworkPlan& plan, Scheduler& scheduler) {
  BuiltNetwork built;
  const Tick from_tile = std::min({configuration.l1i.tag_latency, configuration.l1d.tag_latency, 1u});
  const Tick directory = configuration.directory_latency;
  if (configuration.network.topology == "crossbar") {
    const Tick latency = configuration.crossbar_latency;
    built.network = std::make_unique<Crossbar>(
        CrossbarParameters{configuration.crossbar_latency, configuration.crossbar_width}, scheduler);
    built.edges = {latency + directory, latency + directory + latency + from_tile};
    return built;
  }
  auto routed = std::make_unique<RoutedNetwork>(routed_parameters(configuration.network),
                                                topology_of(configuration.network.topology, plan), scheduler);
  const Tick within = routed->least_latency(0);
  const Tick across = routed->least_latency(plan.concentration > 1 ? 0 : 1);
  built.edges = {std::min(directory + within, across), from_tile + std::min(within + directory + within, across)};
  built.network = std::move(routed);
  built.carries_memory = true;
  return built;
}

}  // namespace amoeba
