// Damaged descriptions are read or refused with a place, and nothing else happens.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "amoeba/base/random.h"
#include "amoeba/platforms/description.h"

namespace amoeba {
namespace {

const std::string kDescription =
    "# platform\n"
    "system: {harts: 8, clock_hertz: 1.5GHz, strict: false}\n"
    "core:\n"
    "  isa: \"rv64imac_zicsr_zabha\"\n"
    "l1d: &cache\n"
    "  bytes: 32KiB\n"
    "  ways: 8\n"
    "l1i: *cache\n"
    "atomics:\n"
    "  placement: 'all-far'   # far\n"
    "memory:\n"
    "  base: 0x8000_0000\n"
    "energy: {l1: 1.5, memory: 2nJ}\n";

// "f:line:column: error: ...", a line of source, and a line that ends in the caret.
bool points_into(const std::string& message, const std::string& text) {
  std::size_t line = 0, column = 0;
  if (std::sscanf(message.c_str(), "f:%zu:%zu: error: ", &line, &column) != 2) return false;
  const auto lines = [](const std::string& of) { return 1 + std::count(of.begin(), of.end(), '\n'); };
  return line >= 1 && line <= static_cast<std::size_t>(lines(text)) && column >= 1 && lines(message) == 3 &&
         message.back() == '^';
}

// Returns whether the text was read; fails the test when it was refused without a place inside the text.
bool is_read(const std::string& text) {
  Configuration configuration;
  try {
    read_description(text, "f", configuration);
    return true;
  } catch (const DescriptionError& error) {
    EXPECT_TRUE(points_into(error.what(), text)) << error.what() << "\nfrom:\n" << text;
    return false;
  }
}

TEST(DamagedDescription, EveryPrefixIsReadOrRefused) {
  ASSERT_TRUE(is_read(kDescription));
  int refused = 0;
  for (std::size_t length = 0; length < kDescription.size(); ++length) {
    refused += is_read(kDescription.substr(0, length)) ? 0 : 1;
  }
  EXPECT_GT(refused, 50);
}

TEST(DamagedDescription, EverySingleCharacterChangeIsReadOrRefused) {
  const char characters[] = "\0\t\n\r !\"#%&'*,-.:0?@[]`{|}~\x1b\x7f\x80\xc3\xff";
  const std::string replacements(characters, sizeof characters - 1);
  int refused = 0;
  for (std::size_t at = 0; at < kDescription.size(); ++at) {
    for (const char c : replacements) {
      std::string text = kDescription;
      text[at] = c;
      refused += is_read(text) ? 0 : 1;
      text.insert(at, 1, kDescription[at]);
      is_read(text);
    }
    is_read(std::string(kDescription).erase(at, 1));
  }
  EXPECT_GT(refused, 1000);
}

TEST(DamagedDescription, RandomBytesAreReadOrRefused) {
  Random random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text = kDescription;
    for (std::uint64_t edits = 1 + random.below(8); edits > 0; --edits) {
      text[random.below(text.size())] = static_cast<char>(random.below(256));
    }
    is_read(text);
  }
}

}  // namespace
}  // namespace amoeba
