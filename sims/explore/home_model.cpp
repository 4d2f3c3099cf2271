// What the explored home node does: as the timed one, without time.
#include "amoeba/explore/protocol_model.h"

namespace amoeba {

namespace {

bool is_upgrade(HomeRequest request) {
  return request == HomeRequest::clean_unique || request == HomeRequest::clean_unique_exclusive;
}

bool is_read(HomeRequest request) {
  return request == HomeRequest::read_shared || request == HomeRequest::read_clean || request == HomeRequest::read_once;
}

bool gives_up(HomeRequest request) {
  return request == HomeRequest::write_back || request == HomeRequest::evict || request == HomeRequest::atomic ||
         request == HomeRequest::refused_scwait;
}

ExploredSnoop snoop_of(SnoopTargets targets) {
  static constexpr std::array snoops = {ExploredSnoop::none,           ExploredSnoop::shared,
                                        ExploredSnoop::shared_forward, ExploredSnoop::unique,
                                        ExploredSnoop::unique_forward, ExploredSnoop::query};
  return snoops[static_cast<unsigned>(targets)];
}

// What the lists say after a change of them.
DirectoryState state_of(const World& world) {
  bool shared = world.overflowed;
  for (const ExploredNode& node : world.nodes) {
    if (node.owner) return world.directory;
    shared |= node.sharer;
  }
  return shared ? DirectoryState::shared : DirectoryState::none;
}

}  // namespace

Listed ProtocolModel::listed(const World& world, const ExploredNode& node) {
  if (node.owner) return Listed::owner;
  if (node.sharer) return Listed::sharer;
  return world.overflowed && is_upgrade(node.request.kind) ? Listed::unknown : Listed::no;
}

// Whether the home node serves the node's request now. Acknowledgements are counted: a second one that is due from the
// same cache would add nothing to those of others.
bool ProtocolModel::serves(const World& world, const ExploredNode& node) const {
  if (world.phase == HomePhase::idle) return true;
  return world.phase == HomePhase::acknowledging && !node.requester &&
         overlaps(tables_.home.at(world.directory, node.request.kind, listed(world, node)));
}

void ProtocolModel::begin(World& world, unsigned requester) const {
  if (options_.waits && !enter(world, requester)) return;
  accept(world, requester);
  proceed(world, requester);
}

// Makes the plan of a request and takes the data that it brings.
void ProtocolModel::accept(World& world, unsigned requester) const {
  ExploredNode& node = world.nodes[requester];
  node.requester = true;
  world.serving = node.request.kind;
  world.seen = world.directory;
  world.listed = listed(world, node);
  if (plan_of(world).takes_data) {
    if (node.request.value == kNoData) throw Violation("the home node takes data of a request that brings none");
    world.value = node.request.value;
  }
  node.request = {};
}

// The directory's entry is too small to say who shares the line.
void ProtocolModel::overflow(World& world) const {
  world.overflowed = true;
  for (ExploredNode& node : world.nodes) node.sharer = false;
}

void ProtocolModel::back_invalidate(World& world) const {
  world.serving = HomeRequest::back_invalidate;
  world.seen = world.directory;
  world.listed = Listed::no;
  proceed(world, kExploredNodes);
}

void ProtocolModel::proceed(World& world, unsigned requester) const {
  const HomePlan& plan = plan_of(world);
  check_plan(world, plan);
  world.phase = HomePhase::snooping;
  if (!snoop(world, plan, requester)) finish_snoops(world, requester);
}

// What no plan may do, whatever comes of it.
void ProtocolModel::check_plan(const World& world, const HomePlan& plan) const {
  const bool snoops = plan.snoop != SnoopTargets::nobody;
  const bool unfinished = plan.reply == HomeReply::plan_again || plan.reply == HomeReply::nothing;
  if (unfinished && (plan.update != DirectoryUpdate::keep || plan.awaits_ack || plan.takes_data))
    throw Violation("a plan without a reply has more to do");
  if (plan.takes_data && world.listed != Listed::owner)
    throw Violation("the home node takes the data of a cache that is not the owner");
  if (snoops && plan.reply == HomeReply::refuse) throw Violation("an SC that must fail disturbs others");
  if (snoops && (world.serving == HomeRequest::write_back || world.serving == HomeRequest::evict))
    throw Violation("a cache that gives up the line disturbs others");
  if (snoops && world.directory == DirectoryState::owned && world.listed == Listed::owner)
    throw Violation("the plan snoops others, but there are none");
}

// Sends the snoops of a plan; false when there are none to send.
bool ProtocolModel::snoop(World& world, const HomePlan& plan, unsigned requester) const {
  if (plan.snoop == SnoopTargets::nobody) return false;
  const bool others = plan.snoop == SnoopTargets::others_unique, query = plan.snoop == SnoopTargets::requester_query;
  const bool owned = world.directory == DirectoryState::owned || world.directory == DirectoryState::owned_shared;
  if (query ? world.listed != Listed::unknown : others ? world.directory == DirectoryState::none : !owned)
    throw Violation(std::string("the plan snoops caches that a line in state ") + name(world.directory) +
                    " does not have");
  const bool everybody = others && world.overflowed;
  bool any = false;
  for (unsigned i = 0; i < options_.caches; ++i) {
    ExploredNode& node = world.nodes[i];
    if (query ? i != requester : others ? i == requester || !(everybody || node.listed()) : !node.owner) continue;
    if (i == requester && !query) throw Violation("the home node snoops the requester");
    node.snoop = snoop_of(plan.snoop);
    any = true;
  }
  if (others) world.overflowed = false;
  if (requester == kExploredNodes) return any;
  const ExploredNode& node = world.nodes[requester];
  if (is_read(world.serving) && plan.snoop != SnoopTargets::owner_shared &&
      plan.snoop != SnoopTargets::owner_shared_forward)
    throw Violation("a read takes the line from others");
  if (any && others && world.serving == HomeRequest::clean_unique_exclusive && !node.reserved)
    throw Violation("an SC that must fail invalidates the copies of others");
  return any;
}

void ProtocolModel::take_answer(World& world, unsigned from) const {
  if (world.phase != HomePhase::snooping) throw Violation("a snoop response that nobody waits for");
  if (world.nodes[from].requester) {
    take_query_answer(world, from);
    return;
  }
  note_answer(world, from);
  unsigned requester = kExploredNodes;
  for (unsigned i = 0; i < kExploredNodes; ++i) {
    if (world.nodes[i].snoop != ExploredSnoop::none || world.nodes[i].answer.present) return;
    if (world.nodes[i].requester) requester = i;
  }
  finish_snoops(world, requester);
}

void ProtocolModel::take_query_answer(World& world, unsigned requester) const {
  ExploredNode& node = world.nodes[requester];
  if (plan_of(world).reply != HomeReply::plan_again) throw Violation("the home node asks the requester for nothing");
  node.may_hold = node.answer.kept != LineState::I;
  world.listed = node.may_hold ? Listed::sharer : Listed::no;
  node.answer = {};
  proceed(world, requester);
}

void ProtocolModel::note_answer(World& world, unsigned from) const {
  ExploredNode& node = world.nodes[from];
  const ExploredAnswer answer = node.answer;
  const bool keeps_dirty = answer.kept == LineState::SD;
  node.answer = {};
  // A broadcast may meet a write-back that the home node has taken long ago.
  if (answer.data && node.owner) (keeps_dirty ? world.passing : world.value) = answer.value;
  world.forwarded |= answer.forwarded;
  node.may_hold = answer.kept != LineState::I;
  node.owner = keeps_dirty;
  node.sharer = !keeps_dirty && answer.kept != LineState::I && !world.overflowed;
  if (keeps_dirty) world.directory = DirectoryState::owned_shared;
  world.directory = state_of(world);
}

void ProtocolModel::finish_snoops(World& world, unsigned requester) const {
  const HomePlan plan = plan_of(world);
  if (plan.reply == HomeReply::plan_again) throw Violation("the home node plans again without knowing more");
  if (plan.reply == HomeReply::nothing && world.serving != HomeRequest::back_invalidate)
    throw Violation("a request is never answered");
  if (!world.forwarded) reply(world, requester);
  update_directory(world, plan, requester);
  if (requester == kExploredNodes) {
    if (world.directory != DirectoryState::none) throw Violation("a line taken back is still listed");
    forget(world);
    world.phase = HomePhase::idle;
    return;
  }
  ExploredNode& node = world.nodes[requester];
  if (gives_up(world.serving)) {
    node.may_hold = false;
  } else if (requester != kExploredIo && plan.reply != HomeReply::refuse) {
    node.may_hold = true;
  }
  const bool left = !plan.awaits_ack || world.acknowledged;
  world.phase = HomePhase::acknowledging;
  forget(world);
  if (left) leave(world, requester);
}

// What an answered request leaves behind must not tell states apart.
void ProtocolModel::forget(World& world) {
  world.forwarded = world.acknowledged = false;
  world.serving = HomeRequest::read_shared;
  world.seen = DirectoryState::none;
  world.listed = Listed::no;
  world.passing = kNoData;
}

// The transaction ends with the last of those whom it has served.
void ProtocolModel::leave(World& world, unsigned requester) const {
  world.nodes[requester].requester = false;
  for (const ExploredNode& node : world.nodes)
    if (node.requester) return;
  world.phase = HomePhase::idle;
}

// Forwarded data may be acknowledged before the snoop is answered.
void ProtocolModel::take_acknowledgement(World& world, unsigned from) const {
  ExploredNode& node = world.nodes[from];
  if (world.phase == HomePhase::idle || !node.requester || world.acknowledged)
    throw Violation("an acknowledgement that nobody waits for");
  node.acknowledgement = false;
  if (world.phase == HomePhase::acknowledging) {
    leave(world, from);
  } else {
    world.acknowledged = true;
  }
}

void ProtocolModel::reply(World& world, unsigned requester) const {
  static constexpr std::array kReplies = {
      ExploredReply::data_shared, ExploredReply::data_unique, ExploredReply::data_once,   ExploredReply::data_atomic,
      ExploredReply::comp,        ExploredReply::comp,        ExploredReply::comp_refused};
  const HomePlan plan = plan_of(world);
  if (plan.reply == HomeReply::nothing) return;
  if (requester == kExploredNodes) throw Violation("the home node replies to itself");
  ExploredNode& node = world.nodes[requester];
  if (node.reply != ExploredReply::none) throw Violation("two completions of one request");
  node.reply_value = reply_value(world, plan, requester);
  node.reply = kReplies[static_cast<unsigned>(plan.reply)];
  if (world.serving != HomeRequest::refused_scwait) return;
  node.waited = node.outdated = false;
  if (plan.reply == HomeReply::refuse) node.reply = ExploredReply::data_atomic;
}

// Executes what the plan says at the home node; the value that the reply carries.
RelativeValue ProtocolModel::reply_value(World& world, const HomePlan& plan, unsigned requester) const {
  const bool executes = plan.reply == HomeReply::atomic || plan.reply == HomeReply::write;
  const bool carries = plan.reply == HomeReply::data_shared || plan.reply == HomeReply::data_unique ||
                       plan.reply == HomeReply::data_once;
  if ((executes || carries) && !plan.needs_data) throw Violation("the home node replies without having the data");
  const RelativeValue value = world.passing != kNoData ? world.passing : world.value;
  if (plan.needs_data && value != 0) throw Violation("the home node uses an old value");
  if (carries) return value;
  if (!executes) return kNoData;
  const bool atomic = plan.reply == HomeReply::atomic;
  if (world.serving != (atomic ? HomeRequest::atomic : HomeRequest::write_unique))
    throw Violation(std::string("the home node executes ") + name(world.serving));
  ExploredNode& node = world.nodes[requester];
  if (node.operation == Operation::lrwait) {
    answer_lrwait(node);
    return kNoData;
  }
  if (node.operation == Operation::scwait) perform_scwait(node);
  wrote(world, requester);
  world.value = 0;
  return atomic ? kNoData : world.value;
}

void ProtocolModel::update_directory(World& world, const HomePlan& plan, unsigned requester) const {
  if (plan.update == DirectoryUpdate::keep) return;
  if (requester >= kExploredIo) throw Violation("the directory lists what is not a cache");
  ExploredNode& node = world.nodes[requester];
  switch (plan.update) {
    case DirectoryUpdate::keep:
      return;
    case DirectoryUpdate::add_requester:
      node.sharer = !world.overflowed;
      if (world.directory != DirectoryState::owned_shared) world.directory = DirectoryState::shared;
      return;
    case DirectoryUpdate::own_requester:
      for (ExploredNode& other : world.nodes) other.owner = other.sharer = false;
      world.overflowed = false;
      node.owner = true;
      world.directory = DirectoryState::owned;
      return;
    case DirectoryUpdate::drop_requester:
      if (!node.listed()) throw Violation("the directory drops a cache that it does not list");
      node.owner = node.sharer = false;
      world.directory = state_of(world);
      return;
  }
}

}  // namespace amoeba
