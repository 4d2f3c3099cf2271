// What a home node's slice holds: which lines come, which leave, and what goes to memory.
#include <algorithm>
#include <cstring>

#include "amoeba/interconnect/home_node.h"

namespace amoeba {

// The slice reads one line at a time.
Tick HomeNode::queue_at_slice(Tick at) {
  const Tick begin = std::max(at, slice_free_);
  statistics_.slice_conflicts += begin > at;
  slice_free_ = begin + parameters_.slice_occupancy;
  return begin;
}

// Whether a line that comes from memory goes into the slice.
bool HomeNode::keeps(const Transaction& transaction) const {
  if (parameters_.slice_inclusion == SliceInclusion::directory_only) return false;
  return !exclusive() || transaction.plan.reply != HomeReply::data_unique;
}

// Whether the request gives up the only copy of a clean line, which an exclusive slice then takes in.
bool HomeNode::last_copy(const Transaction& transaction) const {
  const DirectoryEntry& entry = *transaction.entry;
  if (static_cast<Opcode>(transaction.request.opcode) != Opcode::Evict || transaction.request.buffer == kNoBuffer)
    return false;
  if (transaction.plan.update != DirectoryUpdate::drop_requester) return false;
  return entry.state == DirectoryState::owned ||
         (entry.state == DirectoryState::shared && !entry.overflowed && entry.sharers.size() == 1);
}

// One cache has the line alone now: an exclusive slice forgets it.
void HomeNode::give_away(const Transaction& transaction, Tick at) {
  SharedSlice::Entry* entry = slice_.find(transaction.line);
  if (entry == nullptr) return;
  if (entry->dirty()) write_memory(transaction.line, slice_.bytes(*entry), transaction.request.counted, at);
  *entry = {};
}

// A partial write carries its bytes in a line buffer, `bytes` of them from the request's address on. Returns what ECC
// adds to the latency.
Tick HomeNode::merge_write(const Transaction& transaction, std::byte* line) {
  const Message& request = transaction.request;
  const std::uint64_t offset = request.address - transaction.line;
  std::memcpy(line + offset, lines_.data(request.buffer) + offset, request.bytes);
  lines_.release(request.buffer);
  return request.bytes < parameters_.ecc_granule ? parameters_.ecc_latency : 0;
}

PooledMessage& HomeNode::to_memory(Opcode opcode, std::uint64_t line, bool counted) {
  PooledMessage& message = scheduler_.compose();
  message.opcode = static_cast<std::uint8_t>(opcode);
  message.source = message.requester = id_;
  message.destination = memory_of_(line);
  message.address = line;
  message.counted = counted;
  return message;
}

// Writes leave in the order of these calls, so that two of the same line keep theirs.
void HomeNode::write_memory(std::uint64_t line, const std::byte* bytes, bool counted, Tick at) {
  ++memory_writes_[line];
  ++statistics_.memory_writes;
  statistics_.memory_counted += counted;
  PooledMessage& message = to_memory(Opcode::MemWrite, line, counted);
  message.buffer = lines_.acquire_copy(bytes);
  last_write_ = std::max(last_write_, at);
  parameters_.memory_link.send(scheduler_, message, last_write_);
}

// Puts a line into the slice; what it replaces goes to memory if dirty. Without a slice it goes there itself.
SharedSlice::Entry* HomeNode::store_line(std::uint64_t line, const std::byte* bytes, bool dirty, bool counted,
                                         Tick at) {
  if (parameters_.slice_inclusion == SliceInclusion::directory_only) {
    if (dirty) write_memory(line, bytes, counted, at);
    return nullptr;
  }
  if (SharedSlice::Entry* entry = slice_.find(line)) {
    slice_.place(*entry, line, bytes, dirty || entry->dirty());
    return entry;
  }
  const bool inclusive = parameters_.slice_inclusion == SliceInclusion::inclusive;
  SharedSlice::Entry& entry =
      slice_.victim(line, [&](std::uint64_t other) { return !inclusive || !filter_->contains(other); });
  if (entry.dirty()) write_memory(entry.line(), slice_.bytes(entry), counted, at);
  slice_.place(entry, line, bytes, dirty);
  return &entry;
}

}  // namespace amoeba
