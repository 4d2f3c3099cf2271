#include "amoeba/platforms/dram_parameters.h"

#include <algorithm>
#include <iterator>

#include "amoeba/dram/dram_presets.h"

namespace amoeba {

DramParameters dram_parameters(const Configuration& configuration, MemoryLink link) {
  const DramConfiguration& dram = configuration.dram;
  DramParameters p;
  p.specification = dram_preset(configuration.memory_model);
  p.times = dram_cycles(p.specification, dram.times);
  p.ranks = dram.ranks;
  p.cluster_hertz = configuration.clock_hertz;
  const auto policy = std::find(std::begin(kPagePolicyNames), std::end(kPagePolicyNames), dram.page_policy);
  p.page_policy = static_cast<PagePolicy>(policy - std::begin(kPagePolicyNames));
  p.read_queue = dram.read_queue;
  p.write_queue = dram.write_queue;
  p.write_high = dram.write_high;
  p.write_low = dram.write_low;
  p.age_cap = dram.age_cap;
  p.controller_latency = dram.controller_latency;
  p.link = link;
  return p;
}

AddressMapping dram_mapping(const Configuration& configuration) {
  const DramShape shape = dram_shape(dram_preset(configuration.memory_model), configuration.memory_channels,
                                     configuration.dram.ranks, configuration.line_bytes);
  return {configuration.dram.mapping, configuration.dram.bank_hash, shape};
}

std::uint64_t channel_bytes(const Configuration& configuration) {
  const bool dram = configuration.memory_model != "fixed";
  return dram ? dram_mapping(configuration).channel_bytes() : configuration.line_bytes;
}

}  // namespace amoeba
