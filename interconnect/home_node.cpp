#include "amoeba/interconnect/home_node.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "amoeba/base/amo.h"
#include "amoeba/coherence/opcodes.h"

namespace amoeba {

HomeNode::HomeNode(const std::string& name, const HomeParameters& parameters, Scheduler& scheduler, Network& network,
                   const HomeTable& table, AgentInterleave memory_of)
    : parameters_(parameters),
      scheduler_(scheduler),
      lines_(scheduler.lines()),
      network_(network),
      table_(table),
      memory_of_(std::move(memory_of)),
      id_(scheduler.add(*this, kFabric, name)),
      slice_(parameters.slice_bytes, parameters.slice_ways, lines_.line_bytes(), parameters.slice_replacement,
             parameters.interleave),
      request_places_(parameters.requests),
      wait_queue_(parameters.wait_places) {
  if (parameters.filter_entries != 0)
    filter_.emplace(parameters.filter_entries, parameters.filter_ways, lines_.line_bytes(), parameters.interleave);
}

void HomeNode::receive(Message& message) {
  switch (static_cast<Opcode>(message.opcode)) {
    case Opcode::SnpResp:
    case Opcode::SnpRespData:
    case Opcode::SnpRespFwded:
    case Opcode::SnpRespDataFwded:
      take_snoop_response(message);
      break;
    case Opcode::CompAck:
      take_acknowledgement(message);
      break;
    case Opcode::MemData:
      take_memory_data(message);
      break;
    case Opcode::MemAck:
      memory_write_done(message.address, message.time);
      break;
    case Opcode::WindowEnd:
      take_window_end(message);
      break;
    default:
      accept(message);
  }
}

void HomeNode::accept(Message& request) {
  if (request.credited) {
    request_places_.take_reserved(request.tag);
  } else if (takes_place(static_cast<Opcode>(request.opcode))) {
    request.tag = request_places_.take(request.time);
    if (request.tag == RequestPlaces::kNone) {
      refuse(request);
      return;
    }
    request.credited = true;
  }
  ++statistics_.requests;
  statistics_.requests_counted += request.counted;
  DirectoryEntry& entry = entry_of(line_of(request.address));
  if (entry.transaction != kNone) {
    Transaction& transaction = transactions_[entry.transaction];
    if (transaction.waiting.empty() && joins(transaction, request)) {
      ++statistics_.joined;
      begin(entry.transaction, request, request.time);
    } else if (transaction.phase == Phase::reserved) {
      serve_reserved(entry.transaction, request);
    } else {
      ++statistics_.queued;
      transaction.waiting.push_back(request);
    }
    return;
  }
  const std::uint16_t index = open_transaction(line_of(request.address), entry);
  begin(index, request, request.time);
  go_on(index, request.time);
}

// Whether a read can be answered at once though copies of the line have not been acknowledged yet.
bool HomeNode::joins(const Transaction& transaction, const Message& request) const {
  if (transaction.phase != Phase::acknowledging || slice_.peek(transaction.line) == nullptr) return false;
  return overlaps(plan_of(*transaction.entry, request));
}

DirectoryEntry& HomeNode::entry_of(std::uint64_t line) {
  const unsigned moves = directory_.moves();
  DirectoryEntry& entry = directory_[line];
  if (directory_.moves() != moves)
    for (Transaction& transaction : transactions_)
      if (transaction.entry != nullptr) transaction.entry = &directory_[transaction.line];
  return entry;
}

std::uint16_t HomeNode::open_transaction(std::uint64_t line, DirectoryEntry& entry) {
  if (free_transactions_.empty()) {
    free_transactions_.push_back(static_cast<std::uint16_t>(transactions_.size()));
    transactions_.emplace_back();
  }
  const std::uint16_t index = free_transactions_.back();
  free_transactions_.pop_back();
  transactions_[index].line = line;
  transactions_[index].entry = &entry;
  entry.transaction = index;
  return index;
}

void HomeNode::begin(std::uint16_t index, const Message& request, Tick at) {
  Transaction& transaction = transactions_[index];
  DirectoryEntry& entry = *transaction.entry;
  const Tick accepted = std::max(at, pipeline_free_);
  pipeline_free_ = accepted + 1;
  const HomeRequest kind = home_request(static_cast<Opcode>(request.opcode), request.exclusive);
  transaction.request = request;
  if (request.credited) transaction.request_places.push_back(request.tag);
  make_plan(transaction, kind, entry.listed(request.requester, kind));
  transaction.network = request.network;
  transaction.memory = transaction.queued = 0;
  transaction.since = accepted;
  transaction.snoops_due = 0;
  transaction.forwarded = transaction.acknowledged = false;
  if (parameters_.most_reuse != 0) learn_reuse(transaction, kind);
  if (transaction.plan.takes_data || (exclusive() && last_copy(transaction)))
    store_line(transaction.line, lines_.data(request.buffer), transaction.plan.takes_data, request.counted, accepted);
  if (transaction.plan.reply != HomeReply::write && request.buffer != kNoBuffer) lines_.release(request.buffer);
  if (combines(transaction, accepted)) {
    ++statistics_.combined;
    unit_free_ -= parameters_.far_interval - 1;
    SharedSlice::Entry* data = slice_.find(transaction.line);
    reply(index, slice_.bytes(*data), accepted, data);
    return;
  }
  const Tick known = accepted + parameters_.directory_latency;
  if (!filter_ || find_place(index, known)) send_snoops(index, known);
}

// A request's `state` carries what its requester has credited to the line since its last one, `queued` what it has lost
// to refusals. Node and requester meet each other's bias halfway: the answer carries what that changes for the
// requester. One report is at most a quarter of the sum's range.
void HomeNode::learn_reuse(Transaction& transaction, HomeRequest kind) {
  transaction.reuse = {};
  transaction.bias = 0;
  if (kind == HomeRequest::write_back || kind == HomeRequest::evict) return;
  const Message& request = transaction.request;
  DirectoryEntry& entry = *transaction.entry;
  const int most = parameters_.most_reuse;
  const int sum = entry.reuse + static_cast<std::int8_t>(request.state);
  entry.reuse = static_cast<std::int8_t>(std::clamp(sum, -4 * most, 4 * most));
  const bool again = std::exchange(entry.latest, request.requester) == request.requester;
  transaction.reuse = {again, transaction.plan.snoop != SnoopTargets::nobody,
                       std::clamp(int{entry.reuse}, -most, most)};
  transaction.queued = request.queued + static_cast<std::uint32_t>(transaction.since - request.time);
  const int both = bias_ + request.bias;
  bias_ = static_cast<std::int8_t>(both / 2);
  transaction.bias = static_cast<std::int8_t>((both - bias_) - request.bias);
}

// Whether the far unit still has the line of this atomic when it comes.
bool HomeNode::combines(const Transaction& transaction, Tick at) const {
  return parameters_.far_combining && transaction.plan.reply == HomeReply::atomic &&
         transaction.plan.snoop == SnoopTargets::nobody && transaction.line == unit_line_ && at < unit_free_ &&
         slice_.peek(transaction.line) != nullptr;
}

void HomeNode::make_plan(Transaction& transaction, HomeRequest request, Listed listed) const {
  const DirectoryState state = transaction.entry->state;
  transaction.plan = table_.at(state, request, listed);
  if (transaction.plan.reply != HomeReply::impossible) return;
  throw std::logic_error(std::string("home node: protocol violation: ") + name(request) + " of " +
                         requester_of(transaction) + " (" + name(listed) + ") on line " +
                         std::to_string(transaction.line) + ", which is " + name(state));
}

void HomeNode::send_snoops(std::uint16_t index, Tick at) {
  static constexpr std::array kOpcodes = {Opcode::SnpShared, Opcode::SnpShared,    Opcode::SnpSharedFwd,
                                          Opcode::SnpUnique, Opcode::SnpUniqueFwd, Opcode::SnpQuery};
  Transaction& transaction = transactions_[index];
  DirectoryEntry& entry = *transaction.entry;
  const AgentId requester = transaction.request.requester;
  const auto send_to = [&](AgentId target) {
    PooledMessage& snoop = scheduler_.compose();
    snoop.opcode = static_cast<std::uint8_t>(kOpcodes[static_cast<unsigned>(transaction.plan.snoop)]);
    snoop.source = id_;
    snoop.destination = target;
    snoop.requester = requester;
    snoop.requester_tag = transaction.request.requester_tag;
    snoop.address = transaction.line;
    tell_reuse(transaction, snoop);
    snoop.tag = index;
    snoop.counted = transaction.request.counted;
    ++transaction.snoops_due;
    ++statistics_.snoops;
    network_.send(snoop, at);
  };
  transaction.phase = Phase::snooping;
  switch (transaction.plan.snoop) {
    case SnoopTargets::nobody:
      break;
    case SnoopTargets::owner_shared:
    case SnoopTargets::owner_shared_forward:
    case SnoopTargets::owner_unique_forward:
      send_to(entry.owner);
      break;
    case SnoopTargets::requester_query:
      send_to(requester);
      break;
    case SnoopTargets::others_unique:
      if (entry.overflowed) {
        ++statistics_.broadcasts;
        entry.overflowed = false;
        for (const AgentId cache : caches_)
          if (cache != requester) send_to(cache);
        break;
      }
      if (entry.owner != kNoAgent && entry.owner != requester) send_to(entry.owner);
      entry.sharers.for_each([&](unsigned sharer) {
        if (sharer != requester) send_to(static_cast<AgentId>(sharer));
      });
      break;
  }
  if (transaction.snoops_due == 0) gather_data(index, at);
}

void HomeNode::take_snoop_response(Message& message) {
  Transaction& transaction = transactions_[message.tag];
  if (transaction.snoops_due == 0 || transaction.line != message.address)
    throw std::logic_error("home node: a snoop response that nobody waits for");
  const auto kept = static_cast<LineState>(message.state);
  const Opcode opcode = static_cast<Opcode>(message.opcode);
  const Tick at = message.time + parameters_.directory_latency;
  if (message.buffer != kNoBuffer) take_snooped_data(transaction, message);
  transaction.forwarded |= opcode == Opcode::SnpRespFwded || opcode == Opcode::SnpRespDataFwded;
  if (--transaction.snoops_due == 0) transaction.network += message.network;
  if (transaction.plan.reply == HomeReply::plan_again) {
    make_plan(transaction, home_request(static_cast<Opcode>(transaction.request.opcode), transaction.request.exclusive),
              kept == LineState::I ? Listed::no : Listed::sharer);
    send_snoops(message.tag, at);
  } else {
    transaction.entry->note(message.source, kept);
    if (transaction.snoops_due > 0) return;
    transaction.entry->settle();
    transaction.forwarded ? conclude(message.tag, at) : gather_data(message.tag, at);
  }
  go_on(message.tag, message.time);
}

// Only the owner's data are the newest: a broadcast may meet a write-back that has been taken long ago.
void HomeNode::take_snooped_data(Transaction& transaction, const Message& message) {
  const bool owner = message.source == transaction.entry->owner;
  const bool stays = owner && static_cast<LineState>(message.state) == LineState::SD;
  if (owner && !stays) store_line(message.address, lines_.data(message.buffer), true, message.counted, message.time);
  if (stays || (owner && parameters_.slice_inclusion == SliceInclusion::directory_only)) {
    transaction.passing = message.buffer;
  } else {
    lines_.release(message.buffer);
  }
}

// Forwarded data may be acknowledged before the snoop is answered.
void HomeNode::take_acknowledgement(const Message& message) {
  Transaction& transaction = transactions_[message.tag];
  if (transaction.phase == Phase::snooping) {
    transaction.acknowledged = true;
    return;
  }
  release_request_place(transaction, message.time, message.time + parameters_.directory_latency);
  if (--transaction.acknowledgements_due == 0) transaction.phase = Phase::done;
  go_on(message.tag, message.time);
}

// After the reply: what is known of the line now, and what is still to come.
void HomeNode::conclude(std::uint16_t index, Tick at) {
  Transaction& transaction = transactions_[index];
  update_directory(*transaction.entry, transaction);
  if (exclusive() && transaction.plan.update == DirectoryUpdate::own_requester) give_away(transaction, at);
  if (transaction.passing != kNoBuffer) lines_.release(transaction.passing);
  transaction.passing = kNoBuffer;
  const bool awaits_ack = transaction.plan.awaits_ack && !transaction.acknowledged;
  transaction.acknowledgements_due += awaits_ack;
  if (!awaits_ack) release_request_place(transaction, at, at);
  transaction.phase = transaction.acknowledgements_due != 0 ? Phase::acknowledging : Phase::done;
}

void HomeNode::gather_data(std::uint16_t index, Tick at) {
  Transaction& transaction = transactions_[index];
  if (!transaction.plan.needs_data) {
    reply(index, nullptr, at);
  } else if (transaction.passing != kNoBuffer) {
    reply(index, lines_.data(transaction.passing), at);
  } else if (SharedSlice::Entry* data = slice_.find(transaction.line)) {
    ++statistics_.slice_hits;
    const Tick begin = occupy_slice(at);
    transaction.queued += static_cast<std::uint32_t>(begin - at);
    reply(index, slice_.bytes(*data), begin + parameters_.slice_latency, data);
  } else if (memory_writes_.count(transaction.line) != 0) {
    transaction.phase = Phase::write_pending;
    transaction.ready = at;
  } else {
    read_memory(index, at);
  }
}

void HomeNode::read_memory(std::uint16_t index, Tick at) {
  Transaction& transaction = transactions_[index];
  transaction.phase = Phase::fetching;
  ++statistics_.slice_misses;
  ++statistics_.memory_reads;
  statistics_.memory_counted += transaction.request.counted;
  PooledMessage& message = to_memory(Opcode::MemRead, transaction.line, transaction.request.counted);
  message.tag = index;
  parameters_.memory_link.send(scheduler_, message, at);
}

void HomeNode::take_memory_data(Message& message) {
  Transaction& transaction = transactions_[message.tag];
  transaction.memory = message.memory;
  transaction.network += message.network;
  std::byte* bytes = lines_.data(message.buffer);
  SharedSlice::Entry* slot = nullptr;
  if (keeps(transaction)) {
    slot = store_line(message.address, bytes, false, message.counted, message.time);
    bytes = slice_.bytes(*slot);
  }
  reply(message.tag, bytes, message.time + parameters_.directory_latency, slot);
  lines_.release(message.buffer);
  go_on(message.tag, message.time);
}

void HomeNode::memory_write_done(std::uint64_t line, Tick at) {
  const auto pending = memory_writes_.find(line);
  if (--pending->second > 0) return;
  memory_writes_.erase(pending);
  const std::uint16_t index = directory_.find(line)->transaction;
  if (index != kNone && transactions_[index].phase == Phase::write_pending)
    read_memory(index, std::max(at + parameters_.directory_latency, transactions_[index].ready));
}

PooledMessage& HomeNode::completion(const Transaction& transaction, Opcode opcode) {
  PooledMessage& message = scheduler_.compose();
  message.opcode = static_cast<std::uint8_t>(opcode);
  message.source = id_;
  message.requester = message.destination = transaction.request.requester;
  message.address = transaction.request.address;
  message.requester_tag = transaction.request.requester_tag;
  message.counted = transaction.request.counted;
  message.network = transaction.network;
  message.memory = transaction.memory;
  tell_reuse(transaction, message);
  return message;
}

// `bytes` are the line, null when the plan does not need it; `slot` is where they are in the slice, if they are.
void HomeNode::reply(std::uint16_t index, std::byte* bytes, Tick at, SharedSlice::Entry* slot) {
  Transaction& transaction = transactions_[index];
  const HomePlan plan = transaction.plan;
  if (plan.reply == HomeReply::nothing) {
    conclude(index, at);
    return;
  }
  const bool with_line = plan.reply == HomeReply::data_shared || plan.reply == HomeReply::data_unique ||
                         plan.reply == HomeReply::data_once;
  PooledMessage& answer = completion(transaction, with_line ? Opcode::CompData : Opcode::Comp);
  answer.tag = index;
  if (with_line) answer.buffer = lines_.acquire_copy(bytes);
  if (plan.reply == HomeReply::data_shared) answer.state = static_cast<std::uint8_t>(LineState::SC);
  if (plan.reply == HomeReply::data_unique) answer.state = static_cast<std::uint8_t>(LineState::UC);
  if (plan.reply == HomeReply::atomic) at = execute_atomic(transaction, bytes, answer, at);
  if (plan.reply == HomeReply::write) at += merge_write(transaction, bytes);
  if (plan.reply == HomeReply::atomic || plan.reply == HomeReply::write) {
    if (static_cast<Opcode>(transaction.request.opcode) == Opcode::LrWait) {
      open_window(index, at);
    } else if (slot != nullptr) {
      slot->set_dirty();
    } else {
      write_memory(transaction.line, bytes, answer.counted, at);
    }
  }
  if (plan.reply == HomeReply::refuse) refuse_store(transaction, answer);
  network_.send(answer, at);
  conclude(index, at);
}

// The store form returns no value. To wait for the unit behind the same line is to wait for the line.
Tick HomeNode::execute_atomic(const Transaction& transaction, std::byte* line, Message& answer, Tick at) {
  const Message& request = transaction.request;
  std::byte* bytes = line + (request.address - transaction.line);
  AtomicValue old{};
  std::memcpy(old.data(), bytes, request.bytes);
  const AtomicValue result =
      apply_atomic(static_cast<AtomicOp>(request.detail), request.bytes, old, request.operand, request.compare);
  std::memcpy(bytes, result.data(), request.bytes);
  ++statistics_.atomics;
  answer.bytes = request.bytes;
  const auto opcode = static_cast<Opcode>(request.opcode);
  if (opcode != Opcode::AtomicStore && opcode != Opcode::ScWait) {
    answer.opcode = static_cast<std::uint8_t>(Opcode::CompData);
    answer.operand = old;
  }
  const Tick begin = std::max(at, unit_free_);
  unit_free_ = begin + parameters_.far_interval;
  if (unit_line_ == transaction.line) answer.queued += static_cast<std::uint32_t>(begin - at);
  unit_line_ = transaction.line;
  return begin + parameters_.far_latency;
}

void HomeNode::update_directory(DirectoryEntry& entry, const Transaction& transaction) {
  const AgentId requester = transaction.request.requester;
  switch (transaction.plan.update) {
    case DirectoryUpdate::keep:
      return;
    case DirectoryUpdate::add_requester:
      if (!entry.overflowed) entry.sharers.insert(requester);
      if (entry.state != DirectoryState::owned_shared) entry.state = DirectoryState::shared;
      if (parameters_.pointers != 0 && entry.sharers.size() > parameters_.pointers) entry.overflow();
      return;
    case DirectoryUpdate::own_requester:
      entry.own(requester);
      return;
    case DirectoryUpdate::drop_requester:
      entry.drop(requester);
      entry.settle();
      return;
  }
}

// Serves the requests that waited for the line of a finished transaction, and lets reads join one that has been
// answered.
void HomeNode::serve_waiting(std::uint16_t index, Tick at) {
  while (true) {
    const bool done = transactions_[index].phase == Phase::done;
    if (done && filter_ && pass_on_place(index, at)) continue;
    Transaction& transaction = transactions_[index];
    if (transaction.waiting.empty()) {
      if (done) leave_idle(index);
      return;
    }
    if (!done) {
      if (!joins(transaction, transaction.waiting.front())) return;
      ++statistics_.joined;
    }
    const Message next = transaction.waiting.front();
    transaction.waiting.pop_front();
    const Tick from = std::max(at, next.time);
    transaction.window ? begin_in_window(index, next, from) : begin(index, next, from);
  }
}

void HomeNode::close(std::uint16_t index) {
  Transaction& transaction = transactions_[index];
  transaction.entry->transaction = kNone;
  transaction.entry = nullptr;
  transaction.phase = Phase::snooping;
  free_transactions_.push_back(index);
}

void HomeNode::prefetch(std::uint64_t address) const {
  directory_.prefetch(line_of(address));
  slice_.prefetch(line_of(address));
}

void HomeNode::reset(std::uint64_t seed) {
  slice_.clear(seed, id_);
  directory_.clear();
  transactions_.clear();
  free_transactions_.clear();
  starved_.clear();
  if (filter_) filter_->clear();
  memory_writes_.clear();
  request_places_.clear();
  wait_queue_.clear();
  latest_credit_ = 0;
  pipeline_free_ = slice_free_ = unit_free_ = last_write_ = 0;
  unit_line_ = DirectoryEntry::kNoLine;
  bias_ = 0;
  statistics_ = {};
}

void HomeNode::serialize(Archive& archive) {
  archive(slice_, directory_, pipeline_free_, slice_free_, unit_free_, unit_line_, last_write_, request_places_,
          latest_credit_, bias_, statistics_, wait_queue_.statistics);
  if (filter_) archive(*filter_);
}

}  // namespace amoeba
