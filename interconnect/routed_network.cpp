#include "amoeba/interconnect/routed_network.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace amoeba {

RoutedNetwork::RoutedNetwork(const RoutedParameters& parameters, Topology topology, Scheduler& scheduler)
    : parameters_(parameters),
      topology_(std::move(topology)),
      beyond_(parameters.dateline ? topology_.links().size() * kChannels : 0),
      scheduler_(scheduler),
      lanes_(topology_.links().size() * kChannels + beyond_),
      way_(topology_.routers()),
      statistics_(parameters.header_bytes, std::vector<unsigned>(most_payload(scheduler.lines().line_bytes()) + 1)) {
  if (parameters.credits == 0 || parameters.credits > Credits::kMost)
    throw std::invalid_argument("a network needs 1 to 15 buffers behind each link");
  while (parameters.link.width >> width_bits_ > 1) ++width_bits_;
  while (parameters.slow_link.width >> slow_width_bits_ > 1) ++slow_width_bits_;
  for (const Topology::Link& link : topology_.links()) uneven_ |= link.slow || (parameters.dateline && link.dateline);
  reset();
}

void RoutedNetwork::attach(AgentId agent, RouterId router) {
  if (router >= topology_.routers()) throw std::invalid_argument("there is no router " + std::to_string(router));
  if (agent >= ports_.size()) ports_.resize(agent + 1u);
  const bool ahead = scheduler_.tile_of(agent) != kFabric || scheduler_.reach_of(agent) == Reach::outside;
  ports_[agent] = {router, true, ahead, static_cast<std::uint32_t>(lanes_.size() / kChannels)};
  lanes_.resize(lanes_.size() + 2 * kChannels, idle_lane());
  totals_.resize(lanes_.size());
}

const RoutedNetwork::Port& RoutedNetwork::port_of(AgentId agent) const {
  if (agent >= ports_.size() || !ports_[agent].attached)
    throw std::logic_error("network: " + scheduler_.name_of(agent) + " is at no router; attach() it");
  return ports_[agent];
}

void RoutedNetwork::send(PooledMessage& message, Tick depart) {
  if (port_of(message.source).ahead) {
    scheduler_.post_injection(message, depart);
  } else if (depart > scheduler_.now() + kReservesAhead) {
    scheduler_.post_injection(message, depart - kReservesAhead);
  } else {
    scheduler_.post(message, reserve(message, depart));
  }
}

void RoutedNetwork::inject(PooledMessage& message) {
  const Tick depart = message.time + (port_of(message.source).ahead ? 0 : kReservesAhead);
  scheduler_.forward(message, reserve(message, depart));
}

// Takes the link from the first tick on at which the message's head, a buffer and enough free cycles are there.
[[gnu::always_inline]] inline void RoutedNetwork::pass(Passage& p, Lane& lane, const Wire& wire, bool exit) {
  if (wire.beats < p.beats) p.head += p.beats - wire.beats;  // wait for what a narrower link still brings
  Credits::Time* const place =
      exit ? nullptr : &lane.credits.free(lane.credits.take(static_cast<Credits::Time>(p.head - epoch_)));
  const Tick ready = exit ? p.head : std::max(p.head, epoch_ + *place);
  const Tick start = (&lane)[p.calendar].calendar.reserve(ready, wire.beats, scheduler_.now());
  if (p.buffer != nullptr) *p.buffer = static_cast<Credits::Time>(start + wire.beats + p.way_back - epoch_);
  ++lane.messages;
  lane.beats += wire.beats;
  lane.beats_counted += p.counted ? wire.beats : 0;
  lane.link_wait += static_cast<std::uint32_t>(start - ready);
  if ((lane.beats | lane.link_wait) >= kMostUnsettled) settle(lane);
  if (ready != p.head) totals_[number_of(lane)].credit_wait += ready - p.head;
  p.waited |= start != p.head;
  p.head = start + wire.latency + (exit ? 0 : parameters_.router_stages);
  p.buffer = place;
  p.way_back = wire.latency;
  p.beats = wire.beats;
  if (trace_) {
    const std::size_t number = number_of(lane);
    const bool beyond = number - beyond_ < beyond_;
    const auto link = static_cast<unsigned>((beyond ? number - beyond_ : number) / kChannels);
    trace({link, p.channel, beyond, start, wire.beats, kNever}, exit ? kNever : wire.latency);
  }
}

// Over links that differ: some are slow, or the message changes over to its second virtual channel at a dateline.
void RoutedNetwork::pass_uneven(Passage& p, Lane* const* begin, Lane* const* end, unsigned bytes,
                                unsigned& link_beats) {
  const unsigned slow_beats = (bytes + parameters_.slow_link.width - 1) >> slow_width_bits_;
  const Wire plain{parameters_.link.latency, p.beats}, slow{parameters_.slow_link.latency, slow_beats};
  const std::ptrdiff_t calendar = p.calendar;
  std::size_t beyond = 0;
  for (Lane* const* next = begin; next != end; ++next) {
    const Topology::Link& link = topology_.links()[number_of(**next) / kChannels];
    if (link.dateline) beyond = beyond_;
    p.calendar = calendar - static_cast<std::ptrdiff_t>(beyond);
    const Wire& wire = link.slow ? slow : plain;
    link_beats += wire.beats;
    pass(p, *(*next + beyond), wire, false);
  }
  p.calendar = calendar;
}

// Returns the tick of delivery, when the last beat has come.
Tick RoutedNetwork::reserve(Message& message, Tick depart) {
  const Port& from = port_of(message.source);
  const Port& to = port_of(message.destination);
  const unsigned payload = payload_bytes(message, scheduler_.lines().line_bytes());
  const unsigned bytes = parameters_.header_bytes + payload;
  const unsigned beats = (bytes + parameters_.link.width - 1) >> width_bits_;
  const Wire port{parameters_.port_latency, beats}, link{parameters_.link.latency, beats};
  const Channel channel = kChannelOf[message.opcode];
  const auto own = static_cast<std::ptrdiff_t>(channel);
  Passage p{channel, parameters_.separate_channels ? 0 : -own, message.counted, depart};
  if (scheduler_.now() - epoch_ >= kEpoch) move_epoch();
  Lane* const lanes = &lanes_[static_cast<std::size_t>(own)];
  Lane& entry = lanes[lane_of(from.link, Channel::req)];
  Lane& exit = lanes[lane_of(to.link + 1, Channel::req)];
  prefetch(entry);
  Lane** end = way_.data();
  topology_.each_link(from.router, to.router, [&](unsigned ahead) {
    *end = &lanes[lane_of(ahead, Channel::req)];
    prefetch(**end++);
  });
  prefetch(exit);
  unsigned link_beats = beats;  // the exit's
  pass(p, entry, port, false);
  if (uneven_) {
    pass_uneven(p, way_.data(), end, bytes, link_beats);
  } else {
    for (Lane** next = way_.data(); next != end; ++next) pass(p, **next, link, false);
    link_beats += beats * static_cast<unsigned>(end - way_.data());
  }
  pass(p, exit, port, true);
  const Tick delivery = p.head + beats - 1;
  statistics_.add(message.counted, channel, payload);
  statistics_.add_beats(message.counted, channel, link_beats);
  statistics_.contended += p.waited;
  message.kind = EventKind::delivery;
  message.beats = static_cast<std::uint16_t>(beats);
  message.network += static_cast<std::uint32_t>(delivery - depart);
  return delivery;
}

// A use is complete when the next one has set when its buffer will be free; an exit is at once.
void RoutedNetwork::trace(const LinkUse& use, Tick way_back) {
  if (last_use_.beats != 0) {
    last_use_.buffer_free = use.start + use.beats + last_way_back_;
    trace_(last_use_);
  }
  last_use_ = use;
  last_way_back_ = way_back;
  if (way_back != kNever) return;
  trace_(use);
  last_use_.beats = 0;
}

// Keeps the small counters from overflowing.
void RoutedNetwork::settle(Lane& lane) {
  totals_[number_of(lane)] = totals(number_of(lane));
  lane.messages = lane.beats = lane.beats_counted = lane.link_wait = 0;
}

// And the times of the credits, which lie between the old epoch and what is reserved.
void RoutedNetwork::move_epoch() {
  const Tick by = std::min<Tick>(scheduler_.now() - epoch_, std::numeric_limits<Credits::Time>::max());
  for (Lane& lane : lanes_) lane.credits.move_epoch(static_cast<Credits::Time>(by));
  epoch_ = scheduler_.now();
}

RoutedNetwork::Totals RoutedNetwork::totals(std::size_t lane) const {
  Totals totals = totals_[lane];
  totals.messages += lanes_[lane].messages;
  totals.beats += lanes_[lane].beats;
  totals.beats_counted += lanes_[lane].beats_counted;
  totals.link_wait += lanes_[lane].link_wait;
  return totals;
}

// Of a link's lane, on this side of the dateline and beyond it.
RoutedNetwork::Totals RoutedNetwork::both_sides(std::size_t lane) const {
  Totals sum = totals(lane);
  if (beyond_ == 0) return sum;
  const Totals beyond = totals(lane + beyond_);
  sum.messages += beyond.messages;
  sum.beats += beyond.beats;
  sum.beats_counted += beyond.beats_counted;
  sum.link_wait += beyond.link_wait;
  sum.credit_wait += beyond.credit_wait;
  return sum;
}

void RoutedNetwork::reset() {
  lanes_.assign(lanes_.size(), idle_lane());
  totals_.assign(lanes_.size(), {});
  epoch_ = 0;
  statistics_.clear();
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
      const Totals of_lane = both_sides(lane);
      load.messages += of_lane.messages;
      load.beats += of_lane.beats;
      load.beats_counted += of_lane.beats_counted;
      load.link_wait += of_lane.link_wait;
      load.credit_wait += of_lane.credit_wait;
    }
    loads.push_back(load);
  }
  return loads;
}

// Sums over the lanes of one link, or of one channel.
std::uint64_t RoutedNetwork::sum(std::size_t first, std::size_t last, std::size_t step, Count count) const {
  std::uint64_t sum = 0;
  for (std::size_t lane = first; lane < last; lane += step) sum += both_sides(lane).*count;
  return sum;
}

void RoutedNetwork::register_statistics(StatisticsRegistry& registry) const {
  statistics_.register_in(registry, "network", "Cycles of links and exit ports used.");
  registry.add("network.contended", "messages", "Messages that waited for a link, a buffer or a port.",
               statistics_.contended);
  const std::size_t lanes = topology_.links().size() * kChannels;
  const auto add = [&](const std::string& name, std::size_t first, std::size_t last, std::size_t step) {
    const auto count = [&](const char* leaf, const char* unit, const char* meaning, Count what) {
      registry.add(name + leaf, unit, meaning, [=] { return sum(first, last, step, what); });
    };
    count(".messages", "messages", "Messages carried.", &Totals::messages);
    count(".beats", "cycles", "Cycles in use.", &Totals::beats);
    count(".link_wait", "cycles", "Cycles that messages waited for the link.", &Totals::link_wait);
    count(".credit_wait", "cycles", "Cycles that messages waited for a buffer behind the link.", &Totals::credit_wait);
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
