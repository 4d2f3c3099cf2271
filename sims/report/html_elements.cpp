#include "amoeba/sims/report/html_elements.h"

#include <fmt/format.h>

#include "amoeba/sims/report/assets.h"

namespace amoeba {
namespace {

// JSON inside a script element must not contain "</script" or "<!--".
std::string escape_json(const std::string& json) {
  std::string escaped;
  for (const char c : json) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string html_table(const FigureTable& figures) {
  std::string html = fmt::format("<div class=\"wide\"><table><caption>{}</caption><thead><tr>", escape(figures.title));
  for (const std::string& heading : figures.headings) html += fmt::format("<th scope=\"col\">{}</th>", escape(heading));
  html += "</tr></thead><tbody>\n";
  for (const auto& row : figures.rows) {
    html += fmt::format("<tr><th scope=\"row\">{}</th>", escape(row.front()));
    for (std::size_t column = 1; column < row.size(); ++column) html += fmt::format("<td>{}</td>", escape(row[column]));
    html += "</tr>\n";
  }
  html += "</tbody></table></div>\n";
  for (std::size_t note = 0; note < figures.notes.size(); ++note)
    html += fmt::format("<p class=\"note\">[{}] {}</p>\n", note + 1, escape(figures.notes[note]));
  return html;
}

std::string folded(const std::string& title, const std::string& content) {
  return fmt::format("<details open><summary>{}</summary>\n{}</details>\n", escape(title), content);
}

std::string html_figure(const std::string& title, const std::string& chart_html, const FigureTable& figures) {
  return fmt::format("<figure><figcaption>{}</figcaption>\n{}{}</figure>\n", title, chart_html,
                     folded("Figures of this chart", html_table(figures)));
}

std::string page_head(const std::string& title) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<style>\n",
      escape(title));
  html += report_style();
  return html + "</style>\n<noscript><style>.chart, .choice { display: none }</style></noscript></head><body>\n";
}

std::string page_end(const std::string& id, const std::string& json, std::string_view script) {
  std::string html =
      fmt::format("<script type=\"application/json\" id=\"{}\">", id) + escape_json(json) + "</script>\n<script>\n";
  html += chart_library();
  html += "</script>\n<script>\n";
  html += script;
  return html + "</script>\n</body></html>\n";
}

}  // namespace amoeba
