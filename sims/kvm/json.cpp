#include "amoeba/sims/kvm/json.h"

#include <fmt/format.h>

namespace amoeba::kvm {
namespace {

std::string hexadecimal(std::uint64_t value) {
  return fmt::format("{:#018x}", value);
}

nlohmann::json extension_json(const IsaExtension& extension) {
  return {{"number", extension.number},
          {"name", extension.name},
          {"since", extension.since.text()},
          {"gate", extension.gate}};
}

nlohmann::json register_json(const Vcpu& vcpu, RegisterId id) {
  const Answer answer = vcpu.get(id);
  nlohmann::json json = {{"id", hexadecimal(id)}, {"register", describe(id)}, {"error", name(answer.error)}};
  if (answer.error == ErrorNumber::none) {
    json["value"] = answer.value;
    json["changeable"] = changeable(vcpu, id);
  }
  if (type_of(id) == static_cast<unsigned>(RegisterType::isa_ext))
    json["extension"] = extension_json(isa_extensions()[index_of(id)]);
  return json;
}

}  // namespace

nlohmann::json json_of(const DescribedHost& described) {
  nlohmann::json extensions = nlohmann::json::array();
  for (const IsaExtension& extension : isa_extensions()) {
    if (described.host.has(extension.number)) extensions.push_back(extension.name);
  }
  return {{"isa", described.isa},
          {"origin", described.origin},
          {"xlen", described.host.xlen},
          {"extensions", extensions},
          {"notes", notes_on(described)}};
}

nlohmann::json registers_json(const Vcpu& vcpu, bool all) {
  nlohmann::json list = nlohmann::json::array();
  for (RegisterId id : vcpu.registers()) list.push_back(register_json(vcpu, id));
  for (const IsaExtension& extension : isa_extensions()) {
    if (all && !vcpu.offers(extension.number))
      list.push_back(register_json(vcpu, isa_single_id(vcpu.host().xlen, extension.number)));
  }
  return list;
}

nlohmann::json json_of(const Request& request, bool is_set) {
  nlohmann::json json = {{"request", request.asked.text},
                         {"id", hexadecimal(request.asked.id)},
                         {"register", describe(request.asked.id)},
                         {"error", name(request.answer.error)},
                         {"errno", static_cast<int>(request.answer.error)},
                         {"why", request.answer.why}};
  if (!is_set) {
    if (request.answer.error == ErrorNumber::none) json["value"] = request.answer.value;
    return json;
  }
  json["written"] = request.asked.value;
  json["before"] = request.before;
  json["after"] = request.after;
  return json;
}

nlohmann::json json_of(const Migration& migration) {
  nlohmann::json list = nlohmann::json::array();
  for (const MigratedRegister& one : migration.registers) {
    nlohmann::json json = {{"id", hexadecimal(one.id)}, {"register", describe(one.id)},  {"found", one.found},
                           {"error", name(one.error)},  {"restored", name(one.outcome)}, {"why", one.why},
                           {"remedy", one.remedy}};
    json["saved"] = one.at_source ? nlohmann::json(one.saved) : nlohmann::json();
    list.push_back(std::move(json));
  }
  return {{"possible", migration.possible()}, {"registers", list}};
}

nlohmann::json json_of(const DeviceTreeIsa& tree) {
  nlohmann::json json = {
      {"riscv,isa", tree.isa}, {"riscv,isa-base", tree.base}, {"riscv,isa-extensions", tree.extensions}};
  for (const auto& [property, bytes] : tree.block_sizes) json[property] = bytes;
  return json;
}

}  // namespace amoeba::kvm
