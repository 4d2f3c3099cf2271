// Random programs give the same registers and memory whether their addresses are translated or not: by one stage, by
// two, with TLBs that keep missing, pages strewn over memory, lines that come late and go at any time; in lookahead and
// strictly at the same cycles (translation_bench.h sees to that).
#include "amoeba/base/random.h"
#include "translation_bench.h"

namespace amoeba {
namespace {

constexpr unsigned kDataPages = 3;
constexpr unsigned kFirstBase = 18, kBases = 6;    // registers x18 to x23 point into the data
constexpr unsigned kStep = 2000;                   // bytes from one to the next
constexpr unsigned kFirstValue = 24, kValues = 6;  // x24 to x29

class RandomBody {
 public:
  explicit RandomBody(std::uint64_t seed) : random_(seed, 3) {}

  std::vector<std::string> lines(std::uint64_t data) {
    lines_ = {"li s0, " + std::to_string(data)};
    add("mv x18, s0");
    for (unsigned b = 1; b < kBases; ++b)
      add("addi " + x(kFirstBase + b) + ", " + x(kFirstBase + b - 1) + ", " + std::to_string(kStep));
    for (unsigned v = 0; v < kValues; ++v)
      add("li " + x(kFirstValue + v) + ", " + std::to_string(random_.below(1 << 30)));
    add("li x9, 6");
    add("1:");
    for (unsigned k = 0; k < 60; ++k) one();
    add("addi x9, x9, -1");
    add("bnez x9, 1b");
    return lines_;
  }

 private:
  void add(const std::string& line) { lines_.push_back(line); }
  static std::string x(unsigned index) { return "x" + std::to_string(index); }
  std::string value() { return x(kFirstValue + static_cast<unsigned>(random_.below(kValues))); }
  // Anywhere in the data, so that some accesses meet two pages.
  std::string place() {
    const auto base = static_cast<unsigned>(random_.below(kBases));
    return std::to_string(random_.below(2040)) + "(" + x(kFirstBase + base) + ")";
  }
  void aligned_address(const char* align) {
    add("addi x31, " + x(kFirstBase + static_cast<unsigned>(random_.below(kBases))) + ", " +
        std::to_string(random_.below(2040)));
    add(std::string("andi x31, x31, ") + align);
  }
  void one() {
    static const char* const kLoads[] = {"lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"};
    static const char* const kStores[] = {"sb", "sh", "sw", "sd"};
    static const char* const kAtomics[] = {"amoadd.b", "amoxor.h.aq", "amoswap.b.rl", "amomaxu.h", "amocas.b.aqrl"};
    switch (random_.below(7)) {
      case 0:
      case 1:
        return add(std::string(kLoads[random_.below(7)]) + " " + value() + ", " + place());
      case 2:
      case 3:
        return add(std::string(kStores[random_.below(4)]) + " " + value() + ", " + place());
      case 4:
        aligned_address("-2");
        return add(std::string(kAtomics[random_.below(5)]) + " " + value() + ", " + value() + ", (x31)");
      case 5:
        aligned_address("-8");
        add("2: lr.d x30, (x31)");
        add("xor x30, x30, " + value());
        add("sc.d x30, x30, (x31)");
        return add("bnez x30, 2b");
      default:
        add("sub " + value() + ", " + value() + ", " + value());
        return add("addi " + value() + ", " + value() + ", 1235");
    }
  }

  Random random_;
  std::vector<std::string> lines_;
};

class TranslatedPrograms : public TranslationBench {
 protected:
  // Registers and data after a run; data pages lie at `pages`.
  std::string outcome(RunMode mode, std::uint64_t seed, const std::array<unsigned, kDataPages>& pages,
                      std::uint64_t data) {
    RandomBody body(seed);
    const Ending end = run(mode, body.lines(data));
    std::string text = std::to_string(end.cause >= 8 && end.cause <= 11);
    for (unsigned r = kFirstValue; r < kFirstValue + kValues; ++r) text += " " + std::to_string(reg(r));
    for (unsigned page : pages)
      for (unsigned k = 0; k < 512; ++k) text += " " + std::to_string(memory_word(page, k));
    return text;
  }
  void set_memory(Random& random) {
    MemoryBehaviour behaviour;
    behaviour.latency_spread = random.below(2) * 40;
    behaviour.quick_percent = static_cast<unsigned>(random.below(3)) * 30;
    behaviour.limit = random.below(2) ? 100 : 1;
    behaviour.evict_percent = static_cast<unsigned>(random.below(2)) * 20;
    behaviour.leases = random.below(4) != 0;
    bench_.data->behaviour = bench_.code->behaviour = behaviour;
    bench_.disturber->mean = random.below(2) * 100;
  }
  void TearDown() override {
    bench_.data->behaviour = bench_.code->behaviour = MemoryBehaviour{};
    bench_.disturber->mean = 0;
  }
};

TEST_F(TranslatedPrograms, EndAsUntranslatedOnes) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    Random random(seed, 5);
    set_memory(random);
    identity_tables();
    const std::array<unsigned, kDataPages> plain = {5, 6, 7};
    const std::string expected = outcome(RunMode::machine, seed, plain, kMemoryBase + at(5));
    ASSERT_EQ(expected[0], '1') << "seed " << seed;
    // One stage: three pages elsewhere.
    std::array<unsigned, kDataPages> strewn = {7, 15, 5};
    std::swap(strewn[random.below(3)], strewn[random.below(3)]);
    for (unsigned k = 0; k < kDataPages; ++k) first(5 + k) = entry(strewn[k], kLeaf);
    ASSERT_EQ(outcome(RunMode::user, seed, strewn, at(5)), expected) << "seed " << seed;
    // Two stages: the guest's pages are elsewhere for it, and elsewhere again.
    for (unsigned k = 0; k < kDataPages; ++k) second(strewn[k]) = entry(plain[k], kLeaf);
    ASSERT_EQ(outcome(RunMode::guest_user, seed, plain, at(5)), expected) << "seed " << seed;
  }
}

TEST_F(TranslatedPrograms, AWrongPageShows) {
  const std::array<unsigned, kDataPages> plain = {5, 6, 7};
  const std::string expected = outcome(RunMode::machine, 1, plain, kMemoryBase + at(5));
  first(6) = entry(5, kLeaf);
  EXPECT_NE(outcome(RunMode::user, 1, plain, at(5)), expected);
}

}  // namespace
}  // namespace amoeba
