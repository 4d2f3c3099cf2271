// What every network of a cluster offers to the platform, and how large messages are.
// Models: a header in every message, and behind it a line, or the operands of an atomic or of a partial access. A
// refused request is a header, although the message brings all of it back.
// Units: bytes; beats are cycles for which a message takes a link or a port; ticks.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/statistics.h"
#include "amoeba/coherence/opcodes.h"
#include "amoeba/sched/line_pool.h"
#include "amoeba/sched/network.h"

namespace amoeba {

using RouterId = std::uint16_t;

inline constexpr unsigned kHeaderBytes = 8;  // of every message; assumed

// Behind the header.
inline unsigned payload_bytes(const Message& message, unsigned line_bytes) {
  static constexpr auto kOperands = [] {
    std::array<std::uint8_t, kOpcodes> operands{};
    for (std::uint8_t& count : operands) count = 1;
    operands[static_cast<unsigned>(Opcode::AtomicCompare)] = 2;
    operands[static_cast<unsigned>(Opcode::RetryAck)] = 0;
    return operands;
  }();
  const unsigned operands = kOperands[message.opcode];
  return message.buffer == kNoBuffer ? operands * message.bytes : operands == 0 ? 0 : line_bytes;
}

struct NetworkStatistics {
  struct Traffic {
    std::uint64_t messages = 0, bytes = 0, beats = 0;
    friend Traffic operator+(const Traffic& a, const Traffic& b) {
      return {a.messages + b.messages, a.bytes + b.bytes, a.beats + b.beats};
    }
  };
  void add(bool in_region, Channel channel, unsigned bytes, unsigned beats) {
    Traffic& traffic = traffic_[in_region][static_cast<unsigned>(channel)];
    ++traffic.messages;
    traffic.bytes += bytes;
    traffic.beats += beats;
  }
  Traffic counted() const;  // in regions of interest
  Traffic all() const;
  Traffic of(Channel channel) const;
  void register_in(StatisticsRegistry& registry, const std::string& prefix, const char* beats) const;

  std::uint64_t contended = 0;  // messages that waited for a link, a buffer or a port

 private:
  // Outside of regions of interest, and in them.
  std::array<std::array<Traffic, kChannels>, 2> traffic_{};
};

// Where a router is drawn.
struct RouterPlace {
  unsigned column = 0, row = 0;
};

// A directed link between routers and what it carried.
struct LinkLoad {
  std::string name;  // "r3-r4"
  RouterPlace from, to;
  bool slow = false;                // between chiplets
  unsigned lanes = 1;               // physical channels: its capacity is so many beats per cycle
  std::uint64_t messages = 0;       // whole run, as all without "counted"
  std::uint64_t beats = 0;          // cycles in which it was busy, summed over its lanes
  std::uint64_t beats_counted = 0;  // of messages in regions of interest
  std::uint64_t link_wait = 0;      // cycles that messages waited for it
  std::uint64_t credit_wait = 0;    // cycles that messages waited for a buffer behind it
};

class Interconnect : public Network {
 public:
  // Where an agent is, before its first message; a crossbar has one place only.
  virtual void attach(AgentId /*agent*/, RouterId /*router*/) {}
  virtual void reset() = 0;
  virtual void serialize(Archive& archive) = 0;
  virtual const NetworkStatistics& statistics() const = 0;
  virtual void register_statistics(StatisticsRegistry& registry) const = 0;
  virtual std::vector<LinkLoad> links() const { return {}; }
};

}  // namespace amoeba
