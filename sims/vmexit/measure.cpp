#include "amoeba/sims/vmexit/measure.h"

#include <stdexcept>

#include "amoeba/platforms/system.h"
#include "amoeba/sims/run_end.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba::vmexit {

Sample measure(const Run& run) {
  const WorkloadImage image = find_workload(run.kernel, run.image);
  if (image.data == nullptr) throw std::runtime_error("this build has no image " + run.kernel + "." + run.image);
  Configuration configuration = run.configuration;
  configuration.region_account = run.cold ? "first-operation" : "region-of-interest";
  System system(configuration);
  const Measurement measurement = run_to_success(system, image, run.arguments, run.max_cycles);
  if (measurement.roi.operations == 0) throw std::runtime_error("the program marked no operations");
  Sample sample;
  sample.regions = measurement.regions;
  sample.operations = run.cold ? configuration.harts : measurement.roi.operations;
  sample.roi_cycles = measurement.roi_cycles;
  sample.harts = configuration.harts;
  sample.mode_cycles = measurement.roi.mode_cycles;
  sample.instructions = measurement.roi.instructions;
  return sample;
}

}  // namespace amoeba::vmexit
