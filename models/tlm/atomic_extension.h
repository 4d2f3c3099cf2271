// The TLM-2.0 payload extension that carries an atomic access through the hart port.
// The command is TLM_READ_COMMAND, the width is the data length (1, 2, 4, 8; 16 for cas), and the data array returns
// the old value of memory (for sc and scwait: nothing). A target that does not know the extension merely reads and
// leaves `handled` false; the initiator then raises a store/AMO access fault. Plain loads and stores may carry it too,
// with kind == plain, to give the hart and ordering annotations.
#pragma once
#include <cstdint>
#include <tlm>

#include "amoeba/base/amo.h"

namespace amoeba {

// Where a request spent its time, for the stacked cycle breakdown. Units: ticks.
struct LatencyBreakdown {
  std::uint32_t cache = 0;         // at the first level
  std::uint32_t home = 0;          // at a private L2 and the home node, other caches' snoop time included
  std::uint32_t interconnect = 0;  // between agents, contention included
  std::uint32_t memory = 0;
};

// Whether what lies beyond the first level took part.
inline bool from_beyond(const LatencyBreakdown& latency) {
  return latency.home + latency.interconnect + latency.memory > 0;
}

enum class ScFailure : std::uint8_t { none, no_reservation, snooped, evicted, timeout, address_mismatch, trap };
inline constexpr unsigned kScFailures = 7;

struct AtomicExtension : tlm::tlm_extension<AtomicExtension> {
  enum class Kind : std::uint8_t { plain, atomic };

  // Written by the initiator before every send.
  Kind kind = Kind::plain;       // default plain: only annotations
  AtomicOp op = AtomicOp::swap;  // valid when kind == atomic
  bool aq = false;               // default false
  bool rl = false;               // default false
  bool discards_result = false;  // rd = x0: the target may leave the data array alone
  bool counted = false;          // in the region of interest: the target's statistics count it
  std::uint32_t hart = 0;        // hart id; requests of one hart keep their order at the port
  std::uint64_t work = 0;        // ticks that the hart has not waited for memory so far; 0: not known
  AtomicValue operand{};         // rs2 value, little-endian, low bytes valid
  AtomicValue compare{};         // expected value, cas only

  // Written by the target before the response; the initiator clears `handled` before every send.
  bool handled = false;
  bool sc_success = false;                 // valid for op == sc and scwait
  ScFailure sc_failure = ScFailure::none;  // valid for a failed sc or scwait
  LatencyBreakdown latency;                // of this request

  tlm::tlm_extension_base* clone() const override { return new AtomicExtension(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override { *this = static_cast<const AtomicExtension&>(other); }
};

}  // namespace amoeba
