// The text of a .litmus file and its tokens, each with its place for error messages.
// Models: nested comments (* ... *), which become blanks so that places stay right; words, integers and symbols.
// Errors: LitmusError "file:line:column: what is wrong; the remedy".
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace amoeba::litmus {

class LitmusError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

class Source {
 public:
  Source(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  [[noreturn]] void refuse(std::size_t offset, const std::string& message) const;

 private:
  void blank_comments();

  std::string path_;
  std::string text_;
};

enum class TokenKind : std::uint8_t { word, integer, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;
  std::size_t offset = 0;
};

// Tokens of a part of the source, with the two questions that a recursive-descent reader asks.
class TokenStream {
 public:
  TokenStream(const Source& source, std::size_t begin, std::size_t end);
  TokenStream(const Source& source, std::vector<Token> tokens, std::size_t end);

  const Token& peek(std::size_t ahead = 0) const;
  bool at_end() const { return peek().kind == TokenKind::end; }
  bool next_is(std::string_view text) const { return peek().kind != TokenKind::end && peek().text == text; }
  Token take();
  bool accept(std::string_view text);
  // `remedy` completes "expected 'text', found ...; ".
  void expect(std::string_view text, const std::string& remedy);
  Token take_word(const std::string& what);
  std::int64_t take_integer(const std::string& what);
  [[noreturn]] void refuse(const Token& token, const std::string& message) const {
    source_.refuse(token.offset, message);
  }
  [[noreturn]] void refuse_next(const std::string& expected) const;
  const Source& source() const { return source_; }

 private:
  const Source& source_;
  std::vector<Token> tokens_;  // the last one is the end
  std::size_t next_ = 0;
};

}  // namespace amoeba::litmus
