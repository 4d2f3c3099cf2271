// How busy each link of a network of routers was, for results and reports.
// Units: utilisation as a fraction of what the link can carry, in the region of interest where there is one, else over
// the whole run; cycles.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "amoeba/interconnect/interconnect.h"

namespace amoeba {

struct Measurement;

struct LinkFigure {
  std::string name;
  RouterPlace from, to;
  bool slow = false;  // between chiplets
  double utilisation = 0;
  double wait = 0;  // cycles that a message waited there for the link and for buffers, on average over the whole run
};

std::vector<LinkFigure> link_figures(const Measurement& measurement);

nlohmann::ordered_json links_to_json(const std::vector<LinkFigure>& links);
std::vector<LinkFigure> links_from_json(const nlohmann::ordered_json& json);
// What is the same in every run of a platform.
nlohmann::ordered_json link_places_to_json(const std::vector<LinkFigure>& links);

}  // namespace amoeba
