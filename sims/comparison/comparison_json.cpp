#include "amoeba/sims/comparison/comparison_json.h"

#include <cmath>

#include "amoeba/sims/comparison/order_choices.h"

namespace amoeba {
namespace {

using Json = nlohmann::ordered_json;

const char* status_name(PointStatus status) {
  switch (status) {
    case PointStatus::measured:
      return "measured";
    case PointStatus::unavailable:
      return "unavailable";
    case PointStatus::failed:
      return "failed";
    case PointStatus::not_run:
      return "not run";
  }
  return "";
}

// Four decimals: there are many.
Json utilisations(const std::vector<LinkFigure>& links) {
  Json json = Json::array();
  for (const LinkFigure& link : links) json.push_back(std::round(link.utilisation * 1e4) / 1e4);
  return json;
}

// By hart count, on which a network may depend.
Json networks_to_json(const Comparison& comparison) {
  Json networks = Json::object();
  for (const PointResult& result : comparison.results) {
    const std::string harts = std::to_string(result.point.harts);
    if (result.status == PointStatus::measured && !result.metrics.links.empty() && !networks.contains(harts))
      networks[harts] = link_places_to_json(result.metrics.links);
  }
  return networks;
}

Json orders_to_json(const Comparison& comparison) {
  Json orders = Json::array();
  for (const OrderChoice& order : comparison.orders)
    orders.push_back({{"ordering", order.ordering},
                      {"core", order.core},
                      {"model", order.model},
                      {"aqrl", order.aqrl},
                      {"harts_are", hart_label(comparison, order)}});
  return orders;
}

Json result_to_json(const Comparison& comparison, const PointResult& result) {
  Json json = {{"kernel", result.point.kernel}, {"variant", result.point.variant},
               {"policy", result.point.policy}, {"order", result.point.order},
               {"harts", result.point.harts},   {"status", status_name(result.status)}};
  if (result.status != PointStatus::measured) {
    json["reason"] = result.reason;
    return json;
  }
  const std::optional<double> ratio = comparison.ratio(result.point);
  json["metrics"] = metrics_to_json(result.metrics);
  if (const std::string warning = starvation(result.metrics, comparison.starvation_bound); !warning.empty())
    json["warning"] = warning;
  if (json["metrics"].erase("links") > 0) json["metrics"]["link_utilisation"] = utilisations(result.metrics.links);
  json["speedup_over_baseline"] = ratio ? Json(*ratio) : Json(nullptr);
  return json;
}

template <std::size_t size>
Json named_values(const std::array<const char*, size>& names, const std::array<double, size>& values, unsigned first) {
  Json json = Json::object();
  for (std::size_t index = first; index < size; ++index) json[names[index]] = values[index];
  return json;
}

}  // namespace

Json metrics_to_json(const Metrics& metrics) {
  Json json = {{"operations", metrics.operations}, {"roi_cycles", metrics.roi_cycles}};
  for (const MetricField& field : metric_fields()) json[field.name] = metrics.*field.value;
  json["cycles_error"] = metrics.cycles_error;
  json["latency_limit"] = metrics.latency_limit;
  json["cycles"] = named_values(kCycleKindNames, metrics.cycles, 0);
  json["idle_cycles"] = metrics.idle_cycles;
  json["sc_failures"] = named_values(kScFailureNames, metrics.sc_failures, 1);
  if (!metrics.links.empty()) json["links"] = links_to_json(metrics.links);
  return json;
}

Metrics metrics_from_json(const Json& json) {
  Metrics metrics;
  json.at("operations").get_to(metrics.operations);
  json.at("roi_cycles").get_to(metrics.roi_cycles);
  for (const MetricField& field : metric_fields()) json.at(field.name).get_to(metrics.*field.value);
  json.at("cycles_error").get_to(metrics.cycles_error);
  json.at("latency_limit").get_to(metrics.latency_limit);
  for (unsigned kind = 0; kind < kCycleKinds; ++kind)
    json.at("cycles").at(kCycleKindNames[kind]).get_to(metrics.cycles[kind]);
  json.at("idle_cycles").get_to(metrics.idle_cycles);
  for (unsigned reason = 1; reason < kScFailures; ++reason)
    json.at("sc_failures").at(kScFailureNames[reason]).get_to(metrics.sc_failures[reason]);
  if (json.contains("links")) metrics.links = links_from_json(json.at("links"));
  return metrics;
}

Json configuration_to_json(const std::vector<ConfigurationValue>& configuration) {
  Json json = Json::array();
  for (const ConfigurationValue& value : configuration)
    json.push_back({{"path", value.path}, {"value", value.value}, {"unit", value.unit}, {"origin", value.origin}});
  return json;
}

Json comparison_to_json(const Comparison& comparison) {
  Json metrics = Json::array();
  for (const MetricField& field : metric_fields())
    metrics.push_back({{"name", field.name}, {"unit", field.unit}, {"meaning", field.meaning}});
  Json results = Json::array();
  for (const PointResult& result : comparison.results) results.push_back(result_to_json(comparison, result));
  return {{"format", "amoeba-comparison"},
          {"format_version", 1},
          {"amoeba_version", comparison.version},
          {"baseline", kBaselineVariant},
          {"hypothetical_variants", comparison.hypothetical},
          {"guest_variants", comparison.of_guests},
          {"policies", comparison.policies},
          {"orders", orders_to_json(comparison)},
          {"operations", comparison.operations},
          {"contention", comparison.contention},
          {"seed", comparison.seed},
          {"repeats", comparison.repeats},
          {"starvation_bound", comparison.starvation_bound},
          {"metrics", metrics},
          {"configuration", configuration_to_json(comparison.configuration)},
          {"networks", networks_to_json(comparison)},
          {"results", results}};
}

}  // namespace amoeba
