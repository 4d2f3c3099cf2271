// The directory of a home node: what is known of each line, by address.
// Models: a full map without a limit; entries that overflow when there are more sharers than pointers (HomeNode says
// when). Which lines have room in a limited directory is SnoopFilter's business.
// An open hash table that holds the entries themselves, so that a look-up touches one cache line of the host.
#pragma once
#include <cstdint>

#include "amoeba/base/aligned_vector.h"
#include "amoeba/base/archive.h"
#include "amoeba/base/node_set.h"
#include "amoeba/base/random.h"
#include "amoeba/coherence/home_protocol.h"
#include "amoeba/sched/message.h"

namespace amoeba {

struct DirectoryEntry {
  static constexpr std::uint16_t kNoTransaction = 0xffff;
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};

  std::uint64_t line = kNoLine;
  NodeSet sharers;
  AgentId owner = kNoAgent;
  AgentId latest = kNoAgent;                   // requester, write-backs aside
  std::uint16_t transaction = kNoTransaction;  // that blocks the line
  DirectoryState state = DirectoryState::none;
  std::int8_t reuse = 0;    // sum of what requesters found a transfer to pay (cache/reuse_predictor.h)
  bool overflowed = false;  // there are sharers, but nobody knows which

  void serialize(Archive& archive) { archive(line, sharers, state, owner, latest, reuse, overflowed); }
  // How it lists a cache that sends `request`.
  Listed listed(AgentId cache, HomeRequest request) const {
    if (cache == owner && state != DirectoryState::none) return Listed::owner;
    const bool upgrade = request == HomeRequest::clean_unique || request == HomeRequest::clean_unique_exclusive;
    if (overflowed) return upgrade ? Listed::unknown : Listed::no;
    return sharers.contains(cache) ? Listed::sharer : Listed::no;
  }
  // Takes note of what a snooped cache has kept.
  void note(AgentId cache, LineState kept) {
    if (kept == LineState::SD) {
      state = DirectoryState::owned_shared;
      return;
    }
    drop(cache);
    if (kept != LineState::I && !overflowed) sharers.insert(cache);
  }
  void drop(AgentId cache) {
    if (cache == owner) owner = kNoAgent;
    sharers.erase(cache);
  }
  void own(AgentId cache) {
    sharers.clear();
    overflowed = false;
    owner = cache;
    state = DirectoryState::owned;
  }
  // After changes of the lists.
  void settle() {
    if (owner == kNoAgent) state = overflowed || sharers.size() != 0 ? DirectoryState::shared : DirectoryState::none;
  }
  void overflow() {
    sharers.clear();
    overflowed = true;
  }
};

class Directory {
 public:
  Directory() { clear(); }

  // Makes an entry for a line that has none; then others may move.
  DirectoryEntry& operator[](std::uint64_t line) {
    DirectoryEntry* entry = place_of(line);
    if (entry->line == line) return *entry;
    if (2 * (size_ + 1) > entries_.size()) {
      grow();
      entry = place_of(line);
    }
    ++size_;
    entry->line = line;
    return *entry;
  }
  const DirectoryEntry* find(std::uint64_t line) const {
    const DirectoryEntry* entry = const_cast<Directory*>(this)->place_of(line);
    return entry->line == line ? entry : nullptr;
  }
  // Brings the line's entry near in the host.
  void prefetch(std::uint64_t line) const { __builtin_prefetch(&entries_[home_place(line)]); }
  // Counts how often the entries have moved.
  unsigned moves() const { return moves_; }
  void clear() {
    entries_.assign(kFirstEntries, {});
    size_ = 0;
    ++moves_;
  }
  void serialize(Archive& archive) {
    std::uint64_t size = size_;
    archive(size);
    if (archive.loading()) {
      clear();
      for (DirectoryEntry loaded; size > 0; --size) {
        archive(loaded);
        (*this)[loaded.line] = loaded;
      }
    } else {
      for (DirectoryEntry& entry : entries_)
        if (entry.line != DirectoryEntry::kNoLine) archive(entry);
    }
  }

 private:
  static constexpr std::size_t kFirstEntries = 1024;  // a power of two

  std::size_t home_place(std::uint64_t line) const { return mix64(line) & (entries_.size() - 1); }
  // Where the line's entry is, or a free place for it.
  DirectoryEntry* place_of(std::uint64_t line) {
    std::size_t place = home_place(line);
    while (entries_[place].line != line && entries_[place].line != DirectoryEntry::kNoLine)
      place = (place + 1) & (entries_.size() - 1);
    return &entries_[place];
  }
  void grow() {
    AlignedVector<DirectoryEntry> old(entries_.size() * 2);
    old.swap(entries_);
    for (DirectoryEntry& entry : old)
      if (entry.line != DirectoryEntry::kNoLine) *place_of(entry.line) = entry;
    ++moves_;
  }

  AlignedVector<DirectoryEntry> entries_;
  std::size_t size_ = 0;
  unsigned moves_ = 0;
};

}  // namespace amoeba
