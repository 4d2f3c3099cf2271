// The network that a configuration asks for.
#pragma once
#include <memory>

#include "amoeba/interconnect/interconnect.h"
#include "amoeba/platforms/network_plan.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct BuiltNetwork {
  std::unique_ptr<Interconnect> network;
  EdgeLatency edges;
  bool carries_memory = false;  // else home nodes and memory channels have wires of their own
};

BuiltNetwork build_network(const Configuration& configuration, const NetworkPlan& plan, Scheduler& scheduler);

}  // namespace amoeba
