// A set of small numbers (agents of a cluster): inline up to 192, on the heap beyond.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace amoeba {

class NodeSet {
 public:
  void insert(unsigned node) { word(node) |= std::uint64_t{1} << (node % 64); }
  void erase(unsigned node) { word(node) &= ~(std::uint64_t{1} << (node % 64)); }
  bool contains(unsigned node) const {
    const unsigned index = node / 64;
    const std::uint64_t bits = index < kInline                  ? inline_[index]
                               : index - kInline < more_.size() ? more_[index - kInline]
                                                                : 0;
    return (bits >> (node % 64)) & 1;
  }
  void clear() {
    inline_.fill(0);
    more_.clear();
  }
  unsigned size() const {
    unsigned count = 0;
    for_each([&count](unsigned) { ++count; });
    return count;
  }
  // In ascending order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (unsigned i = 0; i < kInline; ++i) visit_word(inline_[i], i * 64, visit);
    for (unsigned i = 0; i < more_.size(); ++i) visit_word(more_[i], (kInline + i) * 64, visit);
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(inline_, more_);
  }

 private:
  static constexpr unsigned kInline = 3;

  std::uint64_t& word(unsigned node) {
    const unsigned index = node / 64;
    if (index < kInline) return inline_[index];
    if (index - kInline >= more_.size()) more_.resize(index - kInline + 1);
    return more_[index - kInline];
  }
  template <class Visit>
  static void visit_word(std::uint64_t bits, unsigned first, Visit& visit) {
    for (; bits != 0; bits &= bits - 1) visit(first + static_cast<unsigned>(__builtin_ctzll(bits)));
  }

  std::array<std::uint64_t, kInline> inline_{};
  std::vector<std::uint64_t> more_;
};

}  // namespace amoeba
