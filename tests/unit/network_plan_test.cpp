// How many routers a network has and who is at which, and which descriptions are refused.
#include "amoeba/platforms/network_plan.h"

#include <gtest/gtest.h>

namespace amoeba {
namespace {

Configuration with(const std::vector<const char*>& settings) {
  Configuration configuration;
  for (const char* setting : settings) apply_setting(configuration, setting);
  return configuration;
}
NetworkPlan plan(const std::vector<const char*>& settings) {
  return network_plan(with(settings));
}
std::string verdict(const std::vector<const char*>& settings) {
  try {
    validate(with(settings));
  } catch (const ParameterError& error) {
    return error.what();
  }
  return "valid";
}
using Routers = std::vector<std::uint16_t>;

TEST(NetworkPlan, ACrossbarIsOneRouter) {
  EXPECT_EQ(plan({"system.harts=1000"}).routers(), 1u);
}

TEST(NetworkPlan, MeshesAreAsSquareAsTheHartsAllow) {
  const NetworkPlan p = plan({"network.topology=mesh", "system.harts=48"});
  EXPECT_EQ(p.columns, 7u);
  EXPECT_EQ(p.rows, 7u);
  EXPECT_EQ(plan({"network.topology=mesh", "system.harts=48", "network.columns=8"}).rows, 6u);
  EXPECT_EQ(plan({"network.topology=mesh", "system.harts=64", "network.concentration=4"}).routers(), 16u);
  EXPECT_EQ(plan({"network.topology=ring", "system.harts=12"}).routers(), 12u);
}

TEST(NetworkPlan, TilesFillChipletAfterChiplet) {
  const NetworkPlan p =
      plan({"network.topology=chiplets", "network.chiplets=2", "system.harts=16", "network.concentration=2"});
  EXPECT_EQ(p.columns * p.rows, 4u);
  EXPECT_EQ(p.router_of_tile(7), 3u);
  EXPECT_EQ(p.router_of_tile(8), 4u) << "the first of the second chiplet";
}

TEST(NetworkPlan, PlacesEvenlyOrAtEdgesOrByList) {
  const std::vector<const char*> mesh = {"network.topology=mesh", "network.columns=4", "network.rows=4", "home.nodes=4",
                                         "memory.channels=2"};
  EXPECT_EQ(plan(mesh).homes, Routers({2, 6, 10, 14}));
  std::vector<const char*> edges = mesh;
  edges.push_back("network.home_placement=edges");
  EXPECT_EQ(plan(edges).homes, Routers({4, 12, 7, 15}));
  std::vector<const char*> list = mesh;
  list.push_back("network.memory_placement=0,15");
  EXPECT_EQ(plan(list).memories, Routers({0, 15}));
}

TEST(NetworkPlan, RefusesWhatDoesNotFit) {
  EXPECT_EQ(verdict({"network.topology=mesh", "system.harts=20", "network.columns=4", "network.rows=4"}),
            "system.harts = 20: the network has places for 16 tiles; raise network.columns, network.rows or "
            "network.concentration");
  EXPECT_EQ(verdict({"network.home_placement=0,1,2", "network.topology=mesh"}),
            "network.home_placement = 0,1,2: must name 2 routers; correct it or choose spread");
  EXPECT_EQ(verdict({"network.home_placement=0,4", "network.topology=mesh"}),
            "network.home_placement = 0,4: the routers are numbered from 0 to 3; correct it or choose spread");
  EXPECT_EQ(verdict({"network.topology=ring", "network.rows=2"}),
            "network.rows = 2: a ring has one row; set network.columns instead");
  EXPECT_EQ(verdict({"network.topology=ring", "network.dateline=true"}), "valid");
  EXPECT_EQ(verdict({"network.topology=mesh", "network.dateline=true"}),
            "network.dateline = true: only a ring has one; set network.topology = ring");
  EXPECT_EQ(verdict({"network.topology=mesh", "network.link_width=128"}),
            "network.link_width = 128: must not exceed system.line_bytes, which is 64; lower it or choose longer "
            "lines");
  EXPECT_NE(verdict({"network.topology=mesh", "network.columns=1000", "network.rows=1000"}).find("4096 routers"),
            std::string::npos);
  EXPECT_THROW(with({"network.home_placement=0,,1"}), ParameterError);
  EXPECT_THROW(with({"network.home_placement=middle"}), ParameterError);
}

}  // namespace
}  // namespace amoeba
