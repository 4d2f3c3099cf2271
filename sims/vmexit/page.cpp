#include "amoeba/sims/vmexit/page.h"

#include <fmt/format.h>

#include "amoeba/sims/report/assets.h"
#include "amoeba/sims/report/html_elements.h"
#include "amoeba/sims/vmexit/answer.h"
#include "amoeba/sims/vmexit/json.h"
#include "amoeba/sims/vmexit/tables.h"

namespace amoeba::vmexit {
namespace {

std::string chart(const std::string& kind, unsigned harts, const std::string& what) {
  return fmt::format(
      "<div class=\"chart\" role=\"img\" data-chart=\"{}\" data-harts-of=\"{}\" aria-label=\"{}\"></div>\n", kind,
      harts, escape(what));
}

std::string hart_words(unsigned harts) {
  return harts == 1 ? "1 guest hart" : fmt::format("{} guest harts", harts);
}

std::string header(const Study& study) {
  return fmt::format(
      "<header><p class=\"kicker\">Amoeba {}</p><h1>What byte atomics cost a virtual machine</h1>\n"
      "<p>Kernel {}, {} operations per guest hart after a warm-up, seed {}. Every count comes from executed "
      "instructions "
      "of firmware, hypervisor and guest; paths that nobody's software takes today are marked "
      "<em>hypothetical</em>.</p></header>\n",
      escape(study.version), escape(study.kernel), study.operations, study.seed);
}

std::string answer_section(const Study& study) {
  std::string html = "<section id=\"answer\"><h2>In short</h2>\n<ul>\n";
  for (const std::string& line : answer(study)) html += fmt::format("<li>{}</li>\n", escape(line));
  return html + "</ul></section>\n";
}

std::string subjects_section(const Study& study) {
  std::string html = "<section id=\"subjects\"><h2>Paths and exits</h2>\n<dl>\n";
  for (const Subject& subject : study.subjects)
    html += fmt::format("<dt>{}</dt><dd>{}{}</dd>\n", escape(labelled(subject)), escape(subject.description),
                        subject.who.empty() ? "" : escape("; performed by " + subject.who));
  html +=
      "<dt>nested (hypothetical, computed)</dt><dd>a guest's guest, estimated from the exits that its hypervisor "
      "would take</dd>\n";
  return html + "</dl></section>\n";
}

std::string costs_section(const Study& study) {
  if (study.costs.empty()) return "";
  std::string html = "<section id=\"costs\"><h2>What an operation costs</h2>\n";
  for (const unsigned harts : study.harts) {
    html += html_figure(
        fmt::format("Where the cycles go, {}; the fainter bar is the first operation, cold", hart_words(harts)),
        chart("items", harts, "Bars: cycles by item, for each path and exit, warm and cold"),
        overview_table(study, harts));
    for (const auto kind : {Subject::Kind::path, Subject::Kind::exit})
      if (const FigureTable table = item_table(study, harts, kind); !table.rows.empty())
        html += folded(table.title, html_table(table));
  }
  if (const FigureTable table = prediction_table(study); !table.rows.empty()) html += html_table(table);
  if (const FigureTable table = nested_table(study); !table.rows.empty()) html += html_table(table);
  return html + "</section>\n";
}

std::string kernel_section(const Study& study) {
  const FigureTable pieces = kernel_table(study), switches = world_switch_table(study);
  if (pieces.rows.empty()) return "";
  return "<section id=\"kernel\"><h2>Beside the kernel and the firmware</h2>\n" + html_table(switches) +
         html_table(pieces) + "</section>\n";
}

std::string sensitivity_section(const Study& study) {
  if (study.varied.empty()) return "";
  return "<section id=\"sensitivity\"><h2>How the hardware moves it</h2>\n" +
         html_figure(fmt::format("Cycles per operation relative to the first value of each, {}",
                                 hart_words(study.harts.front())),
                     chart("sensitivity", study.harts.front(), "Bars: cycles relative to the first value"),
                     sensitivity_table(study)) +
         "</section>\n";
}

std::string break_even_section(const Study& study) {
  if (study.grid.empty()) return "";
  std::string html = "<section id=\"break-even\"><h2>Where native atomics in a guest pay</h2>\n";
  const FigureTable verdicts = break_even_table(study), host = host_time_table(study);
  for (const unsigned harts : study.harts) {
    html += html_figure(fmt::format("Throughput with native atomics over each path's, {}", hart_words(harts)),
                        chart("gain", harts, "Curves: gain of native atomics over the share of atomics"), verdicts);
    html +=
        html_figure(fmt::format("Host time that the path eats, {}", hart_words(harts)),
                    chart("host", harts, "Curves: share of cycles in M and HS mode over the share of atomics"), host);
  }
  return html + "</section>\n";
}

std::string configuration_section(const Study& study) {
  FigureTable table{"Resolved configuration", {"parameter", "value", "unit", "from", "meaning"}, {}, {}};
  for (const ConfigurationValue& value : study.configuration)
    table.rows.push_back({value.path, value.value, value.unit, value.origin, value.meaning});
  return "<section id=\"configuration\" class=\"text\"><h2>Configuration</h2>\n" +
         folded("All parameters", html_table(table)) + "</section>\n";
}

}  // namespace

std::string html_page(const Study& study) {
  std::string html = page_head("Amoeba VM exits") + header(study);
  html += "<main>\n" + answer_section(study) + subjects_section(study) + costs_section(study) + kernel_section(study) +
          sensitivity_section(study) + break_even_section(study) + configuration_section(study) + "</main>\n";
  return html + page_end("study", study_to_json(study).dump(), vmexit_script());
}

}  // namespace amoeba::vmexit
