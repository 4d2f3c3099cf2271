// TLBs: what an entry translates, and what fences take away. Names give the section of the privileged manual.
#include "amoeba/cores/mmu/tlb.h"

#include <gtest/gtest.h>

#include "amoeba/cores/mmu/mmu.h"

namespace amoeba {
namespace {

constexpr std::uint8_t kAll = 0xdf;  // D A U X W R V

TranslationRegime host(std::uint16_t asid = 1) {
  TranslationRegime r;
  r.first = r.user = true;
  r.asid = asid;
  return r;
}
TranslationRegime guest(std::uint16_t vmid, std::uint16_t asid = 1) {
  TranslationRegime r = host(asid);
  r.virtualised = r.second = true;
  r.vmid = vmid;
  return r;
}
Translation to(std::uint64_t physical, std::uint8_t first_shift = 12, std::uint8_t flags = kAll) {
  Translation t;
  t.physical = physical;
  t.guest_physical = physical + 0x100'0000;
  t.first_flags = flags;
  t.second_flags = kAll;
  t.first_shift = first_shift;
  t.second_shift = 21;
  return t;
}
Translation of_host(std::uint64_t physical, std::uint8_t first_shift = 12, std::uint8_t flags = kAll) {
  Translation t = to(physical, first_shift, flags);
  t.second_shift = 63;
  return t;
}

struct TlbTest : testing::Test {
  Tlb tlb{8, 8, Tlb::Replacement::first_in_first_out};
  void put(const TranslationRegime& regime, std::uint64_t va, const Translation& t) {
    tlb.insert(TlbEntry::of(regime, va, t));
  }
  bool has(const TranslationRegime& regime, std::uint64_t va, AccessType type = AccessType::load) {
    return tlb.find(regime, va, type) != nullptr;
  }
};

TEST_F(TlbTest, Sv39_AnEntryCoversItsPageWhateverItsSize) {
  put(host(), 0x4020'1234, of_host(0x8020'1234, 21));
  ASSERT_TRUE(has(host(), 0x4020'0000));
  EXPECT_EQ(tlb.find(host(), 0x403f'fff8, AccessType::load)->physical(0x403f'fff8), 0x803f'fff8u);
  EXPECT_FALSE(has(host(), 0x4040'0000));
}

TEST_F(TlbTest, TwoStageTranslation_AnEntryCoversTheSmallerOfBothPages) {
  put(guest(1), 0x4020'1234, to(0x8020'1234, 30));
  EXPECT_TRUE(has(guest(1), 0x4020'0000));
  EXPECT_FALSE(has(guest(1), 0x4040'0000)) << "the second stage maps 2 MiB";
}

TEST_F(TlbTest, Satp_AnAsidSeparatesSpacesAndGlobalPagesAreOfAll) {
  put(host(1), 0x1000, of_host(0x9000));
  put(host(1), 0x2000, of_host(0xa000, 12, kAll | 32));
  EXPECT_FALSE(has(host(2), 0x1000));
  EXPECT_TRUE(has(host(2), 0x2000));
  TranslationRegime bare = guest(0);
  bare.first = false;
  EXPECT_FALSE(has(bare, 0x1000));
}

TEST_F(TlbTest, Hgatp_AVmidSeparatesGuests) {
  put(guest(1), 0x1000, to(0x9000));
  EXPECT_TRUE(has(guest(1), 0x1000));
  EXPECT_FALSE(has(guest(2), 0x1000));
  EXPECT_FALSE(has(host(), 0x1000));
}

TEST_F(TlbTest, Sv39_WithoutTheRightTheWalkerDecides) {
  put(host(), 0x1000, of_host(0x9000, 12, 0x53));  // A U R V
  EXPECT_TRUE(has(host(), 0x1000));
  EXPECT_FALSE(has(host(), 0x1000, AccessType::store));
  EXPECT_FALSE(has(host(), 0x1000, AccessType::fetch));
  TranslationRegime supervisor = host();
  supervisor.user = false;
  EXPECT_FALSE(has(supervisor, 0x1000)) << "SUM is 0";
  supervisor.user_pages_open = true;
  EXPECT_TRUE(has(supervisor, 0x1000));
}

TEST_F(TlbTest, Svade_AStoreToACleanPageMisses) {
  put(host(), 0x1000, of_host(0x9000, 12, kAll & ~128));
  EXPECT_TRUE(has(host(), 0x1000));
  EXPECT_FALSE(has(host(), 0x1000, AccessType::store));
  put(host(), 0x1000, of_host(0x9000));
  EXPECT_TRUE(has(host(), 0x1000, AccessType::store)) << "the new entry takes the place of the old one";
}

TEST_F(TlbTest, SfenceVma_ByAddressAsidBothOrNeither) {
  struct Case {
    bool by_address, by_asid;
    unsigned left;
  };
  for (const Case& c : {Case{false, false, 0}, Case{true, false, 3}, Case{false, true, 3}, Case{true, true, 4}}) {
    tlb.reset();
    put(host(1), 0x1000, of_host(0x9000));
    put(host(1), 0x2000, of_host(0xa000));
    put(host(2), 0x1000, of_host(0xb000));
    put(host(1), 0x3000, of_host(0xc000, 12, kAll | 32));
    put(host(2), 0x4000, of_host(0xd000));
    TranslationFence fence;
    fence.any_address = !c.by_address;
    fence.address = 0x1008;
    fence.any_asid = !c.by_asid;
    fence.asid = 1;
    tlb.fence(fence);
    const unsigned left = has(host(1), 0x1000) + has(host(1), 0x2000) + has(host(2), 0x1000) + has(host(1), 0x3000) +
                          has(host(2), 0x4000);
    EXPECT_EQ(left, c.left) << c.by_address << c.by_asid;
    EXPECT_EQ(has(host(1), 0x3000), c.by_address || c.by_asid) << "a global page outlives an ASID's fence";
  }
}

TEST_F(TlbTest, SfenceVma_LeavesGuestsAlone) {
  put(guest(1), 0x1000, to(0x9000));
  tlb.fence({});
  EXPECT_TRUE(has(guest(1), 0x1000));
}

TEST_F(TlbTest, SfenceVma_TakesAllPartsOfASuperpage) {
  put(guest(1), 0x4000'0000, to(0x8000'0000, 30));
  put(guest(1), 0x4020'0000, to(0x8020'0000, 30));
  TranslationFence fence;
  fence.of_guest = true;
  fence.vmid = 1;
  fence.any_address = false;
  fence.address = 0x4000'0000;
  EXPECT_TRUE(tlb.fence(fence));
  EXPECT_FALSE(has(guest(1), 0x4020'0000)) << "one page of the first stage, two entries";
}

TEST_F(TlbTest, HfenceVvma_ConcernsTheGuestInHgatp) {
  put(guest(1), 0x1000, to(0x9000));
  put(guest(2), 0x1000, to(0xa000));
  TranslationFence fence;
  fence.of_guest = true;
  fence.vmid = 1;
  tlb.fence(fence);
  EXPECT_FALSE(has(guest(1), 0x1000));
  EXPECT_TRUE(has(guest(2), 0x1000));
}

TEST_F(TlbTest, HfenceGvma_ByVmidAndGuestPhysicalAddress) {
  const auto refill = [&] {
    tlb.reset();
    put(guest(1), 0x1000, to(0x9000));
    put(guest(1), 0x40'0000, to(0x40'0000));
    put(guest(2), 0x1000, to(0x9000));
    put(host(), 0x1000, of_host(0x9000));
  };
  TranslationFence fence;
  fence.kind = TranslationFence::Kind::second_stage;
  fence.any_vmid = true;
  refill();
  tlb.fence(fence);
  EXPECT_FALSE(has(guest(1), 0x1000) || has(guest(2), 0x1000));
  EXPECT_TRUE(has(host(), 0x1000));
  fence.any_vmid = false;
  fence.vmid = 1;
  fence.any_address = false;
  fence.address = 0x100'9000;
  refill();
  tlb.fence(fence);
  EXPECT_FALSE(has(guest(1), 0x1000));
  EXPECT_TRUE(has(guest(1), 0x40'0000));
  EXPECT_TRUE(has(guest(2), 0x1000));
}

TEST(TlbShape, FirstInFirstOutForgetsTheOldestWhateverIsUsed) {
  Tlb tlb(2, 2, Tlb::Replacement::first_in_first_out);
  tlb.insert(TlbEntry::of(host(), 0x1000, of_host(0x1000)));
  tlb.insert(TlbEntry::of(host(), 0x2000, of_host(0x2000)));
  EXPECT_NE(tlb.find(host(), 0x1000, AccessType::load), nullptr);
  EXPECT_EQ(tlb.insert(TlbEntry::of(host(), 0x3000, of_host(0x3000))).page, 0x1000u);
}

TEST(TlbShape, LeastRecentlyUsedKeepsWhatIsUsedWithinItsSet) {
  Tlb tlb(4, 2, Tlb::Replacement::least_recently_used);
  for (std::uint64_t page : {0x0000ull, 0x2000ull, 0x1000ull}) tlb.insert(TlbEntry::of(host(), page, of_host(page)));
  EXPECT_NE(tlb.find(host(), 0x0000, AccessType::load), nullptr);
  EXPECT_EQ(tlb.insert(TlbEntry::of(host(), 0x4000, of_host(0x4000))).page, 0x2000u);
  EXPECT_NE(tlb.find(host(), 0x1000, AccessType::load), nullptr) << "another set";
}

TEST(TlbShape, PagesOfEverySizeAreFoundInSets) {
  Tlb tlb(64, 4, Tlb::Replacement::least_recently_used);
  tlb.insert(TlbEntry::of(host(), 0x1'4000'0000, of_host(0x2'4000'0000, 30)));
  tlb.insert(TlbEntry::of(host(), 0x20'0000, of_host(0x20'0000, 21)));
  tlb.insert(TlbEntry::of(host(), 0x5000, of_host(0x5000)));
  for (std::uint64_t va : {0x1'7123'4560ull, 0x31'2340ull, 0x5ff8ull})
    EXPECT_NE(tlb.find(host(), va, AccessType::load), nullptr) << std::hex << va;
}

TEST(TlbShape, RefusesSetsThatAreNoPowerOfTwo) {
  EXPECT_THROW(Tlb(12, 4, Tlb::Replacement::least_recently_used), std::invalid_argument);
  EXPECT_THROW(Tlb(8, 3, Tlb::Replacement::least_recently_used), std::invalid_argument);
  EXPECT_THROW(Mmu(MmuConfiguration{1, 2, 0, 4, 4}), std::invalid_argument);
}

TEST(Mmu, AMissAsksTheSecondLevelThenWalksAndKeepsBoth) {
  Mmu mmu(MmuConfiguration{2, 2, 8, 4, 5});
  TranslationRegime r = host();
  r.first_root = 0x8000'0000;
  EXPECT_EQ(mmu.begin(r, 0x1000, AccessType::load, 10), 5u);
  const std::uint64_t entries[] = {0x8000'1000ull >> 2 | 1, 0x8000'2000ull >> 2 | 1, 0x8000'3000ull >> 2 | kAll};
  for (std::uint64_t entry : entries) {
    ASSERT_FALSE(mmu.found());
    mmu.answer(entry);
  }
  ASSERT_TRUE(mmu.found() && !mmu.faulted());
  EXPECT_FALSE(mmu.end(20));
  ASSERT_NE(mmu.find(r, 0x1008, AccessType::store), nullptr);
  EXPECT_EQ(mmu.find(r, 0x1008, AccessType::store)->physical(0x1008), 0x8000'3008u);
  EXPECT_EQ(mmu.find(r, 0x1008, AccessType::fetch), nullptr);
  mmu.begin(r, 0x1008, AccessType::fetch, 30);
  EXPECT_TRUE(mmu.found()) << "the second level is shared";
  mmu.end(35);
  EXPECT_NE(mmu.find(r, 0x1008, AccessType::fetch), nullptr);
  const MmuStatistics& s = mmu.statistics();
  EXPECT_EQ(s.walks, 1u);
  EXPECT_EQ(s.steps, 3u);
  EXPECT_EQ(s.second_hits, 1u);
  EXPECT_EQ(s.cycles, 15u);
}

}  // namespace
}  // namespace amoeba
