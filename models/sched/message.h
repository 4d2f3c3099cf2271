// What agents of one cluster send each other: a plain struct, copied into the scheduler's pool; ids, never pointers.
// Units: ticks, bytes. The meaning of `opcode`, `state` and `detail` belongs to the sender and the receiver
// (coherence/opcodes.h for the coherence protocol).
#pragma once
#include <cstdint>

#include "amoeba/base/amo.h"
#include "amoeba/base/ticks.h"

namespace amoeba {

using AgentId = std::uint16_t;
inline constexpr AgentId kNoAgent = 0xffff;
using BufferId = std::uint32_t;  // line bytes in the scheduler's LinePool
inline constexpr BufferId kNoBuffer = 0xffffffff;

// Order of events that fall on the same tick; the scheduler breaks further ties by content.
enum class EventKind : std::uint8_t {
  injection,  // enters the network, which reserves its way then
  arrival,    // reaches the input port of its destination, which may be busy
  delivery,   // is handled by its destination
  timer,      // an agent's message to itself
  wake,       // an agent runs on
};

struct Message {
  Tick time = 0;
  std::uint64_t address = 0;
  BufferId buffer = kNoBuffer;
  std::uint32_t sequence = 0;  // count of the source's messages, set by the scheduler
  std::uint32_t network = 0;   // ticks spent between agents so far in this transaction
  std::uint32_t memory = 0;    // ticks spent in memory so far in this transaction
  std::uint32_t queued = 0;    // ticks lost to other transactions at the home node: waiting for them, or refused
  AgentId source = kNoAgent;
  AgentId destination = kNoAgent;
  AgentId requester = kNoAgent;     // who started the transaction
  std::uint16_t tag = 0;            // the sender's number for the transaction
  std::uint16_t requester_tag = 0;  // the requester's number for it, echoed in completions
  std::uint16_t beats = 1;          // cycles that it takes a port, set by the network
  EventKind kind = EventKind::arrival;
  std::uint8_t opcode = 0;
  std::uint8_t state = 0;
  std::uint8_t detail = 0;
  std::uint8_t bytes = 0;    // width of an atomic or of a partial access
  std::int8_t bias = 0;      // of the adaptive placement (cache/reuse_predictor.h)
  bool counted = false;      // belongs to the region of interest: counts in statistics
  bool exclusive = false;    // part of an SC
  bool failed = false;       // an error or a refused SC; of an LRwait that it found no place to wait
  bool credited = false;     // the receiver of a request has a place for it, of number `tag`
  std::uint8_t channel = 0;  // set by the network
  AtomicValue operand{};
  AtomicValue compare{};
};

// A message in the scheduler's own memory (Scheduler::compose), where agents fill it in place: to copy fields that have
// just been written costs the host more than writing them.
struct PooledMessage : Message {};

}  // namespace amoeba
