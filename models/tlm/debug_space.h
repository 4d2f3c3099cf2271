// The coherent view of memory for debuggers, loaders and transport_dbg: no time passes and nothing changes state.
#pragma once
#include <cstddef>
#include <cstdint>

namespace amoeba {

class DebugSpace {
 public:
  virtual ~DebugSpace() = default;
  // Newest value, wherever it is: caches, write-back buffers, messages in flight, memory. Returns the bytes done:
  // fewer than asked where the address map ends.
  virtual std::size_t debug_read(std::uint64_t address, std::byte* bytes, std::size_t size) = 0;
  // Writes every copy.
  virtual std::size_t debug_write(std::uint64_t address, const std::byte* bytes, std::size_t size) = 0;
};

}  // namespace amoeba
