// The protocol of a first-level cache as data: (state, event) -> (next state, actions).
// Models: the variants of ProtocolOptions; upgrades without data; exclusive upgrades for SC, which the home node
// refuses rather than steal the line; write-back before a far atomic. Not modelled here: timing, queues, reservations
// (cache/). The table is a value: the timed controller and a state explorer read the same one, a mutation test a
// changed one.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/coherence/protocol_options.h"

namespace amoeba {

// A line at a cache: the stable states, and what it waits for between them.
enum class CacheState : std::uint8_t {
  I,
  SC,
  UC,
  UD,
  SD,         // MOESI only
  I_read,     // ReadShared or ReadClean sent
  I_unique,   // ReadUnique sent, or CleanUnique overtaken by an invalidation
  SC_unique,  // CleanUnique sent, still readable
  SD_unique,  // CleanUnique sent, still readable, and the newest data is ours
  I_atomic,   // far atomic sent
  UD_write,   // WriteBackFull sent, the data is still ours to give
  I_write,    // WriteBackFull or Evict sent, no data left to give
};
inline constexpr unsigned kCacheStates = 12;
const char* name(CacheState state);

enum class CacheEvent : std::uint8_t {
  load,
  fetch,
  modify,  // store, near atomic, SC
  far_atomic,
  replace,  // the way is needed for another line
  snp_shared,
  snp_unique,
  snp_shared_forward,  // SnpSharedFwd: give the requester the data, too
  snp_unique_forward,  // SnpUniqueFwd
  snp_query,           // SnpQuery: say whether the line is still there
  data_shared,         // CompData granting SC
  data_unique,         // CompData granting UC
  data_dirty,          // CompData granting UD: the duty to write back comes with the data
  data_atomic,         // CompData with an atomic's old value, or Comp of a store-form atomic
  comp,                // Comp that grants an upgrade or ends a write-back
  comp_refused,        // Comp that refuses an exclusive upgrade
};
inline constexpr unsigned kCacheEvents = 16;
const char* name(CacheEvent event);

// What the controller does, in this order.
enum CacheAction : std::uint32_t {
  kNothing = 0,
  kHit = 1 << 0,       // serve the request from the line
  kWait = 1 << 1,      // serve the request after the transaction in progress
  kSendRead = 1 << 2,  // ReadShared; ReadClean for a fetch
  kSendReadUnique = 1 << 3,
  kSendCleanUnique = 1 << 4,
  kSendAtomic = 1 << 5,
  kSendWriteBack = 1 << 6,
  kRespond = 1 << 7,       // SnpResp
  kRespondData = 1 << 8,   // SnpRespData
  kLose = 1 << 9,          // the line's bytes are no longer readable here: leases and reservations on it end
  kLoseUnique = 1 << 10,   // no longer writable here: write leases end
  kFill = 1 << 11,         // take the bytes of the message
  kAcknowledge = 1 << 12,  // CompAck
  kComplete = 1 << 13,     // serve the requests that waited
  kSendEvict = 1 << 14,
  kForward = 1 << 15,     // CompData to the requester; see forwarded_state()
  kImpossible = 1 << 16,  // no run of the protocol gets here
};

struct CacheTransition {
  CacheState next = CacheState::I;
  std::uint32_t actions = kImpossible;
};

class CacheTable {
 public:
  static CacheTable make(const ProtocolOptions& options);
  static CacheTable mesi() { return make({}); }

  const CacheTransition& at(CacheState state, CacheEvent event) const {
    return cells_[static_cast<unsigned>(state)][static_cast<unsigned>(event)];
  }
  CacheTransition& at(CacheState state, CacheEvent event) {
    return cells_[static_cast<unsigned>(state)][static_cast<unsigned>(event)];
  }

 private:
  std::array<std::array<CacheTransition, kCacheEvents>, kCacheStates> cells_;
};

constexpr bool is_stable(CacheState state) {
  return state <= CacheState::SD;
}
constexpr bool is_readable(CacheState state) {
  return (is_stable(state) && state != CacheState::I) || state == CacheState::SC_unique ||
         state == CacheState::SD_unique;
}
constexpr bool is_unique(CacheState state) {
  return state == CacheState::UC || state == CacheState::UD;
}
// Whether the newest data may be nowhere else.
constexpr bool is_dirty(CacheState state) {
  return state == CacheState::UD || state == CacheState::SD || state == CacheState::SD_unique ||
         state == CacheState::UD_write;
}
// What placement policies and snoop responses see of a state.
constexpr LineState line_state(CacheState state) {
  switch (state) {
    case CacheState::SC:
    case CacheState::SC_unique:
      return LineState::SC;
    case CacheState::UC:
      return LineState::UC;
    case CacheState::UD:
      return LineState::UD;
    case CacheState::SD:
    case CacheState::SD_unique:
      return LineState::SD;
    default:
      return LineState::I;
  }
}
// What data forwarded from `state` grants to the requester.
constexpr LineState forwarded_state(CacheState state, CacheEvent snoop) {
  if (snoop == CacheEvent::snp_shared_forward) return LineState::SC;
  return is_dirty(state) ? LineState::UD : LineState::UC;
}

}  // namespace amoeba
