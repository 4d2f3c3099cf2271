// What a simulation takes of the computer that runs it. No result of a simulation depends on it, nor is it repeatable.
// Units: KiB (1024 bytes) of resident memory of this process, at its peak so far. Source: getrusage(2).
#pragma once
#include <sys/resource.h>

namespace amoeba {

struct HostMemory {
  double peak_kib = 0;
  double kib_per_hart = 0;  // of the peak, beyond what the process had before the system was elaborated
};

inline double peak_resident_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss);
}

inline HostMemory host_memory(double before_kib, unsigned harts) {
  const double peak = peak_resident_kib();
  return {peak, (peak - before_kib) / harts};
}

}  // namespace amoeba
