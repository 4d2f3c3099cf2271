// Random accesses whose values prove coherence and atomicity, on few lines.
// Every 16-byte granule of the lines has one role, which says what may be done to it and what must hold:
//   owned     each of eight agents owns two bytes: it reads back what it wrote last
//   modelled  one agent owns the granule and knows the outcome of every atomic on it; the others read
//   sums      byte, halfword and word counters: the end value is all that was added, by AMO, LR/SC or CAS
//   chains    swaps of unique tokens: each value put in comes out once
//   tickets   fetch-and-add of one: every ticket is drawn once, and nobody sees the counter go back
//   wide      16-byte CAS against LR/SC on the low half
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/cores/traffic/traffic_source.h"
#include "ledger.h"

namespace amoeba {

struct CheckedPattern {
  std::uint64_t base = 0;
  unsigned granules = 32;
  unsigned agents = 1;
  unsigned accesses = 200;  // of each agent, LR/SC pairs count as one
  unsigned longest_think = 8;
  bool ordered = false;  // some accesses carry aq and rl
  bool waits = false;    // most pairs are LRwait/SCwait, of the counter's own width
};

class CheckedTraffic : public TrafficSource {
 public:
  CheckedTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings, const CheckedPattern& pattern,
                 Ledger& ledger);

  bool holds_tickets(std::uint64_t granule) const { return role_of(granule) == Role::tickets; }
  // Compares the bytes that only this agent writes.
  void check_memory(const Ledger::ReadMemory& read);

 private:
  enum class Role : std::uint8_t { owned, modelled, sums, chains, tickets, wide };
  static constexpr unsigned kRoles = 6;
  struct Expectation {
    AtomicValue value{};
    AtomicValue mask{};
  };
  // An LR in flight or answered, and what its SC shall do.
  struct Pair {
    enum class Step : std::uint8_t { none, reading, writing, answering } step = Step::none;
    TrafficAccess sc;
    std::uint64_t counter = 0;  // what a success adds to; for chains the whole value
    unsigned counter_bytes = 0;
    std::uint64_t amount = 0;
    AtomicValue old{};
  };

  void restart(std::uint64_t seed) override;
  bool next(TrafficAccess& access) override;
  void completed(const TrafficAccess& access, const TrafficResult& result) override;

  Role role_of(std::uint64_t address) const { return static_cast<Role>((address - pattern_.base) / 16 % kRoles); }
  // Whether this agent owns the byte of a granule whose role is `owned`.
  bool owns(std::uint64_t granule, unsigned byte) const {
    const std::uint64_t owners = (pattern_.agents + 7) / 8;  // groups of eight take turns
    return (granule - pattern_.base) / 16 / kRoles % owners * 8 + byte / 2 == number();
  }
  void draw_owned(TrafficAccess& access, std::uint64_t granule);
  void draw_modelled(TrafficAccess& access, std::uint64_t granule);
  void draw_sums(TrafficAccess& access, std::uint64_t granule);
  void draw_chains(TrafficAccess& access, std::uint64_t granule);
  void draw_tickets(TrafficAccess& access, std::uint64_t granule);
  void draw_wide(TrafficAccess& access, std::uint64_t granule);
  void begin_pair(TrafficAccess& access, std::uint64_t counter, unsigned counter_bytes, std::uint64_t amount);
  void load(TrafficAccess& access, std::uint64_t address, unsigned bytes);
  void atomic(TrafficAccess& access, AtomicOp op, std::uint64_t address, unsigned bytes, std::uint64_t operand);
  void demand(TrafficAccess& access, const AtomicValue& value, const AtomicValue& mask);
  void finish_pair(const TrafficAccess& access, const TrafficResult& result);
  void completed_sum(const TrafficAccess& access, const TrafficResult& result);
  void completed_ticket(const TrafficAccess& access, const TrafficResult& result);
  bool succeeded(const TrafficAccess& access, const TrafficResult& result) const {
    return result.value == access.compare;
  }
  bool chance(unsigned percent) { return random_.below(100) < percent; }
  std::uint64_t token(unsigned bytes) { return std::uint64_t{number() + 1} << (bytes == 8 ? 40 : 24) | ++tokens_; }

  CheckedPattern pattern_;
  Ledger& ledger_;
  Random random_;
  unsigned left_ = 0;
  std::uint64_t tokens_ = 0;
  Pair pair_;
  std::vector<Expectation> expectations_;                    // by tag
  std::map<std::uint64_t, std::array<std::byte, 16>> mine_;  // by granule: bytes that only this agent writes
  std::map<std::uint64_t, AtomicValue> last_;                // by address: the value seen last, for CAS
};

}  // namespace amoeba
