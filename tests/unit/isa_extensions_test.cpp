#include "amoeba/base/isa_extensions.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace amoeba {
namespace {

std::string refusal(const std::string& text) {
  try {
    IsaExtensions::parse(text);
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "accepted";
}

TEST(IsaExtensions, CanonicalTextComesBack) {
  for (const char* text : {"rv64i", "rv64imac_zicntr_zicsr_zifencei_zabha", "rv64im_zalrsc", "rv64i_zaamo",
                           "rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zawrs", "rv64i_zawrs_xlrwait",
                           "rv64i_zalasr_zawrs", "rv64imacsh_zicsr_smstateen_sstc_svade_svadu"}) {
    EXPECT_EQ(IsaExtensions::parse(text).text(), text);
  }
}

TEST(IsaExtensions, AStandsForBothHalves) {
  const IsaExtensions a = IsaExtensions::parse("rv64ia");
  EXPECT_EQ(a, (IsaExtensions{Extension::zaamo, Extension::zalrsc}));
  EXPECT_EQ(a, IsaExtensions::parse("rv64i_zalrsc_zaamo"));
  EXPECT_EQ(a, IsaExtensions::parse("RV64I_A"));
}

TEST(IsaExtensions, EveryExtensionAlone) {
  for (unsigned k = 0; k < kExtensions; ++k) {
    const auto e = static_cast<Extension>(k);
    IsaExtensions set{e, Extension::zaamo, Extension::zicsr, Extension::s};
    EXPECT_EQ(IsaExtensions::parse(set.text()), set) << name(e);
  }
}

TEST(IsaExtensions, RefusalsNameTheExtension) {
  EXPECT_NE(refusal("rv64imac_zfoo").find("'zfoo' is unknown"), std::string::npos);
  EXPECT_NE(refusal("rv64imafd").find("'f' is unknown"), std::string::npos);
  EXPECT_NE(refusal("rv64gc").find("f and d"), std::string::npos);
  EXPECT_NE(refusal("rv64i_zabha").find("zabha needs zaamo"), std::string::npos);
  EXPECT_NE(refusal("rv64i_zalrsc_zacas").find("zacas needs zaamo"), std::string::npos);
  EXPECT_NE(refusal("rv64i_zicntr").find("zicntr needs zicsr"), std::string::npos);
  EXPECT_NE(refusal("rv64ih_zicsr").find("h needs s"), std::string::npos);
  EXPECT_NE(refusal("rv64i_zicsr_sstc").find("sstc needs s"), std::string::npos);
  for (const char* text : {"", "rv32i", "rv64", "rv64e", "rv64m", "rv64i_", "rv64i__m", "i"}) {
    EXPECT_NE(refusal(text), "accepted") << text;
  }
}

}  // namespace
}  // namespace amoeba
