// The bytes of lines that travel in messages, by id. A buffer belongs to whoever holds its id: the sender until it
// sends, the receiver afterwards.
#pragma once
#include <cstddef>
#include <cstring>
#include <vector>

#include "amoeba/base/aligned_vector.h"
#include "amoeba/base/partial_word.h"
#include "amoeba/sched/message.h"

namespace amoeba {

class LinePool {
 public:
  explicit LinePool(unsigned line_bytes) : line_bytes_(line_bytes) {}

  BufferId acquire() {
    if (free_.empty()) grow();
    const BufferId id = free_.back();
    free_.pop_back();
    return id;
  }
  BufferId acquire_copy(const std::byte* bytes) {
    const BufferId id = acquire();
    copy_line(data(id), bytes, line_bytes_);
    return id;
  }
  void release(BufferId id) { free_.push_back(id); }
  std::byte* data(BufferId id) { return chunks_[id / kChunk].data() + std::size_t{id % kChunk} * line_bytes_; }
  const std::byte* data(BufferId id) const { return const_cast<LinePool*>(this)->data(id); }
  unsigned line_bytes() const { return line_bytes_; }
  std::size_t in_use() const { return chunks_.size() * kChunk - free_.size(); }
  void clear() {
    chunks_.clear();
    free_.clear();
  }

 private:
  static constexpr std::size_t kChunk = 256;

  void grow() {
    const BufferId first = static_cast<BufferId>(chunks_.size() * kChunk);
    chunks_.emplace_back(kChunk * line_bytes_);
    for (std::size_t i = kChunk; i > 0; --i) free_.push_back(first + static_cast<BufferId>(i - 1));
  }

  unsigned line_bytes_;
  std::vector<AlignedVector<std::byte>> chunks_;
  std::vector<BufferId> free_;
};

}  // namespace amoeba
