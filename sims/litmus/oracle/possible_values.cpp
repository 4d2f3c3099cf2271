#include "amoeba/litmus/oracle/possible_values.h"

#include "amoeba/base/amo.h"

namespace amoeba::litmus {

bool PossibleValues::add_store(std::uint64_t address, unsigned bytes, std::uint64_t value) {
  return stores_[{address, bytes}].insert(value).second;
}

std::vector<std::uint64_t> PossibleValues::of(std::uint64_t address, unsigned bytes) const {
  std::set<std::uint64_t> bounds{address, address + bytes};
  for (const auto& [range, values] : stores_)
    for (const std::uint64_t bound : {range.first, range.first + range.second})
      if (bound > address && bound < address + bytes) bounds.insert(bound);
  std::vector<std::uint64_t> result{0};
  for (auto from = bounds.begin(), to = std::next(from); to != bounds.end(); ++from, ++to) {
    const unsigned shift = 8 * static_cast<unsigned>(*from - address);
    std::vector<std::uint64_t> longer;
    for (const std::uint64_t part : of_stretch(*from, static_cast<unsigned>(*to - *from)))
      for (const std::uint64_t rest : result) longer.push_back(rest | part << shift);
    result = std::move(longer);
  }
  return result;
}

std::set<std::uint64_t> PossibleValues::of_stretch(std::uint64_t address, unsigned bytes) const {
  std::set<std::uint64_t> result{layout_->initial(address, bytes)};
  for (const auto& [range, values] : stores_) {
    if (range.first > address || range.first + range.second < address + bytes) continue;
    for (const std::uint64_t value : values)
      result.insert(truncate({value >> (8 * (address - range.first)), 0}, bytes)[0]);
  }
  return result;
}

}  // namespace amoeba::litmus
