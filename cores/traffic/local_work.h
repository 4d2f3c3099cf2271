// What a hart does between two accesses to shared memory, as counts of executed events, and the cycles that it takes.
// Models: an in-order hart of one instruction per cycle whose own data and code are in its first-level caches:
// penalties of mispredictions, traps and returns, CSR accesses, waits for loaded values, products and quotients,
// second-level TLB look-ups and page-table reads. Counts are means over operations, hence fractions; they belong to the
// program alone, and every latency to the platform. Not modelled: misses of the hart's own data and code, full store
// buffers, fences. Units: events, cycles. Errors: none.
#pragma once
#include <array>
#include <cstddef>

namespace amoeba {

// Cycles of the platform that a count is multiplied with.
struct CoreLatencies {
  unsigned load = 1;  // from a hit to its value's use
  unsigned multiply = 1;
  unsigned divide = 1;
  unsigned csr = 1;
  unsigned misprediction = 0;
  unsigned trap = 0;  // the pipeline's flush, of traps and of returns
  unsigned second_lookup = 0;
};

// Cycles for which instructions wait for values of latency 1, 2, ...; the last entry stands for all beyond.
inline constexpr std::size_t kCountedLatencies = 16;
using WaitsByLatency = std::array<double, kCountedLatencies>;

struct LocalWork {
  double instructions = 0;  // retired; those that trap are counted as traps
  double mispredictions = 0;
  double traps = 0;
  double returns = 0;
  double csr_accesses = 0;
  double divisions = 0;
  double hypervisor_accesses = 0;  // hlv, hlvx, hsv: each holds the pipeline
  double second_lookups = 0;       // in the second-level TLB
  double table_reads = 0;          // of page-table walks
  WaitsByLatency load_waits{};
  WaitsByLatency multiply_waits{};

  LocalWork& operator+=(const LocalWork& other) { return add(other, 1); }
  LocalWork& operator-=(const LocalWork& other) { return add(other, -1); }
  LocalWork& operator*=(double factor);

 private:
  LocalWork& add(const LocalWork& other, double sign);
};

double cycles(const LocalWork& work, const CoreLatencies& latencies);

}  // namespace amoeba
