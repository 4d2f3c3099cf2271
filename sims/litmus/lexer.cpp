#include "amoeba/litmus/lexer.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>

namespace amoeba::litmus {
namespace {

bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}
bool continues_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c));
}

// How many characters the token at `at` has; the text is not blank there.
std::size_t token_length(const std::string& text, std::size_t at, std::size_t end, TokenKind& kind) {
  std::size_t stop = at + 1;
  const bool negative = text[at] == '-' && stop < end && is_digit(text[stop]);
  if (begins_word(text[at])) {
    kind = TokenKind::word;
    while (stop < end && continues_word(text[stop])) ++stop;
  } else if (is_digit(text[at]) || negative) {
    kind = TokenKind::integer;
    while (stop < end && std::isalnum(static_cast<unsigned char>(text[stop]))) ++stop;
  } else {
    kind = TokenKind::symbol;
    const std::string pair = text.substr(at, 2);
    if (stop < end && (pair == "/\\" || pair == "\\/" || pair == "&&" || pair == "||")) ++stop;
  }
  return stop - at;
}

std::vector<Token> tokenize(const std::string& text, std::size_t begin, std::size_t end) {
  std::vector<Token> tokens;
  for (std::size_t at = begin; at < end;) {
    if (std::isspace(static_cast<unsigned char>(text[at]))) {
      ++at;
      continue;
    }
    Token token;
    token.offset = at;
    const std::size_t length = token_length(text, at, end, token.kind);
    token.text = text.substr(at, length);
    tokens.push_back(std::move(token));
    at += length;
  }
  return tokens;
}

}  // namespace

Source::Source(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
  blank_comments();
}

void Source::refuse(std::size_t offset, const std::string& message) const {
  const std::size_t at = std::min(offset, text_.size());
  const auto begin = text_.begin(), here = begin + static_cast<std::ptrdiff_t>(at);
  const auto line = std::count(begin, here, '\n') + 1;
  const std::size_t line_end = at == 0 ? std::string::npos : text_.rfind('\n', at - 1);
  const std::size_t column = line_end == std::string::npos ? at + 1 : at - line_end;
  throw LitmusError(path_ + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + message);
}

void Source::blank_comments() {
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const bool opens = text_.compare(at, 2, "(*") == 0, closes = text_.compare(at, 2, "*)") == 0;
    if (opens) open.push_back(at);
    if (open.empty()) continue;
    if (text_[at] != '\n') text_[at] = ' ';
    if (!opens && !closes) continue;
    text_[++at] = ' ';
    if (closes) open.pop_back();
  }
  if (!open.empty()) refuse(open.front(), "this comment does not end; close it with *)");
}

TokenStream::TokenStream(const Source& source, std::size_t begin, std::size_t end)
    : TokenStream(source, tokenize(source.text(), begin, end), end) {}

TokenStream::TokenStream(const Source& source, std::vector<Token> tokens, std::size_t end)
    : source_(source), tokens_(std::move(tokens)) {
  tokens_.push_back({TokenKind::end, "", end});
}

const Token& TokenStream::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token TokenStream::take() {
  const Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

bool TokenStream::accept(std::string_view text) {
  if (!next_is(text)) return false;
  take();
  return true;
}

void TokenStream::refuse_next(const std::string& expected) const {
  refuse(peek(), "expected " + expected + ", found " + (at_end() ? "the end" : "'" + peek().text + "'"));
}

void TokenStream::expect(std::string_view text, const std::string& remedy) {
  if (!accept(text)) refuse_next("'" + std::string(text) + "' (" + remedy + ")");
}

Token TokenStream::take_word(const std::string& what) {
  if (peek().kind != TokenKind::word) refuse_next(what);
  return take();
}

std::int64_t TokenStream::take_integer(const std::string& what) {
  if (peek().kind != TokenKind::integer) refuse_next(what);
  const Token token = take();
  errno = 0;
  char* stop = nullptr;
  const bool negative = token.text[0] == '-';
  const bool hexadecimal = token.text.find_first_of("xX") != std::string::npos;
  const int base = hexadecimal ? 16 : 10;
  const std::int64_t number = negative ? std::strtoll(token.text.c_str(), &stop, base)
                                       : static_cast<std::int64_t>(std::strtoull(token.text.c_str(), &stop, base));
  if (*stop != '\0') refuse(token, "'" + token.text + "' is no integer; write a decimal or a 0x number");
  if (errno == ERANGE) refuse(token, "'" + token.text + "' does not fit in 64 bits; write a smaller number");
  return number;
}

}  // namespace amoeba::litmus
