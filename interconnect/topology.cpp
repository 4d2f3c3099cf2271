#include "amoeba/interconnect/topology.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace amoeba {

Topology::Topology(std::vector<RouterPlace> routers, std::vector<Link> links, const Route& route)
    : places_(std::move(routers)), links_(std::move(links)) {
  if (places_.empty()) throw std::invalid_argument("a topology needs at least one router");
  if (links_.size() > 0xffff) throw std::invalid_argument("a topology has at most 65535 links");
  std::stable_sort(links_.begin(), links_.end(), [](const Link& a, const Link& b) { return a.from < b.from; });
  first_link_.assign(places_.size() + 1, 0);
  for (const Link& link : links_) ++first_link_.at(link.from + 1u);
  for (std::size_t i = 1; i < first_link_.size(); ++i) first_link_[i] += first_link_[i - 1];
  connect(route);
}

Topology::Hop Topology::hop_between(RouterId here, RouterId next) const {
  for (std::uint32_t link = first_link_[here]; link < first_link_[here + 1u]; ++link)
    if (links_[link].to == next) return {static_cast<std::uint16_t>(link), next};
  throw std::invalid_argument("no link leads from router " + std::to_string(here) + " to router " +
                              std::to_string(next));
}

void Topology::connect(const Route& route) {
  const auto routers = static_cast<RouterId>(places_.size());
  next_.assign(places_.size() * places_.size(), Hop{});
  for (RouterId destination = 0; destination < routers; ++destination)
    for (RouterId here = 0; here < routers; ++here)
      if (here != destination)
        next_[std::size_t{destination} * routers + here] = hop_between(here, route(here, destination));
}

unsigned Topology::hops(RouterId from, RouterId to) const {
  unsigned count = 0;
  for (RouterId here = from; here != to; here = links_[next_link(here, to)].to) {
    if (++count > routers()) throw std::invalid_argument("a route runs in a circle");
  }
  return count;
}

unsigned Topology::diameter() const {
  unsigned longest = 0;
  for (unsigned from = 0; from < routers(); ++from)
    for (unsigned to = 0; to < routers(); ++to)
      longest = std::max(longest, hops(static_cast<RouterId>(from), static_cast<RouterId>(to)));
  return longest;
}

// For links between neighbours in rows and columns.
void Topology::note_grid() {
  grid_.resize(places_.size());
  for (std::size_t number = 0; number < links_.size(); ++number) {
    const Link& link = links_[number];
    const RouterPlace from = places_[link.from], to = places_[link.to];
    const Direction direction = to.column < from.column   ? kWest
                                : to.column > from.column ? kEast
                                : to.row < from.row       ? kNorth
                                                          : kSouth;
    grid_[link.from][direction] = {static_cast<std::uint16_t>(number), link.to};
  }
}

// Drawn as two rows, there and back.
Topology Topology::ring(unsigned routers) {
  std::vector<RouterPlace> places;
  std::vector<Link> links;
  const unsigned upper = (routers + 1) / 2;
  for (unsigned i = 0; i < routers; ++i) {
    places.push_back(i < upper ? RouterPlace{i, 0} : RouterPlace{routers - 1 - i, 1});
    const auto here = static_cast<RouterId>(i), next = static_cast<RouterId>((i + 1) % routers);
    if (here == next || (routers == 2 && i == 1)) continue;
    const bool dateline = next == 0 && routers > 2;
    links.push_back({here, next, false, dateline});
    links.push_back({next, here, false, dateline});
  }
  return {places, links, [routers](RouterId here, RouterId destination) {
            const unsigned ahead = (destination + routers - here) % routers;
            const bool up = 2 * ahead != routers ? 2 * ahead < routers : here % 2 == 0;
            return static_cast<RouterId>((here + (up ? 1 : routers - 1)) % routers);
          }};
}

Topology Topology::chiplets(unsigned chiplets, unsigned columns, unsigned rows) {
  const unsigned width = chiplets * columns;
  const auto at = [=](unsigned column, unsigned row) {
    return static_cast<RouterId>((column / columns * rows + row) * columns + column % columns);
  };
  std::vector<RouterPlace> places(std::size_t{width} * rows);
  std::vector<Link> links;
  for (unsigned row = 0; row < rows; ++row) {
    for (unsigned column = 0; column < width; ++column) {
      const RouterId here = at(column, row);
      places[here] = {column, row};
      if (column > 0) links.push_back({here, at(column - 1, row), column % columns == 0});
      if (column + 1 < width) links.push_back({here, at(column + 1, row), (column + 1) % columns == 0});
      if (row > 0) links.push_back({here, at(column, row - 1)});
      if (row + 1 < rows) links.push_back({here, at(column, row + 1)});
    }
  }
  Topology topology(places, links, [=](RouterId from, RouterId to) {
    const RouterPlace here = places[from], there = places[to];
    if (here.column < there.column) return at(here.column + 1, here.row);
    if (here.column > there.column) return at(here.column - 1, here.row);
    return at(here.column, here.row < there.row ? here.row + 1 : here.row - 1);
  });
  topology.note_grid();
  return topology;
}

Topology Topology::clusters(unsigned clusters) {
  unsigned columns = 1;
  while (columns * columns < clusters) ++columns;
  std::vector<RouterPlace> places;
  std::vector<Link> links;
  for (unsigned from = 0; from < clusters; ++from) {
    places.push_back({from % columns, from / columns});
    for (unsigned to = 0; to < clusters; ++to)
      if (from != to) links.push_back({static_cast<RouterId>(from), static_cast<RouterId>(to), true});
  }
  return {places, links, [](RouterId, RouterId destination) { return destination; }};
}

}  // namespace amoeba
