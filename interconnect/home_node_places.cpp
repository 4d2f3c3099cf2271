// How a home node with a limited directory finds its lines a place: it takes others back from the caches.
#include <algorithm>
#include <utility>

#include "amoeba/interconnect/home_node.h"

namespace amoeba {

// Finds the line of a transaction a place in the directory, by taking another line back if need be; false when the
// transaction has to wait for it. Requests that leave nobody with a copy need none, unless the place is the slice's,
// which their data need.
bool HomeNode::find_place(std::uint16_t index, Tick at) {
  const Transaction& transaction = transactions_[index];
  const DirectoryUpdate update = transaction.plan.update;
  const bool fills = parameters_.slice_inclusion == SliceInclusion::inclusive && transaction.plan.needs_data;
  const bool lists = update == DirectoryUpdate::add_requester || update == DirectoryUpdate::own_requester ||
                     transaction.plan.reply == HomeReply::plan_again || fills;
  const std::uint64_t line = transaction.line;
  if (filter_->touch(line) || !lists || filter_->insert(line)) return true;
  transactions_[index].phase = Phase::allocating;
  transactions_[index].ready = at;
  const auto victim =
      filter_->victim(line, [this](std::uint64_t other) { return directory_.find(other)->transaction == kNone; });
  if (!victim) {
    starved_.push_back(index);
    return false;
  }
  const std::uint16_t taking = open_transaction(*victim, entry_of(*victim));
  invalidate(taking, index, at);
  go_on(taking, at);
  return false;
}

// Takes the line back from all caches, so that another transaction's line gets its place.
void HomeNode::invalidate(std::uint16_t index, std::uint16_t beneficiary, Tick at) {
  ++statistics_.back_invalidations;
  Transaction& transaction = transactions_[index];
  transaction.request = Message{};
  transaction.request.address = transaction.line;
  transaction.request.counted = transactions_[beneficiary].request.counted;
  transaction.beneficiary = beneficiary;
  transaction.network = transaction.memory = 0;
  transaction.since = at;
  transaction.snoops_due = 0;
  transaction.forwarded = transaction.acknowledged = false;
  make_plan(transaction, HomeRequest::back_invalidate, Listed::no);
  send_snoops(index, at);
}

void HomeNode::grant_place(std::uint16_t index, Tick at) {
  filter_->insert(transactions_[index].line);
  send_snoops(index, std::max(at, transactions_[index].ready));
  go_on(index, at);
}

// The transaction that has waited longest for a place where `line` has one.
std::uint16_t HomeNode::next_starved(std::uint64_t line) {
  for (auto waiting = starved_.begin(); waiting != starved_.end(); ++waiting) {
    const std::uint16_t index = *waiting;
    if (!filter_->same_set(line, transactions_[index].line)) continue;
    starved_.erase(waiting);
    return index;
  }
  return kNone;
}

// Lets a finished transaction's line make room for others; true when it is being taken back for that.
bool HomeNode::pass_on_place(std::uint16_t index, Tick at) {
  const std::uint64_t line = transactions_[index].line;
  const bool listed = transactions_[index].entry->state != DirectoryState::none;
  std::uint16_t next = std::exchange(transactions_[index].beneficiary, kNone);
  if (!listed && !filter_->erase(line)) return false;
  if (next == kNone) next = next_starved(line);
  if (next == kNone) return false;
  at += parameters_.directory_latency;
  listed ? invalidate(index, next, at) : grant_place(next, at);
  return listed;
}

}  // namespace amoeba
