// What can be set about private caches: arrays, replacement, prefetching, ECC.
#include "amoeba/base/replacement.h"
#include "amoeba/coherence/inclusion.h"
#include "amoeba/coherence/prefetcher_kind.h"
#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kGiB = kKiB * kKiB * kKiB;

void add_prefetcher(ParameterRegistry& registry, const std::string& group, std::string& kind, std::uint32_t& degree) {
  registry.add(group + ".prefetcher", &kind, "", "Which lines the cache asks for before they are needed.")
      .choices({kPrefetcherNames.begin(), kPrefetcherNames.end()});
  registry.add(group + ".prefetch_degree", &degree, "lines", "Lines that a prefetcher asks for at once.").range(1, 16);
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

}  // namespace

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

}  // namespace amoeba
