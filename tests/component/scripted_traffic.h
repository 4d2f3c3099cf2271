// A traffic source that plays a fixed list of accesses and keeps the answers. `think` of the first access is its tick;
// that of a later one counts from the tick after the one before.
#pragma once
#include <utility>
#include <vector>

#include "amoeba/cores/traffic/traffic_source.h"

namespace amoeba {

inline TrafficAccess load_of(std::uint64_t address, Tick think = 0, unsigned bytes = 8) {
  TrafficAccess access;
  access.address = address;
  access.think = think;
  access.bytes = static_cast<std::uint8_t>(bytes);
  return access;
}
inline TrafficAccess store_of(std::uint64_t address, std::uint64_t value, Tick think = 0, unsigned bytes = 8) {
  TrafficAccess access = load_of(address, think, bytes);
  access.kind = TrafficAccess::Kind::store;
  access.operand[0] = value;
  return access;
}
inline TrafficAccess atomic_of(AtomicOp op, std::uint64_t address, std::uint64_t operand = 0, Tick think = 0,
                               unsigned bytes = 8) {
  TrafficAccess access = load_of(address, think, bytes);
  access.kind = TrafficAccess::Kind::atomic;
  access.op = op;
  access.operand[0] = operand;
  return access;
}
// Once everything before it has completed.
inline TrafficAccess alone(TrafficAccess access) {
  access.alone = true;
  return access;
}

class ScriptedTraffic : public TrafficSource {
 public:
  ScriptedTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings,
                  std::vector<TrafficAccess> script)
      : TrafficSource(name, surroundings), script_(std::move(script)) {
    for (std::size_t i = 0; i < script_.size(); ++i) script_[i].tag = static_cast<std::uint32_t>(i);
  }
  const TrafficResult& result(std::size_t index) const { return results_.at(index); }
  Tick latency(std::size_t index) const { return result(index).at - result(index).issued; }

 private:
  void restart(std::uint64_t) override {
    position_ = 0;
    results_.assign(script_.size(), TrafficResult{});
  }
  bool next(TrafficAccess& access) override {
    if (position_ == script_.size()) return false;
    access = script_[position_++];
    return true;
  }
  void completed(const TrafficAccess& access, const TrafficResult& result) override { results_[access.tag] = result; }

  std::vector<TrafficAccess> script_;
  std::size_t position_ = 0;
  std::vector<TrafficResult> results_;
};

}  // namespace amoeba
