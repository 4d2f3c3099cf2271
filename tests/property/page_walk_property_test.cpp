// Random page tables of one and of two stages: the walk's state machine finds what a plain reference walker finds, the
// same faults, and leaves the same tables; a planted fault in either shows.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "amoeba/base/random.h"
#include "reference_walker.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kBase = 0x8000'0000;
constexpr unsigned kPages = 48;
constexpr unsigned kTablePages = 24;  // the first ones hold tables

// A few slots of every table are in use, so that walks get deep.
constexpr unsigned kSlots[] = {0, 1, 2, 511};

class RandomTables {
 public:
  explicit RandomTables(std::uint64_t seed) : random_(seed, 7) {
    memory.base = kBase;
    memory.words.assign(kPages * 512, 0);
    regime.virtualised = random_.below(3) != 0;
    regime.second = regime.virtualised && random_.below(4) != 0;
    regime.first = !regime.second || random_.below(4) != 0;
    regime.user = coin();
    regime.user_pages_open = coin();
    regime.executable_readable = coin();
    regime.executable_readable2 = coin();
    regime.first_sets_bits = coin();
    regime.second_sets_bits = coin();
    // Guest physical addresses equal physical ones where they are mapped at all: tables of either stage meet.
    regime.first_root = kBase;
    regime.second_root = kBase + 8 * 4096;
    fill(0, 8);
    fill_guest(8, kTablePages);
  }
  std::uint64_t address() {
    if (random_.below(20) == 0) return random_.next();
    std::uint64_t va = 0;
    for (unsigned level = 0; level < 3; ++level) va |= std::uint64_t{kSlots[random_.below(4)]} << (12 + 9 * level);
    if (!regime.first) return random_.below(8) == 0 ? va : kBase + random_.below(kPages * 4096ull);
    va |= random_.below(4096) & ~7ull;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(va << 25) >> 25);
  }
  AccessType type() { return static_cast<AccessType>(random_.below(4)); }

  FlatMemory memory;
  TranslationRegime regime;

 private:
  bool coin() { return random_.below(2) != 0; }
  std::uint64_t flags(bool user) {
    std::uint64_t f = 0xcf & ~(random_.below(3) == 0 ? random_.next() & 0xce : 0);
    if (random_.below(6) == 0) f = random_.next() & 0xff;
    if (user) f |= 16;
    if (random_.below(40) == 0) f |= 1ull << (54 + random_.below(10));
    return f;
  }
  // Now and then beyond memory.
  std::uint64_t pointer(unsigned page) {
    if (random_.below(60) == 0) page += kPages;
    return (kBase / 4096 + page) << 10 | 1;
  }
  // First-stage tables in pages [from, to).
  void fill(unsigned from, unsigned to) {
    for (unsigned page = from; page < to; ++page)
      for (unsigned slot : kSlots) {
        const bool table = random_.below(3) != 0 && page + 1 < to;
        const std::uint64_t frame =
            random_.below(5) == 0 ? kBase / 4096 & ~0x3ffffull : kBase / 4096 + random_.below(kPages);
        memory.words[page * 512 + slot] = table
                                              ? pointer(static_cast<unsigned>(page + 1 + random_.below(to - page - 1)))
                                              : frame << 10 | flags(coin());
      }
  }
  // Second-stage tables: the root maps the gigabyte of memory, by a leaf or by tables down to pages.
  void fill_guest(unsigned from, unsigned to) {
    const unsigned root = from, middle = from + 4, last = from + 5;
    const std::uint64_t gigabyte = kBase >> 30;
    for (unsigned slot : kSlots) memory.words[root * 512 + slot] = random_.below(2) ? pointer(middle) : flags(true);
    memory.words[root * 512 + gigabyte] = random_.below(8) == 0 ? (kBase >> 12) << 10 | flags(true) : pointer(middle);
    for (unsigned slot : kSlots) memory.words[middle * 512 + slot] = pointer(last);
    if (random_.below(8) == 0) memory.words[middle * 512] = (kBase >> 12) << 10 | flags(true);
    for (unsigned k = 0; k < kPages && last < to; ++k) {
      const std::uint64_t frame = random_.below(6) == 0 ? random_.below(kPages) : k;
      const bool plain = random_.below(12) != 0;
      memory.words[last * 512 + k] =
          (kBase / 4096 + frame) << 10 |
          (plain ? k < from && random_.below(3) == 0 ? 0x5b : 0xdf : flags(random_.below(10) != 0));
    }
  }

  Random random_;
};

ReferenceWalker::Result by_state_machine(FlatMemory& memory, const TranslationRegime& regime, std::uint64_t va,
                                         AccessType type, unsigned& steps, unsigned& updates) {
  PageWalk walk;
  walk.begin(regime, va, type);
  while (!walk.finished() && steps++ < 1000) {
    const std::uint64_t at = walk.word_address();
    if (!memory.holds(at)) {
      walk.refuse();
      continue;
    }
    const std::uint64_t old = memory.at(at);
    if (walk.state() == PageWalk::State::replaces && old == walk.expected()) {
      memory.at(at) = walk.replacement();
      ++updates;
    }
    walk.answer(old);
  }
  ReferenceWalker::Result result;
  result.fault = walk.state() != PageWalk::State::done;
  result.why = walk.fault();
  result.physical = walk.translation().physical;
  result.guest_physical = walk.translation().guest_physical;
  return result;
}

struct Found {
  unsigned compared = 0, differences = 0, translations = 0, page_faults = 0, guest_page_faults = 0, in_table = 0,
           in_table_writes = 0, access_faults = 0, updates = 0, deepest = 0;
};

using Plant = std::function<void(RandomTables&, TranslationRegime&)>;

bool same(const ReferenceWalker::Result& a, const ReferenceWalker::Result& b, bool second) {
  if (a.fault != b.fault) return false;
  if (!a.fault) return a.physical == b.physical && (!second || a.guest_physical == b.guest_physical);
  return a.why.kind == b.why.kind && a.why.in_table == b.why.in_table && a.why.in_table_write == b.why.in_table_write &&
         a.why.guest_physical == b.why.guest_physical;
}

Found compare(unsigned seeds, const Plant& plant = {}) {
  Found found;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    RandomTables tables(seed);
    FlatMemory reference_memory = tables.memory;
    TranslationRegime regime = tables.regime;
    if (plant) plant(tables, regime);
    ReferenceWalker reference(reference_memory, tables.regime);
    for (unsigned k = 0; k < 60; ++k) {
      const std::uint64_t va = tables.address();
      const AccessType type = tables.type();
      const auto expected = reference.walk(va, type);
      unsigned steps = 0;
      const auto actual = by_state_machine(tables.memory, regime, va, type, steps, found.updates);
      ++found.compared;
      if (!same(expected, actual, regime.second)) ++found.differences;
      found.deepest = std::max(found.deepest, steps);
      if (!expected.fault) ++found.translations;
      if (!expected.fault) continue;
      found.page_faults += expected.why.kind == TranslationFault::Kind::page;
      found.guest_page_faults += expected.why.kind == TranslationFault::Kind::guest_page;
      found.access_faults += expected.why.kind == TranslationFault::Kind::access;
      found.in_table += expected.why.in_table;
      found.in_table_writes += expected.why.in_table_write;
    }
    if (reference_memory.words != tables.memory.words) ++found.differences;
  }
  return found;
}

TEST(PageWalkProperty, AgreesWithThePlainWalkerOnRandomTables) {
  const Found found = compare(6000);
  EXPECT_EQ(found.differences, 0u);
  RecordProperty("compared", static_cast<int>(found.compared));
  // Every kind of outcome was met, or the comparison says little.
  EXPECT_GT(found.translations, 2000u);
  EXPECT_GT(found.page_faults, 2000u);
  EXPECT_GT(found.guest_page_faults, 2000u);
  EXPECT_GT(found.in_table, 200u);
  EXPECT_GT(found.in_table_writes, 20u);
  EXPECT_GT(found.access_faults, 20u);
  EXPECT_GT(found.updates, 500u);
  EXPECT_GE(found.deepest, 15u) << "three levels of the guest, each by three of the host, and three for the address";
}

TEST(PageWalkProperty, APlantedFaultShows) {
  const auto differences = [](const Plant& plant) { return compare(300, plant).differences; };
  EXPECT_GT(differences([](RandomTables&, TranslationRegime& r) { r.executable_readable = !r.executable_readable; }),
            0u);
  EXPECT_GT(differences([](RandomTables&, TranslationRegime& r) { r.user_pages_open = !r.user_pages_open; }), 0u);
  EXPECT_GT(differences([](RandomTables&, TranslationRegime& r) { r.user = !r.user; }), 0u);
  EXPECT_GT(differences([](RandomTables&, TranslationRegime& r) { r.second_sets_bits = !r.second_sets_bits; }), 0u);
  EXPECT_GT(differences([](RandomTables&, TranslationRegime& r) { r.first_sets_bits = !r.first_sets_bits; }), 0u);
  EXPECT_GT(differences([](RandomTables&, TranslationRegime& r) { r.second = false; }), 0u);
  EXPECT_GT(differences([](RandomTables& t, TranslationRegime&) { t.memory.words[512 * 13 + 3] ^= 1 << 10; }), 0u);
}

}  // namespace
}  // namespace amoeba
