// One state of the explored system: a few caches, an I/O agent and a home node, with everything on its way between
// them. Models: one line; one operation per hart at a time; at most one message per channel and node, which the
// protocol guarantees; requests that wait at the home node count as on their way, since a network that reorders
// everything lets them arrive in any order. Values are kept relative to the newest one, so that worlds that differ only
// in it are one. Not modelled: time, several lines, finite queues.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/coherence/home_protocol.h"

namespace amoeba {

inline constexpr unsigned kMostExploredCaches = 3;
inline constexpr unsigned kExploredIo = kMostExploredCaches;  // number of the I/O agent
inline constexpr std::uint8_t kNobody = 0xff;
inline constexpr unsigned kExploredNodes = kMostExploredCaches + 1;

// The line's value minus the newest one, modulo the number of values: 0 is up to date.
using RelativeValue = std::uint8_t;
inline constexpr RelativeValue kNoData = 7;

// What a hart or the I/O agent waits for.
enum class Operation : std::uint8_t {
  none,
  load,
  fetch,
  store,       // or a near AMO: both make a new value of the newest one
  atomic,      // near or far by the placement policy
  far_atomic,  // by free choice
  load_reserved,
  load_reserved_unique,  // an LR that acquires the line for its SC
  store_conditional,
  lrwait,
  scwait,
};
const char* name(Operation operation);

enum class ExploredSnoop : std::uint8_t { none, shared, unique, shared_forward, unique_forward, query };

enum class ExploredReply : std::uint8_t {
  none,
  data_shared,
  data_unique,
  data_dirty,
  data_once,
  data_atomic,
  comp,
  comp_refused,
};

enum class HomePhase : std::uint8_t { idle, snooping, acknowledging, allocating };

struct ExploredRequest {
  bool present = false;
  HomeRequest kind = HomeRequest::read_shared;
  RelativeValue value = kNoData;  // of a write-back
};

struct ExploredAnswer {
  bool present = false;
  bool data = false;
  bool forwarded = false;  // the requester has been given the data
  LineState kept = LineState::I;
  RelativeValue value = kNoData;
};

// A cache with its hart, what the home node knows of it, and the messages between the two. The I/O agent uses a part.
struct ExploredNode {
  CacheState state = CacheState::I;
  RelativeValue value = kNoData;
  Operation operation = Operation::none;
  bool reserved = false;
  bool overwritten = false;  // ghost: somebody else has written since the LR
  bool waited = false;       // has read by LRwait, and its SCwait has not come to the home node
  bool outdated = false;     // ghost: somebody else has written since
  // --- the home node's knowledge
  bool owner = false;
  bool sharer = false;
  bool requester = false;  // of the transaction in progress, or a reader that has joined it
  bool turn = false;       // an SCwait of the cache would succeed
  bool queued = false;     // its LRwait waits for its turn; of the requester: is answered without
  bool may_hold = false;   // ghost: has been granted a copy and has not told the home node of its end
  // --- on the way
  ExploredRequest request;
  ExploredSnoop snoop = ExploredSnoop::none;
  ExploredAnswer answer;
  ExploredReply reply = ExploredReply::none;
  RelativeValue reply_value = kNoData;
  std::uint8_t reply_from = kNobody;  // who forwarded it; only for people, not part of the packed state
  bool acknowledgement = false;

  bool listed() const { return owner || sharer; }
  // A request waits at the home node until that is idle.
  bool has_deliverable_message(HomePhase phase) const {
    return (request.present && phase == HomePhase::idle) || snoop != ExploredSnoop::none || answer.present ||
           reply != ExploredReply::none || acknowledgement;
  }
};

using PackedWorld = std::array<std::uint64_t, kExploredNodes>;

struct World {
  std::array<ExploredNode, kExploredNodes> nodes;
  // --- the home node
  DirectoryState directory = DirectoryState::none;
  bool overflowed = false;  // there are sharers, but the directory has forgotten which
  RelativeValue value = 0;  // of slice and memory
  // --- its transaction in progress
  HomePhase phase = HomePhase::idle;
  HomeRequest serving = HomeRequest::read_shared;
  DirectoryState seen = DirectoryState::none;  // what the directory said when it began
  Listed listed = Listed::no;
  RelativeValue passing = kNoData;  // data of a snooped owner that stays the owner
  bool forwarded = false;           // a snooped cache has given the requester the data
  bool acknowledged = false;        // and the requester has them

  std::uint8_t newest = 0;  // the newest value itself; only for people, not part of the packed state

  bool is_moving() const;     // something can be delivered
  bool is_quiescent() const;  // nothing on its way, nobody waits
  // Packs the world; the first `interchangeable` caches are put into a canonical order.
  PackedWorld pack(unsigned interchangeable) const;
  static World unpack(const PackedWorld& packed);
};

}  // namespace amoeba
