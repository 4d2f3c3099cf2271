#include "amoeba/platforms/memory_system.h"

#include <cstring>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/devices/aclint.h"
#include "amoeba/devices/console.h"
#include "amoeba/devices/doorbell.h"
#include "amoeba/devices/io_bus.h"
#include "amoeba/devices/plic.h"
#include "amoeba/platforms/dram_parameters.h"
#include "amoeba/tlm/loosely_timed_adapter.h"

namespace amoeba {

namespace {

// The usual places of these devices in RISC-V systems.
constexpr std::uint64_t kAclintBase = 0x0200'0000;
constexpr std::uint64_t kPlicBase = 0x0c00'0000;
constexpr std::uint64_t kConsoleBase = 0x1000'0000;
constexpr std::uint64_t kDoorbellBase = 0x1001'0000;
constexpr Tick kMemoryLink = 1;  // between a home node and its memory channel; assumed

L1Parameters l1_parameters(const Configuration& configuration, bool instruction) {
  const CacheConfiguration& cache = instruction ? configuration.l1i : configuration.l1d;
  L1Parameters p;
  p.bytes = cache.bytes;
  p.ways = cache.ways;
  p.replacement = parse_replacement(cache.replacement).value_or(p.replacement);
  p.hit_latency = cache.hit_latency;
  p.tag_latency = cache.tag_latency;
  p.fill_latency = cache.fill_latency;
  p.mshrs = cache.mshrs;
  p.mshr_targets = cache.mshr_targets;
  p.write_backs = cache.write_backs;
  p.instruction_cache = instruction;
  p.evicts_with_data = configuration.slice_inclusion == "exclusive";
  if (!instruction) {
    const DataCacheConfiguration& data = configuration.l1d_array;
    p.banks = {data.ports, data.banks, data.bank_bytes};
    p.prefetcher = parse_choice<PrefetcherKind>(data.prefetcher, kPrefetcherNames).value_or(p.prefetcher);
    p.prefetch_degree = data.prefetch_degree;
  }
  p.ecc_granule = instruction ? 0 : configuration.l1d_ecc.granule;
  p.ecc_latency = configuration.l1d_ecc.latency;
  p.amo_latency = configuration.amo_latency;
  p.lr_acquires_unique = configuration.lr_acquires == "unique";
  p.placement = *parse_placement(configuration.placement);
  p.predictor = {configuration.predictor_entries, configuration.predictor_ways,
                 configuration.predictor_confidence_bits};
  p.reservation = {configuration.reservation_bytes == 0 ? configuration.line_bytes : configuration.reservation_bytes,
                   configuration.reservation_window, configuration.reservation_timeout, configuration.sc_backoff,
                   configuration.sc_backoff_limit};
  return p;
}

L2Parameters l2_parameters(const Configuration& configuration) {
  const L2Configuration& l2 = configuration.l2;
  L2Parameters p;
  p.bytes = l2.bytes;
  p.ways = l2.ways;
  p.replacement = parse_replacement(l2.replacement).value_or(p.replacement);
  p.inclusion = parse_choice<Inclusion>(l2.inclusion, kInclusionNames).value_or(p.inclusion);
  p.tag_latency = l2.tag_latency;
  p.hit_latency = l2.hit_latency;
  p.mshrs = l2.mshrs;
  p.write_backs = l2.write_backs;
  p.ports = l2.ports;
  p.banks = l2.banks;
  p.bank_cycles = l2.bank_cycles;
  p.prefetcher = parse_choice<PrefetcherKind>(l2.prefetcher, kPrefetcherNames).value_or(p.prefetcher);
  p.prefetch_degree = l2.prefetch_degree;
  p.evicts_with_data = configuration.slice_inclusion == "exclusive";
  return p;
}

HomeParameters home_parameters(const Configuration& configuration, MemoryLink memory_link) {
  HomeParameters p;
  p.requests = configuration.home_requests;
  p.slice_bytes = configuration.slice_bytes;
  p.slice_ways = configuration.slice_ways;
  p.slice_replacement = parse_replacement(configuration.slice_replacement).value_or(p.slice_replacement);
  p.slice_inclusion =
      parse_choice<SliceInclusion>(configuration.slice_inclusion, kSliceInclusionNames).value_or(p.slice_inclusion);
  p.slice_occupancy = configuration.slice_occupancy;
  p.interleave = configuration.home_nodes;
  p.directory_latency = configuration.directory_latency;
  p.slice_latency = configuration.slice_latency;
  p.far_latency = configuration.far_latency;
  p.far_interval = configuration.far_interval;
  p.far_combining = configuration.far_combining;
  p.wait_places = configuration.lrwait_queue;
  p.wait_window = configuration.lrwait_window;
  if (configuration.placement == "adaptive") p.most_reuse = most_confidence(configuration.predictor_confidence_bits);
  p.ecc_granule = configuration.slice_ecc.granule;
  p.ecc_latency = configuration.slice_ecc.latency;
  p.memory_link = memory_link;
  if (configuration.directory == "limited-pointers") p.pointers = configuration.directory_pointers;
  if (configuration.directory == "snoop-filter") p.filter_entries = configuration.directory_entries;
  p.filter_ways = configuration.directory_ways;
  if (p.slice_inclusion == SliceInclusion::inclusive) {  // its tags are the directory
    p.filter_entries = static_cast<unsigned>(configuration.slice_bytes / configuration.line_bytes);
    p.filter_ways = configuration.slice_ways;
  }
  return p;
}

}  // namespace

// A value that does not exist is refused by validate().
ProtocolOptions protocol_options(const Configuration& configuration) {
  const ProtocolOptions fallback;
  return {
      parse_choice<ProtocolKind>(configuration.protocol, kProtocolNames).value_or(fallback.protocol),
      parse_choice<Forwarding>(configuration.forwarding, kForwardingNames).value_or(fallback.forwarding),
      parse_choice<CleanEviction>(configuration.clean_eviction, kCleanEvictionNames).value_or(fallback.clean_eviction)};
}

// The devices and what leads to them.
struct MemorySystem::Devices {
  Devices(const Configuration& configuration, const Aclint::InterruptSink& interrupts,
          const std::function<void(char)>& text)
      : adapter("io_adapter"),
        bus("io_bus"),
        aclint("aclint", configuration.harts, kTimerHertz, interrupts),
        console("console", text) {
    adapter.initiator_socket.bind(bus.socket);
    bus.attach(kAclintBase, Aclint::kBytes, aclint.socket);
    bus.attach(kConsoleBase, Console::kBytes, console.socket);
    if (configuration.plic_sources != 0) attach_plic(configuration, interrupts);
  }

  void attach_plic(const Configuration& configuration, const Plic::InterruptSink& interrupts) {
    plic = std::make_unique<Plic>("plic", configuration.harts, configuration.plic_sources, interrupts);
    doorbell = std::make_unique<Doorbell>("doorbell", configuration.plic_sources,
                                          [this](unsigned source, bool level) { plic->set_source(source, level); });
    bus.attach(kPlicBase, Plic::kBytes, plic->socket);
    bus.attach(kDoorbellBase, Doorbell::kBytes, doorbell->socket);
  }
  void reset() {
    aclint.reset();
    console.reset();
    if (plic == nullptr) return;
    doorbell->reset();
    plic->reset();
  }
  void serialize(Archive& archive) {
    archive(aclint);
    if (plic != nullptr) archive(*doorbell, *plic);
  }

  LooselyTimedAdapter adapter;
  IoBus bus;
  Aclint aclint;
  Console console;
  std::unique_ptr<Plic> plic;  // may be missing, both
  std::unique_ptr<Doorbell> doorbell;
};

MemorySystem::MemorySystem(const sc_core::sc_module_name& name, const Configuration& configuration, PortUse use,
                           const std::optional<ProtocolTables>& tables)
    : sc_module(name),
      line_bytes_(configuration.line_bytes),
      tables_(tables.value_or(ProtocolTables(protocol_options(configuration)))),
      cluster_("cluster", TimeBase(configuration.clock_hertz), configuration.line_bytes,
               configuration.queue == "heap" ? QueueKind::heap : QueueKind::wheel),
      home_index_(configuration.line_bytes, configuration.home_nodes),
      plan_((validate(configuration), network_plan(configuration))),
      network_(build_network(configuration, plan_, cluster_.scheduler())) {
  Scheduler& scheduler = cluster_.scheduler();
  scheduler.connect(*network_.network);
  scheduler.set_strict(configuration.strict);
  scheduler.set_edge_latency(network_.edges);
  build_map(configuration);
  build_fabric(configuration);
  build_tiles(configuration, use);
  build_devices(configuration);
}

MemorySystem::~MemorySystem() = default;

void MemorySystem::build_map(const Configuration& configuration) {
  addresses_.add({"memory", configuration.memory_base, configuration.memory_bytes, RegionKind::memory, AmoClass::cas_q,
                  ReservationClass::eventual});
  addresses_.add({"aclint", kAclintBase, Aclint::kBytes, RegionKind::io});
  addresses_.add({"console", kConsoleBase, Console::kBytes, RegionKind::io});
  if (configuration.plic_sources == 0) return;
  addresses_.add({"plic", kPlicBase, Plic::kBytes, RegionKind::io});
  addresses_.add({"doorbell", kDoorbellBase, Doorbell::kBytes, RegionKind::io});
}

// What stands for main memory, in the order in which it is interleaved.
std::vector<AgentId> MemorySystem::build_memory(const Configuration& configuration) {
  Scheduler& scheduler = cluster_.scheduler();
  std::vector<AgentId> memories;
  if (configuration.memory_external) {
    memory_port_ = network_.carries_memory ? std::make_unique<MemoryPort>("memory_port", cluster_, memory_link())
                                           : std::make_unique<MemoryPort>("memory_port", cluster_);
    return {memory_port_->id()};
  }
  for (unsigned i = 0; i < configuration.memory_channels; ++i) {
    const std::string name = "memory" + std::to_string(i);
    if (configuration.memory_model == "fixed") {
      const MemoryParameters parameters{configuration.memory_latency, configuration.memory_width, memory_link()};
      channels_.push_back(std::make_unique<MemoryChannel>(name, parameters, scheduler, store_));
      memories.push_back(channels_.back()->id());
    } else {
      dram_channels_.push_back(std::make_unique<DramChannel>(name, dram_parameters(configuration, memory_link()),
                                                             dram_mapping(configuration), scheduler, store_));
      memories.push_back(dram_channels_.back()->id());
    }
  }
  return memories;
}

void MemorySystem::build_fabric(const Configuration& configuration) {
  Scheduler& scheduler = cluster_.scheduler();
  const std::vector<AgentId> memories = build_memory(configuration);
  for (std::size_t i = 0; i < memories.size(); ++i) network_.network->attach(memories[i], plan_.memories[i]);
  const AgentInterleave memory_of(channel_bytes(configuration), memories);
  const HomeParameters parameters = home_parameters(configuration, memory_link());
  for (unsigned i = 0; i < configuration.home_nodes; ++i) {
    homes_.push_back(std::make_unique<HomeNode>("home" + std::to_string(i), parameters, scheduler, *network_.network,
                                                tables_.home, memory_of));
    network_.network->attach(homes_.back()->id(), plan_.homes[i]);
  }
}

MemoryLink MemorySystem::memory_link() const {
  return network_.carries_memory ? MemoryLink(*network_.network) : MemoryLink(kMemoryLink);
}

AgentInterleave MemorySystem::home_of() const {
  std::vector<AgentId> homes;
  for (const auto& home : homes_) homes.push_back(home->id());
  return AgentInterleave(line_bytes_, std::move(homes));
}

void MemorySystem::build_tiles(const Configuration& configuration, PortUse use) {
  uncached_port_ =
      std::make_unique<UncachedPort>("uncached_port", cluster_, *network_.network, configuration.directory_latency);
  network_.network->attach(uncached_port_->id(), 0);
  const L1Surroundings surroundings{cluster_, *network_.network, addresses_, *this, home_of(), uncached_port_->id()};
  for (unsigned i = 0; i < configuration.harts; ++i) {
    Tile tile;
    tile.id = cluster_.scheduler().add_tile();
    const std::string name = "tile" + std::to_string(i) + "_";
    tile.l1i = std::make_unique<L1Cache>((name + "l1i").c_str(), l1_parameters(configuration, true), surroundings,
                                         tile.id, tables_.cache);
    tile.l1d = std::make_unique<L1Cache>((name + "l1d").c_str(), l1_parameters(configuration, false), surroundings,
                                         tile.id, tables_.cache);
    if (configuration.l2.bytes != 0)
      tile.l2 = std::make_unique<PrivateL2>(name + "l2", l2_parameters(configuration), surroundings, tile.id,
                                            tables_.cache, *tile.l1i, *tile.l1d);
    tile.l1i->set_foreign(use == PortUse::foreign);
    tile.l1d->set_foreign(use == PortUse::foreign);
    for (const L1Cache* cache : {tile.l1i.get(), tile.l1d.get()})
      network_.network->attach(cache->id(), plan_.router_of_tile(i));
    if (tile.l2 != nullptr) network_.network->attach(tile.l2->id(), plan_.router_of_tile(i));
    tiles_.push_back(std::move(tile));
  }
  std::vector<AgentId> caches;
  for (const Tile& tile : tiles_)
    for (const AgentId agent : tile.coherence_agents()) caches.push_back(agent);
  for (const auto& home : homes_) home->set_caches(caches);
}

std::vector<AgentId> MemorySystem::Tile::coherence_agents() const {
  if (l2 != nullptr) return {l2->id()};
  return {l1i->id(), l1d->id()};
}

void MemorySystem::build_devices(const Configuration& configuration) {
  htif_ = std::make_unique<Htif>(
      "htif", Htif::Surroundings{cluster_.scheduler(), *network_.network, home_of(), configuration.directory_latency});
  inbound_port_ = std::make_unique<InboundPort>(
      "inbound_port", InboundPort::Surroundings{cluster_, *network_.network, addresses_, *this, home_of(),
                                                configuration.directory_latency});
  network_.network->attach(htif_->id(), 0);
  network_.network->attach(inbound_port_->id(), 0);
  devices_ = std::make_unique<Devices>(
      configuration, [this](unsigned hart, unsigned line, bool level) { interrupt(hart, line, level); },
      [this](char c) {
        if (console_) console_(c);
      });
  uncached_port_->socket.bind(devices_->adapter.target_socket);
}

void MemorySystem::on_console(std::function<void(char)> sink) {
  console_ = std::move(sink);
  htif_->on_console(console_);
}

void MemorySystem::interrupt(unsigned hart, unsigned line, bool level) {
  if (!interrupted_agent_) return;
  Message message;
  message.kind = EventKind::delivery;
  message.opcode = kInterruptOpcode;
  message.destination = interrupted_agent_(hart);
  message.detail = static_cast<std::uint8_t>(line);
  message.state = level;
  const Tick at = cluster_.entry_tick(sc_core::SC_ZERO_TIME) + cluster_.scheduler().edge_latency().fabric_to_tile;
  cluster_.post_foreign(message, at);
}

HartPort& MemorySystem::data_port(unsigned tile) {
  return tiles_[tile].l1d->port;
}
HartPort& MemorySystem::fetch_port(unsigned tile) {
  return tiles_[tile].l1i->port;
}
tlm::tlm_initiator_socket<64>& MemorySystem::memory_port() {
  return memory_port_->socket;
}

void MemorySystem::reset(std::uint64_t seed) {
  cluster_.reset(seed);
  network_.network->reset();
  store_.clear();
  devices_->reset();
}

void MemorySystem::serialize(Archive& archive) {
  cluster_.serialize(archive);
  archive(store_, *network_.network, *devices_);
}

void MemorySystem::watch_host_symbols(std::uint64_t tohost, std::uint64_t fromhost) {
  htif_->set_symbols(tohost, fromhost);
  for (Tile& tile : tiles_) tile.l1d->watch(tohost, htif_->id());
}

void MemorySystem::register_statistics(StatisticsRegistry& registry) const {
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    tiles_[i].l1i->register_statistics(registry, "hart" + std::to_string(i) + ".l1i");
    tiles_[i].l1d->register_statistics(registry, "hart" + std::to_string(i) + ".l1d");
    if (tiles_[i].l2) tiles_[i].l2->register_statistics(registry, "hart" + std::to_string(i) + ".l2");
  }
  for (std::size_t i = 0; i < homes_.size(); ++i) homes_[i]->register_statistics(registry, "home" + std::to_string(i));
  for (std::size_t i = 0; i < channels_.size(); ++i)
    channels_[i]->register_statistics(registry, "memory" + std::to_string(i));
  for (std::size_t i = 0; i < dram_channels_.size(); ++i)
    dram_channels_[i]->register_statistics(registry, "memory" + std::to_string(i));
  network_.network->register_statistics(registry);
}

}  // namespace amoeba
