// Whether a configuration describes a platform that can exist: the rules that concern several parameters.
#include "amoeba/base/isa_extensions.h"
#include "amoeba/base/quantity.h"
#include "amoeba/dram/address_mapping.h"
#include "amoeba/dram/dram_presets.h"
#include "amoeba/platforms/configuration.h"
#include "amoeba/platforms/network_plan.h"

namespace amoeba {
namespace {

bool is_power_of_two(std::uint64_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

std::string bytes_text(std::uint64_t value) {
  return format_quantity(value, "bytes");
}

[[noreturn]] void refuse(const std::string& path, const std::string& value, const std::string& rule,
                         const std::string& remedy) {
  throw ParameterError(path + " = " + value + ": " + rule + "; " + remedy);
}

void check_geometry(const std::string& bytes_path, std::uint64_t bytes, const std::string& ways_path,
                    std::uint64_t ways, std::uint64_t line_bytes) {
  const std::uint64_t set_bytes = ways * line_bytes;
  if (bytes % set_bytes == 0 && is_power_of_two(bytes / set_bytes)) return;
  refuse(bytes_path, bytes_text(bytes),
         "must be a power of two of sets, each of " + std::to_string(ways) + " ways of " + bytes_text(line_bytes),
         "choose " + bytes_text(set_bytes) + " times a power of two, or change " + ways_path);
}

void check_replacement(const std::string& path, const std::string& policy, std::uint64_t ways) {
  if (policy != "tree-plru" || is_power_of_two(ways)) return;
  refuse(path, policy, "needs a power of two of ways, not " + std::to_string(ways), "choose lru or other ways");
}

void check_l2(const Configuration& c) {
  if (c.l2.bytes == 0) return;
  check_geometry("l2.bytes", c.l2.bytes, "l2.ways", c.l2.ways, c.line_bytes);
  check_replacement("l2.replacement", c.l2.replacement, c.l2.ways);
  if (c.l2.hit_latency >= c.l2.tag_latency) return;
  refuse("l2.hit_latency", std::to_string(c.l2.hit_latency) + " cycles",
         "must not be less than l2.tag_latency, which is " + std::to_string(c.l2.tag_latency), "raise it");
}

void check_slice(const Configuration& c) {
  if (c.slice_inclusion == "inclusive" && c.directory == "snoop-filter") {
    refuse("home.slice_inclusion", c.slice_inclusion, "has its tags for a directory, and room for no other",
           "choose another, or directory.kind = full-map");
  }
  if (c.slice_inclusion == "exclusive" && c.clean_eviction == "silent") {
    refuse("home.slice_inclusion", c.slice_inclusion, "lives on the clean lines that private caches give up",
           "set protocol.clean_eviction = notified");
  }
}

void check_directory(const Configuration& c) {
  if (c.directory != "snoop-filter") return;
  const std::uint64_t ways = c.directory_ways, entries = c.directory_entries;
  if (entries % ways == 0 && is_power_of_two(entries / ways)) return;
  refuse("directory.entries", std::to_string(entries),
         "must be a power of two of sets, each of " + std::to_string(ways) + " ways",
         "choose " + std::to_string(ways) + " times a power of two, or change directory.ways");
}

void check_width(const std::string& path, std::uint64_t width, std::uint64_t line_bytes) {
  if (width <= line_bytes) return;
  refuse(path, std::to_string(width), "must not exceed system.line_bytes, which is " + bytes_text(line_bytes),
         "lower it or choose longer lines");
}

void check_reservations(const Configuration& c) {
  const std::uint32_t set = c.reservation_bytes;
  if (set != 0 && (set < 8 || set > c.line_bytes)) {
    refuse("atomics.reservation_bytes", bytes_text(set),
           "must hold the 8 bytes that lr.d reads and lie in one line of " + bytes_text(c.line_bytes),
           "choose 0 for a whole line, or a power of two in between");
  }
  if (c.reservation_window > c.reservation_timeout) {
    refuse("atomics.reservation_window", std::to_string(c.reservation_window) + " cycles",
           "must not outlast the reservation, which lapses after " + std::to_string(c.reservation_timeout) + " cycles",
           "lower it or raise atomics.reservation_timeout");
  }
  if (c.sc_backoff > c.sc_backoff_limit) {
    refuse("atomics.sc_backoff", std::to_string(c.sc_backoff) + " cycles",
           "must not exceed its limit of " + std::to_string(c.sc_backoff_limit) + " cycles",
           "lower it or raise atomics.sc_backoff_limit");
  }
}

void check_core(const Configuration& c) {
  if (c.core == "ooo" && c.region_account != "off")
    refuse("system.region_account", c.region_account, "only harts in order keep regions apart",
           "set hart.core = inorder");
  if (c.core != "ooo" || !IsaExtensions::parse(c.isa).has(Extension::s)) return;
  refuse("core.isa", c.isa, "names supervisor mode, which the out-of-order hart lacks",
         "set hart.core = inorder, or leave s and h out");
}

void check_predictor(const Configuration& c) {
  if (c.predictor_ways <= c.predictor_entries) return;
  refuse("atomics.predictor_ways", std::to_string(c.predictor_ways),
         "must not exceed atomics.predictor_entries, which is " + std::to_string(c.predictor_entries),
         "lower it or enlarge the table");
}

void check_memory(const Configuration& c) {
  constexpr std::uint64_t kPhysicalAddresses = 1ull << 56;
  if (c.memory_bytes > kPhysicalAddresses - c.memory_base) {
    refuse("memory.bytes", bytes_text(c.memory_bytes), "memory must end below the physical address 2^56 of RV64",
           "lower it or memory.base");
  }
}

void check_dram(const Configuration& c) {
  if (c.memory_model == "fixed") return;
  if (c.memory_external) {
    refuse("memory.model", c.memory_model, "says nothing about an external memory", "set it or memory.external");
  }
  const DramSpecification& preset = dram_preset(c.memory_model);
  const DramShape shape = dram_shape(preset, c.memory_channels, c.dram.ranks, c.line_bytes);
  if (c.memory_bytes > shape.bytes()) {
    refuse("memory.bytes", bytes_text(c.memory_bytes),
           "must not exceed the " + bytes_text(shape.bytes()) + " of the DRAM channels",
           "lower it or raise dram.ranks or memory.channels");
  }
  if (c.dram.write_low >= c.dram.write_high) {
    refuse("dram.write_low", std::to_string(c.dram.write_low) + " percent",
           "must be less than dram.write_high, which is " + std::to_string(c.dram.write_high), "lower it");
  }
  try {
    dram_cycles(preset, c.dram.times);
  } catch (const std::invalid_argument& problem) {
    throw ParameterError(std::string("dram_timing: ") + problem.what());
  }
}

void check_network(const Configuration& c) {
  check_width("network.link_width", c.network.link_width, c.line_bytes);
  check_width("network.chiplet_width", c.network.chiplet_width, c.line_bytes);
  if (c.network.topology == "ring" && c.network.rows > 1)
    refuse("network.rows", std::to_string(c.network.rows), "a ring has one row", "set network.columns instead");
  if (c.network.dateline && c.network.topology != "ring")
    refuse("network.dateline", "true", "only a ring has one", "set network.topology = ring");
  network_plan(c);
}

}  // namespace

void validate(const Configuration& configuration) {
  Configuration copy = configuration;
  parameters_of(copy).check();
  const std::uint64_t line = configuration.line_bytes;
  check_geometry("l1i.bytes", configuration.l1i.bytes, "l1i.ways", configuration.l1i.ways, line);
  check_geometry("l1d.bytes", configuration.l1d.bytes, "l1d.ways", configuration.l1d.ways, line);
  check_geometry("home.slice_bytes", configuration.slice_bytes, "home.slice_ways", configuration.slice_ways, line);
  check_replacement("l1i.replacement", configuration.l1i.replacement, configuration.l1i.ways);
  check_replacement("l1d.replacement", configuration.l1d.replacement, configuration.l1d.ways);
  check_replacement("home.slice_replacement", configuration.slice_replacement, configuration.slice_ways);
  check_width("crossbar.width", configuration.crossbar_width, line);
  check_network(configuration);
  check_width("memory.width", configuration.memory_width, line);
  check_l2(configuration);
  check_width("l1d.ecc_granule", configuration.l1d_ecc.granule, line);
  check_width("home.ecc_granule", configuration.slice_ecc.granule, line);
  check_directory(configuration);
  check_slice(configuration);
  if (configuration.l1d_array.banks != 0) check_width("l1d.bank_bytes", configuration.l1d_array.bank_bytes, line);
  check_reservations(configuration);
  check_core(configuration);
  check_mmu(configuration.mmu);
  guest_plan(configuration.guest, configuration.isa);
  check_predictor(configuration);
  check_memory(configuration);
  check_dram(configuration);
}

}  // namespace amoeba
