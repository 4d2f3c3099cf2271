#include "amoeba/sims/vmexit/prediction.h"

#include <algorithm>

namespace amoeba::vmexit {

AtomicShape atomic_shape(const Subject& subject) {
  using Accesses = AtomicShape::Accesses;
  if (subject.traps || subject.name == "lrsc")
    return {Accesses::reserved, 4, 6};                                 // sims/workloads/emulation, compilers
  if (subject.name == "libatomic") return {Accesses::compared, 4, 8};  // sims/workloads/subword/libatomic.c
  return {Accesses::amo, 0, 1};
}

namespace {

// Cycles by which an access that misses the first level is later than one that hits, without contention.
double miss_latency(const Configuration& c) {
  if (c.l2.bytes != 0) return c.l1d.tag_latency + c.l2.hit_latency + c.l1d.fill_latency;
  const NetworkConfiguration& n = c.network;
  const double way =
      n.topology == "crossbar" ? c.crossbar_latency : 2.0 * (n.port_latency + n.router_stages) + n.link_latency;
  return c.l1d.tag_latency + 2 * way + c.directory_latency + c.slice_latency + c.l1d.fill_latency;
}

}  // namespace

double predicted_work(const Cost& counts, const AtomicShape& shape, const Configuration& platform) {
  const auto count = [&](std::uint64_t RegionCounters::*field) { return counts.all(field); };
  const double csr = platform.csr_latency - 1.0, flush = platform.trap_penalty;
  const double misses = count(&RegionCounters::fetch_misses) +
                        (shape.accesses == AtomicShape::Accesses::amo ? 0 : count(&RegionCounters::data_misses));
  const double walks = platform.mmu.second_latency * count(&RegionCounters::tlb_misses) +
                       platform.l1d.hit_latency * count(&RegionCounters::table_reads);
  const double cycles = count(&RegionCounters::instructions) + csr * count(&RegionCounters::csr_accesses) +
                        (1 + flush) * count(&RegionCounters::traps) + flush * count(&RegionCounters::returns) +
                        platform.mispredict_penalty * count(&RegionCounters::mispredictions) +
                        miss_latency(platform) * misses + walks;
  return std::max(0.0, cycles - shape.instructions);
}

}  // namespace amoeba::vmexit
