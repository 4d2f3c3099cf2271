#include "amoeba/platforms/description.h"

#include <gtest/gtest.h>

namespace amoeba {
namespace {

std::string refusal(const std::string& yaml) {
  Configuration configuration;
  configuration.harts = 3;
  try {
    read_description(yaml, "p.yaml", configuration);
  } catch (const DescriptionError& error) {
    EXPECT_EQ(configuration.harts, 3u) << "a refused description must change nothing";
    return error.what();
  }
  return "accepted";
}

TEST(Description, SetsWhatItMentions) {
  Configuration configuration;
  read_description(
      "# comment\n"
      "system: {harts: 8, clock_hertz: 1.5GHz}\n"
      "l1d:\n"
      "  bytes: 32 KiB\n"
      "  ways: 8\n"
      "atomics:\n"
      "  placement: 'all-far'\n"
      "memory.latency: 100\n"
      "energy:\n",
      "p.yaml", configuration);
  EXPECT_EQ(configuration.harts, 8u);
  EXPECT_EQ(configuration.clock_hertz, 1'500'000'000u);
  EXPECT_EQ(configuration.l1d.bytes, 32768u);
  EXPECT_EQ(configuration.l1d.ways, 8u);
  EXPECT_EQ(configuration.placement, "all-far");
  EXPECT_EQ(configuration.memory_latency, 100u);
  EXPECT_EQ(configuration.l1i.bytes, 16384u);
}

TEST(Description, MayBeEmpty) {
  EXPECT_EQ(refusal(""), "accepted");
  EXPECT_EQ(refusal("# nothing\n"), "accepted");
  EXPECT_EQ(refusal("---\n"), "accepted");
}

TEST(Description, PointsAtUnknownKeys) {
  EXPECT_EQ(refusal("l1d:\n  byte: 32KiB\n"),
            "p.yaml:2:3: error: unknown parameter 'l1d.byte'; did you mean 'l1d.bytes'?\n"
            "    byte: 32KiB\n"
            "    ^");
  EXPECT_EQ(refusal("sytem: {harts: 2}\n"),
            "p.yaml:1:1: error: unknown parameter 'sytem'; did you mean 'system'?\n"
            "  sytem: {harts: 2}\n"
            "  ^");
  EXPECT_NE(refusal("harts: 2\n").find("did you mean 'system.harts'?"), std::string::npos);
  EXPECT_NE(refusal("system:\n  <<: {harts: 2}\n").find("p.yaml:2:3: error: unknown parameter 'system.<<'"),
            std::string::npos);
}

TEST(Description, PointsAtDuplicates) {
  EXPECT_EQ(refusal("l1d:\n  ways: 2\n  bytes: 4KiB\n  ways: 4\n"),
            "p.yaml:4:3: error: 'l1d.ways' is set twice, first in line 2\n"
            "    ways: 4\n"
            "    ^");
  EXPECT_NE(refusal("l1d: {ways: 2}\nl1d: {bytes: 4KiB}\n").find("p.yaml:2:1: error: 'l1d' is set twice"),
            std::string::npos);
  EXPECT_NE(refusal("l1d: {ways: 2}\nl1d.ways: 4\n").find("p.yaml:2:1: error: 'l1d.ways' is set twice"),
            std::string::npos);
}

TEST(Description, PointsAtWrongValues) {
  EXPECT_EQ(refusal("system:\n  harts: 0\n"),
            "p.yaml:2:10: error: system.harts = 0: must be a whole number from 1 to 1024 (harts)\n"
            "    harts: 0\n"
            "           ^");
  EXPECT_EQ(refusal("atomics: {placement: \"al-far\"}"),
            "p.yaml:1:22: error: atomics.placement = 'al-far': must be one of all-near, unique-near, present-near, "
            "dirty-near, shared-far, all-far, adaptive; did you mean 'all-far'?\n"
            "  atomics: {placement: \"al-far\"}\n"
            "                       ^");
  EXPECT_NE(refusal("system:\n  strict: on\n").find("p.yaml:2:11: error: system.strict = 'on': must be true or false"),
            std::string::npos);
}

TEST(Description, PointsAtWrongKindsOfNodes) {
  EXPECT_NE(refusal("- 1\n").find("p.yaml:1:1: error: a description is a map"), std::string::npos);
  EXPECT_NE(refusal("l1d: 5\n").find("p.yaml:1:6: error: 'l1d' is a group"), std::string::npos);
  EXPECT_NE(refusal("system:\n  harts: [1, 2]\n").find("p.yaml:2:10: error: 'system.harts' takes a single value"),
            std::string::npos);
  EXPECT_NE(refusal("system:\n  harts:\n").find("p.yaml:2:3: error: 'system.harts' has no value"), std::string::npos);
  EXPECT_NE(refusal("? [a]\n: 1\n").find("p.yaml:1:3: error: a key must be the name"), std::string::npos);
  EXPECT_NE(refusal("system:\n  harts: !!int 4\n").find("p.yaml:2:10: error: tags are not used"), std::string::npos);
  EXPECT_NE(refusal("system: {harts: 2}\n---\nsystem: {harts: 4}\n").find("p.yaml:2:1: error: a description is one"),
            std::string::npos);
}

TEST(Description, PointsAtSyntaxErrors) {
  EXPECT_EQ(refusal("system: {harts: 4}}\n").substr(0, 26), "p.yaml:1:19: error: YAML: ");
  EXPECT_EQ(refusal(", system: {harts: 4}\n"),
            "p.yaml:1:1: error: a description is one YAML document: here begins another, or stands a stray character\n"
            "  , system: {harts: 4}\n"
            "  ^");
  EXPECT_EQ(refusal("l1d:\n  ways: 4\n bytes: 4KiB\n").substr(0, 24), "p.yaml:3:2: error: YAML:");
  EXPECT_EQ(refusal("l1d: {ways: 4\n").substr(0, 15), "p.yaml:2:1: err");
  EXPECT_EQ(refusal("a: \"open\n").substr(0, 7), "p.yaml:");
  EXPECT_EQ(refusal("a: @b\n").substr(0, 7), "p.yaml:");
}

TEST(Description, SurvivesDeepNestingAndSelfReference) {
  EXPECT_EQ(refusal(std::string(100'000, '[')).substr(0, 7), "p.yaml:");
  EXPECT_EQ(refusal(std::string(100'000, '{')).substr(0, 7), "p.yaml:");
  EXPECT_EQ(refusal("system: &a {harts: *a}\n").substr(0, 7), "p.yaml:");
}

TEST(SourceExcerpt, KeepsTheCaretUnderItsColumn) {
  EXPECT_EQ(located_error("a\tb\n", "f", {1, 3}, "m"), "f:1:3: error: m\n  a\tb\n   \t^");
  EXPECT_EQ(located_error("\xc3\xa4"
                          "b\r\n",
                          "f", {1, 3}, "m"),
            "f:1:3: error: m\n  \xc3\xa4"
            "b\n   ^");
  EXPECT_EQ(located_error("ab", "f", {9, 9}, "m"), "f:1:3: error: m\n  ab\n    ^");
  EXPECT_EQ(located_error("a\x1b[2J", "f", {1, 1}, "x\x1by"), "f:1:1: error: x?y\n  a?[2J\n  ^");
  EXPECT_EQ(located_error("", "f", {1, 1}, "m"), "f:1:1: error: m\n  \n  ^");
}

}  // namespace
}  // namespace amoeba
