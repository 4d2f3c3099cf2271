// The stores of one hart that have retired but are not yet performed: first in, first out.
// Models: capacity, forwarding from the youngest overlapping entry when it covers a load wholly, overlap by bytes.
// Not modelled: merging of entries; when an entry drains (load_store_unit.h decides).
// Units: bytes. Errors: none; the caller asks room() before push().
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace amoeba {

struct BufferedStore {
  std::uint64_t address = 0;
  std::uint64_t program_address = 0;
  std::uint64_t value = 0;
  std::uint64_t pc = 0;      // of the store instruction
  std::uint64_t number = 0;  // for an observer
  std::uint8_t bytes = 0;
  bool counted = false;           // in the region of interest
  bool release = false;           // an acquire with RCsc annotation waits for it
  std::uint16_t region = 0xffff;  // as in MemoryAccess
};

class StoreBuffer {
 public:
  explicit StoreBuffer(unsigned capacity) : entries_(capacity) {}

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  bool room(unsigned stores) const { return size_ + stores <= entries_.size(); }
  const BufferedStore& front() const { return entries_[head_]; }
  void push(const BufferedStore& store) { entries_[place(size_++)] = store; }
  void pop() {
    head_ = place(1);
    --size_;
  }
  void clear() { head_ = size_ = 0; }

  enum class Cover : std::uint8_t { none, partial, whole };
  // How the youngest entry that overlaps a load covers it; sets `value` (zero-extended) when wholly.
  Cover find(std::uint64_t address, unsigned bytes, std::uint64_t& value) const {
    for (std::size_t i = size_; i > 0; --i) {
      const BufferedStore& store = entries_[place(i - 1)];
      if (!overlap(store, address, bytes)) continue;
      const std::uint64_t offset = address - store.address;
      if (address < store.address || offset + bytes > store.bytes) return Cover::partial;
      value = store.value >> (8 * offset);
      if (bytes < 8) value &= (std::uint64_t{1} << (8 * bytes)) - 1;
      return Cover::whole;
    }
    return Cover::none;
  }
  bool overlaps(std::uint64_t address, unsigned bytes) const {
    std::uint64_t value;
    return find(address, bytes, value) != Cover::none;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(entries_, head_, size_);
  }

 private:
  static bool overlap(const BufferedStore& store, std::uint64_t address, unsigned bytes) {
    return store.address < address + bytes && address < store.address + store.bytes;
  }
  std::size_t place(std::size_t index) const {
    const std::size_t at = head_ + index;
    return at < entries_.size() ? at : at - entries_.size();
  }

  std::vector<BufferedStore> entries_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace amoeba
