#include "amoeba/explore/two_line_model.h"

#include <algorithm>

namespace amoeba {

namespace {

constexpr unsigned kSpareBits = 48;  // of a packed node and of a packed home node from here on

std::string prefix(unsigned line) {
  return line == 0 ? "A: " : "B: ";
}

bool in_write_back(CacheState state) {
  return state == CacheState::UD_write || state == CacheState::I_write;
}
// A far atomic occupies an MSHR, but no way.
bool in_way(CacheState state) {
  return state != CacheState::I && state != CacheState::I_atomic && !in_write_back(state);
}
bool in_mshr(CacheState state) {
  return !is_stable(state) && !in_write_back(state);
}

template <class Test>
unsigned count_lines(const TwoLineWorld& world, unsigned cache, Test&& test) {
  return (test(world.lines[0].nodes[cache].state) ? 1 : 0) + (test(world.lines[1].nodes[cache].state) ? 1 : 0);
}

}  // namespace

TwoLineModel::TwoLineModel(const ProtocolTables& tables, const ExplorerOptions& options)
    : ProtocolModel(tables, options), competition_(options.two_lines.value()) {
  if (options.caches != kTwoLineCaches || options.io || options.instruction_cache)
    throw std::invalid_argument("the explorer takes two lines with two data caches and without an I/O agent");
}

void TwoLineModel::take(TwoLineWorld& world, const TwoLineStep& step, Chart* chart) const {
  const Scene scene{world, chart};
  const unsigned line = step.line, cache = step.step.node;
  const std::size_t event = open_event(chart, world.lines[line], step.step, prefix(line));
  try {
    switch (step.step.kind) {
      case Kind::issue:
        issue(scene, line, cache, step.step.operation);
        break;
      case Kind::reply:
        take_reply(scene, line, cache);
        break;
      case Kind::request:
        begin(scene, line, cache);
        break;
      case Kind::snoop:
        take_snoop(world.lines[line], cache);
        break;
      default:
        apply(world.lines[line], step.step);
        pass_on_place(scene, line);
    }
    close_event(chart, event, world.lines[line]);
    check_all(world);
  } catch (const Violation&) {
    close_event(chart, event, world.lines[line]);
    throw;
  }
}

void TwoLineModel::issue(const Scene& scene, unsigned line, unsigned cache, Operation operation) const {
  auto& port = scene.world.ports[cache];
  const PortEntry entry{operation, static_cast<std::uint8_t>(line)};
  if (port[0].operation != Operation::none) {
    port[1] = entry;
  } else if (attempt(scene, line, cache, operation) == Served::blocked) {
    port[0] = entry;
  }
}

// As L1Cache::serve() and start().
TwoLineModel::Served TwoLineModel::attempt(const Scene& scene, unsigned line, unsigned cache,
                                           Operation operation) const {
  World& world = scene.world.lines[line];
  const CacheState state = world.nodes[cache].state;
  if (in_write_back(state)) return Served::blocked;
  const CacheTransition& found = cell(state, event_of(operation, state));
  const bool buffer_free = count_lines(scene.world, cache, in_write_back) == 0;
  if (found.actions & kSendWriteBack) {
    if (buffer_free) change(world, cache, found);
    return Served::blocked;
  }
  if (!(found.actions & kHit)) {
    if (count_lines(scene.world, cache, in_mshr) == competition_.mshrs) return Served::blocked;
    const bool needs_way = (found.actions & (kSendRead | kSendReadUnique)) != 0;
    if (needs_way && !make_room(scene, 1 - line, cache)) return Served::blocked;
  }
  serve(world, cache, operation);
  return Served::started;
}

// Frees the only way of the line that may be in it.
bool TwoLineModel::make_room(const Scene& scene, unsigned line, unsigned cache) const {
  World& world = scene.world.lines[line];
  const CacheState state = world.nodes[cache].state;
  if (!in_way(state)) return true;
  if (!is_stable(state)) return false;
  const bool tells_home = (cell(state, CacheEvent::replace).actions & (kSendWriteBack | kSendEvict)) != 0;
  if (tells_home && count_lines(scene.world, cache, in_write_back) != 0) return false;
  const ModelStep eviction{Kind::evict, static_cast<std::uint8_t>(cache)};
  const std::size_t event = open_event(scene.chart, world, eviction, prefix(line));
  evict(world, cache);
  close_event(scene.chart, event, world);
  return true;
}

void TwoLineModel::take_reply(const Scene& scene, unsigned line, unsigned cache) const {
  const bool written_back = in_write_back(scene.world.lines[line].nodes[cache].state);
  ProtocolModel::take_reply(scene.world.lines[line], cache);
  requeue(scene, line, cache);
  if (!written_back || competition_.retries_requests) retry_port(scene, cache);
}

// What the new state of the line cannot serve goes back to the head of the port.
void TwoLineModel::requeue(const Scene& scene, unsigned line, unsigned cache) const {
  ExploredNode& node = scene.world.lines[line].nodes[cache];
  if (node.operation == Operation::none || !is_stable(node.state)) return;
  auto& port = scene.world.ports[cache];
  port[1] = port[0];
  port[0] = {node.operation, static_cast<std::uint8_t>(line)};
  node.operation = Operation::none;
}

void TwoLineModel::retry_port(const Scene& scene, unsigned cache) const {
  auto& port = scene.world.ports[cache];
  while (port[0].operation != Operation::none) {
    if (attempt(scene, port[0].line, cache, port[0].operation) == Served::blocked) return;
    port[0] = port[1];
    port[1] = {};
  }
}

// As HomeNode::begin().
void TwoLineModel::begin(const Scene& scene, unsigned line, unsigned cache) const {
  World& world = scene.world.lines[line];
  accept(world, cache);
  if (competition_.filter && !find_place(scene, line)) return;
  proceed(world, cache);
  pass_on_place(scene, line);
}

bool TwoLineModel::find_place(const Scene& scene, unsigned line) const {
  TwoLineWorld& world = scene.world;
  const DirectoryUpdate update = plan_of(world.lines[line]).update;
  const bool lists = update == DirectoryUpdate::add_requester || update == DirectoryUpdate::own_requester;
  if (world.placed == line || !lists) return true;
  if (world.placed == kNoLinePlaced) {
    world.placed = static_cast<std::uint8_t>(line);
    return true;
  }
  const unsigned other = 1 - line;
  world.lines[line].phase = HomePhase::allocating;
  if (world.lines[other].phase == HomePhase::idle) take_back(scene, other);
  return false;
}

// Takes the line back from the caches for the other one, which waits for its place.
void TwoLineModel::take_back(const Scene& scene, unsigned line) const {
  World& world = scene.world.lines[line];
  const ModelStep step{Kind::back_invalidate, static_cast<std::uint8_t>(kExploredIo)};
  const std::size_t event = open_event(scene.chart, world, step, prefix(line));
  back_invalidate(world);
  close_event(scene.chart, event, world);
  if (!competition_.waits_for_filter) grant_place(scene, 1 - line);
  pass_on_place(scene, line);
}

// When a transaction has ended: lets its line make room for the other one if that waits.
void TwoLineModel::pass_on_place(const Scene& scene, unsigned line) const {
  TwoLineWorld& world = scene.world;
  if (!competition_.filter || world.lines[line].phase != HomePhase::idle) return;
  const bool listed = world.lines[line].directory != DirectoryState::none;
  if (!listed && world.placed != line) return;
  if (!listed) world.placed = kNoLinePlaced;
  const unsigned other = 1 - line;
  if (world.lines[other].phase != HomePhase::allocating) return;
  listed ? take_back(scene, line) : grant_place(scene, other);
}

void TwoLineModel::grant_place(const Scene& scene, unsigned line) const {
  TwoLineWorld& world = scene.world;
  world.placed = static_cast<std::uint8_t>(line);
  const auto& nodes = world.lines[line].nodes;
  const auto requester = std::find_if(nodes.begin(), nodes.end(), [](const auto& node) { return node.requester; });
  proceed(world.lines[line], static_cast<unsigned>(requester - nodes.begin()));
  pass_on_place(scene, line);
}

void TwoLineModel::check_all(const TwoLineWorld& world) const {
  bool moving = false, quiescent = true;
  for (unsigned line = 0; line < 2; ++line) {
    check_copies(world.lines[line]);
    moving |= world.lines[line].is_moving();
    quiescent &= world.lines[line].is_quiescent();
    if (competition_.filter && world.lines[line].directory != DirectoryState::none && world.placed != line)
      throw Violation("a line is listed without a place in the snoop filter");
  }
  for (const auto& port : world.ports) quiescent &= port[0].operation == Operation::none;
  if (!moving && !quiescent) throw Violation("deadlock: somebody waits, but no message is under way");
}

TwoLineModel::Packed TwoLineModel::pack(const TwoLineWorld& world) const {
  std::array<PackedWorld, 2> lines;
  for (unsigned line = 0; line < 2; ++line) lines[line] = world.lines[line].pack(1);
  // Both caches and both lines may change their names.
  const auto named = [&](unsigned first_cache, unsigned first_line) {
    Packed packed;
    for (unsigned l = 0; l < 2; ++l) {
      for (unsigned i = 0; i < 2; ++i) packed[3 * l + i] = lines[l ^ first_line][i ^ first_cache];
      packed[3 * l + 2] = lines[l ^ first_line][kExploredIo];
    }
    for (unsigned i = 0; i < 2; ++i) {
      std::uint64_t port = 0;
      for (const PortEntry& entry : world.ports[i ^ first_cache]) {
        const bool used = entry.operation != Operation::none;
        port = port << 5 | static_cast<std::uint64_t>(entry.operation) << 1 | (used ? entry.line ^ first_line : 0);
      }
      packed[i] |= port << kSpareBits;
    }
    const unsigned placed = world.placed == kNoLinePlaced ? world.placed : world.placed ^ first_line;
    packed[2] |= std::uint64_t{placed} << kSpareBits;
    return packed;
  };
  return std::min({named(0, 0), named(1, 0), named(0, 1), named(1, 1)});
}

TwoLineWorld TwoLineModel::unpack(const Packed& packed) const {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kSpareBits) - 1;
  TwoLineWorld world;
  for (unsigned l = 0; l < 2; ++l)
    world.lines[l] = World::unpack(
        {packed[3 * l] & kMask, packed[3 * l + 1] & kMask, World{}.pack(1)[2], packed[3 * l + 2] & kMask});
  for (unsigned i = 0; i < 2; ++i) {
    const std::uint64_t port = packed[i] >> kSpareBits;
    for (unsigned entry = 0; entry < 2; ++entry) {
      const std::uint64_t bits = port >> 5 * (1 - entry);
      world.ports[i][entry] = {static_cast<Operation>(bits >> 1 & 15), static_cast<std::uint8_t>(bits & 1)};
    }
  }
  world.placed = static_cast<std::uint8_t>(packed[2] >> kSpareBits);
  return world;
}

}  // namespace amoeba
