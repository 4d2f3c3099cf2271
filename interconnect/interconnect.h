// What every network of a cluster offers to the platform, and how large messages are.
// Models: a header in every message, and behind it a line, or the operands of an atomic or of a partial access. A
// refused request is a header, although the message brings all of it back.
// Units: bytes; beats are cycles for which a message takes a link or a port; ticks.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
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

// The most of it.
inline unsigned most_payload(unsigned line_bytes) {
  return std::max(line_bytes, unsigned{2 * sizeof(AtomicValue)});
}

// What a network has carried. A message costs one count, by its size; sums are made when somebody asks.
class NetworkStatistics {
 public:
  struct Traffic {
    std::uint64_t messages = 0, bytes = 0, beats = 0;
  };
  // The beats of a message with so many bytes behind its header, for each number of bytes that there is.
  NetworkStatistics(unsigned header_bytes, std::vector<unsigned> beats);

  void add(bool in_region, Channel channel, unsigned payload) {
    ++messages_[(std::size_t{payload} * 2 + in_region) * kChannels + static_cast<unsigned>(channel)];
  }
  // What else a message takes, of several links.
  void add_beats(bool in_region, Channel channel, unsigned beats) {
    more_beats_[in_region][static_cast<unsigned>(channel)] += beats;
  }
  Traffic counted() const { return sum({true}, kAllChannels); }  // in regions of interest
  Traffic all() const { return sum({true, false}, kAllChannels); }
  Traffic of(Channel channel) const { return sum({true, false}, {channel}); }
  void register_in(StatisticsRegistry& registry, const std::string& prefix, const char* beats) const;
  void clear();
  void serialize(Archive& archive) { archive(messages_, more_beats_, contended); }

  std::uint64_t contended = 0;  // messages that waited for a link, a buffer or a port

 private:
  static constexpr std::initializer_list<Channel> kAllChannels = {Channel::req, Channel::snp, Channel::rsp,
                                                                  Channel::dat};
  Traffic sum(std::initializer_list<bool> in_regions, std::initializer_list<Channel> channels) const;

  unsigned header_bytes_;
  std::vector<unsigned> beats_;
  std::vector<std::uint64_t> messages_;  // by size, in or outside of regions of interest, channel
  std::array<std::array<std::uint64_t, kChannels>, 2> more_beats_{};
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
