#include "amoeba/explore/chart.h"

#include <algorithm>

namespace amoeba {

namespace {

constexpr std::size_t kColumn = 26;

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

class ChartLine {
 public:
  explicit ChartLine(std::size_t columns) : text_(columns * kColumn + kColumn, ' ') {
    for (std::size_t i = 0; i < columns; ++i) text_[centre(i)] = '|';
  }
  void centred(std::size_t column, const std::string& label) { put(centre(column), label); }
  void arrow(std::size_t from, std::size_t to, const std::string& label) {
    const std::size_t left = centre(std::min(from, to)), right = centre(std::max(from, to));
    std::fill(text_.begin() + static_cast<std::ptrdiff_t>(left) + 1, text_.begin() + static_cast<std::ptrdiff_t>(right),
              '-');
    if (from < to) {
      text_[right - 1] = '>';
    } else {
      text_[left + 1] = '<';
    }
    put((left + right) / 2, " " + label + " ");
  }
  std::string text() const { return trimmed(text_); }

 private:
  static std::size_t centre(std::size_t column) { return kColumn / 2 + column * kColumn; }
  void put(std::size_t middle, const std::string& label) {
    const std::size_t begin = middle - std::min(middle, label.size() / 2);
    text_.replace(begin, std::min(label.size(), text_.size() - begin), label);
  }
  std::string text_;
};

}  // namespace

std::string Chart::text() const {
  const std::size_t columns = agents.size();
  ChartLine head(columns);
  for (std::size_t i = 0; i < columns; ++i) head.centred(i, agents[i]);
  std::string text = head.text() + ChartLine(columns).text();
  for (const ChartEvent& event : events) {
    ChartLine line(columns);
    if (event.from == event.to) {
      line.centred(event.to, "*" + event.label + "*");
    } else {
      line.arrow(event.from, event.to, event.label);
    }
    text += line.text();
    if (event.before == event.after) continue;
    ChartLine change(columns);
    change.centred(event.to, "[" + event.before + " -> " + event.after + "]");
    text += change.text();
  }
  return text + "violation: " + verdict + "\n";
}

std::string Chart::mermaid() const {
  std::string text = "sequenceDiagram\n";
  const auto id = [](unsigned column) { return "A" + std::to_string(column); };
  for (unsigned i = 0; i < agents.size(); ++i) text += "  participant " + id(i) + " as " + agents[i] + "\n";
  for (const ChartEvent& event : events) {
    const std::string change = event.before == event.after ? "" : event.before + " → " + event.after;
    if (event.from != event.to) {
      text += "  " + id(event.from) + "->>" + id(event.to) + ": " + event.label + "\n";
      if (!change.empty()) text += "  Note over " + id(event.to) + ": " + change + "\n";
    } else {
      text += "  Note over " + id(event.to) + ": " + event.label + (change.empty() ? "" : "<br/>" + change) + "\n";
    }
  }
  if (!agents.empty()) text += "  Note over A0," + id(static_cast<unsigned>(agents.size()) - 1) + ": " + verdict + "\n";
  return text;
}

}  // namespace amoeba
