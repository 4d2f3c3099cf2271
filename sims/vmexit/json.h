// A study as JSON, format "amoeba-vmexit"; sims/README.md describes it.
#pragma once
#include <nlohmann/json.hpp>

#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

nlohmann::ordered_json study_to_json(const Study& study);

}  // namespace amoeba::vmexit
