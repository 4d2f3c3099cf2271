// The JSON Schema of platform descriptions, for completion and checking in editors (YAML language servers read it).
// Not modelled: the rules between parameters; validate() checks those.
#pragma once
#include <nlohmann/json_fwd.hpp>

namespace amoeba {

nlohmann::json description_schema();

}  // namespace amoeba
