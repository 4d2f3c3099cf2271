// The directory of a home node: what is known of each line, by address.
// Models: a full map without a limit; an entry stays where it is once made.
// A hash table of numbers leads to the entries, so that a look-up touches one cache line of the host beside the table.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/node_set.h"
#include "amoeba/base/random.h"
#include "amoeba/coherence/home_protocol.h"
#include "amoeba/sched/message.h"

namespace amoeba {

struct DirectoryEntry {
  static constexpr std::uint16_t kNoTransaction = 0xffff;

  std::uint64_t line = 0;
  NodeSet sharers;
  DirectoryState state = DirectoryState::none;
  AgentId owner = kNoAgent;
  std::uint16_t transaction = kNoTransaction;  // that blocks the line

  void serialize(Archive& archive) { archive(line, sharers, state, owner); }
};

class Directory {
 public:
  Directory() { clear(); }

  // Makes an entry for a line that has none.
  DirectoryEntry& operator[](std::uint64_t line) {
    std::uint32_t* slot = slot_of(line);
    if (*slot == 0) {
      if (2 * (size_ + 1) > slots_.size()) {
        grow();
        slot = slot_of(line);
      }
      *slot = add(line);
    }
    return entry(*slot);
  }
  const DirectoryEntry* find(std::uint64_t line) const {
    auto& self = const_cast<Directory&>(*this);
    const std::uint32_t number = *self.slot_of(line);
    return number == 0 ? nullptr : &self.entry(number);
  }
  void clear() {
    slots_.assign(kFirstSlots, 0);
    chunks_.clear();
    size_ = 0;
  }
  void serialize(Archive& archive) {
    std::uint32_t size = size_;
    archive(size);
    if (archive.loading()) clear();
    for (std::uint32_t number = 1; number <= size; ++number) {
      DirectoryEntry loaded;
      archive(archive.loading() ? loaded : entry(number));
      if (archive.loading()) (*this)[loaded.line] = loaded;
    }
  }

 private:
  static constexpr std::size_t kFirstSlots = 1024;  // a power of two
  static constexpr std::uint32_t kChunk = 256;
  using Chunk = std::array<DirectoryEntry, kChunk>;

  // Numbers begin at 1; 0 is a free slot.
  DirectoryEntry& entry(std::uint32_t number) { return (*chunks_[(number - 1) / kChunk])[(number - 1) % kChunk]; }
  std::uint32_t add(std::uint64_t line) {
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Chunk>());
    entry(++size_).line = line;
    return size_;
  }
  std::uint32_t* slot_of(std::uint64_t line) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = mix64(line) & mask;
    while (slots_[place] != 0 && entry(slots_[place]).line != line) place = (place + 1) & mask;
    return &slots_[place];
  }
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t number = 1; number <= size_; ++number) *slot_of(entry(number).line) = number;
  }

  std::vector<std::uint32_t> slots_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::uint32_t size_ = 0;
};

}  // namespace amoeba
