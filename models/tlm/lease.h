// The fast path between a first-level cache and harts of the same scheduler.
// A lease lends the hart a line that the cache holds: the hart reads (and, with a write lease, writes) the bytes in
// place and accounts each access through the pointers. It ends when the cache withdraws it. Not DMI, which knows no
// expiry. Contract: a write lease makes the line dirty. One access = one record() call. Withdrawal comes before the
// cache answers the snoop, and is also the notice that breaks early loads and wakes Zawrs waits.
// Units: bytes, ticks.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "amoeba/base/replacement.h"
#include "amoeba/base/ticks.h"

namespace amoeba {

enum class WithdrawReason : std::uint8_t {
  snooped_shared,  // another requester reads: still readable under a new lease
  snooped_unique,  // another requester writes
  evicted,         // replaced
  busy,            // a request of the port is pending on the line: take the socket until it is done
};
enum class LeaseAccess : std::uint8_t { read, write, fetch };

// What a cache keeps of its hits. Stays where it is.
struct HitRecord {
  const ReplacementPolicy* replacement = nullptr;
  std::uint64_t* recency = nullptr;     // by set, as the replacement policy keeps it
  std::array<std::uint64_t, 3> hits{};  // by LeaseAccess

  void add(std::uint32_t set, unsigned way, LeaseAccess access) {
    replacement->touch(recency[set], way);
    ++hits[static_cast<unsigned>(access)];
  }
};

// Small, since a hart keeps many.
struct Lease {
  std::byte* bytes = nullptr;  // the whole line; null when the cache does not hold it as asked
  HitRecord* hits = nullptr;
  std::uint32_t set = 0;
  std::uint8_t way = 0;  // of the line, in its set
  bool writable = false;

  explicit operator bool() const { return bytes != nullptr; }
  void record(LeaseAccess access) const { hits->add(set, way, access); }
};

// Told when a lease ends. Implemented by harts and by traffic sources.
class LeaseHolder {
 public:
  virtual ~LeaseHolder() = default;
  // From `at` on the hart must not touch `line` (address of its first byte) without a new lease. A snooped_shared
  // withdrawal leaves the line readable, under a new read lease.
  virtual void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) = 0;
};

// Implemented by first-level caches.
class LeaseSource {
 public:
  virtual ~LeaseSource() = default;
  // A lease for the line at `line` if the cache can serve the access at once, else an empty one. Asking counts nothing.
  // Empty too while an earlier request of the port is pending on the line, or when the line is watched (HTIF).
  virtual Lease lease(std::uint64_t line, LeaseAccess access) = 0;
  virtual void set_holder(LeaseHolder& holder) = 0;
  virtual unsigned line_bytes() const = 0;
  virtual Tick hit_latency() const = 0;  // ticks from access to use of the value
  // A write of fewer bytes than the ECC granule keeps the holder's next write waiting for so many ticks more.
  virtual unsigned ecc_granule() const { return 0; }
  virtual Tick ecc_latency() const { return 0; }
};

}  // namespace amoeba
