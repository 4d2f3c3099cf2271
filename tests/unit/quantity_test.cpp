#include "amoeba/base/quantity.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace amoeba {
namespace {

std::string refusal(const char* text, const char* unit) {
  try {
    parse_quantity(text, unit);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Quantity, ReadsNumbersWithUnits) {
  EXPECT_EQ(parse_quantity("64", "bytes"), 64u);
  EXPECT_EQ(parse_quantity("64B", "bytes"), 64u);
  EXPECT_EQ(parse_quantity("16KiB", "bytes"), 16384u);
  EXPECT_EQ(parse_quantity(" 1.5 MiB ", "bytes"), 1572864u);
  EXPECT_EQ(parse_quantity("1.4985GHz", "Hz"), 1'498'500'000u);
  EXPECT_EQ(parse_quantity("1e9", "Hz"), 1'000'000'000u);
  EXPECT_EQ(parse_quantity("80 cycles", "cycles"), 80u);
  EXPECT_EQ(parse_quantity("0x8000_0000", "address"), 0x80000000u);
  EXPECT_EQ(parse_quantity("0XfF", ""), 255u);
  EXPECT_EQ(parse_quantity("18446744073709551615", ""), 18446744073709551615u);
}

TEST(Quantity, SaysWhatIsWrong) {
  EXPECT_EQ(refusal("", "cycles"), "'' is not a number");
  EXPECT_EQ(refusal("four", ""), "'four' is not a number");
  EXPECT_EQ(refusal("-1", ""), "'-1' is not a number");
  EXPECT_EQ(refusal("0x", ""), "'0x' is not a number");
  EXPECT_EQ(refusal("1.2.3", ""), "'1.2.3' is not a number");
  EXPECT_EQ(refusal("010", ""), "'010' has a leading zero: leave it out");
  EXPECT_EQ(refusal("0.3", "cycles"), "'0.3' is not a whole number of cycles");
  EXPECT_EQ(refusal("16KB", "bytes"), "'16KB' is not a number with one of the units B, KiB, MiB, GiB, TiB");
  EXPECT_EQ(refusal("3 MHz", "bytes"), "'3 MHz' is not a number with one of the units B, KiB, MiB, GiB, TiB");
  EXPECT_EQ(refusal("18446744073709551616", ""), "'18446744073709551616' has too many digits");
  EXPECT_EQ(refusal("0x10000000000000000", ""), "'0x10000000000000000' is too large");
  EXPECT_EQ(refusal("18446744073709551615KiB", "bytes"), "'18446744073709551615KiB' is too large");
  EXPECT_EQ(refusal("9e30", ""), "'9e30' is too large");
  EXPECT_EQ(refusal("1e31", ""), "'1e31' has an exponent that is no number up to 30");
  EXPECT_EQ(refusal("1e99999999999999999999", ""),
            "'1e99999999999999999999' has an exponent that is no number up to 30");
}

TEST(Quantity, ReadsRealNumbers) {
  EXPECT_DOUBLE_EQ(parse_real_quantity("2.5", "pJ"), 2.5);
  EXPECT_DOUBLE_EQ(parse_real_quantity("2 nJ", "pJ"), 2000.0);
  EXPECT_THROW(parse_real_quantity("nan", "pJ"), std::invalid_argument);
  EXPECT_THROW(parse_real_quantity("1e999", "pJ"), std::invalid_argument);
  EXPECT_THROW(parse_real_quantity("0x10", "pJ"), std::invalid_argument);
}

TEST(Quantity, WritesWhatItReads) {
  for (const std::uint64_t value : {0ull, 1ull, 1023ull, 1024ull, 1536ull, 1ull << 40, ~0ull}) {
    EXPECT_EQ(parse_quantity(format_quantity(value, "bytes"), "bytes"), value);
    EXPECT_EQ(parse_quantity(format_quantity(value, "address"), "address"), value);
    EXPECT_EQ(parse_quantity(format_quantity(value, "Hz"), "Hz"), value);
  }
  EXPECT_EQ(format_quantity(16384, "bytes"), "16KiB");
  EXPECT_EQ(format_quantity(1'498'500'000, "Hz"), "1498500kHz");
  EXPECT_EQ(format_quantity(0x80000000, "address"), "0x80000000");
  EXPECT_EQ(format_quantity(80, "cycles"), "80");
  for (const double value : {0.0, 0.1, 4.0, 1e9, 1.0 / 3}) {
    EXPECT_EQ(parse_real_quantity(format_real(value), ""), value);
  }
}

}  // namespace
}  // namespace amoeba
