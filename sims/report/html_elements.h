// What the pages of every report are made of: escaped text, tables, figures, the page around them.
// Models nothing. A page is one file with its style, its data as JSON and its scripts inside; it needs no network.
#pragma once
#include <string>
#include <string_view>

#include "amoeba/sims/comparison/figures.h"

namespace amoeba {

std::string escape(const std::string& text);
std::string html_table(const FigureTable& figures);
// Open in the page, so that it shows without JavaScript; the page's script closes it.
std::string folded(const std::string& title, const std::string& content);
// A chart with its figures as a table; `title` is HTML.
std::string html_figure(const std::string& title, const std::string& chart_html, const FigureTable& figures);

// Up to the body's begin.
std::string page_head(const std::string& title);
// The data as JSON in the element `id`, the charts, the page's own script.
std::string page_end(const std::string& id, const std::string& json, std::string_view script);

}  // namespace amoeba
