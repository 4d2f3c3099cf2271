// The protocol of a home node as data: what it does for a request, given what the directory knows of the line.
// Models: MESI, one transaction per line at a time; the line stays blocked until the requester has acknowledged a copy.
// A home node snoops first, then finds the data (slice or memory), then replies; the plan says which steps apply.
// Not modelled here: timing, queues, the directory's capacity.
// The table is a value, like CacheTable.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

// What the directory knows of a line. Sharers and owner may have dropped a clean copy silently.
enum class DirectoryState : std::uint8_t { none, shared, owned };
inline constexpr unsigned kDirectoryStates = 3;
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
};
inline constexpr unsigned kHomeRequests = 9;
const char* name(HomeRequest request);
HomeRequest home_request(Opcode opcode, bool exclusive);

// Whether the directory lists the requester itself.
enum class Listed : std::uint8_t { no, yes };

enum class SnoopTargets : std::uint8_t {
  nobody,
  owner_shared,   // the owner keeps a shared copy
  owner_unique,   // the owner gives the line up
  others_unique,  // every listed cache but the requester gives the line up
};

enum class HomeReply : std::uint8_t {
  data_shared,  // CompData granting SC
  data_unique,  // CompData granting UC
  data_once,    // CompData granting nothing
  atomic,       // execute; old value, or Comp for the store form
  write,        // merge the request's bytes; Comp
  comp,         // Comp
  refuse,       // Comp, refused
  impossible,   // no run of the protocol gets here
};

enum class DirectoryUpdate : std::uint8_t {
  keep,
  add_requester,  // shared: those who keep a copy, and the requester
  own_requester,  // owned by the requester
  keep_sharers,   // shared by those who keep a copy after the snoops, none if there are none
};

struct HomePlan {
  SnoopTargets snoop = SnoopTargets::nobody;
  bool needs_data = false;  // the line's bytes must be found
  HomeReply reply = HomeReply::impossible;
  DirectoryUpdate update = DirectoryUpdate::keep;
  bool awaits_ack = false;  // blocked until CompAck
  bool takes_data = false;  // the request's own bytes become the line (write-back)
};

class HomeTable {
 public:
  static HomeTable mesi();

  const HomePlan& at(DirectoryState state, HomeRequest request, Listed listed) const {
    return cells_[static_cast<unsigned>(state)][static_cast<unsigned>(request)][static_cast<unsigned>(listed)];
  }
  HomePlan& at(DirectoryState state, HomeRequest request, Listed listed) {
    return cells_[static_cast<unsigned>(state)][static_cast<unsigned>(request)][static_cast<unsigned>(listed)];
  }

 private:
  std::array<std::array<std::array<HomePlan, 2>, kHomeRequests>, kDirectoryStates> cells_;
};

}  // namespace amoeba
