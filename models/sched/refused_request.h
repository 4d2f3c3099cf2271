// A request that its receiver had no place for, until it is to be sent again.
// Models: the requester's side of a retry as in AMBA CHI: RetryAck says that there is no place, PCrdGrant that there is
// one, reserved for this request. The refusal brings the request back, as a whole in the host though it is a header to
// the network, so that nobody keeps copies of requests that are not refused.
// A credit never overtakes its refusal: the receiver sends it no earlier, both are of equal length, between the same
// agents and on the same channel, and every network keeps the order of such messages.
// Not modelled: credits that any request of the requester may use. Errors: std::logic_error for a credit that no
// request waits for.
#pragma once
#include <stdexcept>

#include "amoeba/sched/scheduler.h"

namespace amoeba {

class RefusedRequest {
 public:
  bool waits() const { return request_.source != kNoAgent; }
  const Message& request() const { return request_; }
  Tick since() const { return request_.time; }

  void keep(const Message& refusal) {
    request_ = refusal;
    request_.opcode = static_cast<std::uint8_t>(refusal.tag);
  }
  // The request, to be sent again with the credit.
  PooledMessage& with_credit(Scheduler& scheduler, const Message& credit) {
    if (!waits())
      throw std::logic_error("a credit that no request waits for, at " + scheduler.name_of(credit.destination));
    PooledMessage& again = scheduler.compose(request_);
    again.source = credit.destination;
    again.destination = credit.source;
    again.tag = credit.tag;
    again.credited = true;
    again.network += credit.network;
    request_ = Message{};
    return again;
  }

 private:
  Message request_;  // a refusal with the request's opcode
};

// The refusal of a request, from the agent that has no place for it.
inline PooledMessage& refusal_of(const Message& request, std::uint8_t opcode, Scheduler& scheduler) {
  PooledMessage& refusal = scheduler.compose(request);
  refusal.opcode = opcode;
  refusal.tag = request.opcode;
  refusal.source = request.destination;
  refusal.destination = request.requester;
  return refusal;
}

}  // namespace amoeba
