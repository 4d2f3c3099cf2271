#include "amoeba/litmus/oracle/possible_values.h"

#include <algorithm>
#include <tuple>

#include "amoeba/base/amo.h"

namespace amoeba::litmus {
namespace {

void add_bounds(std::set<std::uint64_t>& bounds, const StoredValue& store, std::uint64_t from, std::uint64_t to) {
  for (const std::uint64_t bound : {store.address, store.address + store.bytes})
    if (bound > from && bound < to) bounds.insert(bound);
}

}  // namespace

std::uint64_t StoredValue::part(std::uint64_t from, unsigned count) const {
  return truncate({value >> (8 * (from - address)), 0}, count)[0];
}

bool StoredValue::operator<(const StoredValue& other) const {
  return std::tie(address, bytes, value) < std::tie(other.address, other.bytes, other.value);
}

bool PossibleValues::add_store(unsigned thread, const StoredValue& store) {
  return stores_[thread].insert(store).second;
}

std::vector<std::uint64_t> PossibleValues::of(std::uint64_t address, unsigned bytes, unsigned thread,
                                              const std::vector<MemoryOperation>& before) const {
  std::vector<StoredValue> own;
  for (const MemoryOperation& o : before)
    if (o.store) own.push_back({o.address, o.bytes, o.stored});
  std::set<std::uint64_t> bounds{address, address + bytes};
  for (const auto& [owner, stores] : stores_)
    for (const StoredValue& store : stores) add_bounds(bounds, store, address, address + bytes);
  for (const StoredValue& store : own) add_bounds(bounds, store, address, address + bytes);
  std::vector<std::uint64_t> result{0};
  for (auto from = bounds.begin(), to = std::next(from); to != bounds.end(); ++from, ++to) {
    const unsigned shift = 8 * static_cast<unsigned>(*from - address);
    std::vector<std::uint64_t> longer;
    for (const std::uint64_t part : of_stretch(*from, static_cast<unsigned>(*to - *from), thread, own))
      for (const std::uint64_t rest : result) longer.push_back(rest | part << shift);
    result = std::move(longer);
  }
  return result;
}

std::set<std::uint64_t> PossibleValues::of_stretch(std::uint64_t address, unsigned bytes, unsigned thread,
                                                   const std::vector<StoredValue>& own) const {
  std::set<std::uint64_t> result;
  const auto latest =
      std::find_if(own.rbegin(), own.rend(), [&](const StoredValue& store) { return store.covers(address, bytes); });
  if (latest != own.rend()) result.insert(latest->part(address, bytes));
  if (latest == own.rend() || !own_order_) result.insert(layout_->initial(address, bytes));
  for (const auto& [owner, stores] : stores_) {
    if (owner == thread && own_order_) continue;
    for (const StoredValue& store : stores)
      if (store.covers(address, bytes)) result.insert(store.part(address, bytes));
  }
  return result;
}

}  // namespace amoeba::litmus
