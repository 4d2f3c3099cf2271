#include "amoeba/litmus/generator/cycle.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace amoeba::litmus {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw std::invalid_argument("the cycle does not close: " + why);
}

void read_words(const std::string& text, Cycle& cycle) {
  std::istringstream words(text);
  std::optional<Annotation> leading;
  for (std::string word; words >> word;) {
    if (const auto annotation = parse_annotation(word)) {
      if (cycle.accesses.empty()) {
        leading = annotation;  // of the access at which the cycle closes
      } else {
        cycle.accesses.back().annotation = *annotation;
      }
      continue;
    }
    cycle.edges.push_back(parse_edge(word));
    cycle.accesses.emplace_back();  // where this edge leads, for now
  }
  if (leading && !cycle.accesses.empty()) cycle.accesses.back().annotation = *leading;
}

// Access k is where edge k begins, and the first one comes after an external edge.
void rotate(Cycle& cycle) {
  const auto last_external =
      std::find_if(cycle.edges.rbegin(), cycle.edges.rend(), [](const Edge& edge) { return edge.external; });
  if (last_external == cycle.edges.rend()) refuse("no relation leads to another thread; use Rfe, Fre or Wse");
  const auto shift = cycle.edges.size() - static_cast<std::size_t>(last_external - cycle.edges.rbegin());
  const auto by = static_cast<std::ptrdiff_t>(shift % cycle.edges.size());
  std::rotate(cycle.accesses.rbegin(), cycle.accesses.rbegin() + 1, cycle.accesses.rend());
  std::rotate(cycle.edges.begin(), cycle.edges.begin() + by, cycle.edges.end());
  std::rotate(cycle.accesses.begin(), cycle.accesses.begin() + by, cycle.accesses.end());
}

void place(Cycle& cycle) {
  const std::size_t n = cycle.edges.size();
  unsigned thread = 0, location = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const Edge &before = cycle.edges[(k + n - 1) % n], &after = cycle.edges[k];
    if (before.to_write != after.from_write)
      refuse("'" + before.name + "' leads to a " + (before.to_write ? "write" : "read") + ", but '" + after.name +
             "' begins at a " + (after.from_write ? "write" : "read"));
    cycle.accesses[k].write = after.from_write;
    cycle.accesses[k].thread = thread;
    cycle.accesses[k].location = location;
    thread += after.external;
    location += !after.same_location;
  }
  cycle.threads = thread;
  cycle.locations = std::max(1u, location);
  if (thread < 2) refuse("it needs two relations that lead to another thread");
  if (location == 1) refuse("one relation alone leads to another location; nothing leads back");
  for (Access& access : cycle.accesses) access.location %= cycle.locations;
}

// Where the accesses to a location begin: after a relation that leads there from another one.
std::size_t begin_of_values(const Cycle& cycle) {
  for (std::size_t k = 0; k < cycle.edges.size(); ++k)
    if (!cycle.edges[k].same_location) return (k + 1) % cycle.edges.size();
  return 0;
}

void number_stores(Cycle& cycle) {
  const std::size_t n = cycle.edges.size(), begin = begin_of_values(cycle);
  cycle.last_value.assign(cycle.locations, 0);
  for (std::size_t k = 0; k < n; ++k) {
    Access& access = cycle.accesses[(begin + k) % n];
    if (access.write) access.value = ++cycle.last_value[access.location];
  }
}

void number_loads(Cycle& cycle) {
  const std::size_t n = cycle.edges.size();
  for (std::size_t k = 0; k < n; ++k) {
    Access& access = cycle.accesses[k];
    if (access.write) continue;
    const bool reads_from = cycle.edges[(k + n - 1) % n].kind == EdgeKind::reads_from;
    const bool from_reads = cycle.edges[k].kind == EdgeKind::from_reads;
    access.decided = reads_from || from_reads;
    if (reads_from) access.value = cycle.accesses[(k + n - 1) % n].value;
    if (from_reads && !reads_from) access.value = cycle.accesses[(k + 1) % n].value - 1;
  }
}

}  // namespace

std::string Cycle::text() const {
  std::string result;
  for (std::size_t k = 0; k < edges.size(); ++k) {
    const std::string& annotation = accesses[k].annotation.word;
    if (!annotation.empty()) result += (result.empty() ? "" : " ") + annotation;
    result += (result.empty() ? "" : " ") + edges[k].name;
  }
  return result;
}

Cycle parse_cycle(const std::string& text) {
  Cycle cycle;
  read_words(text, cycle);
  if (cycle.edges.size() < 2) refuse("it needs two relations at least, such as 'PodWW Rfe PodRR Fre'");
  rotate(cycle);
  place(cycle);
  number_stores(cycle);
  number_loads(cycle);
  return cycle;
}

}  // namespace amoeba::litmus
