// What can be set about the crossbar and the networks of routers.
#include "amoeba/platforms/network_plan.h"
#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

void add_router_placement(ParameterRegistry& registry, const char* path, std::string* field, const char* meaning) {
  registry.add(path, field, "", meaning)
      .checked_by([](const std::string& text) { parse_placement_list(text); },
                  "spread, edges (the outermost columns of a mesh) or a list of routers such as 0,7,56,63");
}

void add_chiplets(ParameterRegistry& registry, NetworkConfiguration& n) {
  registry
      .add("network.chiplets", &n.chiplets, "chiplets",
           "Meshes side by side (topology chiplets), or clusters of one router, every pair joined (clusters).")
      .range(1, 64);
  registry.add("network.chiplet_latency", &n.chiplet_latency, "cycles", "Cycles over a link between chiplets.")
      .range(1, 10'000);
  registry
      .add("network.chiplet_width", &n.chiplet_width, "bytes/cycle",
           "Bytes that a link between chiplets carries per cycle.")
      .range(8, 256)
      .power_of_two();
}

}  // namespace

void add_crossbar(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("crossbar.latency", &c.crossbar_latency, "cycles", "Cycles from an entry to an exit, without contention.")
      .range(1, 10'000);
  registry.add("crossbar.width", &c.crossbar_width, "bytes/cycle", "Bytes that one port carries per cycle.")
      .range(1, 256)
      .power_of_two();
  registry.add("crossbar.sender_ports", &c.crossbar_sender_ports, "",
               "Messages also wait for output ports of their sender, as wide as the input ports of a destination.");
}

void add_network(ParameterRegistry& registry, NetworkConfiguration& n) {
  registry
      .add("network.topology", &n.topology, "",
           "How caches, home nodes and memory are joined; crossbar.* describes a crossbar, network.* the others and "
           "the channels.")
      .choices({"crossbar", "ring", "mesh", "chiplets", "clusters"});
  registry
      .add("network.columns", &n.columns, "routers",
           "Routers in a row of the mesh of a chiplet, or on the ring; 0: as many as the harts need.")
      .range(0, 1024);
  registry.add("network.rows", &n.rows, "routers", "Rows of the mesh of a chiplet; 0: as many as the harts need.")
      .range(0, 1024);
  registry.add("network.concentration", &n.concentration, "tiles", "Tiles at each router.").range(1, 1024);
  registry.add("network.link_latency", &n.link_latency, "cycles", "Cycles over a link between two routers.")
      .range(1, 10'000);
  registry
      .add("network.link_width", &n.link_width, "bytes/cycle",
           "Bytes that a link or a router's port carries per cycle.")
      .range(8, 256)
      .power_of_two();
  registry.add("network.router_stages", &n.router_stages, "cycles", "Cycles in each router.").range(1, 100);
  registry.add("network.port_latency", &n.port_latency, "cycles", "Cycles between an agent and its router.")
      .range(1, 100);
  registry
      .add("network.buffers", &n.buffers, "messages",
           "Messages that wait behind each link, per channel: the credits of the link.")
      .range(1, 15)
      .source("assumed; CHI allows a receiver 15 credits (AMBA CHI, L-Credits)");
  registry
      .add("network.separate_channels", &n.separate_channels, "",
           "Give REQ, SNP, RSP and DAT links, or ports of the crossbar, of their own, as CHI does, instead of sharing "
           "one; on shared links they are virtual channels, with network.buffers of their own.")
      .source("AMBA CHI, channels");
  registry.add("network.dateline", &n.dateline, "",
               "Give each channel of a ring a second virtual channel, with network.buffers of its own, for messages "
               "that have passed where the ring begins.");
  add_chiplets(registry, n);
  add_router_placement(registry, "network.home_placement", &n.home_placement, "Routers at which the home nodes are.");
  add_router_placement(registry, "network.memory_placement", &n.memory_placement,
                       "Routers at which the memory controllers are.");
}

}  // namespace amoeba
