// Statistics by hierarchical name ("hart0.l1d.hits"), each with a unit and a sentence.
// Models: a registry of references to counters that components own and advance themselves (no cost on the hot path).
// Not modelled: histograms and ratios; their owner registers the counts they are made of.
// Errors: std::logic_error when a name is registered twice.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace amoeba {

struct Statistic {
  std::string name;
  std::string unit;     // "accesses", "cycles", "bytes", "pJ"
  std::string meaning;  // one sentence
  std::function<std::uint64_t()> value;
};

class StatisticsRegistry {
 public:
  // The counter must outlive the registry.
  void add(std::string name, std::string unit, std::string meaning, const std::uint64_t& counter);
  void add(std::string name, std::string unit, std::string meaning, std::function<std::uint64_t()> value);
  // Sorted by name.
  std::vector<const Statistic*> all() const;
  // Null when no statistic has this name.
  const Statistic* find(const std::string& name) const;

 private:
  std::map<std::string, Statistic> statistics_;
};

}  // namespace amoeba
