// What messages of the home nodes mean as events of the cache protocol.
// Models: nothing; the mapping that every coherence agent of a tile shares. Errors: none.
#pragma once
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/sched/message.h"

namespace amoeba {

inline CacheEvent snoop_event(Opcode snoop) {
  switch (snoop) {
    case Opcode::SnpShared:
      return CacheEvent::snp_shared;
    case Opcode::SnpSharedFwd:
      return CacheEvent::snp_shared_forward;
    case Opcode::SnpUniqueFwd:
      return CacheEvent::snp_unique_forward;
    case Opcode::SnpQuery:
      return CacheEvent::snp_query;
    default:
      return CacheEvent::snp_unique;
  }
}

// Of a Comp or CompData for a transaction of the agent's own.
inline CacheEvent completion_event(const Message& message) {
  const auto granted = static_cast<LineState>(message.state);
  if (granted == LineState::I && message.bytes != 0) return CacheEvent::data_atomic;
  if (static_cast<Opcode>(message.opcode) != Opcode::CompData)
    return message.failed ? CacheEvent::comp_refused : CacheEvent::comp;
  if (granted == LineState::SC) return CacheEvent::data_shared;
  return granted == LineState::UD ? CacheEvent::data_dirty : CacheEvent::data_unique;
}

// Makes `answer`, to the home node, say what a snoop leaves here.
inline PooledMessage& snoop_response(PooledMessage& answer, const Message& snoop, CacheState kept) {
  answer.requester = snoop.requester;
  answer.tag = snoop.tag;
  answer.network = snoop.network;
  answer.state = static_cast<std::uint8_t>(line_state(kept));
  return answer;
}

// Makes `data` the CompData that answers the transaction for which `snoop` was sent.
inline PooledMessage& forwarded_data(PooledMessage& data, const Message& snoop) {
  data.requester = snoop.requester;
  data.requester_tag = snoop.requester_tag;
  data.tag = snoop.tag;
  data.network = snoop.network;
  data.detail = snoop.detail;  // the reuse hint
  data.queued = snoop.queued;
  data.bias = snoop.bias;
  return data;
}

}  // namespace amoeba
