// The JSON of `amoeba kvm`, format amoeba-kvm; sims/README.md describes it.
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "amoeba/kvm/device_tree.h"
#include "amoeba/sims/kvm/host_source.h"
#include "amoeba/sims/kvm/tables.h"

namespace amoeba::kvm {

nlohmann::json json_of(const DescribedHost& described);
// Every register; with `all` the extensions that the host lacks, too.
nlohmann::json registers_json(const Vcpu& vcpu, bool all);
nlohmann::json json_of(const Request& request, bool is_set);
nlohmann::json json_of(const Migration& migration);
nlohmann::json json_of(const DeviceTreeIsa& tree);

}  // namespace amoeba::kvm
