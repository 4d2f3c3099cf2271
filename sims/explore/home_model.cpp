// What the explored home node does: as the timed one, without time.
#include "amoeba/explore/protocol_model.h"

namespace amoeba {

void ProtocolModel::begin(World& world, unsigned requester) const {
  ExploredNode& node = world.nodes[requester];
  const HomePlan& plan = plan_of(world, requester);
  node.requester = true;
  world.phase = HomePhase::snooping;
  if (plan.takes_data) {
    if (node.request.value == kNoData) throw Violation("the home node takes data of a request that brings none");
    world.value = node.request.value;
  }
  if (!snoop(world, plan, requester)) reply(world, requester);
}

// Sends the snoops of a plan; false when there are none to send.
bool ProtocolModel::snoop(World& world, const HomePlan& plan, unsigned requester) const {
  if (plan.snoop == SnoopTargets::nobody) return false;
  const bool owner = plan.snoop != SnoopTargets::others_unique;
  if (world.directory != (owner ? DirectoryState::owned : DirectoryState::shared))
    throw Violation(std::string("the plan snoops caches that a line in state ") + name(world.directory) +
                    " does not have");
  bool any = false;
  for (unsigned i = 0; i < options_.caches; ++i) {
    ExploredNode& node = world.nodes[i];
    if (owner ? !node.owner : !node.sharer || i == requester) continue;
    if (i == requester) throw Violation("the home node snoops the requester");
    node.snoop = plan.snoop == SnoopTargets::owner_shared ? ExploredSnoop::shared : ExploredSnoop::unique;
    any = true;
  }
  const ExploredNode& node = world.nodes[requester];
  const bool reads = node.request.kind == HomeRequest::read_shared || node.request.kind == HomeRequest::read_clean ||
                     node.request.kind == HomeRequest::read_once;
  if (reads && plan.snoop != SnoopTargets::owner_shared) throw Violation("a read takes the line from others");
  if (any && node.request.kind == HomeRequest::clean_unique_exclusive && !node.reserved)
    throw Violation("an SC that must fail invalidates the copies of others");
  return any;
}

void ProtocolModel::take_answer(World& world, unsigned from) const {
  ExploredNode& node = world.nodes[from];
  if (world.phase != HomePhase::snooping) throw Violation("a snoop response that nobody waits for");
  if (node.answer.data) world.value = node.answer.value;
  node.keeper = node.may_hold = node.answer.kept != LineState::I;
  node.answer = {};
  unsigned requester = kExploredIo;
  for (unsigned i = 0; i < kExploredNodes; ++i) {
    if (world.nodes[i].snoop != ExploredSnoop::none || world.nodes[i].answer.present) return;
    if (world.nodes[i].requester) requester = i;
  }
  reply(world, requester);
}

void ProtocolModel::take_acknowledgement(World& world, unsigned from) const {
  ExploredNode& node = world.nodes[from];
  if (world.phase != HomePhase::acknowledging || !node.requester)
    throw Violation("an acknowledgement that nobody waits for");
  node.acknowledgement = false;
  node.requester = false;
  world.phase = HomePhase::idle;
}

void ProtocolModel::reply(World& world, unsigned requester) const {
  static constexpr std::array kReplies = {
      ExploredReply::data_shared, ExploredReply::data_unique, ExploredReply::data_once,   ExploredReply::data_atomic,
      ExploredReply::comp,        ExploredReply::comp,        ExploredReply::comp_refused};
  ExploredNode& node = world.nodes[requester];
  const HomePlan plan = plan_of(world, requester);
  if (node.reply != ExploredReply::none) throw Violation("two completions of one request");
  const RelativeValue value = reply_value(world, plan, requester);
  update_directory(world, plan, requester);
  node.reply = kReplies[static_cast<unsigned>(plan.reply)];
  node.reply_value = value;
  const HomeRequest kind = node.request.kind;
  if (kind == HomeRequest::atomic || kind == HomeRequest::write_back) {
    node.may_hold = false;
  } else if (requester != kExploredIo && plan.reply != HomeReply::refuse) {
    node.may_hold = true;
  }
  node.request = {};
  for (ExploredNode& other : world.nodes) other.keeper = false;
  node.requester = plan.awaits_ack;
  world.phase = plan.awaits_ack ? HomePhase::acknowledging : HomePhase::idle;
}

// Executes what the plan says at the home node; the value that the reply carries.
RelativeValue ProtocolModel::reply_value(World& world, const HomePlan& plan, unsigned requester) const {
  const HomeRequest request = world.nodes[requester].request.kind;
  const bool executes = plan.reply == HomeReply::atomic || plan.reply == HomeReply::write;
  const bool carries = plan.reply == HomeReply::data_shared || plan.reply == HomeReply::data_unique ||
                       plan.reply == HomeReply::data_once;
  if ((executes || carries) && !plan.needs_data) throw Violation("the home node replies without having the data");
  if (plan.needs_data && world.value != 0) throw Violation("the home node uses an old value");
  if (carries) return world.value;
  if (!executes) return kNoData;
  const bool atomic = plan.reply == HomeReply::atomic;
  if (request != (atomic ? HomeRequest::atomic : HomeRequest::write_unique))
    throw Violation(std::string("the home node executes ") + name(request));
  wrote(world, requester);
  world.value = 0;
  return atomic ? kNoData : world.value;
}

void ProtocolModel::update_directory(World& world, const HomePlan& plan, unsigned requester) const {
  ExploredNode& node = world.nodes[requester];
  const auto forget = [&world] {
    for (ExploredNode& other : world.nodes) other.owner = other.sharer = false;
  };
  const auto keep_sharers = [&world, &forget] {
    forget();
    for (ExploredNode& other : world.nodes) other.sharer = other.keeper;
  };
  switch (plan.update) {
    case DirectoryUpdate::keep:
      return;
    case DirectoryUpdate::add_requester:
      if (plan.snoop == SnoopTargets::owner_shared) keep_sharers();
      if (world.directory == DirectoryState::none) forget();
      node.sharer = true;
      world.directory = DirectoryState::shared;
      return;
    case DirectoryUpdate::own_requester:
      forget();
      node.owner = true;
      world.directory = DirectoryState::owned;
      return;
    case DirectoryUpdate::keep_sharers:
      keep_sharers();
      world.directory = DirectoryState::none;
      for (const ExploredNode& other : world.nodes)
        if (other.sharer) world.directory = DirectoryState::shared;
      return;
  }
}

}  // namespace amoeba
