#include "amoeba/interconnect/routed_network.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace amoeba {

RoutedNetwork::RoutedNetwork(const RoutedParameters& parameters, Topology topology, Scheduler& scheduler)
    : parameters_(parameters),
      topology_(std::move(topology)),
      scheduler_(scheduler),
      lanes_(topology_.links().size() * kChannels),
      way_(topology_.routers() + 2) {
  if (parameters.credits == 0 || parameters.credits > RoutedParameters::kMostCredits)
    throw std::invalid_argument("a network needs 1 to 15 buffers behind each link");
}

void RoutedNetwork::attach(AgentId agent, RouterId router) {
  if (router >= topology_.routers()) throw std::invalid_argument("there is no router " + std::to_string(router));
  if (agent >= ports_.size()) ports_.resize(agent + 1u);
  const bool ahead = scheduler_.tile_of(agent) != kFabric || scheduler_.reach_of(agent) == Reach::outside;
  ports_[agent] = {router, true, ahead, static_cast<std::uint32_t>(lanes_.size() / kChannels)};
  lanes_.resize(lanes_.size() + 2 * kChannels);
}

const RoutedNetwork::Port& RoutedNetwork::port_of(AgentId agent) const {
  if (agent >= ports_.size() || !ports_[agent].attached)
    throw std::logic_error("network: " + scheduler_.name_of(agent) + " is at no router; attach() it");
  return ports_[agent];
}

void RoutedNetwork::send(PooledMessage& message, Tick depart) {
  if (port_of(message.source).ahead || depart > scheduler_.now() + kReservesAhead) {
    scheduler_.post_injection(message, depart);
  } else {
    scheduler_.post(message, reserve(message, depart));
  }
}

void RoutedNetwork::inject(PooledMessage& message) {
  scheduler_.forward(message, reserve(message, message.time));
}

// Fills way_ from the entry to the exit; returns the number of hops.
std::size_t RoutedNetwork::find_way(const Port& from, const Port& to, unsigned bytes, Channel channel) {
  const unsigned beats = beats_of(bytes, parameters_.link.width);
  const unsigned slow_beats = beats_of(bytes, parameters_.slow_link.width);
  Hop* hop = way_.data();
  const auto add = [&](std::uint32_t link, Tick latency, unsigned taken) {
    __builtin_prefetch(&lanes_[lane_of(link, channel)], 1);
    *hop++ = {link, taken, latency, 0};
  };
  add(from.link, parameters_.port_latency, beats);
  for (RouterId here = from.router; here != to.router;) {
    const unsigned link = topology_.next_link(here, to.router);
    const Topology::Link& wire = topology_.links()[link];
    add(link, wire.slow ? parameters_.slow_link.latency : parameters_.link.latency, wire.slow ? slow_beats : beats);
    here = wire.to;
  }
  add(to.link + 1, parameters_.port_latency, beats);
  return static_cast<std::size_t>(hop - way_.data());
}

// Takes the link from the first tick on at which the message's head, the credit and enough free cycles are there.
Tick RoutedNetwork::occupy(const Hop& hop, Channel channel, Tick head, Tick credit, bool counted) {
  Lane& lane = lanes_[lane_of(hop.link, channel)];
  const Tick ready = std::max(head, credit);
  const Tick start = calendar_of(hop.link, channel).reserve(ready, hop.beats, scheduler_.now());
  ++lane.messages;
  lane.beats += hop.beats;
  lane.beats_counted += counted ? hop.beats : 0;
  lane.credit_wait += ready - head;
  lane.link_wait += start - ready;
  return start;
}

// Returns the tick of delivery, when the last beat has come.
Tick RoutedNetwork::reserve(Message& message, Tick depart) {
  const Channel channel = channel_of(static_cast<Opcode>(message.opcode));
  const unsigned bytes = message_bytes(message, parameters_.header_bytes, scheduler_.lines().line_bytes());
  const std::size_t hops = find_way(port_of(message.source), port_of(message.destination), bytes, channel);
  Tick none = 0;
  Tick* buffer = &none;  // when the credit of the buffer that the message is in comes back
  Tick head = depart, way_back = 0;
  unsigned beats = 0, all_beats = 0;
  bool waited = false;
  for (std::size_t i = 0; i < hops; ++i) {
    Hop& hop = way_[i];
    const bool exit = i + 1 == hops;
    if (hop.beats < beats) head += beats - hop.beats;  // a wider link waits for what a narrower one still brings
    Tick* const credit = exit ? &none : first_credit(lanes_[lane_of(hop.link, channel)]);
    hop.start = occupy(hop, channel, head, exit ? 0 : *credit, message.counted);
    *buffer = hop.start + hop.beats + way_back;
    waited |= hop.start != head;
    head = hop.start + hop.latency + (exit ? 0 : parameters_.router_stages);
    buffer = credit;
    way_back = hop.latency;
    beats = hop.beats;
    all_beats += i > 0 ? beats : 0;
  }
  const Tick delivery = head + beats - 1;
  if (trace_) trace_way(hops, channel);
  statistics_.add(message.counted, bytes, all_beats);
  statistics_.contended += waited;
  message.kind = EventKind::delivery;
  message.beats = static_cast<std::uint8_t>(beats);
  message.network += static_cast<std::uint32_t>(delivery - depart);
  return delivery;
}

void RoutedNetwork::trace_way(std::size_t hops, Channel channel) const {
  for (std::size_t i = 0; i < hops; ++i) {
    const Hop& hop = way_[i];
    const Tick buffer_free = i + 1 < hops ? way_[i + 1].start + way_[i + 1].beats + hop.latency : kNever;
    trace_({hop.link, channel, hop.start, hop.beats, buffer_free});
  }
}

void RoutedNetwork::reset() {
  lanes_.assign(lanes_.size(), Lane{});
  statistics_ = {};
}

Tick RoutedNetwork::least_latency(unsigned hops) const {
  const Tick link = std::min(parameters_.link.latency, parameters_.slow_link.latency);
  return 2 * parameters_.port_latency + (hops + 1) * parameters_.router_stages + hops * link;
}

std::vector<LinkLoad> RoutedNetwork::links() const {
  std::vector<LinkLoad> loads;
  for (std::size_t link = 0; link < topology_.links().size(); ++link) {
    const Topology::Link& wire = topology_.links()[link];
    LinkLoad load;
    load.name = "r" + std::to_string(wire.from) + "-r" + std::to_string(wire.to);
    load.from = topology_.place(wire.from);
    load.to = topology_.place(wire.to);
    load.slow = wire.slow;
    load.lanes = parameters_.separate_channels ? kChannels : 1;
    for (std::size_t lane = link * kChannels; lane < (link + 1) * kChannels; ++lane) {
      load.messages += lanes_[lane].messages;
      load.beats += lanes_[lane].beats;
      load.beats_counted += lanes_[lane].beats_counted;
      load.link_wait += lanes_[lane].link_wait;
      load.credit_wait += lanes_[lane].credit_wait;
    }
    loads.push_back(load);
  }
  return loads;
}

// Sums over the lanes of one link, or of one channel.
std::uint64_t RoutedNetwork::sum(std::size_t first, std::size_t last, std::size_t step, Count count) const {
  std::uint64_t sum = 0;
  for (std::size_t lane = first; lane < last; lane += step) sum += lanes_[lane].*count;
  return sum;
}

void RoutedNetwork::register_statistics(StatisticsRegistry& registry) const {
  registry.add("network.messages", "messages", "Messages sent.", statistics_.all.messages);
  registry.add("network.bytes", "bytes", "Bytes sent, headers included, whatever the way.", statistics_.all.bytes);
  registry.add("network.beats", "beats", "Cycles of links and exit ports used.", statistics_.all.beats);
  registry.add("network.contended", "messages", "Messages that waited for a link, a buffer or a port.",
               statistics_.contended);
  const std::size_t lanes = topology_.links().size() * kChannels;
  const auto add = [&](const std::string& name, std::size_t first, std::size_t last, std::size_t step) {
    const auto count = [&](const char* leaf, const char* unit, const char* meaning, Count what) {
      registry.add(name + leaf, unit, meaning, [=] { return sum(first, last, step, what); });
    };
    count(".messages", "messages", "Messages carried.", &Lane::messages);
    count(".beats", "cycles", "Cycles in use.", &Lane::beats);
    count(".link_wait", "cycles", "Cycles that messages waited for the link.", &Lane::link_wait);
    count(".credit_wait", "cycles", "Cycles that messages waited for a buffer behind the link.", &Lane::credit_wait);
  };
  for (unsigned channel = 0; channel < kChannels; ++channel)
    add(std::string("network.channel.") + name(static_cast<Channel>(channel)), channel, lanes, kChannels);
  for (std::size_t link = 0; link < topology_.links().size(); ++link) {
    const Topology::Link& wire = topology_.links()[link];
    add("network.link.r" + std::to_string(wire.from) + "-r" + std::to_string(wire.to), link * kChannels,
        (link + 1) * kChannels, 1);
  }
}

}  // namespace amoeba
