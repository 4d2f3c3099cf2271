// How a home node shares its places for requests out: refusals and credits.
#include <algorithm>

#include "amoeba/interconnect/home_node.h"
#include "amoeba/sched/refused_request.h"

namespace amoeba {

void HomeNode::refuse(const Message& request) {
  ++statistics_.retries;
  const Tick at = request.time + parameters_.directory_latency;
  PooledMessage& refusal = refusal_of(request, static_cast<std::uint8_t>(Opcode::RetryAck), scheduler_);
  network_.send(refusal, next_credit(at));
  if (const auto credit =
          request_places_.owe({request.requester, request.requester_tag, request.counted, request.time}))
    give_credit(*credit, at);
}

void HomeNode::give_credit(const RequestPlaces::Credit& credit, Tick at) {
  PooledMessage& message = scheduler_.compose();
  message.opcode = static_cast<std::uint8_t>(Opcode::PCrdGrant);
  message.source = id_;
  message.requester = message.destination = credit.debt.requester;
  message.requester_tag = credit.debt.requester_tag;
  message.tag = credit.place;
  message.credited = true;
  message.counted = credit.debt.counted;
  network_.send(message, next_credit(std::max(at, credit.at)));
}

}  // namespace amoeba
