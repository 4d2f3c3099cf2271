#include "amoeba/memory/memory_channel.h"

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

MemoryChannel::MemoryChannel(const std::string& name, const MemoryParameters& parameters, Scheduler& scheduler,
                             BackingStore& store)
    : parameters_(parameters), scheduler_(scheduler), store_(store), id_(scheduler.add(*this, kFabric, name)) {}

void MemoryChannel::receive(Message& message) {
  LinePool& lines = scheduler_.lines();
  const Tick transfer = (lines.line_bytes() + parameters_.width - 1) / parameters_.width;
  const Tick begin = std::max(message.time, bus_free_);
  bus_free_ = begin + transfer;
  busy_ += transfer;

  PooledMessage& answer = scheduler_.compose(message);
  answer.destination = message.source;
  answer.source = id_;
  Tick done = begin + transfer;
  if (static_cast<Opcode>(message.opcode) == Opcode::MemWrite) {
    ++writes_;
    store_.write(message.address, lines.data(message.buffer), lines.line_bytes());
    lines.release(message.buffer);
    answer.opcode = static_cast<std::uint8_t>(Opcode::MemAck);
    answer.buffer = kNoBuffer;
  } else {
    ++reads_;
    done += parameters_.latency;
    answer.opcode = static_cast<std::uint8_t>(Opcode::MemData);
    answer.buffer = lines.acquire();
    store_.read(message.address, lines.data(answer.buffer), lines.line_bytes());
  }
  answer.memory = static_cast<std::uint32_t>(done + 2 * parameters_.link.delay() - message.time);
  parameters_.link.send(scheduler_, answer, done);
}

void MemoryChannel::reset(std::uint64_t) {
  bus_free_ = reads_ = writes_ = busy_ = 0;
}

void MemoryChannel::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  registry.add(prefix + ".reads", "lines", "Lines read.", reads_);
  registry.add(prefix + ".writes", "lines", "Lines written.", writes_);
  registry.add(prefix + ".busy", "cycles", "Cycles in which the data bus was in use.", busy_);
}

}  // namespace amoeba
