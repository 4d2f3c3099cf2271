// Every preset in platforms/presets is read and describes a possible platform.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "amoeba/platforms/description.h"
#include "amoeba/platforms/resolved_configuration.h"

namespace amoeba {
namespace {

std::string preset_text(const std::string& name) {
  std::ifstream file(std::string(AMOEBA_PRESETS) + "/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Configuration preset(const std::string& name) {
  Configuration configuration;
  read_description(preset_text(name), name, configuration);
  validate(configuration);
  return configuration;
}

TEST(Presets, AreTheseAndNoOthers) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(AMOEBA_PRESETS)) {
    names.insert(entry.path().filename().string());
  }
  EXPECT_EQ(names, (std::set<std::string>{"desktop-quad.yaml", "embedded.yaml", "manycore-48.yaml",
                                          "microcontroller-dual.yaml", "server-16.yaml", "server-64-mesh.yaml"}));
}

TEST(Presets, EmbeddedSpellsOutTheBuiltInDefaults) {
  const std::string text = preset_text("embedded.yaml");
  EXPECT_EQ(configuration_json(preset("embedded.yaml")), configuration_json(Configuration{}));
  Configuration defaults;
  const ParameterRegistry registry = parameters_of(defaults);
  std::size_t named = 0;
  for (std::size_t at = text.find("\n  "); at != std::string::npos; at = text.find("\n  ", at + 1)) {
    named += text[at + 3] == '#' ? 0 : 1;
  }
  EXPECT_EQ(named, registry.all().size());
}

TEST(Presets, DifferWhereTheyShould) {
  EXPECT_EQ(preset("desktop-quad.yaml").slice_bytes * preset("desktop-quad.yaml").home_nodes, 4u << 20);
  EXPECT_EQ(preset("server-16.yaml").harts, 16u);
  EXPECT_EQ(preset("manycore-48.yaml").harts, 48u);
  EXPECT_EQ(preset("server-64-mesh.yaml").network.topology, "mesh");
  EXPECT_EQ(preset("microcontroller-dual.yaml").placement, "all-far");
}

}  // namespace
}  // namespace amoeba
