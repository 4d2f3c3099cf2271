// What the explored caches and the I/O agent do: as the timed first-level cache, without time.
#include "amoeba/explore/protocol_model.h"

namespace amoeba {

namespace {

constexpr unsigned kSends = kSendRead | kSendReadUnique | kSendCleanUnique | kSendAtomic | kSendWriteBack | kSendEvict;
constexpr unsigned kEvictions = kSendWriteBack | kSendEvict;

bool holds_data(CacheState state) {
  return is_readable(state) || is_dirty(state);
}

CacheEvent event_of(ExploredReply reply) {
  switch (reply) {
    case ExploredReply::data_shared:
      return CacheEvent::data_shared;
    case ExploredReply::data_unique:
      return CacheEvent::data_unique;
    case ExploredReply::data_dirty:
      return CacheEvent::data_dirty;
    case ExploredReply::data_atomic:
      return CacheEvent::data_atomic;
    case ExploredReply::comp:
      return CacheEvent::comp;
    case ExploredReply::comp_refused:
      return CacheEvent::comp_refused;
    default:
      throw Violation("a cache receives data that grant nothing");
  }
}

CacheEvent event_of(ExploredSnoop snoop) {
  static constexpr std::array events = {CacheEvent::snp_shared,         CacheEvent::snp_shared,
                                        CacheEvent::snp_unique,         CacheEvent::snp_shared_forward,
                                        CacheEvent::snp_unique_forward, CacheEvent::snp_query};
  return events[static_cast<unsigned>(snoop)];
}

}  // namespace

CacheEvent ProtocolModel::event_of(Operation operation, CacheState state) const {
  switch (operation) {
    case Operation::fetch:
      return CacheEvent::fetch;
    case Operation::store:
    case Operation::store_conditional:
      return CacheEvent::modify;
    case Operation::atomic:
      return place_of(*options_.policy, line_state(state)) == Place::near ? CacheEvent::modify : CacheEvent::far_atomic;
    case Operation::far_atomic:
    case Operation::lrwait:
    case Operation::scwait:
      return CacheEvent::far_atomic;
    case Operation::load_reserved_unique:
      return is_unique(state) ? CacheEvent::load : CacheEvent::modify;
    default:
      return CacheEvent::load;
  }
}

// Whether the operation would only wait for the one in progress, which changes nothing.
bool ProtocolModel::just_waits(const ExploredNode& node, Operation operation) const {
  if (node.operation == Operation::none) return false;
  if (is_stable(node.state)) return true;
  const CacheEvent event = event_of(operation, node.state);
  const CacheTransition& found = tables_.cache.at(node.state, event);
  return found.next == node.state && found.actions == kWait && &found == &cell(node.state, event);
}

void ProtocolModel::evict(World& world, unsigned node) const {
  change(world, node, cell(world.nodes[node].state, CacheEvent::replace));
  if (is_readable(world.nodes[node].state)) throw Violation("an evicted line stays");
}

void ProtocolModel::issue(World& world, unsigned node, Operation operation) const {
  if (node == kExploredIo) {
    issue_io(world, operation);
    return;
  }
  serve(world, node, operation);
}

void ProtocolModel::issue_io(World& world, Operation operation) const {
  ExploredNode& io = world.nodes[kExploredIo];
  io.operation = operation;
  io.request = {true, operation == Operation::load ? HomeRequest::read_once : HomeRequest::write_unique, kNoData};
}

void ProtocolModel::serve(World& world, unsigned node, Operation operation) const {
  ExploredNode& cache = world.nodes[node];
  const CacheTransition& found = cell(cache.state, event_of(operation, cache.state));
  if (!(found.actions & (kHit | kWait | kSends)) || ((found.actions & kEvictions) && !(found.actions & kWait)))
    throw Violation(std::string("the request for ") + name(operation) + " is lost in state " + name(cache.state));
  cache.operation = found.actions & kHit ? Operation::none : operation;
  change(world, node, found);
  if (found.actions & kHit) perform(world, node, operation);
}

// Takes a transition: sends what it says and ends what rests on a copy that is given up.
void ProtocolModel::change(World& world, unsigned node, const CacheTransition& transition) const {
  ExploredNode& cache = world.nodes[node];
  const unsigned actions = transition.actions;
  if (is_readable(cache.state) && !is_readable(transition.next) && !(actions & kLose))
    throw Violation(std::string("a lease or reservation outlives a copy that leaves state ") + name(cache.state));
  if (is_unique(cache.state) && !is_unique(transition.next) && !(actions & (kLose | kLoseUnique)))
    throw Violation(std::string("a lease to write outlives state ") + name(cache.state));
  if (actions & kSends) send_request(cache, actions, cache.operation);
  if (actions & (kRespond | kRespondData)) {
    const bool data = actions & kRespondData;
    cache.answer = {true, data, (actions & kForward) != 0, line_state(transition.next), data ? cache.value : kNoData};
  }
  cache.state = transition.next;
  if (actions & kLose) cache.reserved = cache.overwritten = false;
  if (!holds_data(cache.state)) cache.value = kNoData;
}

void ProtocolModel::send_request(ExploredNode& node, unsigned actions, Operation operation) const {
  if (node.request.present) throw Violation("a cache sends a second request for a line");
  ExploredRequest request{true, operation == Operation::fetch ? HomeRequest::read_clean : HomeRequest::read_shared};
  if (actions & kSendReadUnique) request.kind = HomeRequest::read_unique;
  if (actions & kSendCleanUnique)
    request.kind =
        operation == Operation::store_conditional ? HomeRequest::clean_unique_exclusive : HomeRequest::clean_unique;
  if (actions & kSendAtomic)
    request.kind = operation == Operation::scwait ? HomeRequest::refused_scwait : HomeRequest::atomic;
  if (actions & kSendWriteBack) {
    request.kind = HomeRequest::write_back;
    request.value = node.value;
  }
  if (actions & kSendEvict) request.kind = HomeRequest::evict;
  node.request = request;
}

// The operation reads or writes the copy.
void ProtocolModel::perform(World& world, unsigned node, Operation operation) const {
  ExploredNode& cache = world.nodes[node];
  if (cache.value != 0) throw Violation(std::string(name(operation)) + " meets an old value");
  switch (operation) {
    case Operation::load:
    case Operation::fetch:
      return;
    case Operation::load_reserved:
    case Operation::load_reserved_unique:
      cache.reserved = true;
      cache.overwritten = false;
      return;
    case Operation::store_conditional:
      if (!cache.reserved) throw Violation("an SC succeeds without a reservation");
      if (cache.overwritten) throw Violation("an SC succeeds although somebody has written since its LR");
      cache.reserved = false;
      break;
    default:
      break;
  }
  wrote(world, node);
  cache.value = 0;
}

void ProtocolModel::take_snoop(World& world, unsigned node) const {
  ExploredNode& cache = world.nodes[node];
  const CacheEvent event = amoeba::event_of(cache.snoop);
  cache.snoop = ExploredSnoop::none;
  if (cache.answer.present) throw Violation("a cache is snooped twice at once");
  const CacheTransition& found = cell(cache.state, event);
  if (found.actions & kForward) forward(world, node, event);
  change(world, node, found);
}

// Gives the requester of the transaction in progress the data.
void ProtocolModel::forward(World& world, unsigned node, CacheEvent snoop) const {
  for (ExploredNode& requester : world.nodes) {
    if (!requester.requester) continue;
    if (requester.reply != ExploredReply::none) throw Violation("two completions of one request");
    const LineState granted = forwarded_state(world.nodes[node].state, snoop);
    requester.reply = granted == LineState::SC   ? ExploredReply::data_shared
                      : granted == LineState::UC ? ExploredReply::data_unique
                                                 : ExploredReply::data_dirty;
    requester.reply_value = world.nodes[node].value;
    requester.reply_from = static_cast<std::uint8_t>(node);
  }
}

void ProtocolModel::take_reply(World& world, unsigned node) const {
  if (node == kExploredIo) {
    take_io_reply(world);
    return;
  }
  ExploredNode& cache = world.nodes[node];
  const CacheEvent event = amoeba::event_of(cache.reply);
  const RelativeValue value = cache.reply_value;
  cache.reply = ExploredReply::none;
  cache.reply_value = kNoData;
  cache.reply_from = kNobody;
  const CacheTransition& found = cell(cache.state, event);
  change(world, node, found);
  if (found.actions & kFill) cache.value = value;
  if (found.actions & kAcknowledge) {
    if (cache.acknowledgement) throw Violation("two acknowledgements at once");
    cache.acknowledgement = true;
  }
  if (found.actions & kComplete) complete(world, node, event);
}

void ProtocolModel::take_io_reply(World& world) const {
  ExploredNode& io = world.nodes[kExploredIo];
  if (io.operation == Operation::load && io.reply != ExploredReply::data_once)
    throw Violation("the I/O agent reads and gets no data");
  if (io.operation == Operation::store && (io.reply != ExploredReply::comp || io.reply_value == kNoData))
    throw Violation("a write of the I/O agent is not performed");
  io = ExploredNode{};
}

// Serves the operation that waited for the transaction which has just ended.
void ProtocolModel::complete(World& world, unsigned node, CacheEvent event) const {
  ExploredNode& cache = world.nodes[node];
  const Operation operation = cache.operation;
  if (operation == Operation::none) return;
  if (event == CacheEvent::data_atomic) {
    cache.operation = Operation::none;
    return;
  }
  if (operation == Operation::store_conditional) {
    const bool granted = event != CacheEvent::comp_refused;
    if (granted && !cache.reserved) throw Violation("an SC that must fail takes the line from others");
    if (!granted && cache.reserved) throw Violation("an SC is refused although its reservation holds");
    if (!granted) cache.operation = Operation::none;
    if (!granted) return;
  }
  // A cache with a port puts back what the line cannot serve yet.
  if (options_.two_lines && !(cell(cache.state, event_of(operation, cache.state)).actions & kHit)) return;
  serve(world, node, operation);
}

}  // namespace amoeba
