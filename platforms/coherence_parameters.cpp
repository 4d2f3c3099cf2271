// What can be set about the coherence protocol, directories, home nodes and their slices of the shared cache.
#include "amoeba/coherence/inclusion.h"
#include "amoeba/coherence/protocol_options.h"
#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kGiB = kKiB * kKiB * kKiB;

}  // namespace

void add_protocol(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("protocol.kind", &c.protocol, "",
           "Coherence protocol; under moesi an owner keeps dirty data when others read.")
      .choices({std::begin(kProtocolNames), std::end(kProtocolNames)});
  registry
      .add("protocol.forwarding", &c.forwarding, "",
           "Which data a snooped cache sends straight to the requester instead of through the home node.")
      .choices({std::begin(kForwardingNames), std::end(kForwardingNames)})
      .source("direct cache transfer of AMBA 5 CHI (Arm IHI 0050)");
  registry
      .add("protocol.clean_eviction", &c.clean_eviction, "",
           "Whether a cache tells the home node that it drops a clean line.")
      .choices({std::begin(kCleanEvictionNames), std::end(kCleanEvictionNames)});
  registry
      .add("directory.kind", &c.directory, "",
           "Directory of the home nodes: one bit per cache for every line; a few pointers per line, beyond which a "
           "write "
           "snoops every cache; or a cache of entries that takes lines back from the caches when it is full.")
      .choices({"full-map", "limited-pointers", "snoop-filter"});
  registry.add("directory.pointers", &c.directory_pointers, "caches", "Sharers that a limited-pointers entry can name.")
      .range(1, 256);
  registry
      .add("directory.entries", &c.directory_entries, "lines", "Lines that the snoop-filter of one home node can hold.")
      .range(1, 1 << 24);
  registry
      .add("directory.ways", &c.directory_ways, "lines",
           "Associativity of the snoop-filter; its sets must be a power of two.")
      .range(1, 64);
}

void add_home(ParameterRegistry& registry, Configuration& c) {
  registry.add("home.nodes", &c.home_nodes, "nodes", "Home nodes, among which lines are interleaved by address.")
      .range(1, 256)
      .power_of_two();
  registry
      .add("home.requests", &c.home_requests, "requests",
           "Requests that a home node holds at a time, in progress or waiting for a line; it refuses others until it "
           "has a place (RetryAck, PCrdGrant).")
      .range(1, 1024)
      .source("32, the default of gem5's CHI home node (gem5, configs/ruby/CHI_config.py)");
  registry.add("home.slice_bytes", &c.slice_bytes, "bytes", "Capacity of the shared-cache slice of one home node.")
      .range(64, kGiB)
      .source("512 KiB over two nodes: the default of SiFive's L2 (rocket-chip-inclusive-cache, Configs.scala)");
  registry.add("home.slice_ways", &c.slice_ways, "ways", "Associativity of a slice; its sets must be a power of two.")
      .range(1, 16)
      .source("8, the default of SiFive's L2 (rocket-chip-inclusive-cache, Configs.scala)");
  registry
      .add("home.slice_inclusion", &c.slice_inclusion, "",
           "Whether a slice holds every line of the private caches, none that one of them may write, whichever it "
           "happens to, or no data at all.")
      .choices({kSliceInclusionNames.begin(), kSliceInclusionNames.end()});
  registry
      .add("home.slice_occupancy", &c.slice_occupancy, "cycles",
           "Cycles for which reading a line keeps the slice busy; 0 stands for no limit.")
      .range(0, 1000);
  registry.add("home.slice_replacement", &c.slice_replacement, "", "Which line of a slice's set leaves.")
      .choices(replacement_names());
  registry.add("home.directory_latency", &c.directory_latency, "cycles", "Cycles of a directory look-up.")
      .range(1, 1000);
  registry.add("home.far_combining", &c.far_combining, "",
               "Far AMOs to the line that the atomic unit works on skip directory and slice and enter every cycle.");
  registry.add("home.slice_latency", &c.slice_latency, "cycles", "Cycles of reading a line of the slice.")
      .range(1, 1000);
}

}  // namespace amoeba
