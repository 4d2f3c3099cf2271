#include "amoeba/litmus/reader.h"

#include <algorithm>
#include <cctype>

#include "amoeba/litmus/reader_sections.h"

namespace amoeba::litmus {
namespace {

constexpr std::size_t kNone = std::string::npos;

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == kNone) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

struct Line {
  std::size_t begin = 0;
  std::string text;
};

// The lines before the opening brace, without blank ones.
std::vector<Line> header_lines(const std::string& text, std::size_t brace) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < brace;) {
    const std::size_t end = std::min(text.find('\n', begin), brace);
    const std::string line = trimmed(text.substr(begin, end - begin));
    if (!line.empty()) lines.push_back({begin, line});
    begin = end + 1;
  }
  return lines;
}

void read_name(const Source& source, const Line& line, LitmusTest& test) {
  const std::size_t space = line.text.find_first_of(" \t");
  const std::string dialect = line.text.substr(0, space);
  if (dialect != "RISCV")
    source.refuse(line.begin, "a test begins with 'RISCV name', found '" + dialect +
                                  "'; tests of other instruction sets cannot be run here");
  if (space == kNone) source.refuse(line.begin, "the test has no name; write it after RISCV");
  test.name = trimmed(line.text.substr(space));
}

PrefetchKind prefetch_kind(const Source& source, std::size_t offset, const std::string& letter) {
  if (letter == "F") return PrefetchKind::flush;
  if (letter == "T") return PrefetchKind::touch;
  if (letter == "W") return PrefetchKind::touch_for_write;
  source.refuse(offset, "prefetch hint '" + letter + "' is unknown; write F (flush), T (touch) or W (touch for write)");
}

// Prefetch=0:x=F,1:y=T
void read_prefetch(const Source& source, const Line& line, LitmusTest& test) {
  TokenStream tokens(source, source.text().find('=', line.begin) + 1, line.begin + line.text.size());
  while (!tokens.at_end()) {
    PrefetchHint hint;
    hint.thread = static_cast<unsigned>(tokens.take_integer("a thread number"));
    tokens.expect(":", "a hint is written thread:location=letter");
    hint.location = tokens.take_word("a location").text;
    tokens.expect("=", "a hint is written thread:location=letter");
    const Token letter = tokens.take_word("F, T or W");
    hint.kind = prefetch_kind(source, letter.offset, letter.text);
    test.prefetch.push_back(hint);
    if (!tokens.at_end()) tokens.expect(",", "hints are set apart by commas");
  }
}

void read_header(const Source& source, std::size_t brace, LitmusTest& test) {
  const std::vector<Line> lines = header_lines(source.text(), brace);
  if (lines.empty()) source.refuse(0, "the test has no first line; write 'RISCV name'");
  read_name(source, lines[0], test);
  for (std::size_t k = 1; k < lines.size(); ++k) {
    const std::string& text = lines[k].text;
    if (text.front() == '"') {
      test.documentation = text.substr(1, text.find_last_of('"') - std::min<std::size_t>(1, text.find_last_of('"')));
    } else if (text.find('=') == kNone) {
      source.refuse(lines[k].begin, "'" + text + "' is no 'Key=Value' line; remove it or make it a (* comment *)");
    } else if (trimmed(text.substr(0, text.find('='))) == "Prefetch") {
      read_prefetch(source, lines[k], test);
    }
  }
}

// Everything that names a location or a thread must name one of the test's.
void check_names(const Source& source, const LitmusTest& test) {
  const auto check_thread = [&](unsigned thread, const std::string& what) {
    if (thread >= test.threads.size())
      source.refuse(0, what + " names thread " + std::to_string(thread) + ", but the test has " +
                           std::to_string(test.threads.size()) + " threads; correct the number");
  };
  for (const auto& [reg, value] : test.registers) check_thread(reg.thread, "the initial state");
  for (const Observable& o : test.observed)
    if (o.location.empty()) check_thread(o.thread, "the condition or 'locations'");
  for (const PrefetchHint& hint : test.prefetch) check_thread(hint.thread, "a prefetch hint");
}

}  // namespace

LitmusTest read_litmus_test(const std::string& path, const std::string& text) {
  const Source source(path, text);
  LitmusTest test;
  test.path = path;
  const std::size_t open = source.text().find('{');
  if (open == kNone) source.refuse(text.size(), "there is no initial state; write '{ ... }' after the header");
  read_header(source, open, test);
  const std::size_t close = source.text().find('}', open);
  if (close == kNone) source.refuse(open, "the initial state does not end; close it with '}'");
  TokenStream state(source, open + 1, close);
  read_initial_state(state, test);
  const std::size_t after_program = read_program(source, close + 1, test);
  TokenStream question(source, after_program, source.text().size());
  read_question(question, test);
  check_names(source, test);
  return test;
}

}  // namespace amoeba::litmus
