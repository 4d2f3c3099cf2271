// A request at the hart port of a first-level cache, from BEGIN_REQ (or b_transport) to its response.
#pragma once
#include <cstdint>
#include <tlm>
#include <vector>

#include "amoeba/base/address_map.h"
#include "amoeba/base/ticks.h"
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

using RequestSlot = std::uint16_t;

struct PortRequest {
  enum class Kind : std::uint8_t { load, store, atomic, load_reserved, store_conditional, lrwait, scwait };

  tlm::tlm_generic_payload* payload = nullptr;
  AtomicExtension* extension = nullptr;  // null for a foreign initiator's plain access
  const Region* region = nullptr;
  std::uint64_t address = 0;
  Tick entered = 0;
  Tick due = 0;  // until when an LR backs off; later, when the response is due
  unsigned bytes = 0;
  RequestSlot next = 0;  // in the list that the request is in
  Kind kind = Kind::load;
  bool foreign = false;   // its responses leave when the kernel's time is theirs
  bool blocking = false;  // came by b_transport
  bool accepted = false;  // END_REQ has been said
  bool failed = false;    // the target beyond the cluster answered with an error

  bool is_atomic() const { return kind >= Kind::atomic; }
  bool counted() const { return extension != nullptr && extension->counted; }
  bool acquires() const { return extension != nullptr && extension->aq; }
  bool releases() const { return extension != nullptr && extension->rl; }
  unsigned hart() const { return extension != nullptr ? extension->hart : 0; }
};

using PortRequests = std::vector<PortRequest>;  // by RequestSlot

}  // namespace amoeba
