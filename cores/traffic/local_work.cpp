#include "amoeba/cores/traffic/local_work.h"

#include <algorithm>

namespace amoeba {

namespace {

constexpr std::array kCounts{&LocalWork::instructions,
                             &LocalWork::mispredictions,
                             &LocalWork::traps,
                             &LocalWork::returns,
                             &LocalWork::csr_accesses,
                             &LocalWork::divisions,
                             &LocalWork::hypervisor_accesses,
                             &LocalWork::second_lookups,
                             &LocalWork::table_reads};
constexpr std::array kWaits{&LocalWork::load_waits, &LocalWork::multiply_waits};

double waits(const WaitsByLatency& by_latency, unsigned latency) {
  return latency == 0 ? 0 : by_latency[std::min<std::size_t>(latency, kCountedLatencies) - 1];
}

}  // namespace

LocalWork& LocalWork::add(const LocalWork& other, double sign) {
  for (const auto count : kCounts) this->*count += sign * (other.*count);
  for (const auto waits : kWaits)
    for (std::size_t i = 0; i < kCountedLatencies; ++i) (this->*waits)[i] += sign * (other.*waits)[i];
  return *this;
}

LocalWork& LocalWork::operator*=(double factor) {
  for (const auto count : kCounts) this->*count *= factor;
  for (const auto waits : kWaits)
    for (double& value : this->*waits) value *= factor;
  return *this;
}

// An instruction that traps takes its own cycle as well as the flush.
double cycles(const LocalWork& work, const CoreLatencies& latencies) {
  return work.instructions + work.mispredictions * latencies.misprediction + work.traps * (1.0 + latencies.trap) +
         work.returns * latencies.trap + work.csr_accesses * (std::max(1u, latencies.csr) - 1.0) +
         work.divisions * (latencies.divide - 1.0) + work.hypervisor_accesses * (std::max(1u, latencies.load) - 1.0) +
         work.second_lookups * latencies.second_lookup + work.table_reads * (1.0 + latencies.load) +
         waits(work.load_waits, latencies.load) + waits(work.multiply_waits, latencies.multiply);
}

}  // namespace amoeba
