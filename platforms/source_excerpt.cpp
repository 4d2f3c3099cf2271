#include "amoeba/platforms/source_excerpt.h"

#include <algorithm>
#include <vector>

namespace amoeba {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string printable(std::string_view text) {
  std::string result(text);
  std::replace_if(
      result.begin(), result.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; }, '?');
  return result;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// Blanks as wide as the beginning of `line`: tabs stay tabs, a UTF-8 character counts once.
std::string padding(std::string_view line, std::size_t bytes) {
  std::string blanks;
  for (const char c : line.substr(0, bytes)) {
    if (!continues_character(c)) blanks += c == '\t' ? '\t' : ' ';
  }
  return blanks;
}

}  // namespace

std::string located_error(std::string_view text, const std::string& file, SourcePlace place,
                          const std::string& message) {
  const std::vector<std::string_view> lines = lines_of(text);
  const std::size_t line = std::min<std::size_t>(place.line, lines.size());
  const std::string_view source = lines[line - 1];
  const std::size_t column =
      line < place.line ? source.size() + 1 : std::min<std::size_t>(place.column, source.size() + 1);
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": error: " + printable(message) + "\n  " +
         printable(source) + "\n  " + padding(source, column - 1) + "^";
}

}  // namespace amoeba
