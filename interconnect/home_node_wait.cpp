// How a home node serves LRwait and SCwait, and other requests while somebody's window on their line is open.
// The line's transaction stays open with the window, so that all requests for it come here, and no others.
#include <algorithm>

#include "amoeba/interconnect/home_node.h"

namespace amoeba {

// For the answer of an LRwait that leaves at tick `at`. One that found the queue full goes without.
void HomeNode::open_window(std::uint16_t index, Tick at) {
  Transaction& transaction = transactions_[index];
  ++wait_queue_.statistics.lrwaits;
  if (transaction.request.failed) return;
  transaction.window = true;
  const WaitQueue::Window& window =
      wait_queue_.open(transaction.line, transaction.request, at + parameters_.wait_window);
  Message timer;
  timer.kind = EventKind::timer;
  timer.opcode = static_cast<std::uint8_t>(Opcode::WindowEnd);
  timer.source = timer.destination = timer.requester = id_;
  timer.address = transaction.line;
  timer.operand[0] = window.number;
  scheduler_.post(timer, window.end);
}

// The next LRwait for the line, if there is one, goes before all else; true when there is.
bool HomeNode::end_window(std::uint16_t index) {
  Transaction& transaction = transactions_[index];
  transaction.window = false;
  const auto next = wait_queue_.close(transaction.line);
  if (next) transaction.waiting.push_front(*next);
  return next.has_value();
}

void HomeNode::take_window_end(const Message& timer) {
  if (!wait_queue_.is_open(timer.address, timer.operand[0])) return;
  ++wait_queue_.statistics.expired;
  const std::uint16_t index = directory_.find(timer.address)->transaction;
  end_window(index);
  if (transactions_[index].phase != Phase::reserved) return;
  transactions_[index].phase = Phase::done;
  serve_waiting(index, timer.time);
}

// Of a request for a line on which there is nothing but a window.
void HomeNode::serve_reserved(std::uint16_t index, const Message& request) {
  transactions_[index].phase = Phase::done;
  transactions_[index].waiting.push_back(request);
  serve_waiting(index, request.time);
}

void HomeNode::begin_in_window(std::uint16_t index, Message request, Tick at) {
  switch (static_cast<Opcode>(request.opcode)) {
    case Opcode::LrWait:
      queue_lrwait(index, request, at);
      return;
    case Opcode::ScWait:
      request.exclusive = take_turn(index, request, at);
      break;
    case Opcode::ReadShared:  // a copy that may be written would end the window
      request.opcode = static_cast<std::uint8_t>(Opcode::ReadClean);
      break;
    default:
      if (!breaks_window(transactions_[index], request)) break;
      ++wait_queue_.statistics.broken;
      end_window(index);
  }
  begin(index, request, at);
}

// An LRwait of the window's own holder gives the turn up.
void HomeNode::queue_lrwait(std::uint16_t index, Message request, Tick at) {
  Transaction& transaction = transactions_[index];
  if (request.requester == wait_queue_.window(transaction.line).holder) {
    ++wait_queue_.statistics.abandoned;
    const bool others = end_window(index);
    transaction.waiting.insert(transaction.waiting.begin() + others, request);
    return;
  }
  Message waiting = request;
  waiting.credited = false;
  if (!wait_queue_.add(transaction.line, waiting)) {
    ++wait_queue_.statistics.full;
    request.failed = true;
    begin(index, request, at);
    return;
  }
  ++wait_queue_.statistics.waited;
  pipeline_free_ = std::max(at, pipeline_free_) + 1;
  if (request.credited) free_request_place(request.tag, pipeline_free_, pipeline_free_ + parameters_.directory_latency);
}

// Whether the SCwait succeeds. Its holder's ends the window in any case.
bool HomeNode::take_turn(std::uint16_t index, const Message& request, Tick at) {
  const WaitQueue::Window window = wait_queue_.window(transactions_[index].line);
  if (request.requester != window.holder) return false;
  end_window(index);
  if (at >= window.end) {
    ++wait_queue_.statistics.expired;
    return false;
  }
  if (request.address != window.address || request.bytes != window.bytes) return false;
  ++wait_queue_.statistics.scwaits;
  return true;
}

// Makes `answer` that of an SC or SCwait which must fail.
void HomeNode::refuse_store(const Transaction& transaction, Message& answer) {
  answer.failed = true;
  if (static_cast<Opcode>(transaction.request.opcode) != Opcode::ScWait) return;
  answer.bytes = transaction.request.bytes;
  ++wait_queue_.statistics.scwaits;
  ++wait_queue_.statistics.scwaits_failed;
}

bool HomeNode::breaks_window(const Transaction& transaction, const Message& request) const {
  return may_change(plan_of(*transaction.entry, request));
}

}  // namespace amoeba
