// Stands between the scheduler and a cluster's crossbar: sees each message that comes to a port, and may change it, or
// lose it.
#pragma once
#include <functional>
#include <utility>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba {

class WatchedNetwork : public Network {
 public:
  // False loses the message.
  using Watch = std::function<bool(Message&)>;
  WatchedNetwork(MemorySystem& memory, Watch watch)
      : network_(const_cast<Interconnect&>(memory.network())), watch_(std::move(watch)) {
    memory.scheduler().connect(*this);
  }

  void send(PooledMessage& message, Tick depart) override { network_.send(message, depart); }
  Tick arrive(Message& message) override { return watch_(message) ? network_.arrive(message) : kNever; }
  void inject(PooledMessage& message) override { network_.inject(message); }

 private:
  Network& network_;
  Watch watch_;
};

inline bool is(const Message& message, Opcode opcode) {
  return static_cast<Opcode>(message.opcode) == opcode;
}

}  // namespace amoeba
