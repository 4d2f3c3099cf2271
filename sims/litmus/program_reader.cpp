// The program of a .litmus file: a column for each thread, a row for each line of assembly.
#include <cctype>

#include "amoeba/litmus/assembler.h"
#include "amoeba/litmus/reader_sections.h"

namespace amoeba::litmus {
namespace {

struct Cell {
  std::size_t begin = 0, end = 0;
};
using Row = std::vector<Cell>;

// Words that end the program.
bool begins_question(const TokenStream& tokens) {
  for (const char* word : {"exists", "forall", "locations", "filter", "~"})
    if (tokens.next_is(word)) return true;
  return tokens.at_end();
}

Row read_row(const Source& source, std::size_t begin, std::size_t end) {
  Row row;
  for (std::size_t from = begin; from <= end;) {
    const std::size_t bar = std::min(source.text().find('|', from), end);
    row.push_back({from, bar});
    from = bar + 1;
  }
  return row;
}

// P0 | P1 | ... ;
void check_thread_names(const Source& source, const Row& row) {
  for (std::size_t k = 0; k < row.size(); ++k) {
    TokenStream cell(source, row[k].begin, row[k].end);
    const std::string expected = "P" + std::to_string(k);
    if (!cell.accept(expected) || !cell.at_end())
      cell.refuse_next("'" + expected + "' (the program begins with P0 | P1 | ... ;)");
  }
}

void take_labels(TokenStream& cell, ThreadProgram& thread, std::size_t at) {
  while (cell.peek(1).text == ":") {
    const Token label = cell.take_word("a label");
    cell.take();
    if (!thread.labels.emplace(label.text, static_cast<unsigned>(at)).second)
      cell.refuse(label, "label '" + label.text + "' is there twice in this thread; rename one");
  }
}

// How many instructions the cell stands for. Which label a branch names does not matter to that.
std::size_t size_of(TokenStream& cell) {
  return cell.at_end() ? 0 : assemble(cell, [](const std::string&) { return std::optional<std::int64_t>(0); }).size();
}

void assemble_thread(const Source& source, const std::vector<Row>& rows, std::size_t column, ThreadProgram& thread) {
  std::size_t at = 0;
  for (const Row& row : rows) {
    TokenStream cell(source, row[column].begin, row[column].end);
    take_labels(cell, thread, at);
    at += size_of(cell);
  }
  for (const Row& row : rows) {
    TokenStream cell(source, row[column].begin, row[column].end);
    ThreadProgram ignored;
    take_labels(cell, ignored, 0);
    if (cell.at_end()) continue;
    const auto distance = [&](const std::string& label) -> std::optional<std::int64_t> {
      const auto found = thread.labels.find(label);
      if (found == thread.labels.end()) return std::nullopt;
      return 4 * (std::int64_t{found->second} - static_cast<std::int64_t>(thread.code.size()));
    };
    for (const Instruction& i : assemble(cell, distance)) thread.code.push_back(i);
  }
}

}  // namespace

std::size_t read_program(const Source& source, std::size_t begin, LitmusTest& test) {
  const std::string& text = source.text();
  std::vector<Row> rows;
  std::size_t at = begin;
  while (!begins_question(TokenStream(source, at, text.size()))) {
    const std::size_t end = text.find(';', at);
    if (end == std::string::npos) source.refuse(text.find_first_not_of(" \t\r\n", at), "this row of the program does not end; close it with ';'");
    rows.push_back(read_row(source, at, end));
    at = end + 1;
    if (rows.size() == 1) check_thread_names(source, rows[0]);
    if (rows.back().size() != rows[0].size())
      source.refuse(rows.back()[0].begin + 1, "this row has " + std::to_string(rows.back().size()) +
                                                  " columns, but there are " + std::to_string(rows[0].size()) +
                                                  " threads; set the columns apart by '|'");
  }
  if (rows.empty()) source.refuse(begin, "there is no program; write 'P0 | P1 ;' and the instructions below");
  test.threads.resize(rows[0].size());
  rows.erase(rows.begin());
  for (std::size_t k = 0; k < test.threads.size(); ++k) assemble_thread(source, rows, k, test.threads[k]);
  return at;
}

}  // namespace amoeba::litmus
