// Our assembler against clang's, line by line.
#include "amoeba/litmus/assembler.h"

#include <gtest/gtest.h>

#include "../unit/assembler.h"
#include "amoeba/litmus/mnemonics.h"

namespace amoeba::litmus {
namespace {

std::vector<std::uint8_t> own_bytes(const std::string& text) {
  const Source source("line", text);
  TokenStream tokens(source, 0, text.size());
  std::vector<std::uint8_t> bytes;
  for (const Instruction& i : assemble(tokens, [](const std::string&) { return std::optional<std::int64_t>(-4); }))
    for (unsigned k = 0; k < 4; ++k) bytes.push_back(static_cast<std::uint8_t>(i.raw >> (8 * k)));
  return bytes;
}

std::string operands(const std::string& name, Format format) {
  switch (format) {
    case Format::none:
      return "";
    case Format::r:
      return " x5, a0, s11";
    case Format::i:
      return " t6, x9, -2048";
    case Format::shift:
      return name.back() == 'w' ? " x1, x2, 31" : " x1, x2, 63";
    case Format::u:
      return " a7, 0xfffff";
    case Format::j:
      return " ra, @";
    case Format::b:
      return " x5, x31, @";
    case Format::jalr:
    case Format::load:
      return " x5, -2047(x30)";
    case Format::s:
      return " x29, -2047(x30)";
    case Format::lr:
    case Format::load_acquire:
      return " x5, (x21)";
    case Format::store_release:
      return " x7, (x21)";
    case Format::fence:
      return " iw, or";
    default:
      return " x5, x23, (x21)";
  }
}

// @ stands for a place 4 bytes before: in our text a label.
std::string with_label(std::string line) {
  const std::size_t at = line.find('@');
  return at == std::string::npos ? line : line.replace(at, 1, "L");
}
// Clang does not read annotations written apart, and takes the distance for the label.
std::string as_clang_writes(std::string line) {
  const std::size_t apart = line.find(".aq.rl"), label = line.find('@');
  if (apart != std::string::npos) return line.replace(apart, 6, ".aqrl");
  return label == std::string::npos ? line : line.replace(label, 1, "-4");
}

void expect_clangs_words(const std::vector<std::string>& lines) {
  std::vector<std::string> for_clang;
  std::vector<std::uint8_t> own;
  for (const std::string& line : lines) {
    for_clang.push_back(as_clang_writes(line));
    const std::vector<std::uint8_t> bytes = own_bytes(with_label(line));
    own.insert(own.end(), bytes.begin(), bytes.end());
  }
  EXPECT_EQ(own, amoeba::assemble(for_clang));
}

TEST(LitmusAssembler, EveryMnemonicGivesClangsWord) {
  std::vector<std::string> lines;
  for (const std::string& name : known_mnemonics())
    if (const Mnemonic* m = find_mnemonic(name)) lines.push_back(name + operands(name, m->encoding->format));
  ASSERT_GT(lines.size(), 250u);
  expect_clangs_words(lines);
}

TEST(LitmusAssembler, PseudoInstructionsGiveClangsWords) {
  const std::vector<std::string> lines = {
      "nop",         "mv x5, x6",    "not x5, x6",    "neg x5, x6",    "sext.w x5, x6",  "seqz x5, x6",
      "snez x5, x6", "j @",          "beqz x5, @",    "bnez x5, @",    "bltz x5, @",     "bgez x5, @",
      "blez x5, @",  "bgtz x5, @",   "bgt x5, x6, @", "ble x5, x6, @", "bgtu x5, x6, @", "bleu x5, x6, @",
      "li x5, 0",    "li x5, -2048", "li x5, 2047",   "fence"};
  expect_clangs_words(lines);
}

}  // namespace
}  // namespace amoeba::litmus
