// What can be set about main memory and its channels.
#include <utility>
#include "amoeba/dram/address_mapping.h"
#include "amoeba/dram/dram_presets.h"
#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kGiB = kKiB * kKiB * kKiB;
constexpr std::uint64_t kMaximumLatency = 100'000;

}  // namespace

void add_memory(ParameterRegistry& registry, Configuration& c) {
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

}  // namespace amoeba
