// What can be set about atomics: where AMOs are performed, and how LR and SC behave.
#include "amoeba/coherence/placement.h"
#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kMaximumLatency = 100'000;

}  // namespace

void add_predictor(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("atomics.predictor_entries", &c.predictor_entries, "lines",
           "Lines in the reuse table of each L1D, which adaptive placement asks.")
      .range(1, 65'536)
      .power_of_two();
  registry.add("atomics.predictor_ways", &c.predictor_ways, "ways", "Associativity of the reuse table.")
      .range(1, 16)
      .power_of_two();
  registry
      .add("atomics.predictor_confidence_bits", &c.predictor_confidence_bits, "bits",
           "Width of the confidence counter of a line in the reuse table.")
      .range(2, 6);
}

void add_placement(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("atomics.placement", &c.placement, "",
           "Where an AMO executes, by the state of its line in the L1: there (near) or at the home node (far).")
      .choices({std::begin(kPlacementNames), std::end(kPlacementNames)})
      .source("near, as Rocket executes AMOs in its L1D (rocket-chip, DCache.scala)");
  registry.add("atomics.amo_latency", &c.amo_latency, "cycles", "Cycles that a near AMO takes beyond a hit.")
      .range(0, 1000);
  registry.add("atomics.far_latency", &c.far_latency, "cycles", "Cycles of a far AMO in the home node's atomic unit.")
      .range(1, 1000);
  registry
      .add("atomics.far_interval", &c.far_interval, "cycles",
           "Cycles for which a far AMO occupies the unit before the next one may enter.")
      .range(1, 1000)
      .source("2 cycles of bank occupancy per AMO (mempool, hardware/src/tcdm_adapter.sv)");
}

void add_reservation(ParameterRegistry& registry, Configuration& c) {
  registry.add("atomics.lr_acquires", &c.lr_acquires, "", "State in which an LR asks for its line.")
      .choices({"shared", "unique"});
  registry
      .add("atomics.reservation_bytes", &c.reservation_bytes, "bytes",
           "Size of the reservation set; 0 stands for a line.")
      .range(0, 256)
      .power_of_two();
  registry
      .add("atomics.reservation_window", &c.reservation_window, "cycles",
           "Cycles after an LR for which a reserved line that is held uniquely resists snoops.")
      .range(0, kMaximumLatency)
      .source(
          "64, XiangShan's LRSCCycles (XiangShan, Parameters.scala); Rocket has 80 (rocket-chip, RocketCore.scala)");
  registry
      .add("atomics.reservation_timeout", &c.reservation_timeout, "cycles", "Cycles after which a reservation lapses.")
      .range(1, 1'000'000);
  registry
      .add("atomics.sc_backoff", &c.sc_backoff, "cycles",
           "Cycles by which an LR is delayed after a failed SC, doubled with every further failure.")
      .range(0, kMaximumLatency);
  registry.add("atomics.sc_backoff_limit", &c.sc_backoff_limit, "cycles", "Longest delay of an LR after failed SCs.")
      .range(0, kMaximumLatency);
  registry.add("atomics.wrs_timeout", &c.wrs_timeout, "cycles", "Cycles after which wrs.sto stops waiting.")
      .range(1, 1'000'000);
  registry
      .add("atomics.lrwait_queue", &c.lrwait_queue, "entries",
           "LRwaits (of the hypothetical Xlrwait) that can wait for their turn at each home node; further ones are "
           "answered without a reservation.")
      .range(0, 4096);
  registry
      .add("atomics.lrwait_window", &c.lrwait_window, "cycles",
           "Cycles from the answer of an LRwait until it is the next one's turn if its SCwait has not come. Where the "
           "network takes longer than that, no SCwait "
           "ever succeeds.")
      .range(1, 1'000'000);
}

}  // namespace amoeba
