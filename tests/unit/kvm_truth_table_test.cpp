// The return values of KVM's register interface for Zabha: host with and without it, before and after the first run, by
// the SINGLE and the MULTI registers. Each row is one write to a new vcpu and what its registers read afterwards.
#include <gtest/gtest.h>

#include <ostream>

#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {
namespace {

enum class Form { single, multi_enable, multi_disable };

struct Row {
  const char* host;
  bool ran;
  Form form;
  std::uint64_t written;  // the value, or for MULTI registers whether the extension's bit is in the mask
  ErrorNumber expected;
  ErrorNumber get_error;  // of SINGLE afterwards
  std::uint64_t bit;      // in SINGLE and MULTI_EN afterwards
};

constexpr const char* kWith = "rv64gc_zabha";
constexpr const char* kWithout = "rv64gc";
constexpr auto kOk = ErrorNumber::none;
constexpr auto kAbsent = ErrorNumber::enoent;

constexpr Row kRows[] = {
    {kWithout, false, Form::single, 0, ErrorNumber::enoent, kAbsent, 0},
    {kWithout, false, Form::single, 1, ErrorNumber::enoent, kAbsent, 0},
    {kWithout, false, Form::single, 2, ErrorNumber::enoent, kAbsent, 0},
    {kWithout, true, Form::single, 0, ErrorNumber::enoent, kAbsent, 0},
    {kWithout, true, Form::single, 1, ErrorNumber::enoent, kAbsent, 0},
    {kWithout, false, Form::multi_enable, 1, kOk, kAbsent, 0},
    {kWithout, false, Form::multi_disable, 1, kOk, kAbsent, 0},
    {kWithout, true, Form::multi_enable, 1, kOk, kAbsent, 0},
    {kWithout, true, Form::multi_disable, 1, kOk, kAbsent, 0},
    {kWith, false, Form::single, 1, kOk, kOk, 1},
    {kWith, false, Form::single, 0, ErrorNumber::einval, kOk, 1},
    {kWith, false, Form::single, 2, ErrorNumber::einval, kOk, 1},
    {kWith, true, Form::single, 1, kOk, kOk, 1},
    {kWith, true, Form::single, 0, ErrorNumber::ebusy, kOk, 1},
    {kWith, true, Form::single, 2, ErrorNumber::ebusy, kOk, 1},
    {kWith, false, Form::multi_enable, 1, kOk, kOk, 1},
    {kWith, false, Form::multi_enable, 0, kOk, kOk, 1},
    {kWith, false, Form::multi_disable, 1, kOk, kOk, 1},
    {kWith, false, Form::multi_disable, 0, kOk, kOk, 1},
    {kWith, true, Form::multi_enable, 1, kOk, kOk, 1},
    {kWith, true, Form::multi_disable, 1, kOk, kOk, 1},
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.host << (row.ran ? " after" : " before") << " the first run, form " << static_cast<int>(row.form)
       << ", written " << row.written;
}

constexpr unsigned kZabha = 67;
constexpr RegisterId kSingle = 0x8030000007000043;
constexpr RegisterId kMultiEnable = 0x8030000007010001;
constexpr RegisterId kMultiDisable = 0x8030000007020001;
constexpr std::uint64_t kBit = 0x8;

struct Outcome {
  Answer answer;
  Answer single;
  bool enabled_bit, disabled_bit, listed;
};

Outcome perform(const Row& row, const char* kernel, Policy policy) {
  Vcpu vcpu(Host::parse(row.host), KernelVersion::parse(kernel), policy);
  if (row.ran) vcpu.run();
  Outcome outcome;
  if (row.form == Form::single) {
    outcome.answer = vcpu.set(kSingle, row.written);
  } else {
    const RegisterId id = row.form == Form::multi_enable ? kMultiEnable : kMultiDisable;
    outcome.answer = vcpu.set(id, row.written == 1 ? kBit : 0);
  }
  outcome.single = vcpu.get(kSingle);
  outcome.enabled_bit = (vcpu.get(kMultiEnable).value & kBit) != 0;
  outcome.disabled_bit = (vcpu.get(kMultiDisable).value & kBit) != 0;
  const std::vector<RegisterId> list = vcpu.list(1000).ids;
  outcome.listed = std::find(list.begin(), list.end(), kSingle) != list.end();
  return outcome;
}

bool agrees(const Row& row, const Outcome& outcome) {
  return outcome.answer.error == row.expected && outcome.single.error == row.get_error &&
         outcome.single.value == row.bit && outcome.enabled_bit == (row.bit == 1);
}

class ZabhaTruthTable : public testing::TestWithParam<Row> {};

TEST_P(ZabhaTruthTable, HoldsOnEveryKernelThatKnowsZabha) {
  const Row& row = GetParam();
  for (const char* kernel : {"6.14", "6.16", "6.17", "7.0", "7.1"}) {
    const Outcome outcome = perform(row, kernel, Policy::upstream);
    EXPECT_EQ(name(outcome.answer.error), std::string(name(row.expected))) << kernel;
    EXPECT_EQ(name(outcome.single.error), std::string(name(row.get_error))) << kernel;
    EXPECT_EQ(outcome.single.value, row.bit) << kernel;
    EXPECT_EQ(outcome.enabled_bit, row.bit == 1) << kernel;
    EXPECT_EQ(outcome.disabled_bit, row.bit == 0) << kernel;
    EXPECT_EQ(outcome.listed, row.get_error == kOk) << kernel;
    EXPECT_FALSE(outcome.answer.why.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, ZabhaTruthTable, testing::ValuesIn(kRows));

// Shows that the table tells kernels apart: a kernel that let user space clear the bit would fail just these rows.
TEST(ZabhaTruthTable, GatedPolicyBreaksTheRowsThatDisable) {
  for (const Row& row : kRows) {
    const bool disables =
        std::string(row.host) == kWith && !row.ran &&
        ((row.form == Form::single && row.written == 0) || (row.form == Form::multi_disable && row.written == 1));
    EXPECT_EQ(agrees(row, perform(row, "7.1", Policy::gated)), !disables) << testing::PrintToString(row);
  }
}

TEST(ZabhaTruthTable, KernelsBefore614DoNotKnowTheNumber) {
  for (const char* host : {kWith, kWithout}) {
    Vcpu vcpu(Host::parse(host), KernelVersion::parse("6.13"));
    EXPECT_EQ(vcpu.get(kSingle).error, ErrorNumber::enoent);
    EXPECT_EQ(vcpu.set(kSingle, 1).error, ErrorNumber::enoent);
    EXPECT_FALSE(vcpu.guest_has(kZabha));
  }
}

// Upstream the register is advertisement; gated it takes the instructions away.
TEST(ZabhaTruthTable, OnlyTheGatedPolicyTakesInstructionsFromTheGuest) {
  EXPECT_FALSE(Vcpu(Host::parse(kWithout), kNewestKernel).performs_zabha());
  for (Policy policy : {Policy::upstream, Policy::gated}) {
    Vcpu vcpu(Host::parse(kWith), kNewestKernel, policy);
    EXPECT_TRUE(vcpu.performs_zabha());
    vcpu.set(kSingle, 0);
    EXPECT_EQ(vcpu.performs_zabha(), policy == Policy::upstream);
    vcpu.set(kSingle, 1);
    EXPECT_TRUE(vcpu.performs_zabha());
  }
}

TEST(ZabhaTruthTable, GatedGuestsAreFixedAfterTheFirstRun) {
  Vcpu vcpu(Host::parse(kWith), kNewestKernel, Policy::gated);
  EXPECT_EQ(vcpu.set(kSingle, 0).error, kOk);
  vcpu.run();
  EXPECT_EQ(vcpu.set(kSingle, 0).error, kOk);
  EXPECT_EQ(vcpu.set(kSingle, 1).error, ErrorNumber::ebusy);
}

}  // namespace
}  // namespace amoeba::kvm
