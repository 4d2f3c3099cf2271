#include "amoeba/interconnect/crossbar.h"

namespace amoeba {

namespace {

std::vector<unsigned> beats_by_payload(const CrossbarParameters& parameters, unsigned line_bytes) {
  std::vector<unsigned> beats;
  for (unsigned payload = 0; payload <= most_payload(line_bytes); ++payload)
    beats.push_back((parameters.header_bytes + payload + parameters.width - 1) / parameters.width);
  return beats;
}

}  // namespace

Crossbar::Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler)
    : parameters_(parameters),
      beats_(beats_by_payload(parameters, scheduler.lines().line_bytes())),
      scheduler_(scheduler),
      port_mask_(parameters.separate_channels ? kChannels - 1 : 0),
      statistics_(parameters.header_bytes, beats_) {}

// Notes what the message is to the crossbar; returns the ticks from its departure to its last beat.
inline Tick Crossbar::prepare(Message& message) {
  const unsigned payload = payload_bytes(message, scheduler_.lines().line_bytes());
  const unsigned beats = beats_[payload];
  const Channel channel = kChannelOf[message.opcode];
  statistics_.add(message.counted, channel, payload);
  const Tick latency = parameters_.latency + beats - 1;
  message.kind = EventKind::arrival;
  message.channel = static_cast<std::uint8_t>(channel);
  message.beats = static_cast<std::uint16_t>(beats);
  message.network += static_cast<std::uint32_t>(latency);
  return latency;
}

void Crossbar::send(PooledMessage& message, Tick depart) {
  if (parameters_.sender_ports) {
    scheduler_.post_injection(message, depart);
  } else {
    const Tick latency = prepare(message);
    scheduler_.post(message, depart + latency);
  }
}

// Departs when the earlier messages have left the sender's port.
void Crossbar::inject(PooledMessage& message) {
  const Tick latency = prepare(message);
  Tick& free_at = sender_free_[port_of(message.source, message)];
  const Tick depart = std::max(message.time, free_at);
  const Tick waited = depart - message.time;
  free_at = depart + message.beats;
  sender_contended_ += waited != 0;
  sender_wait_ += waited;
  message.network += static_cast<std::uint32_t>(waited);
  scheduler_.forward(message, depart + latency);
}

// The last beat has come; the port was busy if an earlier message still used it during ours.
Tick Crossbar::arrive(Message& message) {
  Tick& free_at = port_free_[port_of(message.destination, message)];
  const Tick done = std::max(message.time, free_at + message.beats - 1);
  free_at = done + 1;
  statistics_.contended += done != message.time;
  message.network += static_cast<std::uint32_t>(done - message.time);
  return done;
}

void Crossbar::reset() {
  port_free_.assign(port_free_.size(), 0);
  sender_free_.assign(sender_free_.size(), 0);
  statistics_.clear();
  sender_contended_ = sender_wait_ = 0;
}

void Crossbar::register_statistics(StatisticsRegistry& registry) const {
  statistics_.register_in(registry, "crossbar", "Port cycles used.");
  registry.add("crossbar.contended", "messages", "Messages that waited for a port of their destination.",
               statistics_.contended);
  registry.add("crossbar.sender_contended", "messages", "Messages that waited for a port of their sender.",
               sender_contended_);
  registry.add("crossbar.sender_wait", "cycles", "Cycles that they waited.", sender_wait_);
  for (const Channel channel : {Channel::req, Channel::snp, Channel::rsp, Channel::dat}) {
    const std::string prefix = std::string("crossbar.channel.") + name(channel);
    registry.add(prefix + ".messages", "messages", "Messages of this channel.",
                 [this, channel] { return statistics_.of(channel).messages; });
    registry.add(prefix + ".beats", "cycles", "Port cycles that they used.",
                 [this, channel] { return statistics_.of(channel).beats; });
  }
}

}  // namespace amoeba
