// The protocol of a first-level cache as data: (state, event) -> (next state, actions).
// Models: MESI with silent eviction of clean lines; upgrades without data; exclusive upgrades for SC, which the home
// node refuses rather than steal the line; write-back before a far atomic.
// Not modelled here: timing, queues, reservations (cache/). Forwarding between caches and SD are not used by MESI.
// The table is a value: the timed controller and a state explorer read the same one, a mutation test a changed one.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

// A line at a cache: the stable states, and what it waits for between them.
enum class CacheState : std::uint8_t {
  I,
  SC,
  UC,
  UD,
  I_read,     // ReadShared or ReadClean sent
  I_unique,   // ReadUnique sent, or CleanUnique overtaken by an invalidation
  SC_unique,  // CleanUnique sent, still readable
  I_atomic,   // far atomic sent
  UD_write,   // WriteBackFull sent, the data is still ours to give
  I_write,    // WriteBackFull sent and snooped meanwhile
};
inline constexpr unsigned kCacheStates = 10;
const char* name(CacheState state);

enum class CacheEvent : std::uint8_t {
  load,
  fetch,
  modify,  // store, near atomic, SC
  far_atomic,
  replace,  // the way is needed for another line
  snp_shared,
  snp_unique,
  data_shared,   // CompData granting SC
  data_unique,   // CompData granting UC
  data_atomic,   // CompData with an atomic's old value, or Comp of a store-form atomic
  comp,          // Comp that grants an upgrade or ends a write-back
  comp_refused,  // Comp that refuses an exclusive upgrade
};
inline constexpr unsigned kCacheEvents = 12;
const char* name(CacheEvent event);

// What the controller does, in this order.
enum CacheAction : std::uint16_t {
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
  kImpossible = 1 << 14,   // no run of the protocol gets here
};

struct CacheTransition {
  CacheState next = CacheState::I;
  std::uint16_t actions = kImpossible;
};

class CacheTable {
 public:
  static CacheTable mesi();

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
  return state <= CacheState::UD;
}
constexpr bool is_readable(CacheState state) {
  return state == CacheState::SC || state == CacheState::UC || state == CacheState::UD ||
         state == CacheState::SC_unique;
}
constexpr bool is_unique(CacheState state) {
  return state == CacheState::UC || state == CacheState::UD;
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
    default:
      return LineState::I;
  }
}

}  // namespace amoeba
