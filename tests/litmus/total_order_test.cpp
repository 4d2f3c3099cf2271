// The oracle against the axioms read literally, on random programs with all widths, overlaps, atomics, annotations,
// fences and dependencies.
#include <gtest/gtest.h>

#include <algorithm>

#include "amoeba/base/random.h"
#include "litmus_fixture.h"
#include "total_order_reference.h"

namespace amoeba::litmus {
namespace {

// Two or three threads with at most six memory operations together, on two words.
class RandomTest {
 public:
  explicit RandomTest(std::uint64_t seed) : random_(seed, 3) {
    const unsigned threads = 2 + pick(2);
    for (unsigned t = 0; t < threads; ++t) thread(t, threads == 2 ? 3 : 2);
    std::string rows, names;
    std::size_t longest = 0;
    for (unsigned t = 0; t < threads; ++t) longest = std::max(longest, columns_[t].size());
    for (unsigned t = 0; t < threads; ++t) names += (t == 0 ? "P" : " | P") + std::to_string(t);
    for (std::size_t k = 0; k < longest; ++k) {
      for (unsigned t = 0; t < threads; ++t)
        rows += (t == 0 ? "" : " | ") + (k < columns_[t].size() ? columns_[t][k] : "");
      rows += ";\n";
    }
    text = "RISCV random\n{ uint32_t x; uint32_t y; " + state_ + "}\n" + names + ";\n" + rows + "locations [x; y; " +
           observed_ + "]\nexists true\n";
  }
  std::string text;

 private:
  unsigned pick(unsigned bound) { return static_cast<unsigned>(random_.below(bound)); }
  std::string reg(unsigned index) { return "x" + std::to_string(index); }

  void thread(unsigned t, unsigned operations) {
    columns_.emplace_back();
    loaded_ = 0;
    next_ = 8;
    state_ += std::to_string(t) + ":x6=x; " + std::to_string(t) + ":x7=y; ";
    for (unsigned k = 0; k < operations; ++k) {
      if (pick(5) == 0) fence();
      operation(t, operations - k);
      if (columns_.back().back().rfind("sc", 0) == 0) ++k;
    }
  }
  void fence() {
    static const char* const kFences[] = {"fence rw,rw", "fence r,r", "fence w,w",
                                          "fence r,w",   "fence w,r", "fence.tso"};
    columns_.back().push_back(kFences[pick(6)]);
  }
  std::string suffix() {
    static const char* const kSuffixes[] = {"", "", ".aq", ".rl", ".aqrl"};
    return kSuffixes[pick(5)];
  }
  std::string result(unsigned t) {
    observed_ += std::to_string(t) + ":" + reg(next_) + "; ";
    loaded_ = next_;
    return reg(next_++);
  }
  // A register that holds the address, which sometimes depends on the latest load.
  std::string address(unsigned offset) {
    std::string base = reg(6 + pick(4) / 3);
    if (loaded_ != 0 && pick(4) == 0) {
      columns_.back().push_back("xor x30,x" + std::to_string(loaded_) + ",x" + std::to_string(loaded_));
      columns_.back().push_back("add x31," + base + ",x30");
      base = "x31";
    }
    if (offset != 0) columns_.back().push_back("addi x29," + base + "," + std::to_string(offset));
    return offset == 0 ? base : "x29";
  }
  std::string value() {
    if (loaded_ != 0 && pick(4) == 0) {
      columns_.back().push_back("addi x28,x" + std::to_string(loaded_) + ",1");
    } else {
      columns_.back().push_back("li x28," + std::to_string(0x101 * ++stores_));
    }
    return "x28";
  }
  void operation(unsigned t, unsigned room) {
    const unsigned width = pick(8) == 0 ? 2 : pick(2);
    const unsigned offset = width == 0 ? pick(2) : 0;
    const std::string w(1, "bhw"[width]);
    auto& lines = columns_.back();
    switch (pick(room < 2 ? 7 : 8)) {
      case 0:
      case 1:
      case 2: {
        const std::string at = address(offset);
        lines.push_back("l" + w + (pick(6) == 0 ? ".aq " : " ") + result(t) + ",0(" + at + ")");
        break;
      }
      case 3:
      case 4: {
        const std::string at = address(offset), v = value();
        lines.push_back("s" + w + (pick(6) == 0 ? ".rl " : " ") + v + ",0(" + at + ")");
        break;
      }
      case 5:
      case 6: {
        static const char* const kAmos[] = {"amoswap.", "amoor.", "amocas."};
        const std::string at = address(offset), v = value();
        lines.push_back(kAmos[pick(3)] + w + suffix() + " " + result(t) + "," + v + ",(" + at + ")");
        break;
      }
      default: {
        const std::string at = address(0), order = suffix();
        lines.push_back("lr.w" + order + " " + result(t) + ",(" + at + ")");
        const std::string v = value();

        lines.push_back("sc.w" + order + " " + result(t) + "," + v + ",(" + at + ")");
      }
    }
  }

  Random random_;
  std::vector<std::vector<std::string>> columns_;
  std::string state_, observed_;
  unsigned loaded_ = 0, next_ = 8, stores_ = 0;
};

std::set<StateRow> rows(const FinalStates& states) {
  std::set<StateRow> result;
  for (const auto& [row, count] : states.counts) result.insert(row);
  return result;
}

constexpr double kMostCombinations = 300000;  // what the reference does in a second

void expect_agreement(std::uint64_t first, std::uint64_t last, const ModelOptions& options) {
  std::size_t states = 0, compared = 0;
  for (std::uint64_t seed = first; seed < last; ++seed) {
    const std::string text = RandomTest(seed).text;
    const LitmusTest test = parse(text);
    TotalOrderReference literal(test, options);
    if (literal.combinations() > kMostCombinations) continue;
    ++compared;
    const std::set<StateRow> own = rows(allowed_states(test, options));
    const std::set<StateRow> reference = literal.states();
    ASSERT_EQ(own, reference) << "seed " << seed << "\n" << text;
    states += own.size();
  }
  EXPECT_GT(compared, (last - first) * 9 / 10);
  EXPECT_GT(states, 4 * compared);
}

TEST(TotalOrders, GiveTheOraclesStates) {
  expect_agreement(0, 300, {});
}

TEST(TotalOrders, GiveTheOraclesStatesUnderZtso) {
  expect_agreement(1000, 1100, {MemoryModel::ztso, ZalasrAnnotation::rcpc});
}

TEST(TotalOrders, GiveTheOraclesStatesUnderSc) {
  expect_agreement(2000, 2100, {MemoryModel::sc});
}

// The random programs are varied enough to notice each rule that is left out on one side only.
TEST(TotalOrders, NoticeWhenTheOracleLacksTheAtomicityAxiom) {
  ModelOptions lax;
  lax.atomicity_axiom = false;
  bool noticed = false;
  for (std::uint64_t seed = 0; seed < 300 && !noticed; ++seed) {
    const LitmusTest test = parse(RandomTest(seed).text);
    noticed = rows(allowed_states(test, lax)) != TotalOrderReference(test, {}).states();
  }
  EXPECT_TRUE(noticed);
}

}  // namespace
}  // namespace amoeba::litmus
