// A hart with page tables in its memory: one instruction runs in a mode of choice, and M mode notes the trap that ends
// it. Virtual page k leads to guest physical page k of memory, and that to physical page k; a test changes what it is
// about.
#pragma once
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "../unit/assembler.h"
#include "amoeba/cores/mmu/page_table.h"
#include "hart_bench.h"

namespace amoeba {

// Pages of the bench's memory.
enum Page : unsigned {
  kMachinePage = 0,
  kCodePage = 1,
  kRootPage = 2,  // of the first stage
  kMiddlePage = 3,
  kLastPage = 4,
  kDataPage = 5,       // and the next one
  kGuestRootPage = 8,  // of the second stage, four pages
  kGuestMiddlePage = 12,
  kGuestLastPage = 13,
};

inline constexpr std::uint64_t kGuestMemory = kMemoryBase;  // identity, at first

// hypervisor_for_guest: V=0, but vsatp is set up; machine: nothing is translated.
enum class RunMode { supervisor, user, guest, guest_user, hypervisor_for_guest, machine };

struct Ending {
  std::uint64_t cause, value, guest_page_address, instruction, status, pc;
};

class TranslationBench : public testing::Test {
 protected:
  static constexpr std::uint64_t kLeaf = 0xdf;  // D A U X W R V
  static constexpr std::uint64_t kSupervisorLeaf = 0xcf;
  static constexpr std::uint64_t kSv39 = 8ull << 60;

  TranslationBench() : bench_(only_bench()), image_(kMemoryBytes) { identity_tables(); }

  static HartConfiguration configuration() {
    HartConfiguration c = HartBench::default_configuration();
    c.extensions = IsaExtensions::parse("rv64imacsh_zicntr_zicsr_zifencei_zabha_zacas_zawrs_zalasr_sstc_svadu");
    c.mmu = {4, 4, 16, 4, 5};
    return c;
  }

  std::uint64_t& word(unsigned page, unsigned index) {
    return *reinterpret_cast<std::uint64_t*>(&image_[page * kPageBytes + 8 * index]);
  }
  static std::uint64_t entry(unsigned page, std::uint64_t flags) {
    return (kMemoryBase / kPageBytes + page) << 10 | flags;
  }
  // The entries of virtual page k, and of guest physical page k of memory.
  std::uint64_t& first(unsigned k) { return word(kLastPage, k); }
  std::uint64_t& second(unsigned k) { return word(kGuestLastPage, k); }
  static std::uint64_t at(unsigned page) { return page * kPageBytes; }  // virtual

  void identity_tables() {
    word(kRootPage, 0) = entry(kMiddlePage, 1);
    word(kMiddlePage, 0) = entry(kLastPage, 1);
    word(kGuestRootPage, 2) = entry(kGuestMiddlePage, 1);
    word(kGuestMiddlePage, 0) = entry(kGuestLastPage, 1);
    for (unsigned k = 0; k < 16; ++k) {
      first(k) = entry(k, kLeaf);
      second(k) = entry(k, kLeaf);
    }
  }

  // Runs `lines` from virtual page kCodePage on; `status` are more bits of mstatus (and vsstatus) to be set, `before`
  // what M mode does first.
  Ending run(RunMode mode, const std::vector<std::string>& lines, std::uint64_t status = 0,
             const std::vector<std::string>& before = {}) {
    const bool guest = mode == RunMode::guest || mode == RunMode::guest_user;
    const bool user = mode == RunMode::user || mode == RunMode::guest_user;
    constexpr std::uint64_t kUserPage = PageTableEntry::kUser;  // which supervisor mode never executes
    first(kCodePage) = user ? first(kCodePage) | kUserPage : first(kCodePage) & ~kUserPage;
    std::vector<std::string> text = {"li t0, 0x80000200", "csrw mtvec, t0"};
    text.insert(text.end(), before.begin(), before.end());
    const std::string root = std::to_string(kSv39 | (kMemoryBase / kPageBytes + kRootPage));
    const bool bare = mode == RunMode::hypervisor_for_guest || mode == RunMode::machine;
    const std::uint64_t previous = mode == RunMode::machine ? 0x1800 : user ? 0 : 0x800;
    text.insert(text.end(), {"li t0, " + root,
                             guest || bare ? "csrw vsatp, t0" : "csrw satp, t0",
                             "li t0, " + std::to_string(kSv39 | (kMemoryBase / kPageBytes + kGuestRootPage)),
                             "csrw hgatp, t0",
                             "li t0, " + std::to_string(status),
                             "csrw vsstatus, t0",
                             "li t1, " + std::to_string(previous | (guest ? 1ull << 39 : 0)),
                             guest ? "csrw mstatus, t1" : "or t0, t0, t1",
                             guest ? "nop" : "csrw mstatus, t0",
                             "li t0, " + std::to_string(bare ? kMemoryBase + at(kCodePage) : at(kCodePage)),
                             "csrw mepc, t0",
                             "mret",
                             ".org 0x200",
                             "csrr a0, mcause",
                             "csrr a1, mtval",
                             "csrr a2, mtval2",
                             "csrr a3, mtinst",
                             "csrr a4, mstatus",
                             "csrr a5, mepc",
                             "wfi",
                             "j .-4",
                             ".org 0x1000"});
    text.insert(text.end(), lines.begin(), lines.end());
    text.push_back("ecall");
    const std::vector<std::uint8_t> code = assemble(text);
    std::memcpy(image_.data(), code.data(), code.size());
    identical_runs();
    const Hart& hart = *bench_.hart;
    return {hart.read_register(10), hart.read_register(11), hart.read_register(12) << 2,
            hart.read_register(13), hart.read_register(14), hart.read_register(15)};
  }
  std::uint64_t reg(unsigned index) const { return bench_.hart->read_register(index); }
  std::uint64_t memory_word(unsigned page, unsigned index) const {
    std::uint64_t value;
    std::memcpy(&value, &bench_.memory[page * kPageBytes + 8 * index], sizeof value);
    return value;
  }

  HartBench& bench_;
  std::vector<std::byte> image_;

 private:
  // SystemC elaborates once per process.
  static HartBench& only_bench() {
    static HartBench bench(configuration());
    return bench;
  }
  // In lookahead and strictly, with the same registers and times.
  void identical_runs() {
    std::string states[2];
    for (const bool strict : {true, false}) {
      bench_.scheduler.set_strict(strict);
      bench_.reset(image_);
      bench_.run(100'000);
      for (unsigned r = 0; r <= 32; ++r) states[strict] += std::to_string(bench_.hart->read_register(r)) + " ";
      const HartCounters& c = bench_.hart->counters(false);
      for (unsigned m = 0; m < kHartModes; ++m)
        states[strict] += std::to_string(c.mode_cycles[m]) + "/" + std::to_string(c.mode_instructions[m]) + " ";
    }
    EXPECT_EQ(states[0], states[1]);
  }
};

}  // namespace amoeba
