// Tests made from cycles: known ones come out with the verdicts that the literature has for them, and none holds under
// SC.
#include <gtest/gtest.h>

#include <set>

#include "amoeba/litmus/generator/all_cycles.h"
#include "amoeba/litmus/generator/test_writer.h"
#include "litmus_fixture.h"

namespace amoeba::litmus {
namespace {

std::string generated(const std::string& words, char width = 'w') {
  return write_test(parse_cycle(words), "generated", width);
}
std::string refused(const std::string& words, char width = 'w') {
  try {
    generated(words, width);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(LitmusGenerator, KnownCyclesHaveTheirKnownVerdicts) {
  struct Case {
    const char* words;
    const char* rvwmo;
    const char* ztso;
  };
  for (const Case& c : {Case{"PodWR Fre PodWR Fre", "Sometimes", "Sometimes"},
                        Case{"Fence.rw.rwdWR Fre Fence.rw.rwdWR Fre", "Never", "Never"},
                        Case{"Fence.tsodWR Fre Fence.tsodWR Fre", "Sometimes", "Sometimes"},
                        Case{"PodWW Rfe PodRR Fre", "Sometimes", "Never"},
                        Case{"Fence.w.wdWW Rfe DpAddrdR Fre", "Never", "Never"},
                        Case{"Fence.w.wdWW Rfe DpCtrldR Fre", "Sometimes", "Never"},
                        Case{"PodWW Rl Rfe Aq PodRR Fre", "Never", "Never"},
                        Case{"PodWW ARl Rfe AAq PodRR Fre", "Never", "Never"},
                        Case{"PodWW CRl Rfe CAq PodRR Fre", "Never", "Never"},
                        Case{"PodWW XRl Rfe XAq PodRR Fre", "Never", "Never"},
                        Case{"PodWW A Rfe A PodRR Fre", "Sometimes", "Never"},
                        Case{"Rl PodWR Aq Fre Rl PodWR Aq Fre", "Never", "Never"},
                        Case{"DpDatadW Rfe DpDatadW Rfe", "Never", "Never"},
                        Case{"PodRW Rfe PodRW Rfe", "Sometimes", "Never"},
                        Case{"PodWW Wse PodWW Wse", "Sometimes", "Never"},
                        Case{"Rfe PodRR Fre Rfe PodRR Fre", "Sometimes", "Never"},
                        Case{"Rfe DpAddrdR Fre Rfe DpAddrdR Fre", "Never", "Never"},
                        Case{"Rfe DpDatadW Rfe DpAddrdR Fre", "Never", "Never"},
                        Case{"Rfi DpAddrdR Fre Rfi DpAddrdR Fre", "Sometimes", "Sometimes"},
                        Case{"Fence.w.wdWW Rfe DpAddrdW Rfi DpAddrdR Fre", "Never", "Never"},
                        Case{"Rfe PosRR Fre", "Never", "Never"}}) {
    const std::string text = generated(c.words);
    EXPECT_EQ(judged(text), c.rvwmo) << c.words << "\n" << text;
    EXPECT_EQ(judged(text, {MemoryModel::ztso}), c.ztso) << c.words << " under Ztso\n" << text;
    EXPECT_EQ(judged(text, {MemoryModel::sc}), "Never") << c.words << " under SC\n" << text;
  }
}

TEST(LitmusGenerator, EveryWidthAndFormCanBeReadBack) {
  for (const char width : {'b', 'h', 'w', 'd'})
    for (const char* words : {"PodWW Rl Rfe Aq PodRR Fre", "PodWW ARl Rfe AAqRl PodRR Fre", "PodWW C Rfe C PodRR Fre"})
      EXPECT_NE(judged(generated(words, width)), "Always") << words << width;
  EXPECT_EQ(parse(generated("PodWW Rfe PodRR Fre", 'b')).prefetch.size(), 4u);
}

// With program order and a full fence in each direction, an address before reads, and three dependencies before writes
// there are 3 SB, 2 x 3 MP, 15 LB, 2 x 5 S, 2 x 2 R and 3 2+2W.
TEST(LitmusGenerator, CyclesOfFourRelationsAreTheClassicalOnes) {
  EXPECT_EQ(all_cycles(usual_relations(), 4).size(), 3u + 6 + 15 + 10 + 4 + 3);
}

TEST(LitmusGenerator, NoCycleHoldsUnderSc) {
  const std::vector<std::string> cycles = all_cycles(usual_relations(), 6);
  EXPECT_GT(cycles.size(), 300u);
  EXPECT_EQ(std::set<std::string>(cycles.begin(), cycles.end()).size(), cycles.size());
  for (const std::string& words : cycles)
    EXPECT_EQ(judged(generated(words), {MemoryModel::sc}), "Never") << generated(words);
}

TEST(LitmusGenerator, ErrorsSayWhatDoesNotFit) {
  EXPECT_NE(refused("PodWW Rfo PodRR Fre").find("'Rfo' is no relation"), std::string::npos);
  EXPECT_NE(refused("PodWR Rfe PodRR Fre").find("'PodWR' leads to a read, but 'Rfe' begins at a write"),
            std::string::npos);
  EXPECT_NE(refused("PodWW PodWW").find("Rfe, Fre or Wse"), std::string::npos);
  EXPECT_NE(refused("PodWW Wse").find("two relations that lead to another thread"), std::string::npos);
  EXPECT_NE(refused("PodWW Rfe PosRR Fre").find("nothing leads back"), std::string::npos);
  EXPECT_NE(refused("DpDatadR Fre").find("DpDatadW"), std::string::npos);
  EXPECT_NE(refused("PodWW Aq Rfe PodRR Fre").find("no acquire alone"), std::string::npos);
  EXPECT_NE(refused("PodWW X Rfe PodRR Fre", 'b').find("no width b or h"), std::string::npos);
  EXPECT_NE(refused("PodWW Rfe PodRR Fre", 'q').find("no width 'q'"), std::string::npos);
  EXPECT_NE(refused("Rfe").find("two relations at least"), std::string::npos);
}

}  // namespace
}  // namespace amoeba::litmus
