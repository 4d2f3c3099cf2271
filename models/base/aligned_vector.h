// A vector whose elements begin at a cache line of the host, so that a simulated line of the same size touches one.
#pragma once
#include <algorithm>
#include <cstddef>
#include <new>
#include <vector>

namespace amoeba {

inline constexpr std::size_t kHostLine = 64;  // bytes; of common x86 and Arm machines

template <class T>
struct HostLineAllocator {
  using value_type = T;

  static constexpr std::size_t kAlignment = std::max(kHostLine, alignof(T));

  HostLineAllocator() = default;
  template <class U>
  HostLineAllocator(const HostLineAllocator<U>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kAlignment}));
  }
  void deallocate(T* memory, std::size_t) { ::operator delete (memory, std::align_val_t{kAlignment}); }
  friend bool operator==(const HostLineAllocator&, const HostLineAllocator&) { return true; }
  friend bool operator!=(const HostLineAllocator&, const HostLineAllocator&) { return false; }
};

template <class T>
using AlignedVector = std::vector<T, HostLineAllocator<T>>;

}  // namespace amoeba
