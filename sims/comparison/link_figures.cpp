#include "amoeba/sims/comparison/link_figures.h"

#include "amoeba/platforms/system.h"

namespace amoeba {
namespace {

using Json = nlohmann::ordered_json;

Json place_to_json(const RouterPlace& place) {
  return Json::array({place.column, place.row});
}
RouterPlace place_from_json(const Json& json) {
  return {json.at(0).get<unsigned>(), json.at(1).get<unsigned>()};
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<LinkFigure> link_figures(const Measurement& measurement) {
  const bool region = measurement.roi_cycles > 0;
  const std::uint64_t cycles = region ? measurement.roi_cycles : measurement.total_cycles;
  std::vector<LinkFigure> figures;
  for (const LinkLoad& load : measurement.links) {
    const std::uint64_t beats = region ? load.beats_counted : load.beats;
    figures.push_back({load.name, load.from, load.to, load.slow, ratio(beats, cycles * load.lanes),
                       ratio(load.link_wait + load.credit_wait, load.messages)});
  }
  return figures;
}

Json link_places_to_json(const std::vector<LinkFigure>& links) {
  Json json = Json::array();
  for (const LinkFigure& link : links)
    json.push_back(
        {{"name", link.name}, {"from", place_to_json(link.from)}, {"to", place_to_json(link.to)}, {"slow", link.slow}});
  return json;
}

Json links_to_json(const std::vector<LinkFigure>& links) {
  Json json = link_places_to_json(links);
  for (std::size_t i = 0; i < links.size(); ++i) {
    json[i]["utilisation"] = links[i].utilisation;
    json[i]["wait"] = links[i].wait;
  }
  return json;
}

std::vector<LinkFigure> links_from_json(const Json& json) {
  std::vector<LinkFigure> links;
  for (const Json& link : json)
    links.push_back({link.at("name").get<std::string>(), place_from_json(link.at("from")),
                     place_from_json(link.at("to")), link.at("slow").get<bool>(), link.at("utilisation").get<double>(),
                     link.at("wait").get<double>()});
  return links;
}

}  // namespace amoeba
