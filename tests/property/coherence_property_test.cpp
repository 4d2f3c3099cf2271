// Random value-checked traffic on tiny caches: coherence, atomicity, and independence of the scheduler's mode.
#include <gtest/gtest.h>

#include "traffic_rig.h"

namespace amoeba {
namespace {

TEST(CheckedTraffic, FindsNoFault) {
  TrafficRig rig("rig", tiny_configuration(4, 64), {});
  for (std::uint64_t seed = 1; seed <= 200; ++seed) ASSERT_EQ(rig.run(seed), "") << "seed " << seed;
}

}  // namespace
}  // namespace amoeba
