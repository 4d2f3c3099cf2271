// What can be set about a platform: path, unit, range and meaning of every field, and where its default comes from.
#include "amoeba/platforms/configuration.h"

#include <iterator>
#include <utility>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/base/replacement.h"
#include "amoeba/coherence/inclusion.h"
#include "amoeba/coherence/placement.h"
#include "amoeba/coherence/prefetcher_kind.h"
#include "amoeba/coherence/protocol_options.h"
#include "amoeba/dram/address_mapping.h"
#include "amoeba/dram/dram_presets.h"
#include "amoeba/platforms/network_plan.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kGiB = kKiB * kKiB * kKiB;
constexpr std::uint64_t kMaximumLatency = 100'000;
constexpr const char* kRocketCache = "Rocket's default, 64 sets of 4 ways of 64 bytes (rocket-chip, HellaCache.scala)";

void add_system(ParameterRegistry& registry, Configuration& c) {
  registry.add("system.harts", &c.harts, "harts", "Number of harts, each with private L1 caches.").range(1, 1024);
  registry.add("system.seed", &c.seed, "", "Seed of every random choice; equal seeds give equal results.");
  registry.add("system.clock_hertz", &c.clock_hertz, "Hz", "Clock of harts, caches and interconnect.")
      .range(1'000'000, 100'000'000'000);
  registry.add("system.line_bytes", &c.line_bytes, "bytes", "Size of a cache line, in every cache.")
      .range(16, 256)
      .power_of_two()
      .source(kRocketCache);
  registry.add("system.strict", &c.strict, "",
               "Schedule every access instead of running ahead to the lookahead horizon; slower, same results.");
  registry.add("system.check_protocol", &c.check_protocol, "",
               "Put a TLM base-protocol checker on every socket of the hart ports.");
  registry.add(
      "system.check_order", &c.check_order, "",
      "Check every memory operation of the harts against the memory model while they run; values of loads too, "
      "where all atomics are near.");
  registry.add("system.queue", &c.queue, "", "Event queue of the scheduler; both give the same results.")
      .choices({"wheel", "heap"});
}

void add_core(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("hart.core", &c.core, "",
           "Pipeline of every hart: in order, single issue (core.*), or out of order and speculative (core.*, ooo.*).")
      .choices({"inorder", "ooo"});
  registry.add("core.isa", &c.isa, "", "ISA extensions of every hart; instructions of others trap as illegal.")
      .checked_by([](const std::string& text) { IsaExtensions::parse(text); },
                  "an ISA name such as rv64imac_zicsr_zabha");
  registry.add("core.multiply_latency", &c.multiply_latency, "cycles", "Cycles from a multiplication to its use.")
      .range(1, 1000);
  registry.add("core.divide_latency", &c.divide_latency, "cycles", "Cycles from a division to its use.").range(1, 1000);
  registry.add("core.mispredict_penalty", &c.mispredict_penalty, "cycles", "Cycles lost to a mispredicted branch.")
      .range(0, 1000);
  registry.add("core.trap_penalty", &c.trap_penalty, "cycles", "Cycles of pipeline flush on trap entry and on mret.")
      .range(0, 10'000);
  registry.add("core.csr_latency", &c.csr_latency, "cycles", "Cycles of a CSR access.").range(1, 1000);
  registry.add("core.store_buffer_entries", &c.store_buffer_entries, "entries", "Stores that wait in the store buffer.")
      .range(2, 1024)
      .source("4 speculative and 4 committed stores, as CVA6 has (cva6, core/include/ariane_pkg.sv)");
  registry.add("core.outstanding_atomics", &c.outstanding_atomics, "atomics", "AMOs of one hart under way at once.")
      .range(1, 64)
      .source("one at a time, as in XiangShan's atomics unit (XiangShan, mem/pipeline/AtomicsUnit.scala)");
  registry.add("core.misaligned_in_hardware", &c.misaligned_in_hardware, "",
               "Misaligned plain loads and stores are performed instead of trapping; atomics always trap.");
}

void add_ooo(ParameterRegistry& registry, OooCoreConfiguration& o) {
  constexpr const char* kBoom = "BOOM's medium configuration (riscv-boom, config-mixins.scala)";
  const auto add = [&](const char* leaf, std::uint32_t* field, const char* unit, const char* meaning) -> Parameter& {
    return registry.add(std::string("ooo.") + leaf, field, unit, meaning);
  };
  add("width", &o.width, "instructions/cycle", "Instructions fetched, renamed and retired per cycle, each.")
      .range(1, 16)
      .source(kBoom);
  add("window", &o.window, "instructions", "Instructions between rename and retirement.").range(16, 512).source(kBoom);
  add("load_queue", &o.load_queue, "entries", "Loads and LRs that have not retired.").range(1, 32).source(kBoom);
  add("store_queue", &o.store_queue, "entries",
      "Stores, AMOs and SCs that are not performed; core.store_buffer_entries of them may be retired stores.")
      .range(2, 32)
      .source(kBoom);
  add("integer_ports", &o.integer_ports, "instructions/cycle", "Arithmetic and branches issued per cycle.")
      .range(1, 16);
  add("multiply_ports", &o.multiply_ports, "instructions/cycle",
      "Multiplications and divisions issued per cycle; there is one divider, which is busy while it divides.")
      .range(1, 16);
  add("address_ports", &o.address_ports, "accesses/cycle", "Addresses of memory operations generated per cycle.")
      .range(1, 16)
      .source(kBoom);
  add("load_ports", &o.load_ports, "loads/cycle", "Loads performed per cycle.").range(1, 16).source(kBoom);
  add("mispredict_penalty", &o.mispredict_penalty, "cycles",
      "Cycles from the execution of a mispredicted branch, or from a load that must be executed again, until "
      "instructions are renamed again.")
      .range(0, 1000);
  add("predictor_entries", &o.predictor_entries, "counters", "Two-bit counters of the gshare branch predictor.")
      .range(16, 1 << 20)
      .power_of_two();
}

void add_order(ParameterRegistry& registry, OrderConfiguration& o) {
  registry
      .add("order.model", &o.model, "",
           "Memory model that the harts keep to: RVWMO, total store order (Ztso), or sequential consistency.")
      .choices({"rvwmo", "ztso", "sc"});
  registry
      .add("order.acquire_release", &o.acquire_release, "",
           "How aq and rl are built: as defined, or as full fences on either side.")
      .choices({"precise", "drain"});
  registry
      .add("order.store_drain", &o.store_drain, "",
           "Order in which retired stores of an ooo hart are performed: one at a time as they retired, or any that "
           "the memory model allows.")
      .choices({"fifo", "relaxed"});
  registry.add("order.write_combining", &o.write_combining, "",
               "Retired stores to one line that a cache holds for writing are performed together (ooo).");
  registry
      .add("order.drain_delay", &o.drain_delay, "cycles",
           "Cycles from a store's retirement until it may be performed (ooo).")
      .range(0, kMaximumLatency);
  registry
      .add("order.drain_jitter", &o.drain_jitter, "cycles",
           "Greatest random addition to order.drain_delay, drawn for each store (ooo).")
      .range(0, kMaximumLatency);
  registry
      .add("order.issue_jitter", &o.issue_jitter, "cycles",
           "Greatest random delay of each memory operation, which shuffles what the memory model lets be shuffled "
           "(ooo).")
      .range(0, kMaximumLatency);
  registry.add("order.early_atomics", &o.early_atomics, "",
               "AMOs, LRs and SCs are performed as soon as they are certain to retire, instead of as the oldest "
               "instruction; a pair of LR and SC may overtake another (ooo).");
  registry.add("order.early_stores", &o.early_stores, "",
               "Stores are performed as soon as they are certain to retire, even before older loads have their values "
               "(ooo).");
  registry.add("order.merged_forwarding", &o.merged_forwarding, "",
               "A load that stores of the hart cover in part takes the rest from the cache, instead of waiting (ooo).");
  registry
      .add("order.sc_failures", &o.sc_failures, "per mille",
           "SCs that fail for no reason, as the architecture lets them, once their address is known (ooo).")
      .range(0, 999);
}

std::vector<std::string> replacement_names() {
  return {kReplacementNames.begin(), kReplacementNames.end()};
}

void add_cache(ParameterRegistry& registry, const std::string& group, CacheConfiguration& cache) {
  const auto add = [&](const char* leaf, Parameter::Field field, const char* unit, const char* meaning) -> Parameter& {
    return registry.add(group + "." + leaf, field, unit, meaning);
  };
  add("bytes", &cache.bytes, "bytes", "Capacity.").range(64, kGiB).source(kRocketCache);
  add("ways", &cache.ways, "ways", "Associativity; capacity / (ways * line) sets must be a power of two.")
      .range(1, 16)
      .source(kRocketCache);
  add("hit_latency", &cache.hit_latency, "cycles", "Cycles from a hitting access to the use of its data.")
      .range(1, 1000);
  add("tag_latency", &cache.tag_latency, "cycles", "Cycles until a miss leaves the cache.")
      .range(1, 1000)
      .source("gem5's CHI configuration, L1 tag latency 1 (gem5, configs/ruby/CHI.py)");
  add("fill_latency", &cache.fill_latency, "cycles", "Cycles from the arrival of a missed line to the use of its data.")
      .range(1, 1000);
  add("mshrs", &cache.mshrs, "lines", "Lines that can be missed on at the same time.").range(1, 256);
  add("mshr_targets", &cache.mshr_targets, "requests", "Requests that can wait for one missed line.").range(1, 256);
  add("write_backs", &cache.write_backs, "lines", "Evicted lines that can wait for their write-back.").range(1, 256);
  add("replacement", &cache.replacement, "", "Which line of a set leaves.").choices(replacement_names());
}

void add_prefetcher(ParameterRegistry& registry, const std::string& group, std::string& kind, std::uint32_t& degree) {
  registry.add(group + ".prefetcher", &kind, "", "Which lines the cache asks for before they are needed.")
      .choices({kPrefetcherNames.begin(), kPrefetcherNames.end()});
  registry.add(group + ".prefetch_degree", &degree, "lines", "Lines that a prefetcher asks for at once.").range(1, 16);
}

void add_data_array(ParameterRegistry& registry, DataCacheConfiguration& d) {
  registry.add("l1d.ports", &d.ports, "accesses/cycle", "Hits that can begin in one cycle; 0 stands for no limit.")
      .range(0, 16);
  registry
      .add("l1d.banks", &d.banks, "banks",
           "Banks of the data array, each of which takes one access per cycle; 0 stands for no limit.")
      .range(0, 64);
  registry.add("l1d.bank_bytes", &d.bank_bytes, "bytes", "Consecutive bytes in one bank: a word, or a line.")
      .range(4, 256)
      .power_of_two();
  add_prefetcher(registry, "l1d", d.prefetcher, d.prefetch_degree);
}

void add_l2_array(ParameterRegistry& registry, L2Configuration& l2) {
  registry
      .add("l2.ports", &l2.ports, "accesses/cycle",
           "Lines that can begin to be read or written in one cycle; 0 stands for no limit.")
      .range(0, 16);
  registry
      .add("l2.banks", &l2.banks, "banks",
           "Banks of the data array, interleaved by line, each of which takes one access at a time; 0 stands for no "
           "limit.")
      .range(0, 64);
  registry.add("l2.bank_cycles", &l2.bank_cycles, "cycles", "Cycles for which an access keeps its bank.").range(1, 100);
}

void add_l2(ParameterRegistry& registry, L2Configuration& l2) {
  registry
      .add("l2.bytes", &l2.bytes, "bytes",
           "Capacity of each tile's private second-level cache, for instructions and data; 0 stands for none.")
      .range(0, kGiB);
  registry.add("l2.ways", &l2.ways, "ways", "Associativity; capacity / (ways * line) sets must be a power of two.")
      .range(1, 16);
  registry
      .add("l2.inclusion", &l2.inclusion, "",
           "Whether the L2 holds every line of the L1D, none of them, or whichever it happens to.")
      .choices({kInclusionNames.begin(), kInclusionNames.end()})
      .source("inclusive, as XiangShan's L2 (XiangShan, top/Configs.scala)");
  registry
      .add("l2.tag_latency", &l2.tag_latency, "cycles", "Cycles from a request's arrival until it is known to miss.")
      .range(1, 1000)
      .source("gem5's CHI configuration, L2 tag latency 2 (gem5, configs/ruby/CHI.py)");
  registry.add("l2.hit_latency", &l2.hit_latency, "cycles", "Cycles from a request's arrival to the line it hits.")
      .range(1, 1000)
      .source("gem5's CHI configuration, L2 tag latency 2 and data latency 6 (gem5, configs/ruby/CHI.py)");
  registry.add("l2.mshrs", &l2.mshrs, "lines", "Lines that can be missed on at the same time.").range(1, 256);
  registry.add("l2.write_backs", &l2.write_backs, "lines", "Evicted lines that can wait for their write-back.")
      .range(1, 256);
  registry.add("l2.replacement", &l2.replacement, "", "Which line of a set leaves.").choices(replacement_names());
  add_l2_array(registry, l2);
  add_prefetcher(registry, "l2", l2.prefetcher, l2.prefetch_degree);
}

void add_ecc(ParameterRegistry& registry, const std::string& group, EccConfiguration& ecc, const char* writes) {
  registry
      .add(group + ".ecc_granule", &ecc.granule, "bytes",
           std::string("Bytes over which the array computes its ECC; 0 stands for no penalty. Concerns ") + writes)
      .range(0, 256)
      .power_of_two();
  registry
      .add(group + ".ecc_latency", &ecc.latency, "cycles",
           "Cycles that a write of fewer bytes than ecc_granule adds, to read and merge.")
      .range(0, 1000);
}

void add_predictor(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("atomics.predictor_entries", &c.predictor_entries, "lines",
           "Lines in the reuse table of each L1D, which adaptive placement asks.")
      .range(1, 65'536)
      .power_of_two();
  registry.add("atomics.predictor_ways", &c.predictor_ways, "ways", "Associativity of the reuse table.")
      .range(1, 16)
      .power_of_two();
  registry
      .add("atomics.predictor_confidence_bits", &c.predictor_confidence_bits, "bits",
           "Width of the confidence counter of a line in the reuse table.")
      .range(2, 6);
}

void add_placement(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("atomics.placement", &c.placement, "",
           "Where an AMO executes, by the state of its line in the L1: there (near) or at the home node (far).")
      .choices({std::begin(kPlacementNames), std::end(kPlacementNames)})
      .source("near, as Rocket executes AMOs in its L1D (rocket-chip, DCache.scala)");
  registry.add("atomics.amo_latency", &c.amo_latency, "cycles", "Cycles that a near AMO takes beyond a hit.")
      .range(0, 1000);
  registry.add("atomics.far_latency", &c.far_latency, "cycles", "Cycles of a far AMO in the home node's atomic unit.")
      .range(1, 1000);
  registry
      .add("atomics.far_interval", &c.far_interval, "cycles",
           "Cycles for which a far AMO occupies the unit before the next one may enter.")
      .range(1, 1000)
      .source("2 cycles of bank occupancy per AMO (mempool, hardware/src/tcdm_adapter.sv)");
}

void add_reservation(ParameterRegistry& registry, Configuration& c) {
  registry.add("atomics.lr_acquires", &c.lr_acquires, "", "State in which an LR asks for its line.")
      .choices({"shared", "unique"});
  registry
      .add("atomics.reservation_bytes", &c.reservation_bytes, "bytes",
           "Size of the reservation set; 0 stands for a line.")
      .range(0, 256)
      .power_of_two();
  registry
      .add("atomics.reservation_window", &c.reservation_window, "cycles",
           "Cycles after an LR for which a reserved line that is held uniquely resists snoops.")
      .range(0, kMaximumLatency)
      .source(
          "64, XiangShan's LRSCCycles (XiangShan, Parameters.scala); Rocket has 80 (rocket-chip, RocketCore.scala)");
  registry
      .add("atomics.reservation_timeout", &c.reservation_timeout, "cycles", "Cycles after which a reservation lapses.")
      .range(1, 1'000'000);
  registry
      .add("atomics.sc_backoff", &c.sc_backoff, "cycles",
           "Cycles by which an LR is delayed after a failed SC, doubled with every further failure.")
      .range(0, kMaximumLatency);
  registry.add("atomics.sc_backoff_limit", &c.sc_backoff_limit, "cycles", "Longest delay of an LR after failed SCs.")
      .range(0, kMaximumLatency);
  registry.add("atomics.wrs_timeout", &c.wrs_timeout, "cycles", "Cycles after which wrs.sto stops waiting.")
      .range(1, 1'000'000);
  registry
      .add("atomics.lrwait_queue", &c.lrwait_queue, "entries",
           "LRwaits (of the hypothetical Xlrwait) that can wait for their turn at each home node; further ones are "
           "answered without a reservation.")
      .range(0, 4096);
  registry
      .add("atomics.lrwait_window", &c.lrwait_window, "cycles",
           "Cycles from the answer of an LRwait until it is the next one's turn if its SCwait has not come. Where the "
           "network takes longer than that, no SCwait "
           "ever succeeds.")
      .range(1, 1'000'000);
}

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

void add_fabric(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("crossbar.latency", &c.crossbar_latency, "cycles", "Cycles from an entry to an exit, without contention.")
      .range(1, 10'000);
  registry.add("crossbar.width", &c.crossbar_width, "bytes/cycle", "Bytes that one port carries per cycle.")
      .range(1, 256)
      .power_of_two();
  registry.add("crossbar.sender_ports", &c.crossbar_sender_ports, "",
               "Messages also wait for output ports of their sender, as wide as the input ports of a destination.");
  registry.add("memory.base", &c.memory_base, "address", "Lowest address of main memory.")
      .range(0, 1ull << 55)
      .multiple_of(4 * kKiB)
      .source("0x80000000, where Spike and riscv-tests place memory");
  registry.add("memory.bytes", &c.memory_bytes, "bytes", "Size of main memory.")
      .range(4 * kKiB, 1024 * kGiB)
      .multiple_of(4 * kKiB);
  std::vector<std::string> models = dram_preset_names();
  models.insert(models.begin(), "fixed");
  registry
      .add("memory.model", &c.memory_model, "",
           "What a memory channel is: a fixed latency and bandwidth, or DRAM of a standard (see dram.*).")
      .choices(std::move(models));
  registry
      .add("memory.channels", &c.memory_channels, "channels", "Memory channels; a fixed one is interleaved by line.")
      .range(1, 64)
      .power_of_two();
  registry
      .add("memory.latency", &c.memory_latency, "cycles",
           "Cycles from a line's request at a fixed channel to its data.")
      .range(1, kMaximumLatency);
  registry.add("memory.width", &c.memory_width, "bytes/cycle", "Bytes that one fixed channel transfers per cycle.")
      .range(1, 256)
      .power_of_two();
  registry.add("memory.external", &c.memory_external, "",
               "Leave the memory port to be bound to a memory of the surrounding platform.");
}

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

void add_dram(ParameterRegistry& registry, DramConfiguration& d) {
  constexpr const char* kGem5Queues = "gem5's controller (gem5, src/mem/MemCtrl.py, src/mem/MemInterface.py)";
  registry.add("dram.ranks", &d.ranks, "ranks", "Ranks per channel.").range(1, 8).power_of_two();
  registry
      .add("dram.mapping", &d.mapping, "",
           "Order of the fields of an address, most significant first; each of row, rank, bank, bankgroup, column and "
           "channel once.")
      .checked_by(AddressMapping::check_order, "an order such as row-rank-bank-column-bankgroup-channel");
  registry.add("dram.bank_hash", &d.bank_hash, "",
               "XOR bank and bank group with the row's lowest bits, which spreads strides over the banks.");
  registry
      .add(
          "dram.page_policy", &d.page_policy, "",
          "Whether a row stays open after an access: until another is needed, only while a queued request wants it, or "
          "as proved right for its bank.")
      .choices({"open", "closed", "adaptive"});
  registry.add("dram.read_queue", &d.read_queue, "entries", "Reads that a channel's controller chooses from.")
      .range(1, 1024)
      .source(kGem5Queues);
  registry.add("dram.write_queue", &d.write_queue, "entries", "Writes that a channel's controller can put off.")
      .range(1, 1024)
      .source(kGem5Queues);
  registry.add("dram.write_high", &d.write_high, "percent", "Fill of the write queue at which writes go before reads.")
      .range(1, 100)
      .source(kGem5Queues);
  registry.add("dram.write_low", &d.write_low, "percent", "Fill of the write queue at which reads go first again.")
      .range(0, 99)
      .source(kGem5Queues);
  registry.add("dram.age_cap", &d.age_cap, "cycles", "Cycles in its queue after which a read goes before all others.")
      .range(0, 1'000'000);
  registry
      .add("dram.controller_latency", &d.controller_latency, "cycles",
           "Cycles that a request spends in controller and PHY, beside queues and devices.")
      .range(0, kMaximumLatency);
}

void add_dram_times(ParameterRegistry& registry, DramOverrides& times) {
  for (unsigned i = 0; i < kDramTimes; ++i)
    registry
        .add(std::string("dram_timing.") + kDramTimeMeanings[i].name, &times[i], "ps",
             std::string(kDramTimeMeanings[i].meaning) + " 0 stands for the figure of memory.model.")
        .range(0, 1'000'000'000)
        .source("the standard of memory.model (models/dram/dram_presets.cpp)");
}

void add_energy(ParameterRegistry& registry, Configuration& c) {
  constexpr double kLimit = 1e9;
  registry.add("energy.instruction", &c.energy_instruction, "pJ", "Energy of one executed instruction.")
      .real_range(0, kLimit);
  registry.add("energy.l1", &c.energy_l1, "pJ", "Energy of one L1 access.").real_range(0, kLimit);
  registry.add("energy.l2", &c.energy_l2, "pJ", "Energy of one access to a private L2.").real_range(0, kLimit);
  registry.add("energy.home", &c.energy_home, "pJ", "Energy of one access to a home node.").real_range(0, kLimit);
  registry.add("energy.flit", &c.energy_flit, "pJ", "Energy of one beat through the crossbar, or over one link.")
      .real_range(0, kLimit);
  registry.add("energy.memory", &c.energy_memory, "pJ", "Energy of moving one line from or to memory.")
      .real_range(0, kLimit);
}

}  // namespace

ParameterRegistry parameters_of(Configuration& configuration) {
  // Parameters take their defaults from what the fields hold when they are added.
  static const Configuration defaults;
  const Configuration values = std::exchange(configuration, defaults);
  ParameterRegistry registry;
  add_system(registry, configuration);
  add_core(registry, configuration);
  add_ooo(registry, configuration.ooo);
  add_order(registry, configuration.order);
  add_cache(registry, "l1i", configuration.l1i);
  add_cache(registry, "l1d", configuration.l1d);
  add_data_array(registry, configuration.l1d_array);
  add_ecc(registry, "l1d", configuration.l1d_ecc, "stores and SCs; an AMO reads anyway.");
  add_l2(registry, configuration.l2);
  add_placement(registry, configuration);
  add_predictor(registry, configuration);
  add_reservation(registry, configuration);
  add_protocol(registry, configuration);
  add_home(registry, configuration);
  add_ecc(registry, "home", configuration.slice_ecc, "partial writes of I/O; an atomic reads anyway.");
  add_fabric(registry, configuration);
  add_network(registry, configuration.network);
  add_dram(registry, configuration.dram);
  add_dram_times(registry, configuration.dram.times);
  add_energy(registry, configuration);
  configuration = values;
  return registry;
}

void apply_setting(Configuration& configuration, std::string_view assignment) {
  parameters_of(configuration).set(assignment);
}

}  // namespace amoeba
