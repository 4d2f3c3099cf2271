// What can happen to two lines that compete for the same places, under given protocol tables.
// Models: two caches of one set with one way, so that a miss to one line evicts the other; a port of each cache at
// which operations wait in order for a way, an MSHR or the one entry of the write-back buffer; a home node with a full
// map, or with a snoop filter that has room for one line and takes the other one back from the caches to make it.
// What competes is written here as in cache/l1_requests.cpp and interconnect/home_node_places.cpp; what happens to a
// line is ProtocolModel's, with the same tables.
// Checked at every step: what ProtocolModel checks of each line; that listed lines have a place in the filter; that
// somebody can always go on.
// Not modelled: the I/O agent, LR/SC, evictions by further lines. Errors: Violation.
#pragma once
#include <array>

#include "amoeba/explore/protocol_model.h"

namespace amoeba {

inline constexpr unsigned kTwoLineCaches = 2;
inline constexpr std::uint8_t kNoLinePlaced = 2;

struct PortEntry {
  Operation operation = Operation::none;
  std::uint8_t line = 0;
};

struct TwoLineWorld {
  std::array<World, 2> lines;
  std::array<std::array<PortEntry, 2>, kTwoLineCaches> ports;  // of each cache, in order; the first one blocks
  std::uint8_t placed = kNoLinePlaced;                         // the line that has the filter's only place
};

struct TwoLineStep {
  std::uint8_t line;
  ModelStep step;
  bool is_delivery() const { return step.is_delivery(); }
};

class TwoLineModel : private ProtocolModel {
 public:
  using State = TwoLineWorld;
  using Packed = std::array<std::uint64_t, 6>;  // of each line: both caches, then the home node
  using Step = TwoLineStep;

  TwoLineModel(const ProtocolTables& tables, const ExplorerOptions& options);

  template <class Visit>
  void for_each_step(const TwoLineWorld& world, Visit&& visit) const;
  void take(TwoLineWorld& world, const TwoLineStep& step, Chart* chart = nullptr) const;
  Packed pack(const TwoLineWorld& world) const;  // of all worlds that differ only in names the same one
  TwoLineWorld unpack(const Packed& packed) const;
  using ProtocolModel::coverage;

 private:
  enum class Served : std::uint8_t { started, blocked };

  // The world in a step, with the chart that it may leave.
  struct Scene {
    TwoLineWorld& world;
    Chart* chart;
  };
  // caches
  void issue(const Scene& scene, unsigned line, unsigned cache, Operation operation) const;
  Served attempt(const Scene& scene, unsigned line, unsigned cache, Operation operation) const;
  bool make_room(const Scene& scene, unsigned line, unsigned cache) const;
  void requeue(const Scene& scene, unsigned line, unsigned cache) const;
  void retry_port(const Scene& scene, unsigned cache) const;
  void take_reply(const Scene& scene, unsigned line, unsigned cache) const;
  // home node
  void begin(const Scene& scene, unsigned line, unsigned cache) const;
  bool find_place(const Scene& scene, unsigned line) const;
  void take_back(const Scene& scene, unsigned line) const;
  void pass_on_place(const Scene& scene, unsigned line) const;
  void grant_place(const Scene& scene, unsigned line) const;
  void check_all(const TwoLineWorld& world) const;

  unsigned outstanding(const TwoLineWorld& world, unsigned cache) const;
  static bool uses(const TwoLineWorld& world, unsigned line, unsigned cache);

  TwoLineOptions competition_;
};

// A hart asks for a line once at a time.
inline bool TwoLineModel::uses(const TwoLineWorld& world, unsigned line, unsigned cache) {
  if (world.lines[line].nodes[cache].operation != Operation::none) return true;
  for (const PortEntry& entry : world.ports[cache])
    if (entry.operation != Operation::none && entry.line == line) return true;
  return false;
}

inline unsigned TwoLineModel::outstanding(const TwoLineWorld& world, unsigned cache) const {
  return (uses(world, 0, cache) ? 1 : 0) + (uses(world, 1, cache) ? 1 : 0);
}

template <class Visit>
void TwoLineModel::for_each_step(const TwoLineWorld& world, Visit&& visit) const {
  if (!competition_.filter) {  // with one, the other line notices when a transaction ends
    for (std::uint8_t line = 0; line < 2; ++line)
      for (std::uint8_t i = 0; i < kTwoLineCaches; ++i)
        if (Kind kind; arrives_unnoticed(world.lines[line], i, kind)) {
          visit({line, {kind, i}});
          return;
        }
  }
  for (std::uint8_t line = 0; line < 2; ++line)
    for (std::uint8_t i = 0; i < kTwoLineCaches; ++i) {
      const ExploredNode& node = world.lines[line].nodes[i];
      if (node.request.present && serves(world.lines[line], node)) visit({line, {Kind::request, i}});
      if (node.snoop != ExploredSnoop::none) visit({line, {Kind::snoop, i}});
      if (node.answer.present) visit({line, {Kind::answer, i}});
      if (node.reply != ExploredReply::none) visit({line, {Kind::reply, i}});
      if (node.acknowledgement) visit({line, {Kind::acknowledgement, i}});
    }
  for (std::uint8_t i = 0; i < kTwoLineCaches; ++i) {
    if (outstanding(world, i) >= competition_.outstanding) continue;
    for (std::uint8_t line = 0; line < 2; ++line) {
      if (uses(world, line, i)) continue;
      for (const Operation operation : {Operation::load, Operation::store, Operation::far_atomic})
        visit({line, {Kind::issue, i, operation}});
    }
  }
}

}  // namespace amoeba
