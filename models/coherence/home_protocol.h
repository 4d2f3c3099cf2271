// The protocol of a home node as data: what it does for a request, given what the directory knows of the line.
// Models: the variants of ProtocolOptions, one transaction per line at a time; the line stays blocked until the
// requester has acknowledged a copy, but for reads that overlap, which join the transaction. A home node snoops first,
// then finds the data (a snooped cache, slice or memory), then replies, unless a snooped cache has forwarded the data;
// the plan says which steps apply. The directory takes note of each snoop response as it comes: who answers I is
// forgotten, who answers SC is a sharer, who answers SD stays the owner. Data count only if they come from the listed
// owner.
//
// Not modelled here: timing, queues, the directory's capacity. The table is a value, like CacheTable.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/coherence/protocol_options.h"

namespace amoeba {

// What the directory knows of a line. Sharers and owner may have dropped a clean copy silently.
enum class DirectoryState : std::uint8_t {
  none,
  shared,
  owned,         // one cache, which may write
  owned_shared,  // one cache that keeps the newest data, and sharers; MOESI only
};
inline constexpr unsigned kDirectoryStates = 4;
const char* name(DirectoryState state);

// Requests that the home node distinguishes.
enum class HomeRequest : std::uint8_t {
  read_shared,
  read_clean,
  read_unique,
  clean_unique,
  clean_unique_exclusive,  // of an SC
  write_back,
  atomic,
  read_once,
  write_unique,
  evict,
  back_invalidate,  // of the home node itself: the directory needs the entry for another line
  refused_scwait,   // that has lost its turn; one that has it is an atomic, like any LRwait that is answered
  none,             // not a request
};
inline constexpr unsigned kHomeRequests = 12;
const char* name(HomeRequest request);
using HomeRequestOf = std::array<std::array<HomeRequest, 2>, kOpcodes>;  // [opcode][exclusive]
extern const HomeRequestOf kHomeRequestOf;
[[noreturn]] void report_no_request(Opcode opcode);
// `exclusive`: of an SC; of an SCwait, that it is the requester's turn.
inline HomeRequest home_request(Opcode opcode, bool exclusive) {
  const HomeRequest request = kHomeRequestOf[static_cast<unsigned>(opcode)][exclusive];
  if (request == HomeRequest::none) report_no_request(opcode);
  return request;
}

// How the directory lists the requester itself. Unknown concerns an upgrade only: the entry has overflowed.
enum class Listed : std::uint8_t { no, sharer, owner, unknown };
inline constexpr unsigned kListed = 4;
const char* name(Listed listed);

enum class SnoopTargets : std::uint8_t {
  nobody,
  owner_shared,          // the owner keeps a shared copy
  owner_shared_forward,  // and gives the requester the data
  others_unique,         // every listed cache but the requester gives the line up
  owner_unique_forward,  // the owner gives the line up, to the requester
  requester_query,       // the requester says whether it still has the line
};
inline constexpr unsigned kSnoopTargets = 6;
const char* name(SnoopTargets targets);

enum class HomeReply : std::uint8_t {
  data_shared,  // CompData granting SC
  data_unique,  // CompData granting UC
  data_once,    // CompData granting nothing
  atomic,       // execute; old value, or Comp for the store form
  write,        // merge the request's bytes; Comp
  comp,         // Comp
  refuse,       // Comp, refused
  nothing,      // nobody waits for a reply
  plan_again,   // now that it is known how the requester is listed
  impossible,   // no run of the protocol gets here
};

inline constexpr unsigned kHomeReplies = 9;  // possible ones
const char* name(HomeReply reply);

enum class DirectoryUpdate : std::uint8_t {
  keep,
  add_requester,   // one more sharer
  own_requester,   // owned by the requester alone
  drop_requester,  // the requester has given the line up
};
inline constexpr unsigned kDirectoryUpdates = 4;
const char* name(DirectoryUpdate update);

struct HomePlan {
  SnoopTargets snoop = SnoopTargets::nobody;
  bool needs_data = false;  // the line's bytes must be found
  HomeReply reply = HomeReply::impossible;
  DirectoryUpdate update = DirectoryUpdate::keep;
  bool awaits_ack = false;  // blocked until CompAck
  bool takes_data = false;  // the request's own bytes become the line (write-back)
};

// Whether the request may be answered while copies of others await their acknowledgements: it disturbs nobody, and what
// it is given leaves everybody's copy as it is. CHI asks for no more than that no snoop meets such a copy.
constexpr bool overlaps(const HomePlan& plan) {
  return plan.snoop == SnoopTargets::nobody &&
         (plan.reply == HomeReply::data_shared || plan.reply == HomeReply::data_once);
}

// Whether the line may hold another value once the request is served, or soon after.
constexpr bool may_change(const HomePlan& plan) {
  return plan.update == DirectoryUpdate::own_requester || plan.reply == HomeReply::atomic ||
         plan.reply == HomeReply::write || plan.reply == HomeReply::plan_again;
}

class HomeTable {
 public:
  static HomeTable make(const ProtocolOptions& options);
  static HomeTable mesi() { return make({}); }

  const HomePlan& at(DirectoryState state, HomeRequest request, Listed listed) const {
    return cells_[static_cast<unsigned>(state)][static_cast<unsigned>(request)][static_cast<unsigned>(listed)];
  }
  HomePlan& at(DirectoryState state, HomeRequest request, Listed listed) {
    return cells_[static_cast<unsigned>(state)][static_cast<unsigned>(request)][static_cast<unsigned>(listed)];
  }

 private:
  std::array<std::array<std::array<HomePlan, kListed>, kHomeRequests>, kDirectoryStates> cells_;
};

}  // namespace amoeba
