// A part of a cluster that receives messages in time order: hart, cache, home node, memory channel.
#pragma once
#include <cstdint>
#include <string>

#include "amoeba/base/archive.h"
#include "amoeba/sched/message.h"

namespace amoeba {

class Agent {
 public:
  virtual ~Agent() = default;

  // Handles a message whose time has come. message.time is now, or, in the fabric, the later tick at which a busy input
  // port lets it through. The agent takes over message.buffer.
  virtual void receive(Message& message) = 0;
  // A message about `address` is on its way: brings near in the host what it will take, as far as that can be told
  // without a look at it. Changes nothing that is modelled.
  virtual void prefetch(std::uint64_t /*address*/) const {}
  // Runs on after Scheduler::wake().
  virtual void wake(Tick /*now*/) {}
  // Back to the state after elaboration, with the random draws of `seed`.
  virtual void reset(std::uint64_t seed) = 0;
  // Saves or loads the state; called at a quiescent point only (Scheduler::quiescent()).
  virtual void serialize(Archive& archive) = 0;
  // What this agent waits for, one line per wait; empty when it waits for nothing. For the deadlock report.
  virtual std::string waiting_for() const { return {}; }
};

}  // namespace amoeba
