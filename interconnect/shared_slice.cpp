#include "amoeba/interconnect/shared_slice.h"

#include <cstring>

namespace amoeba {

SharedSlice::SharedSlice(std::uint64_t bytes, unsigned ways, unsigned line_bytes, unsigned interleave)
    : ways_(ways),
      line_bytes_(line_bytes),
      sets_(bytes / ways / line_bytes),
      set_index_(line_bytes, sets_, interleave) {
  clear();
}

SharedSlice::Entry* SharedSlice::lookup(std::uint64_t line) {
  Entry* set = set_of(line);
  for (unsigned i = 0; i < ways_; ++i)
    if (set[i].line == line) return set + i;
  return nullptr;
}

SharedSlice::Entry* SharedSlice::find(std::uint64_t line) {
  Entry* entry = lookup(line);
  if (entry != nullptr) entry->last_use = ++clock_;
  return entry;
}

SharedSlice::Entry& SharedSlice::victim(std::uint64_t line) {
  Entry* set = set_of(line);
  Entry* oldest = set;
  for (unsigned i = 0; i < ways_; ++i) {
    if (set[i].line == kNoLine) return set[i];
    if (set[i].last_use < oldest->last_use) oldest = set + i;
  }
  return *oldest;
}

void SharedSlice::place(Entry& entry, std::uint64_t line, const std::byte* bytes, bool dirty) {
  entry = {line, ++clock_, dirty};
  std::memcpy(this->bytes(entry), bytes, line_bytes_);
}

void SharedSlice::clear() {
  entries_.assign(sets_ * ways_, Entry{});
  data_.assign(entries_.size() * line_bytes_, std::byte{0});
  clock_ = 0;
}

}  // namespace amoeba
