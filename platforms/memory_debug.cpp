// The coherent debug view of a memory system: finds the newest bytes of a line, and writes every copy of it.
#include <algorithm>
#include <cstring>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba {

namespace {

bool is(const Message& message, Opcode opcode) {
  return message.kind != EventKind::timer && static_cast<Opcode>(message.opcode) == opcode;
}
// The time of a message that has yet to enter the network is not that of its delivery.
bool later(const Message& a, const Message& b) {
  return a.source == b.source ? a.sequence > b.sequence : a.time > b.time;
}

}  // namespace

// The buffer of the latest message on its way that carries this line, or null.
const std::byte* MemorySystem::travelling(std::uint64_t line, Opcode opcode) {
  Message latest;
  const HomeNode& home = *homes_[home_index_(line)];
  const auto newest = [&](const Message& message) {
    if (opcode == Opcode::CompData) return static_cast<LineState>(message.state) == LineState::UD;
    return opcode == Opcode::MemWrite || home.owned_by(line, message.source);  // others answer with old data
  };
  cluster_.scheduler().for_each_in_flight([&](const Message& message) {
    if (!is(message, opcode) || message.address != line || !newest(message)) return;
    if (latest.buffer == kNoBuffer || later(message, latest)) latest = message;
  });
  return latest.buffer == kNoBuffer ? nullptr : cluster_.scheduler().lines().data(latest.buffer);
}

std::byte* MemorySystem::Tile::debug_bytes(std::uint64_t line, bool& dirty) const {
  return l2 != nullptr ? l2->debug_bytes(line, dirty) : l1d->debug_bytes(line, dirty);
}

// In the order in which newer data hides older: the owner's dirty copy (an owner that the home node no longer knows has
// been written back), dirty data on its way to the home node, clean copies, slice, what goes to memory, memory.
const std::byte* MemorySystem::newest(std::uint64_t line, std::vector<std::byte>& scratch) {
  HomeNode& home = *homes_[home_index_(line)];
  const std::byte* clean = nullptr;
  for (Tile& tile : tiles_) {
    bool dirty = false;
    const std::byte* bytes = tile.debug_bytes(line, dirty);
    if (bytes != nullptr && dirty && home.owned_by(line, tile.coherence_agents().back())) return bytes;
    if (bytes != nullptr && !dirty) clean = bytes;
  }
  for (const Opcode opcode : {Opcode::SnpRespData, Opcode::SnpRespDataFwded, Opcode::CompData})
    if (const std::byte* bytes = travelling(line, opcode)) return bytes;
  if (clean != nullptr) return clean;
  if (const std::byte* bytes = home.debug_bytes(line)) return bytes;
  if (const std::byte* bytes = travelling(line, Opcode::MemWrite)) return bytes;
  scratch.resize(line_bytes_);
  if (memory_port_ != nullptr) {
    memory_port_->debug_read(line, scratch.data());
  } else {
    store_.read(line, scratch.data(), line_bytes_);
  }
  return scratch.data();
}

void MemorySystem::write_copies(std::uint64_t line, std::uint64_t offset, const std::byte* bytes, std::size_t size) {
  const auto write = [&](std::byte* copy) {
    if (copy != nullptr) std::memcpy(copy + offset, bytes, size);
  };
  for (Tile& tile : tiles_) {
    for (L1Cache* cache : {tile.l1d.get(), tile.l1i.get()}) {
      bool dirty = false;
      write(tile.l2 != nullptr ? cache->copy_of(line).bytes : cache->debug_bytes(line, dirty));
    }
    if (tile.l2 != nullptr) tile.l2->debug_copies(line, write);
  }
  LinePool& lines = cluster_.scheduler().lines();
  const auto write_message = [&](const Message& message) {
    const bool whole =
        message.kind != EventKind::timer && !is(message, Opcode::WriteUnique) && !is(message, Opcode::RetryAck);
    if (whole && message.buffer != kNoBuffer && message.address == line) write(lines.data(message.buffer));
  };
  cluster_.scheduler().for_each_in_flight(write_message);
  HomeNode& home = *homes_[home_index_(line)];
  home.for_each_waiting(line, write_message);
  write(home.debug_bytes(line));
  write(home.debug_passing(line));
  for (auto& channel : dram_channels_) channel->debug_write(line, offset, bytes, size);
  if (memory_port_ != nullptr) {
    memory_port_->debug_write(line, offset, bytes, size);
  } else {
    store_.write(line + offset, bytes, size);
  }
}

// Calls visit(line, offset in it, bytes done before, length) for each piece of main memory; returns the bytes visited.
template <class Visit>
std::size_t MemorySystem::each_line(std::uint64_t address, std::size_t size, Visit&& visit) {
  std::size_t done = 0;
  while (done < size) {
    const Region* region = addresses_.find(address + done);
    if (region == nullptr || region->kind != RegionKind::memory) break;
    const std::uint64_t offset = (address + done) % line_bytes_;
    const std::size_t length = std::min<std::size_t>(size - done, line_bytes_ - offset);
    visit(address + done - offset, offset, done, length);
    done += length;
  }
  return done;
}

std::size_t MemorySystem::debug_read(std::uint64_t address, std::byte* bytes, std::size_t size) {
  std::vector<std::byte> scratch;
  return each_line(address, size, [&](std::uint64_t line, std::uint64_t offset, std::size_t done, std::size_t length) {
    std::memcpy(bytes + done, newest(line, scratch) + offset, length);
  });
}

std::size_t MemorySystem::debug_write(std::uint64_t address, const std::byte* bytes, std::size_t size) {
  return each_line(address, size, [&](std::uint64_t line, std::uint64_t offset, std::size_t done, std::size_t length) {
    write_copies(line, offset, bytes + done, length);
  });
}

}  // namespace amoeba
