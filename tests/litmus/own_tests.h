// The litmus tests of this folder, and one that only tests of implementations need.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "amoeba/litmus/reader.h"

namespace amoeba::litmus {

// Shows what rule 2 hides where an AMO takes the place of LR and SC.
inline constexpr const char* kLoadBehindConditional = R"(RISCV SC+load
{ 0:x6=x; 0:x7=1; }
 P0               ;
 lr.w x5,(x6)     ;
 sc.w x8,x7,(x6)  ;
 lw x9,0(x6)      ;
exists (0:x8=0 /\ 0:x9=0)
)";

inline std::vector<LitmusTest> own_tests() {
  std::set<std::string> paths;
  for (const auto& file : std::filesystem::directory_iterator(AMOEBA_LITMUS_TESTS))
    if (file.path().extension() == ".litmus") paths.insert(file.path().string());
  std::vector<LitmusTest> tests{read_litmus_test("SC+load.litmus", kLoadBehindConditional)};
  for (const std::string& path : paths) {
    std::ifstream in(path);
    tests.push_back(read_litmus_test(path, {std::istreambuf_iterator<char>(in), {}}));
  }
  return tests;
}

}  // namespace amoeba::litmus
