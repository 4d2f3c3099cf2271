// What a message over a network of routers takes: two events, and the reservation of its way.
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "amoeba/interconnect/routed_network.h"
#include "amoeba/sims/bench/bench.h"

namespace amoeba {

namespace {

class Sink : public Agent {
 public:
  void receive(Message&) override {}
  void reset(std::uint64_t) override {}
  void serialize(Archive&) override {}
};

// One agent in a tile of its own at each router of a mesh of 16 x 16, which send headers over 11 links each.
class MeshOfSinks {
 public:
  MeshOfSinks() : scheduler_(64), network_({}, Topology::mesh(kSide, kSide), scheduler_) {
    scheduler_.connect(network_);
    for (unsigned i = 0; i < kSide * kSide; ++i) {
      sinks_.push_back(std::make_unique<Sink>());
      const AgentId id = scheduler_.add(*sinks_.back(), scheduler_.add_tile(), "sink");
      network_.attach(id, static_cast<RouterId>(i));
    }
  }
  // Returns the number of messages.
  double run() {
    constexpr unsigned kMessages = 400'000, kPerTick = 8;
    scheduler_.reset(1);
    network_.reset();
    for (unsigned i = 0; i < kMessages; ++i) {
      if (i % kPerTick == 0) scheduler_.run_until(i / kPerTick, 0);
      send(i * 7919 % (kSide * kSide), i / kPerTick);
    }
    scheduler_.run_until(kNever - 1, 0);
    return kMessages;
  }

 private:
  static constexpr unsigned kSide = 16, kAcross = 6, kDown = 5;

  void send(unsigned from, Tick depart) {
    const unsigned column = from % kSide, row = from / kSide;
    const unsigned to_column = column < kSide / 2 ? column + kAcross : column - kAcross;
    const unsigned to_row = row < kSide / 2 ? row + kDown : row - kDown;
    PooledMessage& message = scheduler_.compose();
    message.source = message.requester = static_cast<AgentId>(from);
    message.destination = static_cast<AgentId>(to_row * kSide + to_column);
    message.opcode = static_cast<std::uint8_t>(Opcode::ReadShared);
    network_.send(message, depart);
  }

  Scheduler scheduler_;
  RoutedNetwork network_;
  std::vector<std::unique_ptr<Sink>> sinks_;
};

}  // namespace

BenchSample measure_mesh_message() {
  MeshOfSinks mesh;
  return {fastest(5, [&] { return mesh.run(); }), "8 messages per cycle"};
}

}  // namespace amoeba
