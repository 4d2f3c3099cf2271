#include "amoeba/interconnect/shared_slice.h"

#include "amoeba/base/partial_word.h"

namespace amoeba {

SharedSlice::SharedSlice(std::uint64_t bytes, unsigned ways, unsigned line_bytes, Replacement replacement,
                         unsigned interleave)
    : ways_(ways),
      line_bytes_(line_bytes),
      sets_(bytes / ways / line_bytes),
      set_index_(line_bytes, sets_, interleave),
      policy_(replacement, ways) {
  clear();
}

SharedSlice::Entry* SharedSlice::lookup(std::uint64_t line) {
  Entry* set = set_of(line);
  for (unsigned i = 0; i < ways_; ++i)
    if (set[i].holds(line)) return set + i;
  return nullptr;
}

SharedSlice::Entry* SharedSlice::find(std::uint64_t line) {
  Entry* entry = lookup(line);
  if (entry != nullptr) policy_.touch(recency_[set_index_(line)], static_cast<unsigned>(entry - set_of(line)));
  return entry;
}

void SharedSlice::place(Entry& entry, std::uint64_t line, const std::byte* bytes, bool dirty) {
  const std::size_t set = index_of(entry) / ways_;
  policy_.fill(recency_[set], static_cast<unsigned>(index_of(entry) - set * ways_));
  entry = {line, dirty};
  copy_line(this->bytes(entry), bytes, line_bytes_);
}

void SharedSlice::clear(std::uint64_t seed, std::uint64_t agent) {
  entries_.assign(sets_ * ways_, Entry{});
  data_.assign(entries_.size() * line_bytes_, std::byte{0});
  recency_.assign(sets_, policy_.initial());
  random_ = Random(seed, agent);
}

}  // namespace amoeba
