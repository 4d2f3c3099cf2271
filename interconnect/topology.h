// A graph of routers: directed links, and for every pair of routers the link that leads on.
// Models: any graph with a fixed route per pair of routers; builders for
//   ring      bidirectional; the shorter way, at equal length by the parity of the router;
//   mesh      two dimensions, first along the row, then along the column (XY);
//   chiplets  meshes side by side, the facing routers of neighbours joined by slower links, XY over all of them;
//   clusters  routers, each the crossbar of its cluster, every pair joined by slower links.
// Not modelled: adaptive routing, faulty links. Units: ticks, bytes per tick.
// Errors: std::invalid_argument for a graph without routers, or a route that does not follow a link,
// more than 65535 links.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "amoeba/base/ticks.h"
#include "amoeba/interconnect/interconnect.h"

namespace amoeba {

class Topology {
 public:
  struct Link {
    RouterId from, to;
    bool slow = false;
    bool dateline = false;  // where a ring begins, in either direction
  };
  // The neighbour of `here` on the way to `destination`.
  using Route = std::function<RouterId(RouterId here, RouterId destination)>;

  Topology(std::vector<RouterPlace> routers, std::vector<Link> links, const Route& route);

  static Topology ring(unsigned routers);
  static Topology mesh(unsigned columns, unsigned rows) { return chiplets(1, columns, rows); }
  // Routers are numbered chiplet by chiplet, row by row.
  static Topology chiplets(unsigned chiplets, unsigned columns, unsigned rows);
  static Topology clusters(unsigned clusters);

  unsigned routers() const { return static_cast<unsigned>(places_.size()); }
  const RouterPlace& place(RouterId router) const { return places_[router]; }
  const std::vector<Link>& links() const { return links_; }
  // The link from `here` towards `destination`, which is another router.
  unsigned next_link(RouterId here, RouterId destination) const {
    return next_[std::size_t{destination} * places_.size() + here].link;
  }
  // Visits the links of the way in order.
  template <class Visit>
  void each_link(RouterId from, RouterId to, Visit&& visit) const {
    if (grid_.empty()) {
      const Hop* const towards = &next_[std::size_t{to} * places_.size()];
      while (from != to) from = take(towards[from], visit);
      return;
    }
    const RouterPlace here = places_[from], there = places_[to];
    const unsigned across = here.column < there.column ? kEast : kWest;
    for (unsigned left = distance(here.column, there.column); left > 0; --left) from = take(grid_[from][across], visit);
    const unsigned along = here.row < there.row ? kSouth : kNorth;
    for (unsigned left = distance(here.row, there.row); left > 0; --left) from = take(grid_[from][along], visit);
  }
  unsigned hops(RouterId from, RouterId to) const;
  unsigned diameter() const;

 private:
  void connect(const Route& route);
  // A link and where it leads, so that to follow a route takes one look-up for each link.
  struct Hop {
    std::uint16_t link = 0;
    RouterId to = 0;
  };
  Hop hop_between(RouterId here, RouterId next) const;
  template <class Visit>
  static RouterId take(const Hop& hop, Visit&& visit) {
    visit(hop.link);
    return hop.to;
  }
  static unsigned distance(unsigned a, unsigned b) { return a < b ? b - a : a - b; }
  void note_grid();

  std::vector<RouterPlace> places_;
  std::vector<Link> links_;                // by `from`
  std::vector<std::uint32_t> first_link_;  // by router
  std::vector<Hop> next_;                  // by destination, then router: a route stays in one row
  // In a mesh the host need not look up each router of a route in that large table.
  enum Direction : unsigned { kWest, kEast, kNorth, kSouth, kDirections };
  std::vector<std::array<Hop, kDirections>> grid_;  // by router; empty when XY is not the route
};

}  // namespace amoeba
