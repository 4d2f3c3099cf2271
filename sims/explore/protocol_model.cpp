#include "amoeba/explore/protocol_model.h"

namespace amoeba {

namespace {

const char* opcode(HomeRequest request) {
  static constexpr std::array<const char*, kHomeRequests> names = {"ReadShared",
                                                                   "ReadClean",
                                                                   "ReadUnique",
                                                                   "CleanUnique",
                                                                   "CleanUnique (exclusive)",
                                                                   "WriteBackFull",
                                                                   "Atomic",
                                                                   "ReadOnce",
                                                                   "WriteUnique",
                                                                   "Evict",
                                                                   "",
                                                                   "ScWait"};
  return names[static_cast<unsigned>(request)];
}

const char* opcode(ExploredSnoop snoop) {
  static constexpr std::array names = {"", "SnpShared", "SnpUnique", "SnpSharedFwd", "SnpUniqueFwd", "SnpQuery"};
  return names[static_cast<unsigned>(snoop)];
}

const char* opcode(ExploredReply reply) {
  static constexpr std::array names = {"",         "CompData SC",          "CompData UC", "CompData UD",
                                       "CompData", "CompData (old value)", "Comp",        "Comp (refused)"};
  return names[static_cast<unsigned>(reply)];
}

// What a step shows in a chart: taken from the world before it.
ChartEvent event_of_step(const World& world, const ModelStep& step, unsigned home, unsigned values) {
  const ExploredNode& node = world.nodes[step.node];
  const unsigned column = step.node == kExploredIo ? home - 1 : step.node;
  const auto with_value = [&](std::string text, RelativeValue value) {
    return value == kNoData ? text : text + " = " + std::to_string((value + world.newest) % values);
  };
  switch (step.kind) {
    case ModelStep::Kind::request:
      return {column, home, with_value(opcode(node.request.kind), node.request.value), {}, {}};
    case ModelStep::Kind::snoop:
      return {home, column, opcode(node.snoop), {}, {}};
    case ModelStep::Kind::answer:
      return {column,
              home,
              with_value(std::string(node.answer.data ? "SnpRespData " : "SnpResp ") + name(node.answer.kept) +
                             (node.answer.forwarded ? " forwarded" : ""),
                         node.answer.value),
              {},
              {}};
    case ModelStep::Kind::reply:
      return {node.reply_from == kNobody ? home : node.reply_from,
              column,
              with_value(opcode(node.reply), node.reply_value),
              {},
              {}};
    case ModelStep::Kind::acknowledgement:
      return {column, home, "CompAck", {}, {}};
    case ModelStep::Kind::evict:
      return {column, column, "evict", {}, {}};
    case ModelStep::Kind::overflow:
      return {home, home, "forget who shares", {}, {}};
    case ModelStep::Kind::back_invalidate:
      return {home, home, "take the line back", {}, {}};
    case ModelStep::Kind::end_turn:
      return {home, home, "end the turn", {}, {}};
    case ModelStep::Kind::turn_away:
      return {column, home, "Atomic (no place to wait)", {}, {}};
    case ModelStep::Kind::issue:
      break;
  }
  return {column, column, name(step.operation), {}, {}};
}

std::string state_text(const World& world, unsigned column, unsigned home, unsigned values) {
  const auto value = [&](RelativeValue relative) {
    return relative == kNoData ? std::string() : " = " + std::to_string((relative + world.newest) % values);
  };
  if (column == home) {
    std::string text = name(world.directory);
    for (unsigned i = 0; i < kMostExploredCaches; ++i)
      if (world.nodes[i].listed()) text += " " + std::to_string(i);
    if (world.overflowed) text += " by anybody";
    return text;
  }
  if (column >= kExploredIo || column + 1 == home) return {};
  const ExploredNode& node = world.nodes[column];
  return name(node.state) + value(node.value) + (node.reserved ? " reserved" : "") + (node.turn ? " has its turn" : "");
}

}  // namespace

ProtocolModel::ProtocolModel(const ProtocolTables& tables, const ExplorerOptions& options)
    : tables_(tables), options_(options), interchangeable_(options.caches - (options.instruction_cache ? 1 : 0)) {
  if (options.caches < 1 || options.caches > kMostExploredCaches)
    throw std::invalid_argument("the explorer takes 1 to " + std::to_string(kMostExploredCaches) + " caches, not " +
                                std::to_string(options.caches));
  if (options.values < 2 || options.values >= kNoData)
    throw std::invalid_argument("the explorer takes 2 to 6 values, not " + std::to_string(options.values));
}

const CacheTransition& ProtocolModel::cell(CacheState state, CacheEvent event) const {
  const CacheTransition& found = tables_.cache.at(state, event);
  if (found.actions & kImpossible)
    throw Violation(std::string("no answer to ") + name(event) + " in state " + name(state));
  coverage_.cache.set(static_cast<unsigned>(state) * kCacheEvents + static_cast<unsigned>(event));
  return found;
}

const HomePlan& ProtocolModel::plan_of(const World& world) const {
  const HomeRequest request = world.serving;
  const HomePlan& plan = tables_.home.at(world.seen, request, world.listed);
  if (plan.reply == HomeReply::impossible)
    throw Violation(std::string("the home node has no plan for ") + name(request) + " of a line that is " +
                    name(world.seen) + ", requester: " + name(world.listed));
  coverage_.home.set((static_cast<unsigned>(world.seen) * kHomeRequests + static_cast<unsigned>(request)) * kListed +
                     static_cast<unsigned>(world.listed));
  return plan;
}

std::size_t ProtocolModel::open_event(Chart* chart, const World& world, const ModelStep& step,
                                      const std::string& line) const {
  if (chart == nullptr) return 0;
  const unsigned home = options_.caches + (options_.io ? 1 : 0);
  ChartEvent event = event_of_step(world, step, home, options_.values);
  event.before = state_text(world, event.to, home, options_.values);
  event.label = line + event.label;
  chart->events.push_back(event);
  return chart->events.size() - 1;
}

void ProtocolModel::close_event(Chart* chart, std::size_t event, const World& world) const {
  if (chart == nullptr) return;
  const unsigned home = options_.caches + (options_.io ? 1 : 0);
  chart->events[event].after = state_text(world, chart->events[event].to, home, options_.values);
}

void ProtocolModel::take(World& world, const ModelStep& step, Chart* chart) const {
  const std::size_t event = open_event(chart, world, step);
  try {
    apply(world, step);
    close_event(chart, event, world);
    check(world);
  } catch (const Violation&) {
    close_event(chart, event, world);
    throw;
  }
}

void ProtocolModel::apply(World& world, const ModelStep& step) const {
  switch (step.kind) {
    case Kind::request:
      begin(world, step.node);
      break;
    case Kind::snoop:
      take_snoop(world, step.node);
      break;
    case Kind::answer:
      take_answer(world, step.node);
      break;
    case Kind::reply:
      take_reply(world, step.node);
      break;
    case Kind::acknowledgement:
      take_acknowledgement(world, step.node);
      break;
    case Kind::evict:
      evict(world, step.node);
      break;
    case Kind::overflow:
      overflow(world);
      break;
    case Kind::back_invalidate:
      back_invalidate(world);
      break;
    case Kind::end_turn:
      end_turn(world);
      break;
    case Kind::turn_away:
      world.nodes[step.node].queued = true;
      accept(world, step.node);
      proceed(world, step.node);
      break;
    case Kind::issue:
      issue(world, step.node, step.operation);
      break;
  }
}

void ProtocolModel::check(const World& world) const {
  check_copies(world);
  if (options_.waits) check_turns(world);
  if (!world.is_moving() && !world.is_quiescent())
    throw Violation("deadlock: a transaction is under way, but no message is");
}

void ProtocolModel::check_copies(const World& world) const {
  unsigned writers = 0, readers = 0;
  unsigned stale = kExploredNodes;
  bool exact = true;
  for (unsigned i = 0; i < kExploredNodes; ++i) {
    const ExploredNode& node = world.nodes[i];
    exact &= world.overflowed ? node.owner <= node.may_hold : node.listed() == node.may_hold;
    if (!is_readable(node.state)) continue;
    ++readers;
    writers += is_unique(node.state);
    if (node.value != 0) stale = i;
  }
  if (writers > 1 || (writers == 1 && readers > 1)) throw Violation("a writable copy beside another copy");
  if (stale != kExploredNodes) throw Violation("an old value can be read from cache " + std::to_string(stale));
  if (world.phase == HomePhase::idle && !exact)
    throw Violation("the directory lists other caches than those that may hold a copy");
}

// A write at one place makes every other copy older and ends what rests on the old value.
void ProtocolModel::wrote(World& world, unsigned writer) const {
  const auto age = [values = options_.values](RelativeValue& value) {
    if (value != kNoData) value = static_cast<RelativeValue>((value + values - 1) % values);
  };
  for (unsigned i = 0; i < kExploredNodes; ++i) {
    ExploredNode& node = world.nodes[i];
    age(node.value), age(node.request.value), age(node.answer.value), age(node.reply_value);
    if (i == writer) continue;
    node.overwritten = node.reserved;
    node.outdated = node.waited;
  }
  age(world.value), age(world.passing);
  world.newest = static_cast<std::uint8_t>((world.newest + 1) % options_.values);
}

}  // namespace amoeba
