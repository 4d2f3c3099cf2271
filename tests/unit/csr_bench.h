// A CSR file with the counters of a test behind it, and short words for what tests do with it.
#pragma once
#include <gtest/gtest.h>

#include <optional>

#include "amoeba/cores/isa/csr_fields.h"
#include "amoeba/cores/isa/csr_file.h"
#include "amoeba/cores/isa/decoder.h"

namespace amoeba {

struct FixedCounts : CounterSource {
  std::uint64_t cycle = 100, retired = 50, clock = 7;
  std::uint64_t cycles() const override { return cycle; }
  std::uint64_t instructions_retired() const override { return retired; }
  std::uint64_t time() const override { return clock; }
};

inline constexpr const char* kHypervisorIsa = "rv64imacsh_zicntr_zicsr_zifencei_zabha_smstateen_sstc_svadu";

class CsrBench : public testing::Test {
 protected:
  using Refusal = CsrFile::Refusal;
  explicit CsrBench(const char* isa = kHypervisorIsa) : csrs(0, IsaExtensions::parse(isa), counts) {}

  static constexpr unsigned number(Csr csr) { return static_cast<unsigned>(csr); }
  std::uint64_t get(Csr csr) {
    std::uint64_t value = 0;
    EXPECT_TRUE(csrs.read(number(csr), value)) << std::hex << number(csr);
    return value;
  }
  void set(Csr csr, std::uint64_t value) { EXPECT_TRUE(csrs.write(number(csr), value)) << std::hex << number(csr); }
  // What is kept of a register after all ones were written to it.
  std::uint64_t writable(Csr csr) {
    set(csr, 0);
    const std::uint64_t fixed = get(csr);
    set(csr, ~std::uint64_t{0});
    const std::uint64_t all = get(csr);
    set(csr, 0);
    EXPECT_EQ(get(csr), fixed);
    return all & ~fixed;
  }
  // The exception of `csrrs x5, csr, x0`, or of `csrrs x5, csr, x6`.
  Refusal reading(Csr csr) { return execute(csr, 0); }
  Refusal writing(Csr csr) { return execute(csr, 6); }

  // To a mode, with M mode's registers as they are.
  void go(Privilege privilege, bool virtualised = false) {
    csrs.enter_exception(Exception::machine_ecall, 0, 0);
    while (csrs.privilege() != Privilege::machine) csrs.enter_exception(Exception::illegal_instruction, 0, 0);
    const std::uint64_t kept = get(Csr::mstatus) & ~(status::kMpp | status::kMpv);
    set(Csr::mstatus,
        kept | std::uint64_t{static_cast<unsigned>(privilege)} << status::kMppShift | (virtualised ? status::kMpv : 0));
    csrs.mret();
    ASSERT_EQ(csrs.privilege(), privilege);
    ASSERT_EQ(csrs.virtualised(), virtualised && privilege != Privilege::machine);
  }
  void go_machine() { go(Privilege::machine); }
  void go_hypervisor() { go(Privilege::supervisor); }
  void go_guest() { go(Privilege::supervisor, true); }
  void go_guest_user() { go(Privilege::user, true); }
  void go_user() { go(Privilege::user); }
  // Sets a register from M mode, then returns to where the test is.
  void set_from_machine(Csr csr, std::uint64_t value) {
    const Privilege privilege = csrs.privilege();
    const bool virtualised = csrs.virtualised();
    go_machine();
    set(csr, value);
    go(privilege, virtualised);
  }

  FixedCounts counts;
  CsrFile csrs;

 private:
  Refusal execute(Csr csr, unsigned rs1) {
    std::uint64_t old;
    return csrs.execute(decode(number(csr) << 20 | rs1 << 15 | 2 << 12 | 5 << 7 | 0x73, {Extension::zicsr}), 0, old);
  }
};

inline constexpr std::optional<Exception> kAllowed{};
inline constexpr std::optional<Exception> kIllegalInstruction{Exception::illegal_instruction};
inline constexpr std::optional<Exception> kVirtualInstruction{Exception::virtual_instruction};

}  // namespace amoeba
