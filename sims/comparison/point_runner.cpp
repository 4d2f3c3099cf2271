#include "amoeba/sims/comparison/point_runner.h"

#include "amoeba/platforms/system.h"
#include "amoeba/sims/comparison/compared_variant.h"
#include "amoeba/sims/run_end.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {

Metrics run_point(const Point& point, const Configuration& configuration, const std::vector<std::uint64_t>& arguments,
                  std::uint64_t max_cycles) {
  const WorkloadImage image = find_workload(point.kernel, compared_variant(point.variant, configuration).image);
  System system(configuration);
  const Measurement measurement = run_to_success(system, image, arguments, max_cycles);
  return derive_metrics(measurement, configuration.harts, configuration.clock_hertz);
}

}  // namespace amoeba
