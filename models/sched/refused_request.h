// A request that its receiver had no place for, until it is sent again.
// Models: the requester's side of a retry as in AMBA CHI: RetryAck says that there is no place, PCrdGrant that there is
// one, reserved for this request. The refusal brings the request back, as a whole in the host though it is a header to
// the network, so that nobody keeps copies of requests that are not refused. As in CHI the credit may come first.
// Not modelled: credits that any request of the requester may use. Errors: none.
#pragma once
#include "amoeba/sched/scheduler.h"

namespace amoeba {

class RefusedRequest {
 public:
  bool waits() const { return refusal_.source != kNoAgent; }
  Tick since() const { return refusal_.time; }
  AgentId receiver() const { return refusal_.source; }
  std::uint64_t address() const { return refusal_.address; }
  std::uint8_t opcode() const { return static_cast<std::uint8_t>(refusal_.tag); }

  // Takes the refusal or the credit; once both have come, the request to be sent again.
  PooledMessage* take(const Message& message, Scheduler& scheduler) {
    (message.credited ? credit_ : refusal_) = message;
    if (refusal_.source == kNoAgent || credit_.source == kNoAgent) return nullptr;
    PooledMessage& again = scheduler.compose(refusal_);
    again.opcode = opcode();
    again.source = refusal_.destination;
    again.destination = refusal_.source;
    again.tag = credit_.tag;
    again.credited = true;
    again.network += credit_.network;
    *this = {};
    return &again;
  }

 private:
  Message refusal_, credit_;  // no source: has not come
};

// From the agent that has no place for the request.
inline PooledMessage& refusal_of(const Message& request, std::uint8_t opcode, Scheduler& scheduler) {
  PooledMessage& refusal = scheduler.compose(request);
  refusal.opcode = opcode;
  refusal.tag = request.opcode;
  refusal.source = request.destination;
  refusal.destination = request.requester;
  return refusal;
}

}  // namespace amoeba
