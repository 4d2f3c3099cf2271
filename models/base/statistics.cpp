#include "amoeba/base/statistics.h"

#include <stdexcept>
#include <utility>

namespace amoeba {

void StatisticsRegistry::add(std::string name, std::string unit, std::string meaning, const std::uint64_t& counter) {
  add(std::move(name), std::move(unit), std::move(meaning), [&counter] { return counter; });
}

void StatisticsRegistry::add(std::string name, std::string unit, std::string meaning,
                             std::function<std::uint64_t()> value) {
  if (find(name)) throw std::logic_error("statistic '" + name + "' is registered twice");
  Statistic statistic{name, std::move(unit), std::move(meaning), std::move(value)};
  statistics_.emplace(std::move(name), std::move(statistic));
}

std::vector<const Statistic*> StatisticsRegistry::all() const {
  std::vector<const Statistic*> sorted;
  sorted.reserve(statistics_.size());
  for (const auto& [name, statistic] : statistics_) sorted.push_back(&statistic);
  return sorted;
}

const Statistic* StatisticsRegistry::find(const std::string& name) const {
  const auto found = statistics_.find(name);
  return found == statistics_.end() ? nullptr : &found->second;
}

}  // namespace amoeba
