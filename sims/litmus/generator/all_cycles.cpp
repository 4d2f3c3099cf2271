#include "amoeba/litmus/generator/all_cycles.h"

#include <algorithm>
#include <stdexcept>

#include "amoeba/litmus/generator/cycle.h"

namespace amoeba::litmus {
namespace {

class CycleList {
 public:
  explicit CycleList(const std::vector<std::string>& relations) {
    for (const std::string& name : relations) edges_.push_back(parse_edge(name));
  }

  std::vector<std::string> up_to(unsigned most) {
    for (most_ = 2; most_ <= most; ++most_) extend();
    return std::move(result_);
  }

 private:
  void extend() {
    if (chosen_.size() == most_) return finish();
    for (std::size_t k = 0; k < edges_.size(); ++k) {
      if (!chosen_.empty() && !may_follow(edges_[chosen_.back()], edges_[k])) continue;
      chosen_.push_back(k);
      extend();
      chosen_.pop_back();
    }
  }

  static bool may_follow(const Edge& first, const Edge& second) {
    if (first.to_write != second.from_write) return false;
    if (!first.external && !second.external) return false;
    const bool both = first.external && second.external;
    return !both || second.kind == EdgeKind::reads_from;
  }

  void finish() {
    if (!may_follow(edges_[chosen_.back()], edges_[chosen_.front()]) || !least_turn()) return;
    std::string words;
    unsigned external = 0, other_locations = 0;
    for (const std::size_t k : chosen_) {
      words += (words.empty() ? "" : " ") + edges_[k].name;
      external += edges_[k].external;
      other_locations += !edges_[k].same_location;
    }
    if (external >= 2 && other_locations != 1) result_.push_back(words);
  }
  // Of all turns of a cycle only the least one counts.
  bool least_turn() const {
    std::vector<std::size_t> turned = chosen_;
    for (std::size_t k = 1; k < chosen_.size(); ++k) {
      std::rotate(turned.begin(), turned.begin() + 1, turned.end());
      if (turned < chosen_) return false;
    }
    return true;
  }

  std::vector<Edge> edges_;
  std::vector<std::size_t> chosen_;
  std::size_t most_ = 0;
  std::vector<std::string> result_;
};

}  // namespace

std::vector<std::string> all_cycles(const std::vector<std::string>& relations, unsigned most) {
  return CycleList(relations).up_to(most);
}

std::vector<std::string> usual_relations() {
  return {"Rfe",
          "Fre",
          "Wse",
          "PodRR",
          "PodRW",
          "PodWR",
          "PodWW",
          "Fence.rw.rwdRR",
          "Fence.rw.rwdRW",
          "Fence.rw.rwdWR",
          "Fence.rw.rwdWW",
          "DpAddrdR",
          "DpAddrdW",
          "DpDatadW",
          "DpCtrldW"};
}

}  // namespace amoeba::litmus
