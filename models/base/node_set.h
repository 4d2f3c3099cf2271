// A set of small numbers (agents of a cluster): up to three of them in place, more as bits on the heap.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace amoeba {

class NodeSet {
 public:
  NodeSet() = default;
  NodeSet(const NodeSet& other) { *this = other; }
  NodeSet& operator=(const NodeSet& other) {
    few_ = other.few_;
    count_ = other.count_;
    if (other.many()) bits_ = std::make_unique<Bits>(*other.bits_);
    return *this;
  }

  void insert(unsigned node) {
    if (!many()) {
      std::uint16_t* const end = few_.data() + count_;
      std::uint16_t* const place = std::lower_bound(few_.data(), end, node);
      if (place != end && *place == node) return;
      if (count_ < kFew) {
        std::copy_backward(place, end, end + 1);
        *place = static_cast<std::uint16_t>(node);
        ++count_;
        return;
      }
      spread();
    }
    set_bit(node);
  }
  void erase(unsigned node) {
    if (many()) {
      if (contains(node)) (*bits_)[node / 64] &= ~(std::uint64_t{1} << node % 64);
      return;
    }
    std::uint16_t* const end = few_.data() + count_;
    count_ = static_cast<std::uint16_t>(std::remove(few_.data(), end, node) - few_.data());
  }
  bool contains(unsigned node) const {
    if (many()) return node / 64 < bits_->size() && ((*bits_)[node / 64] >> node % 64 & 1) != 0;
    return std::find(few_.data(), few_.data() + count_, node) != few_.data() + count_;
  }
  void clear() { count_ = 0; }
  unsigned size() const {
    if (!many()) return count_;
    unsigned count = 0;
    for (std::uint64_t word : *bits_) count += static_cast<unsigned>(__builtin_popcountll(word));
    return count;
  }
  // In ascending order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    if (!many()) {
      for (unsigned i = 0; i < count_; ++i) visit(unsigned{few_[i]});
      return;
    }
    for (unsigned word = 0; word < bits_->size(); ++word)
      for (std::uint64_t bits = (*bits_)[word]; bits != 0; bits &= bits - 1)
        visit(word * 64 + static_cast<unsigned>(__builtin_ctzll(bits)));
  }
  template <class Archive>
  void serialize(Archive& archive) {
    Bits bits;
    if (many()) bits = *bits_;
    archive(few_, count_, bits);
    if (many()) bits_ = std::make_unique<Bits>(bits);
  }

 private:
  using Bits = std::vector<std::uint64_t>;
  static constexpr unsigned kFew = 3;
  static constexpr std::uint16_t kMany = 0xffff;

  bool many() const { return count_ == kMany; }
  void spread() {
    if (bits_ == nullptr) bits_ = std::make_unique<Bits>();
    std::fill(bits_->begin(), bits_->end(), 0);
    for (std::uint16_t node : few_) set_bit(node);
    count_ = kMany;
  }
  void set_bit(unsigned node) {
    if (node / 64 >= bits_->size()) bits_->resize(node / 64 + 1);
    (*bits_)[node / 64] |= std::uint64_t{1} << node % 64;
  }

  std::array<std::uint16_t, kFew> few_{};  // ascending, the first count_ of them
  std::uint16_t count_ = 0;                // kMany: they are bits
  std::unique_ptr<Bits> bits_;
};

}  // namespace amoeba
