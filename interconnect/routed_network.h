// A network of routers and links for any topology.
// Models: per link and channel (REQ, SNP, RSP, DAT) the cycles in which it is busy, and the credits for the buffers at
// its far end. A message reserves its whole way at one moment, in the scheduler's order of events: on every link the
// first gap that holds its beats, not before a credit is there. It cuts through: its head goes on as soon as it may,
// and its beats cost time once, at the end. The credit of a buffer comes back when the message's tail has left it, so
// a message that waits holds the buffer behind it, and pressure goes back to the sender. Channels have links of their
// own, as in CHI, or share links and keep buffers of their own (virtual channels). Any message in a buffer may go on
// first, as if each of its places were a virtual channel. An agent enters and leaves through a port of its router, one
// beat per cycle; it always takes what comes.
// Without contention: 2 ports + (hops + 1) * stages + the latencies of the links + beats - 1.
// Order: messages of equal length between the same agents on the same channel keep their order; a shorter one may
// overtake a longer one.
// Deadlock: cannot occur, since a way is made of finite times that nobody changes later; nothing waits in a circle. Nor
// can channels block each other. The network therefore never appears in a deadlock report. Meshes have no circles, by
// XY routing. A ring has: when all of its links are full, its messages go one after the other, where a real one would
// stand still. As real ones do, it can give each channel a pair of virtual channels (`dateline`), with buffers of their
// own: where the ring begins, a message moves to the second. A loaded ring then carries what a row of routers does.
// Senders in a tile may be ahead of time, so their messages reserve when the scheduler reaches their departure
// (inject()), those of the fabric when they are sent, or kReservesAhead before a departure later than that.
// Not modelled: flits of different messages interleaved on a link; a credit is taken for one message in the order of
// reservations, so that one reserved for later may hold up another.
// Units: ticks, bytes, routers by number. Errors: std::logic_error for a message of an agent without a router.
#pragma once
#include <array>
#include <functional>
#include <vector>

#include "amoeba/base/aligned_vector.h"
#include "amoeba/interconnect/credits.h"
#include "amoeba/interconnect/interconnect.h"
#include "amoeba/interconnect/link_calendar.h"
#include "amoeba/interconnect/topology.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct RoutedParameters {
  struct Wire {
    Tick latency = 1;
    unsigned width = 16;  // bytes per cycle
  };
  Wire link;
  Wire slow_link{10, 16};         // between chiplets
  Tick port_latency = 1;          // between an agent and its router
  Tick router_stages = 2;         // cycles in each router
  unsigned credits = 8;           // messages that each buffer holds
  bool separate_channels = true;  // a physical link for each channel
  bool dateline = false;          // a second virtual channel for what has passed where a ring begins
  unsigned header_bytes = kHeaderBytes;
};

// A message's use of one link or port, for tests.
struct LinkUse {
  unsigned link;  // of the topology, then the entry and the exit of each agent
  Channel channel;
  bool beyond_dateline;  // in the second virtual channel
  Tick start;
  unsigned beats;
  Tick buffer_free;  // when the credit of the buffer behind is back; kNever at exits, which need none
};

class RoutedNetwork : public Interconnect {
 public:
  static constexpr Tick kReservesAhead = 64;  // before its departure a message of the fabric may do so

  RoutedNetwork(const RoutedParameters& parameters, Topology topology, Scheduler& scheduler);

  void attach(AgentId agent, RouterId router) override;
  const Topology& topology() const { return topology_; }

  void send(PooledMessage& message, Tick depart) override;
  void inject(PooledMessage& message) override;
  Tick arrive(Message& message) override { return message.time; }
  void reset() override;
  void serialize(Archive& archive) override { archive(lanes_, totals_, epoch_, statistics_); }

  // From departure to delivery of a message of one beat over so many links, without contention, at least.
  Tick least_latency(unsigned hops) const;

  const NetworkStatistics& statistics() const override { return statistics_; }
  void register_statistics(StatisticsRegistry& registry) const override;
  std::vector<LinkLoad> links() const override;
  void set_trace(std::function<void(const LinkUse&)> trace) { trace_ = std::move(trace); }

 private:
  // What a message touches of a link: two lines of the host, since a way leads over a dozen of them.
  struct alignas(2 * kHostLine) Lane {
    LinkCalendar calendar;
    std::uint32_t messages = 0, beats = 0, beats_counted = 0, link_wait = 0;  // since the last settle()
    alignas(kHostLine) Credits credits;
  };
  static_assert(sizeof(Lane) == 2 * kHostLine, "a lane must not take a third cache line of the host");
  // What is rarely added to.
  struct Totals {
    std::uint64_t messages = 0, beats = 0, beats_counted = 0, link_wait = 0;  // before the last settle()
    std::uint64_t credit_wait = 0;
  };
  struct Port {
    RouterId router = 0;
    bool attached = false;
    bool ahead = false;      // its messages must wait for their departure
    std::uint32_t link = 0;  // entry; the exit is the next one
  };
  // A kind of link as one message meets it.
  struct Wire {
    Tick latency;
    unsigned beats;
  };
  // How far the head of a message has come.
  struct Passage {
    Channel channel;
    std::ptrdiff_t calendar;  // from the message's own lane to that with the link's calendar
    bool counted;
    Tick head;                        // earliest departure over the next link
    Credits::Time* buffer = nullptr;  // that the message is in: when its place will be free
    Tick way_back = 0;                // of that credit
    unsigned beats = 0;               // on the last link
    bool waited = false;
  };
  using Count = std::uint64_t Totals::*;
  static constexpr std::uint32_t kMostUnsettled = 1u << 31;
  static constexpr Tick kEpoch = Tick{1} << 30;  // ticks
  std::size_t lane_of(unsigned link, Channel channel) const {
    return std::size_t{link} * kChannels + static_cast<unsigned>(channel);
  }
  static void prefetch(const Lane& lane) {
    __builtin_prefetch(&lane, 1);
    __builtin_prefetch(&lane.credits, 1);
  }
  Lane idle_lane() const {
    Lane lane;
    lane.credits = Credits(parameters_.credits);
    return lane;
  }
  const Port& port_of(AgentId agent) const;
  Tick reserve(Message& message, Tick depart);
  void pass(Passage& passage, Lane& lane, const Wire& wire, bool exit);
  std::size_t number_of(const Lane& lane) const { return static_cast<std::size_t>(&lane - lanes_.data()); }
  void settle(Lane& lane);
  void move_epoch();
  Totals totals(std::size_t lane) const;
  Totals both_sides(std::size_t lane) const;
  void trace(const LinkUse& use, Tick way_back);
  std::uint64_t sum(std::size_t first, std::size_t last, std::size_t step, Count count) const;
  void pass_uneven(Passage& passage, Lane* const* begin, Lane* const* end, unsigned bytes, unsigned& link_beats);

  RoutedParameters parameters_;
  Topology topology_;
  unsigned width_bits_ = 0, slow_width_bits_ = 0;
  bool uneven_ = false;  // some links differ from others
  std::size_t beyond_;   // from a link's lane to that beyond the dateline, which has its calendar; 0: there are none
  Scheduler& scheduler_;
  std::vector<Port> ports_;     // by agent
  AlignedVector<Lane> lanes_;   // four of each link, four more beyond a dateline, then four of each entry and exit
  std::vector<Totals> totals_;  // by lane
  std::vector<Lane*> way_;      // of the message that is reserving
  Tick epoch_ = 0;              // of the credits
  NetworkStatistics statistics_;
  std::function<void(const LinkUse&)> trace_;
  LinkUse last_use_{};  // traced, incomplete while its beats are not 0
  Tick last_way_back_ = 0;
};

}  // namespace amoeba
