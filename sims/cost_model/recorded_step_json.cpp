#include "amoeba/sims/cost_model/recorded_step_json.h"

#include <array>
#include <utility>

namespace amoeba {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<const char*, double LocalWork::*>, 9> kCounts = {
    {{"instructions", &LocalWork::instructions},
     {"mispredictions", &LocalWork::mispredictions},
     {"traps", &LocalWork::traps},
     {"trap_returns", &LocalWork::returns},
     {"csr_accesses", &LocalWork::csr_accesses},
     {"divisions", &LocalWork::divisions},
     {"hypervisor_accesses", &LocalWork::hypervisor_accesses},
     {"second_lookups", &LocalWork::second_lookups},
     {"table_reads", &LocalWork::table_reads}}};
constexpr std::array<const char*, 3> kKinds = {"load", "store", "atomic"};

Json work_to_json(const LocalWork& work) {
  Json json;
  for (const auto& [name, count] : kCounts) json[name] = work.*count;
  json["load_waits"] = work.load_waits;
  json["multiply_waits"] = work.multiply_waits;
  return json;
}

LocalWork work_from_json(const Json& json) {
  LocalWork work;
  for (const auto& [name, count] : kCounts) work.*count = json.at(name).get<double>();
  json.at("load_waits").get_to(work.load_waits);
  json.at("multiply_waits").get_to(work.multiply_waits);
  return work;
}

AtomicOp operation_named(const std::string& text) {
  for (std::size_t op = 0; op < kAtomicOps; ++op)
    if (text == name(static_cast<AtomicOp>(op))) return static_cast<AtomicOp>(op);
  return AtomicOp::swap;
}

}  // namespace

Json steps_to_json(const std::vector<RecordedStep>& steps) {
  Json json = Json::array();
  for (const RecordedStep& step : steps) {
    const TrafficAccess& access = step.access;
    Json& entry = json.emplace_back();
    entry["kind"] = kKinds[static_cast<unsigned>(access.kind)];
    entry["operation"] = name(access.op);
    entry["address"] = access.address;
    entry["bytes"] = access.bytes;
    entry["aq"] = access.aq;
    entry["rl"] = access.rl;
    entry["discards_result"] = access.discards_result;
    entry["ends_operation"] = step.ends_operation;
    entry["before"] = work_to_json(step.before);
    entry["until_use"] = work_to_json(step.until_use);
  }
  return json;
}

std::vector<RecordedStep> steps_from_json(const Json& json) {
  std::vector<RecordedStep> steps;
  for (const Json& entry : json) {
    RecordedStep& step = steps.emplace_back();
    TrafficAccess& access = step.access;
    const std::string kind = entry.at("kind");
    access.kind = kind == kKinds[0]   ? TrafficAccess::Kind::load
                  : kind == kKinds[1] ? TrafficAccess::Kind::store
                                      : TrafficAccess::Kind::atomic;
    access.op = operation_named(entry.at("operation"));
    access.address = entry.at("address");
    access.bytes = entry.at("bytes");
    access.aq = entry.at("aq");
    access.rl = entry.at("rl");
    access.discards_result = entry.at("discards_result");
    access.alone = true;
    step.ends_operation = entry.at("ends_operation");
    step.before = work_from_json(entry.at("before"));
    step.until_use = work_from_json(entry.at("until_use"));
  }
  return steps;
}

}  // namespace amoeba
