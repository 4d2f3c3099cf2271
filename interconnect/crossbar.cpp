#include "amoeba/interconnect/crossbar.h"

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

Crossbar::Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler)
    : parameters_(parameters), scheduler_(scheduler) {
  while (parameters.width >> width_bits_ > 1) ++width_bits_;
}

unsigned Crossbar::bytes_of(const Message& message) const {
  if (message.buffer != kNoBuffer) return parameters_.header_bytes + scheduler_.lines().line_bytes();
  const bool both = static_cast<Opcode>(message.opcode) == Opcode::AtomicCompare;
  return parameters_.header_bytes + message.bytes * (both ? 2u : 1u);
}

void Crossbar::send(const Message& message, Tick depart) {
  const unsigned bytes = bytes_of(message);
  const unsigned beats = beats_of(bytes);
  ++statistics_.messages;
  statistics_.bytes += bytes;
  statistics_.beats += beats;
  if (message.counted) {
    ++statistics_.messages_counted;
    statistics_.bytes_counted += bytes;
    statistics_.beats_counted += beats;
  }
  const Tick latency = parameters_.latency + beats - 1;
  scheduler_.post_arrival(message, depart + latency, latency);
}

// The last beat has come; the port was busy if an earlier message still used it during ours.
Tick Crossbar::arrive(Message& message) {
  if (message.destination >= port_free_.size()) port_free_.resize(message.destination + 1u, 0);
  Tick& free_at = port_free_[message.destination];
  const Tick beats = beats_of(bytes_of(message));
  const Tick done = std::max(message.time, free_at + beats - 1);
  free_at = done + 1;
  if (done != message.time) {
    ++statistics_.contended;
    message.network += static_cast<std::uint32_t>(done - message.time);
  }
  return done;
}

void Crossbar::reset() {
  port_free_.assign(port_free_.size(), 0);
  statistics_ = {};
}

void Crossbar::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  registry.add(prefix + ".messages", "messages", "Messages sent.", statistics_.messages);
  registry.add(prefix + ".bytes", "bytes", "Bytes sent, headers included.", statistics_.bytes);
  registry.add(prefix + ".beats", "beats", "Port cycles used.", statistics_.beats);
  registry.add(prefix + ".contended", "messages", "Messages that waited for their destination's port.",
               statistics_.contended);
}

}  // namespace amoeba
