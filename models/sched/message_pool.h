// The messages that are on their way, by index. A message stays where it is until it is released, so that an agent can
// read one in place while it posts others.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "amoeba/sched/message.h"

namespace amoeba {

class MessagePool {
 public:
  std::uint32_t acquire() {
    if (free_.empty()) grow();
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }
  void release(std::uint32_t index) { free_.push_back(index); }
  Message& operator[](std::uint32_t index) { return chunks_[index / kChunk][index % kChunk]; }
  const Message& operator[](std::uint32_t index) const { return chunks_[index / kChunk][index % kChunk]; }
  void clear() {
    chunks_.clear();
    free_.clear();
  }

 private:
  static constexpr std::uint32_t kChunk = 256;

  void grow() {
    const std::uint32_t first = static_cast<std::uint32_t>(chunks_.size()) * kChunk;
    chunks_.push_back(std::make_unique<Message[]>(kChunk));
    for (std::uint32_t i = kChunk; i > 0; --i) free_.push_back(first + i - 1);
  }

  std::vector<std::unique_ptr<Message[]>> chunks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace amoeba
