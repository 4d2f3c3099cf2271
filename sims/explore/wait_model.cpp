// LRwait and SCwait in the explored system: whose turn it is at the home node, as interconnect/home_node_wait.cpp has
// it. Among those that wait, any may be next: their order is not explored, nor is how many places they have.
#include "amoeba/explore/protocol_model.h"

namespace amoeba {

namespace {

bool somebody_has_a_turn(const World& world) {
  for (const ExploredNode& node : world.nodes)
    if (node.turn) return true;
  return false;
}

bool is_lrwait(const ExploredNode& node) {
  return node.operation == Operation::lrwait && node.request.kind == HomeRequest::atomic;
}

}  // namespace

bool ProtocolModel::may_find_no_place(const World& world, const ExploredNode& node) {
  return node.request.present && is_lrwait(node) && !node.turn && world.phase == HomePhase::idle &&
         somebody_has_a_turn(world);
}

// Whoever waits for a turn asks for it once more.
void ProtocolModel::end_turn(World& world) const {
  for (ExploredNode& node : world.nodes) {
    node.turn = false;
    if (!node.queued || node.requester) continue;
    node.queued = false;
    node.request = {true, HomeRequest::atomic, kNoData};
  }
}

// What a request means for the turn that somebody has, and the other way round; false when it is not served now.
bool ProtocolModel::enter(World& world, unsigned requester) const {
  ExploredNode& node = world.nodes[requester];
  if (node.request.kind == HomeRequest::refused_scwait) {
    if (!node.turn) return true;
    node.request.kind = HomeRequest::atomic;
    end_turn(world);
    return true;
  }
  if (!somebody_has_a_turn(world)) return true;
  if (is_lrwait(node)) {
    if (node.turn) {
      end_turn(world);
    } else {
      node.request = {};
      node.queued = true;
    }
    return false;
  }
  if (node.request.kind == HomeRequest::read_shared) node.request.kind = HomeRequest::read_clean;
  if (options_.waits->writes_end_turns &&
      may_change(tables_.home.at(world.directory, node.request.kind, listed(world, node))))
    end_turn(world);
  return true;
}

void ProtocolModel::answer_lrwait(ExploredNode& node) const {
  node.turn = !node.queued;
  node.queued = node.outdated = false;
  node.waited = true;
}

void ProtocolModel::perform_scwait(ExploredNode& node) const {
  if (!node.waited) throw Violation("an SCwait succeeds without an LRwait");
  if (node.outdated) throw Violation("an SCwait succeeds although somebody has written since its LRwait");
  node.waited = false;
}

void ProtocolModel::check_turns(const World& world) const {
  unsigned turns = 0;
  bool writable = false;
  for (const ExploredNode& node : world.nodes) {
    turns += node.turn;
    writable |= is_unique(node.state);
  }
  if (turns > 1) throw Violation("two caches have their turn at once");
  if (turns == 1 && writable) throw Violation("a writable copy while somebody has its turn");
}

}  // namespace amoeba
