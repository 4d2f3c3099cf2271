// Packed worlds by number, each with the number of the one it was reached from.
// An open hash table of numbers over one array of states: about 20 bytes of book-keeping each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "amoeba/base/random.h"

namespace amoeba {

// `Packed` is an array of words.
template <class Packed>
class StateSet {
 public:
  using Number = std::uint32_t;

  StateSet() { slots_.assign(1024, kFree); }

  // The number of the state, new or known.
  Number add(const Packed& state, Number from) {
    if (2 * (states_.size() + 1) > slots_.size()) grow();
    Number& slot = slots_[place_of(state)];
    if (slot == kFree) {
      slot = static_cast<Number>(states_.size());
      states_.push_back(state);
      from_.push_back(from);
    }
    return slot;
  }
  const Packed& operator[](Number number) const { return states_[number]; }
  Number from(Number number) const { return from_[number]; }
  std::size_t size() const { return states_.size(); }
  std::size_t bytes() const {
    return states_.capacity() * sizeof(Packed) + (from_.capacity() + slots_.capacity()) * sizeof(Number);
  }

 private:
  static constexpr Number kFree = ~Number{0};

  std::size_t place_of(const Packed& state) const {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : state) hash = mix64(hash ^ word);
    std::size_t place = hash & (slots_.size() - 1);
    while (slots_[place] != kFree && states_[slots_[place]] != state) place = (place + 1) & (slots_.size() - 1);
    return place;
  }
  void grow() {
    slots_.assign(slots_.size() * 2, kFree);
    for (Number i = 0; i < states_.size(); ++i) slots_[place_of(states_[i])] = i;
  }

  std::vector<Packed> states_;
  std::vector<Number> from_;
  std::vector<Number> slots_;
};

}  // namespace amoeba
