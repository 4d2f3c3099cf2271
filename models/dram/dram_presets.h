// Memory channels of common standards, with the speed bins' figures.
// Units and sources: beside each figure in dram_presets.cpp. Errors: std::invalid_argument for an unknown name.
#pragma once
#include <string>
#include <vector>

#include "amoeba/dram/dram_specification.h"

namespace amoeba {

const DramSpecification& dram_preset(const std::string& name);
std::vector<std::string> dram_preset_names();

}  // namespace amoeba
