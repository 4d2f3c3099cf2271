// One access of a synthetic stream, and how it ended. Units: bytes, ticks.
#pragma once
#include <cstdint>
#include <tlm>

#include "amoeba/base/amo.h"
#include "amoeba/base/ticks.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

struct TrafficAccess {
  enum class Kind : std::uint8_t { load, store, atomic };

  std::uint64_t address = 0;
  AtomicValue operand{};  // a store's value, an atomic's operand
  AtomicValue compare{};  // cas
  Tick think = 0;         // idle ticks before it, beyond the one that an issue takes
  Kind kind = Kind::load;
  AtomicOp op = AtomicOp::swap;  // of an atomic
  std::uint8_t bytes = 8;
  bool aq = false;
  bool rl = false;
  bool discards_result = false;  // store form of an atomic: its result says nothing
  bool alone = false;            // waits until all earlier accesses have completed
  std::uint32_t tag = 0;         // the stream's own
};

struct TrafficResult {
  AtomicValue value{};  // of a load, or what an atomic found; says nothing of a store
  Tick issued = 0;
  Tick at = 0;  // completion
  bool sc_success = false;
  ScFailure sc_failure = ScFailure::none;
  tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
};

}  // namespace amoeba
