#include "amoeba/sims/report/html_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/sims/comparison/comparison_json.h"
#include "amoeba/sims/report/aqrl_figures.h"
#include "amoeba/sims/report/assets.h"
#include "amoeba/sims/report/chart_tables.h"
#include "amoeba/sims/report/html_elements.h"
#include "amoeba/sims/report/order_figures.h"
#include "amoeba/sims/report/policy_figures.h"
#include "amoeba/sims/report/summary.h"

namespace amoeba {
namespace {

std::string chart(const std::string& kind, const std::string& kernel, const std::string& label) {
  return fmt::format(
      "<div class=\"chart\" role=\"img\" data-chart=\"{}\" data-kernel=\"{}\" aria-label=\"{}\"></div>\n", kind,
      escape(kernel), escape(label));
}

std::string harts_text(const Comparison& comparison) {
  std::string text;
  for (const unsigned harts : comparison.harts) text += fmt::format("{}{}", text.empty() ? "" : ", ", harts);
  return text;
}

std::string seeds_text(const Comparison& comparison) {
  if (comparison.repeats == 1) return fmt::format("seed {}", comparison.seed);
  return fmt::format("each point the mean of {} runs with seeds from {} on", comparison.repeats, comparison.seed);
}

std::string header(const Comparison& comparison) {
  const std::string operations = comparison.operations == 0
                                     ? "each kernel's own number of operations"
                                     : fmt::format("{} operations per hart", comparison.operations);
  return fmt::format(
      "<header><p class=\"kicker\">Amoeba {}</p><h1>What byte and halfword atomics cost</h1>\n"
      "<p>{} kernels in {} variants on {} harts; {}, contention: {}, {}. Simulated cycles, no host time.</p>\n"
      "</header>\n",
      escape(comparison.version), comparison.kernels.size(), comparison.variants.size(), harts_text(comparison),
      operations, escape(comparison.contention), seeds_text(comparison));
}

std::string summary_section(const Comparison& comparison) {
  std::string html = "<section id=\"summary\"><h2>In short</h2>\n<ul>\n";
  for (const auto& lines : {summarize_aqrl(comparison), summarize_orders(comparison), summarize_policies(comparison),
                            summarize(comparison)})
    for (const std::string& line : lines) html += fmt::format("<li>{}</li>\n", escape(line));
  return html + "</ul></section>\n";
}

std::string variants_section(const Comparison& comparison) {
  std::string html = "<section id=\"variants\"><h2>The variants</h2>\n<dl>\n";
  for (const std::string& variant : comparison.variants) {
    const auto found = comparison.descriptions.find(variant);
    if (found != comparison.descriptions.end())
      html += fmt::format("<dt data-variant=\"{}\">{}</dt><dd>{}</dd>\n", escape(variant),
                          escape(comparison.shown_name(variant)), escape(found->second));
  }
  return html + "</dl></section>\n";
}

std::string hart_choice(const Comparison& comparison) {
  const unsigned most = *std::max_element(comparison.harts.begin(), comparison.harts.end());
  std::string html = "<p class=\"choice\"><label>Bars show results with <select id=\"harts\">";
  for (const unsigned harts : comparison.harts)
    html += fmt::format("<option value=\"{0}\"{1}>{0}</option>", harts, harts == most ? " selected" : "");
  return html + "</select> harts</label></p>\n";
}

// The hart count of bars; report.js keeps it up to date.
std::string shown_harts(const Comparison& comparison) {
  return fmt::format(", harts: <span data-harts>{}</span>",
                     *std::max_element(comparison.harts.begin(), comparison.harts.end()));
}

std::string of_policy(const Comparison& comparison) {
  return comparison.compares_policies() ? fmt::format(", placement {}", escape(comparison.policies.front())) : "";
}

std::string overview_section(const Comparison& comparison) {
  return "<section id=\"overview\"><h2>All kernels</h2>\n" +
         html_figure(fmt::format("Throughput relative to {} (right of \u00d71 is faster)", kBaselineVariant) +
                         shown_harts(comparison),
                     chart("ratio", "", "Bars: throughput of each variant relative to the baseline, by kernel"),
                     ratio_figures(comparison)) +
         html_figure("Failed SCs per operation, by reason" + shown_harts(comparison),
                     chart("sc", "", "Bars: failed store-conditionals per operation, stacked by reason"),
                     sc_failure_figures(comparison)) +
         html_figure("System time per operation over harts" + of_policy(comparison),
                     chart("shapes", "", "Lines: nanoseconds of the system per operation over harts, by kernel"),
                     system_time_figures(comparison)) +
         "</section>\n";
}

// Near and far: a chart per kernel of throughput over harts, a line per placement.
std::string placement_section(const Comparison& comparison) {
  if (!comparison.compares_policies()) return "";
  std::string html = "<section id=\"placement\"><h2>Near and far atomics</h2>\n";
  for (const std::string& kernel : comparison.kernels) {
    const std::string variant = shown_variant(comparison, kernel);
    if (variant.empty()) continue;
    html += html_figure(
        fmt::format("{}.{}: throughput over harts, by placement of its AMOs", escape(kernel), escape(variant)),
        chart("placement", kernel, "Lines: operations per microsecond over harts, by placement"),
        policy_figures(comparison, kernel));
  }
  return html + "</section>\n";
}

// What precise acquire and release save over full fences, and of which cycles.
std::string aqrl_charts(const Comparison& comparison) {
  const FigureTable gains = aqrl_figures(comparison);
  if (gains.rows.empty()) return "";
  return html_figure("Throughput of precise acquire and release over full fences (right of 0 is faster)" +
                         shown_harts(comparison),
                     chart("aqrl", "", "Bars: throughput that precise gains over drain, by kernel, variant and core"),
                     gains) +
         html_figure("Which cycles precise saves: those of full fences less those of precise (right of 0 is saved)" +
                         shown_harts(comparison),
                     chart("saved", "", "Bars: cycles per operation that precise saves over drain, by where they go"),
                     saved_cycle_figures(comparison)) +
         "<p class=\"what\">L1 holds the time in which a hart waits for its own accesses to get their turn: an atomic "
         "for older stores to leave the store buffer, younger accesses for an atomic.</p>\n";
}

// What each memory order costs, and how much of it precise acquire and release save.
std::string order_section(const Comparison& comparison) {
  if (!comparison.compares_orders()) return "";
  std::string html = "<section id=\"order\"><h2>Memory order</h2>\n" + aqrl_charts(comparison);
  for (const std::string& kernel : comparison.kernels)
    html +=
        html_figure(fmt::format("{}: cycles per operation by memory order", escape(kernel)) + shown_harts(comparison),
                    chart("order", kernel, "Bars: cycles per operation by memory order, a bar per variant and machine"),
                    order_cost_figures(comparison, kernel));
  return html + "</section>\n";
}

// Nothing on a crossbar, which has no links.
std::string network_figure(const Comparison& comparison, const std::string& kernel) {
  const FigureTable busiest = link_table(comparison, kernel);
  if (busiest.rows.empty()) return "";
  std::string variants;
  for (const std::string& variant : comparison.variants)
    variants +=
        fmt::format("<option value=\"{}\">{}</option>", escape(variant), escape(comparison.shown_name(variant)));
  const std::string title = fmt::format(
      "Utilisation of the links of the network (stronger is busier){}, variant: <select "
      "data-variants=\"{}\">{}</select>",
      shown_harts(comparison), escape(kernel), variants);
  return html_figure(title, chart("links", kernel, "Map: routers and their links, each drawn by how busy it was"),
                     busiest);
}

std::string kernel_section(const Comparison& comparison, const std::string& kernel) {
  const auto found = comparison.descriptions.find(kernel);
  std::string html = fmt::format("<section class=\"kernel\" id=\"kernel-{0}\"><h2>{0}</h2>\n", escape(kernel));
  if (found != comparison.descriptions.end()) html += fmt::format("<p class=\"what\">{}</p>\n", escape(found->second));
  html += fmt::format("<p>{}</p>\n<div class=\"pair\">\n", escape(summarize_kernel(comparison, kernel)));
  html += html_figure("Throughput over harts" + of_policy(comparison),
                      chart("scaling", kernel, "Lines: operations per microsecond over harts"),
                      throughput_figures(comparison, kernel));
  html += html_figure("Where the cycles of an operation go" + shown_harts(comparison),
                      chart("cycles", kernel, "Bars: cycles per operation, stacked by where they go"),
                      cycle_figures(comparison, kernel));
  html += "</div>\n" + network_figure(comparison, kernel);
  return html + folded("All figures", html_table(kernel_figures(comparison, kernel))) + "</section>\n";
}

std::string definitions_section() {
  FigureTable metrics{"Columns of the tables", {"column", "unit", "meaning"}, {}, {}};
  for (const MetricField& field : metric_fields()) metrics.rows.push_back({field.heading, field.unit, field.meaning});
  metrics.rows.push_back({fmt::format("x {}", kBaselineVariant), "",
                          fmt::format("Operations per microsecond divided by those of {} at the same hart count; above "
                                      "1 is faster.",
                                      kBaselineVariant)});
  FigureTable reasons{"Why an SC fails", {"reason", "meaning"}, {}, {}};
  for (unsigned reason = 1; reason < kScFailures; ++reason)
    reasons.rows.push_back({kScFailureNames[reason], kScFailureMeanings[reason]});
  return "<section id=\"definitions\" class=\"text\"><h2>What the words mean</h2>\n" + html_table(metrics) +
         html_table(reasons) + "</section>\n";
}

std::string configuration_section(const Comparison& comparison) {
  FigureTable table_of{"Resolved configuration", {"parameter", "value", "unit", "from", "meaning"}, {}, {}};
  for (const ConfigurationValue& value : comparison.configuration)
    table_of.rows.push_back({value.path, value.value, value.unit, value.origin, value.meaning});
  return "<section id=\"configuration\" class=\"text\"><h2>Configuration</h2>\n" + html_table(table_of) +
         "</section>\n";
}

std::string navigation(const Comparison& comparison) {
  std::string html = "<nav aria-label=\"Contents\"><a href=\"#summary\">In short</a>";
  if (comparison.compares_orders()) html += "<a href=\"#order\">Memory order</a>";
  html += "<a href=\"#overview\">All kernels</a>";
  if (comparison.compares_policies()) html += "<a href=\"#placement\">Near and far</a>";
  for (const std::string& kernel : comparison.kernels)
    html += fmt::format("<a href=\"#kernel-{0}\">{0}</a>", escape(kernel));
  return html + "<a href=\"#definitions\">Words</a><a href=\"#configuration\">Configuration</a></nav>\n";
}

}  // namespace

std::string html_report(const Comparison& comparison) {
  std::string html = page_head("Amoeba comparison");
  html += header(comparison) + navigation(comparison) + "<main>\n" + summary_section(comparison) +
          variants_section(comparison) + hart_choice(comparison) + order_section(comparison) +
          overview_section(comparison) + placement_section(comparison);
  for (const std::string& kernel : comparison.kernels) html += kernel_section(comparison, kernel);
  html += definitions_section() + configuration_section(comparison) + "</main>\n";
  return html + page_end("comparison", comparison_to_json(comparison).dump(), report_script());
}

}  // namespace amoeba
