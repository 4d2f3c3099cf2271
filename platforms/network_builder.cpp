#include "amoeba/platforms/network_builder.h"

#include <algorithm>

#include "amoeba/cache/l1_cache.h"
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
  p.dateline = network.dateline;
  return p;
}

// The least latencies of a network, and what they mean for the lookahead.
struct Distances {
  Tick within;  // between agents at one router
  Tick across;  // between tiles
  // Whatever comes into a tile has left a fabric agent after its directory's latency, or another cache, which may be of
  // the same tile; whatever leaves a tile has looked up the tags there, or answers a snoop. What leaves the fabric is
  // an event of the network at most `entry` ticks before its departure, unless the network has none (kNever).
  EdgeLatency edges(const Configuration& configuration, Tick entry) const {
    const bool l2 = configuration.l2.bytes != 0;  // whose requests leave in the tick of their event
    const Tick tags = l2 ? 0 : std::min({configuration.l1i.tag_latency, configuration.l1d.tag_latency, 1u});
    const Tick within_tile = l2 ? 1 : kNever;
    const Tick look_up = configuration.far_combining  // an atomic that combines skips the directory
                             ? std::min(configuration.directory_latency, configuration.far_latency)
                             : configuration.directory_latency;
    const Tick from_fabric = std::min(look_up, entry) + within;
    const Tick through_home = tags + within + look_up + within;
    if (configuration.forwarding == "none") return {from_fabric, through_home, within_tile};
    const Tick forwarded = L1Parameters{}.snoop_latency + across;
    return {entry != kNever ? within : from_fabric, std::min(through_home, forwarded), within_tile};
  }
};

}  // namespace

BuiltNetwork build_network(const Configuration& configuration, const NetworkPlan& plan, Scheduler& scheduler) {
  BuiltNetwork built;
  if (configuration.network.topology == "crossbar") {
    const CrossbarParameters parameters{configuration.crossbar_latency, configuration.crossbar_width, kHeaderBytes,
                                        configuration.network.separate_channels, configuration.crossbar_sender_ports};
    built.network = std::make_unique<Crossbar>(parameters, scheduler);
    const Tick entry = parameters.sender_ports ? 0 : kNever;
    built.edges = Distances{parameters.latency, parameters.latency}.edges(configuration, entry);
    return built;
  }
  auto routed = std::make_unique<RoutedNetwork>(routed_parameters(configuration.network),
                                                topology_of(configuration.network.topology, plan), scheduler);
  const Distances distances{routed->least_latency(0), routed->least_latency(plan.concentration > 1 ? 0 : 1)};
  built.edges = distances.edges(configuration, RoutedNetwork::kReservesAhead);
  built.network = std::move(routed);
  built.carries_memory = true;
  return built;
}

}  // namespace amoeba
