#include "amoeba/interconnect/crossbar.h"

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

namespace {

// Both the traffic of regions of interest and the rest.
template <class Member>
std::function<std::uint64_t()> sum(const CrossbarStatistics& statistics, Member member) {
  return [&statistics, member] { return statistics.counted.*member + statistics.others.*member; };
}

}  // namespace

Crossbar::Crossbar(const CrossbarParameters& parameters, Scheduler& scheduler)
    : parameters_(parameters), scheduler_(scheduler) {
  while (parameters.width >> width_bits_ > 1) ++width_bits_;
}

unsigned Crossbar::bytes_of(const Message& message) const {
  if (message.buffer != kNoBuffer) return parameters_.header_bytes + scheduler_.lines().line_bytes();
  if (message.bytes == 0) return parameters_.header_bytes;
  const bool both = static_cast<Opcode>(message.opcode) == Opcode::AtomicCompare;
  return parameters_.header_bytes + message.bytes * (both ? 2u : 1u);
}

void Crossbar::send(PooledMessage& message, Tick depart) {
  const unsigned bytes = bytes_of(message);
  const unsigned beats = beats_of(bytes);
  CrossbarStatistics::Traffic& traffic = message.counted ? statistics_.counted : statistics_.others;
  ++traffic.messages;
  traffic.bytes += bytes;
  traffic.beats += beats;
  const Tick latency = parameters_.latency + beats - 1;
  message.kind = EventKind::arrival;
  message.beats = static_cast<std::uint8_t>(beats);
  message.network += static_cast<std::uint32_t>(latency);
  scheduler_.post(message, depart + latency);
}

// The last beat has come; the port was busy if an earlier message still used it during ours.
Tick Crossbar::arrive(Message& message) {
  if (message.destination >= port_free_.size()) port_free_.resize(message.destination + 1u, 0);
  Tick& free_at = port_free_[message.destination];
  const Tick done = std::max(message.time, free_at + message.beats - 1);
  free_at = done + 1;
  statistics_.contended += done != message.time;
  message.network += static_cast<std::uint32_t>(done - message.time);
  return done;
}

void Crossbar::reset() {
  port_free_.assign(port_free_.size(), 0);
  statistics_ = {};
}

void Crossbar::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  registry.add(prefix + ".messages", "messages", "Messages sent.",
               sum(statistics_, &CrossbarStatistics::Traffic::messages));
  registry.add(prefix + ".bytes", "bytes", "Bytes sent, headers included.",
               sum(statistics_, &CrossbarStatistics::Traffic::bytes));
  registry.add(prefix + ".beats", "beats", "Port cycles used.", sum(statistics_, &CrossbarStatistics::Traffic::beats));
  registry.add(prefix + ".contended", "messages", "Messages that waited for their destination's port.",
               statistics_.contended);
}

}  // namespace amoeba
