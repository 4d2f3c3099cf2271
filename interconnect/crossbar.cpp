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

void Crossbar::send(PooledMessage& message, Tick depart) {
  const unsigned payload = payload_bytes(message, scheduler_.lines().line_bytes());
  const unsigned beats = beats_[payload];
  const Channel channel = kChannelOf[message.opcode];
  statistics_.add(message.counted, channel, payload);
  const Tick latency = parameters_.latency + beats - 1;
  message.kind = EventKind::arrival;
  message.channel = static_cast<std::uint8_t>(channel);
  message.beats = static_cast<std::uint8_t>(beats);
  message.network += static_cast<std::uint32_t>(latency);
  scheduler_.post(message, depart + latency);
}

// The last beat has come; the port was busy if an earlier message still used it during ours.
Tick Crossbar::arrive(Message& message) {
  Tick& free_at = port_free_[std::size_t{message.destination} * kChannels + (message.channel & port_mask_)];
  const Tick done = std::max(message.time, free_at + message.beats - 1);
  free_at = done + 1;
  statistics_.contended += done != message.time;
  message.network += static_cast<std::uint32_t>(done - message.time);
  return done;
}

void Crossbar::reset() {
  port_free_.assign(port_free_.size(), 0);
  statistics_.clear();
}

void Crossbar::register_statistics(StatisticsRegistry& registry) const {
  statistics_.register_in(registry, "crossbar", "Port cycles used.");
  registry.add("crossbar.contended", "messages", "Messages that waited for a port of their destination.",
               statistics_.contended);
  for (const Channel channel : {Channel::req, Channel::snp, Channel::rsp, Channel::dat}) {
    const std::string prefix = std::string("crossbar.channel.") + name(channel);
    registry.add(prefix + ".messages", "messages", "Messages of this channel.",
                 [this, channel] { return statistics_.of(channel).messages; });
    registry.add(prefix + ".beats", "cycles", "Port cycles that they used.",
                 [this, channel] { return statistics_.of(channel).beats; });
  }
}

}  // namespace amoeba
