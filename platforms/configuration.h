// Everything that can be set about a platform, with the defaults of the embedded platform.
// The registry (parameter_groups.h) gives each field its path, type, unit, range and meaning: the source of the YAML
// reader, of --set, of the JSON schema and of the reference documentation.
// Errors: ParameterError that names the parameter, its value, the rule and the remedy.
// Units: cycles are cycles of `clock_hertz`; bytes; picojoules. Where each default comes from: see the groups.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "amoeba/base/parameters.h"
#include "amoeba/dram/dram_specification.h"
#include "amoeba/platforms/guest_parameters.h"
#include "amoeba/platforms/mmu_parameters.h"

namespace amoeba {

// Of a hart that executes out of order.
struct OooCoreConfiguration {
  std::uint32_t width = 2;  // instructions
  std::uint32_t window = 64;
  std::uint32_t load_queue = 16;  // entries
  std::uint32_t store_queue = 16;
  std::uint32_t integer_ports = 2;  // instructions per cycle
  std::uint32_t multiply_ports = 1;
  std::uint32_t address_ports = 1;
  std::uint32_t load_ports = 1;
  std::uint32_t mispredict_penalty = 10;  // cycles
  std::uint32_t predictor_entries = 4096;
};

// The order in which the memory operations of a hart are performed.
struct OrderConfiguration {
  std::string model = "rvwmo";              // rvwmo | ztso | sc
  std::string acquire_release = "precise";  // precise | drain
  std::string store_drain = "fifo";         // fifo | relaxed
  bool write_combining = false;
  std::uint32_t drain_delay = 0;   // cycles
  std::uint32_t drain_jitter = 0;  // cycles
  std::uint32_t issue_jitter = 0;  // cycles
  bool early_atomics = false;
  bool early_stores = false;
  bool merged_forwarding = false;
  std::uint32_t sc_failures = 0;  // of a thousand
};

struct CacheConfiguration {
  std::uint64_t bytes;
  std::uint32_t ways;
  std::uint32_t hit_latency;        // cycles from access to use
  std::uint32_t tag_latency;        // cycles until a miss leaves
  std::uint32_t fill_latency;       // cycles from the data's arrival to use
  std::uint32_t mshrs;              // outstanding lines
  std::uint32_t mshr_targets;       // requests merged per outstanding line
  std::uint32_t write_backs;        // entries of the write-back buffer
  std::string replacement = "lru";  // lru | tree-plru | srrip | random
};

// What only a data cache has: ports and banks of its data array, prefetching.
struct DataCacheConfiguration {
  std::uint32_t ports = 0;  // 0: without limit
  std::uint32_t banks = 0;  // 0: without limit
  std::uint32_t bank_bytes = 8;
  std::string prefetcher = "none";  // none | next-line | stride
  std::uint32_t prefetch_degree = 1;
};

// The private second-level cache of a tile.
struct L2Configuration {
  std::uint64_t bytes = 0;  // 0: none
  std::uint32_t ways = 8;
  std::string inclusion = "inclusive";  // of the L1D's lines: inclusive | exclusive | non-inclusive
  std::uint32_t tag_latency = 2;        // cycles from a request's arrival until it is known to miss
  std::uint32_t hit_latency = 8;        // cycles from a request's arrival to its line
  std::uint32_t mshrs = 8;
  std::uint32_t write_backs = 4;
  std::string replacement = "lru";
  std::uint32_t ports = 0;  // 0: without limit
  std::uint32_t banks = 0;  // 0: without limit
  std::uint32_t bank_cycles = 1;
  std::string prefetcher = "none";  // none | next-line | stride
  std::uint32_t prefetch_degree = 1;
};

// A write of fewer bytes than the granule of an array's ECC reads, merges and writes.
struct EccConfiguration {
  std::uint32_t granule = 0;  // bytes; 0: none
  std::uint32_t latency = 2;  // cycles that such a write adds
};

// Of a memory channel with a DRAM model.
struct DramConfiguration {
  std::uint32_t ranks = 1;  // per channel
  std::string mapping = "row-rank-bank-column-bankgroup-channel";
  bool bank_hash = false;
  std::string page_policy = "open";  // open | closed | adaptive
  std::uint32_t read_queue = 32;     // entries
  std::uint32_t write_queue = 64;
  std::uint32_t write_high = 85;          // per cent of the write queue
  std::uint32_t write_low = 50;           // per cent of the write queue
  std::uint32_t age_cap = 4000;           // cycles
  std::uint32_t controller_latency = 10;  // cycles
  DramOverrides times{};                  // picoseconds; 0: the preset's
};

// Of a network of routers; a crossbar has parameters of its own, channels aside.
struct NetworkConfiguration {
  std::string topology = "crossbar";  // crossbar | ring | mesh | chiplets | clusters
  std::uint32_t columns = 0;          // of routers, in each chiplet; 0: as the harts need
  std::uint32_t rows = 0;
  std::uint32_t concentration = 1;  // tiles per router
  std::uint32_t link_latency = 1;   // cycles
  std::uint32_t link_width = 16;    // bytes per cycle
  std::uint32_t router_stages = 2;  // cycles
  std::uint32_t port_latency = 1;   // cycles between an agent and its router
  std::uint32_t buffers = 8;        // messages per link and channel
  bool separate_channels = true;    // links or ports of their own for REQ, SNP, RSP and DAT
  bool dateline = false;            // of a ring: a pair of virtual channels for each
  std::uint32_t chiplets = 2;       // or clusters
  std::uint32_t chiplet_latency = 10;
  std::uint32_t chiplet_width = 16;
  std::string home_placement = "spread";  // spread | edges | list of routers
  std::string memory_placement = "spread";
};

struct Configuration {
  // system
  std::uint32_t harts = 4;
  std::uint64_t seed = 1;
  std::uint64_t clock_hertz = 1'000'000'000;
  std::uint32_t line_bytes = 64;
  bool strict = false;
  bool check_protocol = false;
  bool check_order = false;
  std::string region_account = "off";  // off | region-of-interest | first-operation
  std::string queue = "wheel";         // wheel | heap

  // core
  std::string core = "inorder";  // inorder | ooo
  std::string isa = "rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zawrs";
  std::uint32_t multiply_latency = 3;
  std::uint32_t divide_latency = 20;
  std::uint32_t mispredict_penalty = 3;
  std::uint32_t trap_penalty = 4;  // pipeline flush on trap entry, mret and sret
  std::uint32_t csr_latency = 1;
  std::uint32_t store_buffer_entries = 8;
  std::uint32_t outstanding_atomics = 1;  // AMOs of one hart under way at once
  bool misaligned_in_hardware = true;     // plain loads and stores; atomics always trap
  OooCoreConfiguration ooo;
  OrderConfiguration order;
  MmuParameters mmu;      // of harts with supervisor mode
  GuestParameters guest;  // of harts with the hypervisor extension

  // caches
  CacheConfiguration l1i{16 * 1024, 4, 1, 1, 1, 2, 4, 1};
  CacheConfiguration l1d{16 * 1024, 4, 2, 1, 1, 4, 8, 2};
  DataCacheConfiguration l1d_array;
  L2Configuration l2;

  EccConfiguration l1d_ecc, slice_ecc;

  // atomics
  std::string placement = "all-near";     // a name of coherence/placement.h
  std::uint32_t predictor_entries = 128;  // of the adaptive placement's reuse table, per L1D
  std::uint32_t predictor_ways = 4;
  std::uint32_t predictor_confidence_bits = 6;
  std::uint32_t amo_latency = 2;             // cycles that a near AMO adds to a hit
  std::uint32_t far_latency = 2;             // cycles in the home node's atomic unit
  std::uint32_t far_interval = 2;            // cycles from one atomic of the unit to the next
  bool far_combining = false;                // atomics that find their line in the unit skip directory and slice
  std::string lr_acquires = "shared";        // shared | unique
  std::uint32_t reservation_bytes = 0;       // 0: a line
  std::uint32_t reservation_window = 64;     // cycles during which a uniquely held reserved line resists snoops
  std::uint32_t reservation_timeout = 1024;  // cycles after which a reservation lapses
  std::uint32_t sc_backoff = 4;              // cycles by which an LR is delayed after a failed SC, doubled per failure
  std::uint32_t sc_backoff_limit = 64;       // cycles
  std::uint32_t wrs_timeout = 512;           // cycles of wrs.sto
  std::uint32_t lrwait_queue = 32;           // LRwaits that can wait at a home node
  std::uint32_t lrwait_window = 1024;        // cycles that an SCwait has from the answer of its LRwait

  // coherence protocol
  std::string protocol = "mesi";           // mesi | moesi
  std::string forwarding = "none";         // none | dirty | clean-and-dirty
  std::string clean_eviction = "silent";   // silent | notified
  std::string directory = "full-map";      // full-map | limited-pointers | snoop-filter
  std::uint32_t directory_pointers = 4;    // sharers that an entry of limited-pointers names
  std::uint32_t directory_entries = 4096;  // lines of a snoop-filter, per home node
  std::uint32_t directory_ways = 8;

  // home nodes and shared cache
  std::uint32_t home_nodes = 2;
  std::uint32_t home_requests = 32;        // per home node
  std::uint64_t slice_bytes = 256 * 1024;  // per home node
  std::uint32_t slice_ways = 8;
  std::string slice_inclusion = "non-inclusive";  // inclusive | exclusive | non-inclusive | directory-only
  std::uint32_t slice_occupancy = 0;              // cycles per access; 0: without limit
  std::string slice_replacement = "lru";          // as of the caches
  std::uint32_t directory_latency = 3;
  std::uint32_t slice_latency = 6;

  // crossbar
  std::uint32_t crossbar_latency = 4;
  std::uint32_t crossbar_width = 16;   // bytes per cycle and port
  bool crossbar_sender_ports = false;  // messages also wait for output ports of their sender

  NetworkConfiguration network;

  // memory
  std::uint64_t memory_base = 0x8000'0000;
  std::uint64_t memory_bytes = 256ull * 1024 * 1024;
  std::string memory_model = "fixed";  // fixed, or the name of a DRAM preset
  std::uint32_t memory_channels = 1;
  std::uint32_t memory_latency = 80;  // cycles
  std::uint32_t memory_width = 8;     // bytes per cycle and channel
  bool memory_external = false;       // bind the memory port instead of the built-in channels

  DramConfiguration dram;

  // devices
  std::uint32_t plic_sources = 0;  // 0: no PLIC and no doorbell

  // energy coefficients, picojoules per event
  double energy_instruction = 4.0;
  double energy_l1 = 10.0;
  double energy_l2 = 20.0;
  double energy_home = 30.0;
  double energy_flit = 3.0;       // one beat through the crossbar, or over a link
  double energy_memory = 2000.0;  // one line from or to memory
};

// Every field of `configuration` by its path; the registry refers to `configuration`, which must outlive it.
ParameterRegistry parameters_of(Configuration& configuration);

// Reads "path=value".
void apply_setting(Configuration& configuration, std::string_view assignment);

// Checks every parameter by itself and the rules between them (configuration_rules.cpp).
void validate(const Configuration& configuration);

}  // namespace amoeba
