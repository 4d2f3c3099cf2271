#include "amoeba/sims/vmexit/sample.h"

#include <nlohmann/json.hpp>

namespace amoeba::vmexit {

double Sample::cycles_per_operation() const {
  return static_cast<double>(roi_cycles) * static_cast<double>(harts) / static_cast<double>(operations);
}

std::string to_text(const Sample& sample) {
  nlohmann::json json = {
      {"operations", sample.operations},   {"roi_cycles", sample.roi_cycles},     {"harts", sample.harts},
      {"mode_cycles", sample.mode_cycles}, {"instructions", sample.instructions}, {"regions", nlohmann::json::array()}};
  for (const RegionCounters& cell : sample.regions) {
    nlohmann::json counts = nlohmann::json::array();
    for (const RegionField& field : kRegionFields) counts.push_back(cell.*field.value);
    json["regions"].push_back(std::move(counts));
  }
  return json.dump();
}

Sample sample_from_text(const std::string& text) {
  const nlohmann::json json = nlohmann::json::parse(text);
  Sample sample;
  json.at("operations").get_to(sample.operations);
  json.at("roi_cycles").get_to(sample.roi_cycles);
  json.at("harts").get_to(sample.harts);
  json.at("mode_cycles").get_to(sample.mode_cycles);
  json.at("instructions").get_to(sample.instructions);
  for (const nlohmann::json& counts : json.at("regions")) {
    RegionCounters cell;
    std::size_t next = 0;
    for (const RegionField& field : kRegionFields) counts.at(next++).get_to(cell.*field.value);
    sample.regions.push_back(cell);
  }
  return sample;
}

}  // namespace amoeba::vmexit
