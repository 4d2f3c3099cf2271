// Which routers the network of a configuration has, and who is at which of them.
// Tiles fill the routers in the order of their numbers (chiplet by chiplet, row by row), home nodes and memory
// controllers are placed by their parameters, ports to devices and foreign masters are at router 0. A crossbar counts
// as one router. Errors: ParameterError when the harts or a placement do not fit.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/platforms/configuration.h"

namespace amoeba {

struct NetworkPlan {
  unsigned chiplets = 1, columns = 1, rows = 1;  // routers: columns x rows in each chiplet
  unsigned concentration = 1;                    // tiles per router
  std::vector<std::uint16_t> homes, memories;    // router of each

  unsigned routers() const { return chiplets * columns * rows; }
  std::uint16_t router_of_tile(unsigned tile) const { return static_cast<std::uint16_t>(tile / concentration); }
};

NetworkPlan network_plan(const Configuration& configuration);
// Reads "spread", "edges" or "0,5,10"; std::invalid_argument for anything else. Empty unless it is a list.
std::vector<unsigned> parse_placement_list(const std::string& placement);

}  // namespace amoeba
