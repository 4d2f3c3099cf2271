// The bytes of main memory, allocated page by page when first written.
// Not modelled: timing, bounds (the address map checks them). Units: bytes.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <unordered_map>

namespace amoeba {

class BackingStore {
 public:
  void read(std::uint64_t address, std::byte* bytes, std::size_t size) const {
    each_piece(address, size, [&](std::uint64_t page, std::size_t offset, std::size_t done, std::size_t length) {
      const auto found = pages_.find(page);
      if (found == pages_.end()) {
        std::memset(bytes + done, 0, length);
      } else {
        std::memcpy(bytes + done, found->second->data() + offset, length);
      }
    });
  }
  void write(std::uint64_t address, const std::byte* bytes, std::size_t size) {
    each_piece(address, size, [&](std::uint64_t page, std::size_t offset, std::size_t done, std::size_t length) {
      auto& slot = pages_[page];
      if (!slot) slot = std::make_unique<Page>();
      std::memcpy(slot->data() + offset, bytes + done, length);
    });
  }
  void clear() { pages_.clear(); }
  template <class Archive>
  void serialize(Archive& archive) {
    std::unordered_map<std::uint64_t, Page> copy;
    if (!archive.loading())
      for (const auto& [page, bytes] : pages_) copy.emplace(page, *bytes);
    archive(copy);
    if (!archive.loading()) return;
    pages_.clear();
    for (const auto& [page, bytes] : copy) pages_[page] = std::make_unique<Page>(bytes);
  }

 private:
  static constexpr std::size_t kPageBytes = 4096;
  using Page = std::array<std::byte, kPageBytes>;

  template <class Visit>
  static void each_piece(std::uint64_t address, std::size_t size, Visit&& visit) {
    for (std::size_t done = 0; done < size;) {
      const std::size_t offset = (address + done) % kPageBytes;
      const std::size_t length = std::min(size - done, kPageBytes - offset);
      visit((address + done) / kPageBytes, offset, done, length);
      done += length;
    }
  }

  std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
};

}  // namespace amoeba
