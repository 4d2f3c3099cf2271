// The memory system of a platform without its harts: caches per tile, network, home nodes, memory, devices.
// Use it to drive Amoeba's caches from initiators of your own: bind their sockets to data_port(tile) or
// fetch_port(tile). Units: ticks are cycles of the configuration's clock. Errors: std::invalid_argument for an
// impossible configuration.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "amoeba/base/address_map.h"
#include "amoeba/base/line_interleave.h"
#include "amoeba/base/statistics.h"
#include "amoeba/cache/l1_cache.h"
#include "amoeba/cache/private_l2.h"
#include "amoeba/coherence/protocol_tables.h"
#include "amoeba/devices/htif.h"
#include "amoeba/interconnect/home_node.h"
#include "amoeba/interconnect/inbound_port.h"
#include "amoeba/memory/backing_store.h"
#include "amoeba/memory/dram_channel.h"
#include "amoeba/memory/memory_channel.h"
#include "amoeba/memory/memory_port.h"
#include "amoeba/memory/uncached_port.h"
#include "amoeba/platforms/network_builder.h"
#include "amoeba/sched/cluster.h"
#include "amoeba/tlm/debug_space.h"

namespace amoeba {

// Whose initiators are bound to the hart ports.
enum class PortUse : std::uint8_t {
  harts,    // of this cluster's scheduler
  foreign,  // any TLM-2.0 initiator
};

// The protocol that a configuration names.
ProtocolOptions protocol_options(const Configuration& configuration);

class MemorySystem : public sc_core::sc_module, public DebugSpace {
 public:
  static constexpr std::uint64_t kTimerHertz = 10'000'000;  // of mtime; assumed, as in common device trees

  MemorySystem(const sc_core::sc_module_name& name, const Configuration& configuration, PortUse use,
               const std::optional<ProtocolTables>& tables = {});
  ~MemorySystem() override;

  HartPort& data_port(unsigned tile);
  HartPort& fetch_port(unsigned tile);
  // To be bound when the configuration asks for external memory.
  tlm::tlm_initiator_socket<64>& memory_port();

  // For foreign masters that access main memory coherently; may stay unbound.
  InboundPort::Socket& inbound_port() { return inbound_port_->socket; }

  Cluster& cluster() { return cluster_; }
  Scheduler& scheduler() { return cluster_.scheduler(); }
  const AddressMap& addresses() const { return addresses_; }
  L1Cache& l1d(unsigned tile) { return *tiles_[tile].l1d; }
  L1Cache& l1i(unsigned tile) { return *tiles_[tile].l1i; }
  PrivateL2* l2(unsigned tile) { return tiles_[tile].l2.get(); }  // null without
  TileId tile_id(unsigned tile) const { return tiles_[tile].id; }
  const Interconnect& network() const { return *network_.network; }
  HomeNode& home(unsigned index) { return *homes_[index]; }
  unsigned homes() const { return static_cast<unsigned>(homes_.size()); }
  Htif& htif() { return *htif_; }
  // Characters of the serial console and of the host interface.
  void on_console(std::function<void(char)> sink);
  // Which agent is told of a hart's interrupt lines.
  void on_interrupt(std::function<AgentId(unsigned hart)> agent_of) { interrupted_agent_ = std::move(agent_of); }

  void reset(std::uint64_t seed);
  // Saves or loads the whole state at a quiescent point: no message in flight (std::logic_error otherwise).
  void serialize(Archive& archive);
  // Watches the doublewords of the host interface; 0 when a program has none.
  void watch_host_symbols(std::uint64_t tohost, std::uint64_t fromhost);
  void register_statistics(StatisticsRegistry& registry) const;

  std::size_t debug_read(std::uint64_t address, std::byte* bytes, std::size_t size) override;
  std::size_t debug_write(std::uint64_t address, const std::byte* bytes, std::size_t size) override;

 private:
  struct Devices;
  struct Tile {
    TileId id;
    std::unique_ptr<L1Cache> l1i, l1d;
    std::unique_ptr<PrivateL2> l2;  // may be missing
    std::vector<AgentId> coherence_agents() const;
    std::byte* debug_bytes(std::uint64_t line, bool& dirty) const;
  };

  void build_map(const Configuration& configuration);
  std::vector<AgentId> build_memory(const Configuration& configuration);
  void build_fabric(const Configuration& configuration);
  void build_tiles(const Configuration& configuration, PortUse use);
  void build_devices(const Configuration& configuration);
  void interrupt(unsigned hart, unsigned line, bool level);
  AgentInterleave home_of() const;
  MemoryLink memory_link() const;
  template <class Visit>
  std::size_t each_line(std::uint64_t address, std::size_t size, Visit&& visit);
  const std::byte* travelling(std::uint64_t line, Opcode opcode);
  const std::byte* newest(std::uint64_t line, std::vector<std::byte>& scratch);
  void write_copies(std::uint64_t line, std::uint64_t offset, const std::byte* bytes, std::size_t size);

  unsigned line_bytes_;
  ProtocolTables tables_;
  Cluster cluster_;
  AddressMap addresses_;
  BackingStore store_;
  LineInterleave home_index_;
  NetworkPlan plan_;
  BuiltNetwork network_;
  std::vector<std::unique_ptr<HomeNode>> homes_;
  std::vector<std::unique_ptr<MemoryChannel>> channels_;
  std::vector<std::unique_ptr<DramChannel>> dram_channels_;  // instead of channels_
  std::unique_ptr<MemoryPort> memory_port_;
  std::unique_ptr<UncachedPort> uncached_port_;
  std::unique_ptr<InboundPort> inbound_port_;
  std::unique_ptr<Htif> htif_;
  std::unique_ptr<Devices> devices_;
  std::function<void(char)> console_;
  std::vector<Tile> tiles_;
  std::function<AgentId(unsigned)> interrupted_agent_;
};

}  // namespace amoeba
