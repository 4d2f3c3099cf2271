// Scripts on the data ports of one memory system, and what its first-level caches made of them.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/tlm/protocol_checker.h"
#include "scripted_traffic.h"

namespace amoeba {

// Figures of the default configuration: request 1 + 4, directory 3, slice 6, CompData of 72 bytes 4 + 4, fill 1.
inline constexpr std::uint64_t kLine = 64;
inline constexpr std::uint64_t kA = 0x8000'0000, kB = kA + kLine, kC = kB + kLine, kD = kC + kLine;
inline constexpr Tick kFromMemory = 1 + 4 + 3 + 1 + 8 + 80 + 1 + 3 + 8 + 1;  // 8 beats of memory between two link ticks
inline constexpr Tick kFromSlice = 1 + 4 + 3 + 6 + 8 + 1;
inline constexpr Tick kHitLatency = 2;

class Stage {
 public:
  using Script = std::vector<TrafficAccess>;
  explicit Stage(const std::vector<Script>& scripts, const std::function<void(Configuration&)>& change = {},
                 unsigned outstanding = 4, const std::function<void(MemorySystem&)>& prepare = {}) {
    Configuration configuration;
    configuration.harts = static_cast<unsigned>(scripts.size());
    if (change) change(configuration);
    memory = std::make_unique<MemorySystem>("memory", configuration, PortUse::harts);
    for (unsigned i = 0; i < scripts.size(); ++i) {
      const TrafficSource::Surroundings around{
          memory->scheduler(), memory->tile_id(i), memory->cluster().clock(), memory->l1d(i), i, outstanding};
      harts.push_back(std::make_unique<ScriptedTraffic>(("hart" + std::to_string(i)).c_str(), around, scripts[i]));
      checkers.push_back(std::make_unique<ProtocolChecker<64>>(("checker" + std::to_string(i)).c_str()));
      harts[i]->port.bind(checkers[i]->target_socket);
      checkers[i]->initiator_socket.bind(memory->data_port(i));
    }
    if (prepare) prepare(*memory);
    memory->reset(1);
    sc_core::sc_start();
    for (const auto& hart : harts) finished = finished && hart->idle();
  }
  std::uint64_t word(std::uint64_t address) {
    std::uint64_t value = 0;
    memory->debug_read(address, reinterpret_cast<std::byte*>(&value), sizeof value);
    return value;
  }
  const L1Statistics& statistics(unsigned hart) { return memory->l1d(hart).statistics(); }
  const TrafficResult& result(unsigned hart, unsigned index) { return harts[hart]->result(index); }
  Tick latency(unsigned hart, unsigned index) { return harts[hart]->latency(index); }

  std::unique_ptr<MemorySystem> memory;
  std::vector<std::unique_ptr<ScriptedTraffic>> harts;
  std::vector<std::unique_ptr<ProtocolChecker<64>>> checkers;
  bool finished = true;
};

inline std::string differs(const char* what, std::uint64_t found, std::uint64_t expected) {
  if (found == expected) return {};
  return std::string(what) + " is " + std::to_string(found) + " instead of " + std::to_string(expected) + "; ";
}
inline std::string unless(bool holds, const char* what) {
  return holds ? "" : std::string(what) + "; ";
}

}  // namespace amoeba

#define AMOEBA_EXPECT_ISOLATED(...) EXPECT_EQ(run_isolated([]() -> std::string { __VA_ARGS__ }), "")
// The same inside of a loop over variants.
#define AMOEBA_EXPECT_ISOLATED_WITH(variant, ...) \
  EXPECT_EQ(run_isolated([&]() -> std::string { __VA_ARGS__ }), "") << variant
