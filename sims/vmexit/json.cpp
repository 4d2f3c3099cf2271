#include "amoeba/sims/vmexit/json.h"

#include "amoeba/sims/vmexit/answer.h"
#include "amoeba/sims/vmexit/break_even.h"
#include "amoeba/sims/vmexit/kernel_figures.h"
#include "amoeba/sims/vmexit/tables.h"

namespace amoeba::vmexit {
namespace {

using Json = nlohmann::ordered_json;

Json subject_json(const Subject& subject) {
  Json json = {{"name", subject.name},
               {"kind", subject.is_path() ? "path" : "exit"},
               {"label", subject.label},
               {"description", subject.description}};
  if (!subject.who.empty()) json["who_performs"] = subject.who;
  json["hart_isa"] = subject.isa;
  if (!subject.missing.empty()) json["missing"] = subject.missing;
  return json;
}

Json item_json(const Cost& cost, const Item& item) {
  Json json = {{"item", item.name}, {"mode", mode_text(item.mode)}};
  for (const RegionField& field : kRegionFields) json[field.name] = cost.of(item.region, item.mode, field.value);
  return json;
}

Json cost_json(const Cost& cost) {
  Json totals, modes = Json::object(), list = Json::array();
  for (const RegionField& field : kRegionFields) totals[field.name] = cost.all(field.value);
  for (unsigned m = 0; m < kHartModes; ++m) {
    const auto mode = static_cast<HartMode>(m);
    if (const double cycles = cost.of_mode(mode, &RegionCounters::cycles); cycles > 0) modes[mode_text(mode)] = cycles;
  }
  for (const Item& item : items({&cost})) list.push_back(item_json(cost, item));
  return {{"operations", cost.operations},
          {"exit_cycles", cost.outside_program(&RegionCounters::cycles)},
          {"exit_instructions", cost.outside_program(&RegionCounters::instructions)},
          {"totals", std::move(totals)},
          {"cycles_by_mode", std::move(modes)},
          {"items", std::move(list)}};
}

Json correspondence_json(const Correspondence& c) {
  const auto known = [](double value) { return value < 0 ? Json() : Json(value); };
  return {{"piece", c.figure->piece},
          {"source", c.figure->source},
          {"kind", c.figure->kind},
          {"instructions", c.instructions},
          {"kernel_instructions", {c.figure->least, c.figure->most}},
          {"loads", c.loads},
          {"kernel_loads", known(c.figure->loads)},
          {"stores", c.stores},
          {"kernel_stores", known(c.figure->stores)},
          {"csr_accesses", c.csr_accesses},
          {"kernel_csr_accesses", known(c.figure->csr_accesses)},
          {"difference", c.explanation}};
}

Json switch_json(const WorldSwitch& s) {
  return {{"switches", s.switches},
          {"entry", {{"loads", s.entry_loads}, {"stores", s.entry_stores}}},
          {"exit", {{"loads", s.exit_loads}, {"stores", s.exit_stores}}},
          {"kernel_6.12",
           {{"entry", {{"loads", kKernelWorldSwitch.entry_loads}, {"stores", kKernelWorldSwitch.entry_stores}}},
            {"exit", {{"loads", kKernelWorldSwitch.exit_loads}, {"stores", kKernelWorldSwitch.exit_stores}}}}}};
}

Json result_json(const Study& study, const SubjectCost& cost) {
  const Subject& subject = study.subjects[cost.subject];
  Json json = {{"name", subject.name}, {"label", subject.label}, {"harts", cost.harts}};
  if (!cost.failure.empty()) {
    json["failure"] = cost.failure;
    return json;
  }
  json["warm"] = cost_json(cost.warm);
  json["cold"] = cost_json(cost.cold);
  const Disturbance extra = disturbance(study, cost);
  json["disturbed"] = {{"fetch_misses", extra.fetch}, {"data_misses", extra.data}, {"tlb_misses", extra.tlb}};
  json["beside_the_kernel"] = Json::array();
  for (const Correspondence& c : correspondences(cost.warm))
    json["beside_the_kernel"].push_back(correspondence_json(c));
  if (const WorldSwitch s = world_switch(cost.warm); s.switches > 0) json["world_switch"] = switch_json(s);
  return json;
}

Json nested_json(const Study& study) {
  Json list = Json::array();
  for (const unsigned harts : study.harts) {
    Nested n;
    if (!study.nested(harts, n)) continue;
    list.push_back({{"name", "nested"},
                    {"label", "hypothetical"},
                    {"computed", true},
                    {"harts", harts},
                    {"cycles", n.cycles},
                    {"inner_path", kInnerPath},
                    {"inner_cycles", n.inner_cycles},
                    {"trapping_instructions", n.trapping_instructions},
                    {"returns", n.returns},
                    {"light_exit_cycles", n.light_exit}});
  }
  return list;
}

Json sensitivity_json(const Study& study) {
  Json list = Json::array();
  for (const VariedCost& cost : study.varied) {
    const Variation& variation = study.variations[cost.variation];
    const Subject& subject = study.subjects[cost.subject];
    Json json = {{"name", subject.name},
                 {"label", subject.label},
                 {"axis", variation.axis},
                 {"value", variation.label},
                 {"setting", variation.setting}};
    if (cost.failure.empty()) {
      json["cycles"] = cost.warm.all(&RegionCounters::cycles);
    } else {
      json["failure"] = cost.failure;
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json prediction_json(const Study& study) {
  Json list = Json::array();
  for (const Predicted& point : study.predicted) {
    const Subject& subject = study.subjects[point.subject];
    list.push_back({{"name", subject.name},
                    {"label", subject.label},
                    {"harts", point.harts},
                    {"work", point.work},
                    {"executed", point.executed}});
    if (point.failure.empty()) {
      list.back()["cycles"] = point.cycles;
      list.back()["error"] = point.error();
    } else {
      list.back()["failure"] = point.failure;
    }
  }
  return list;
}

Json break_even_json(const Study& study) {
  Json list = Json::array();
  for (const BreakEven& even : break_evens(study)) {
    const Subject& subject = study.subjects[even.subject];
    Json points = Json::array();
    for (const SharePoint& point : even.points)
      points.push_back({{"atomics_per_1000_instructions", point.share},
                        {"gain_of_native", point.gain},
                        {"host_share", point.host_share}});
    Json json = {{"against", subject.name},
                 {"label", subject.label},
                 {"harts", even.harts},
                 {"objects", study.patterns[even.pattern].name},
                 {"pays", text_of(even)}};
    json["from"] = even.verdict == BreakEven::Verdict::from ? Json(even.share) : Json();
    json["points"] = std::move(points);
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

Json study_to_json(const Study& study) {
  Json json = {{"format", "amoeba-vmexit"},
               {"version", 1},
               {"program", study.version},
               {"kernel", study.kernel},
               {"operations", study.operations},
               {"seed", study.seed},
               {"harts", study.harts},
               {"hypothetical_platform", study.withholds_zabha},
               {"upstream_path", study.upstream_path},
               {"answer", answer(study)}};
  json["subjects"] = Json::array();
  for (const Subject& subject : study.subjects) json["subjects"].push_back(subject_json(subject));
  json["results"] = Json::array();
  for (const SubjectCost& cost : study.costs) json["results"].push_back(result_json(study, cost));
  json["nested"] = nested_json(study);
  json["sensitivity"] = sensitivity_json(study);
  json["model"] = prediction_json(study);
  json["pays_from_gain"] = kPays;
  json["break_even"] = break_even_json(study);
  json["configuration"] = Json::array();
  for (const ConfigurationValue& value : study.configuration)
    json["configuration"].push_back({{"path", value.path}, {"value", value.value}, {"origin", value.origin}});
  return json;
}

}  // namespace amoeba::vmexit
