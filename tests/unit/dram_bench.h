// A DRAM channel with a requester that posts what a test says and remembers the answers.
#pragma once
#include <algorithm>
#include <map>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/dram/dram_presets.h"
#include "amoeba/memory/dram_channel.h"
#include "dram_rule_checker.h"

namespace amoeba {

class DramBench : public Agent {
 public:
  struct Answer {
    Tick at = 0;
    std::uint32_t memory = 0;
    std::byte value{};
  };

  // The checker judges by `right`, the channel goes by the parameters.
  DramBench(const DramParameters& parameters, const DramCycles& right, const std::string& order, bool hash = false)
      : scheduler(64),
        channel("memory", parameters,
                AddressMapping(order, hash, dram_shape(parameters.specification, 1, parameters.ranks, 64)), scheduler,
                store),
        checker(parameters.specification, right) {
    id_ = scheduler.add(*this, kFabric, "requester");
    scheduler.reset(1);
    channel.device().trace([this](const DramCommand& command) { checker.take(command); });
  }
  explicit DramBench(const DramParameters& parameters)
      : DramBench(parameters, parameters.times, "row-rank-bank-column-bankgroup-channel") {}

  std::uint16_t read(std::uint64_t line, Tick at) { return post(Opcode::MemRead, line, at, {}); }
  std::uint16_t write(std::uint64_t line, Tick at, std::byte value = {}) {
    return post(Opcode::MemWrite, line, at, value);
  }
  void run(Tick until = kNever - 1) { scheduler.run_until(until, 0); }
  std::uint64_t statistic(const std::string& name) const {
    StatisticsRegistry registry;
    channel.register_statistics(registry, "m");
    return registry.find("m." + name)->value();
  }

  void receive(Message& message) override {
    Answer& answer = answers[message.tag];
    answer.at = message.time;
    answer.memory = message.memory;
    if (message.buffer == kNoBuffer) return;
    answer.value = scheduler.lines().data(message.buffer)[63];
    scheduler.lines().release(message.buffer);
  }
  void reset(std::uint64_t) override {}
  void serialize(Archive&) override {}

  Scheduler scheduler;
  BackingStore store;
  DramChannel channel;
  DramRuleChecker checker;
  std::map<unsigned, Answer> answers;  // by tag

 private:
  std::uint16_t post(Opcode opcode, std::uint64_t line, Tick at, std::byte value) {
    Message m;
    m.kind = EventKind::delivery;
    m.source = m.requester = id_;
    m.destination = channel.id();
    m.opcode = static_cast<std::uint8_t>(opcode);
    m.address = line;
    m.tag = next_tag_++;
    if (opcode == Opcode::MemWrite) {
      m.buffer = scheduler.lines().acquire();
      std::fill_n(scheduler.lines().data(m.buffer), 64, value);
    }
    scheduler.post(m, at);
    return m.tag;
  }

  AgentId id_;
  std::uint16_t next_tag_ = 0;
};

// A cluster clock equal to the command clock, so that ticks are cycles, and nothing beside the devices takes time.
inline DramParameters dram_test_parameters(const std::string& preset) {
  DramParameters p;
  p.specification = dram_preset(preset);
  p.times = dram_cycles(p.specification);
  p.cluster_hertz = p.specification.clock_hertz;
  p.controller_latency = 0;
  return p;
}

}  // namespace amoeba
