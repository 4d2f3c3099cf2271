// The register ioctls apart from Zabha's truth table: ids, order of checks, lists, CONFIG registers, state, older
// kernels.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "amoeba/kvm/state_registers.h"
#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {
namespace {

constexpr auto kOk = ErrorNumber::none;

Vcpu vcpu_on(const char* isa, const char* kernel = "7.1") {
  return Vcpu(Host::parse(isa), KernelVersion::parse(kernel));
}

bool lists(const Vcpu& vcpu, RegisterId id) {
  const std::vector<RegisterId> ids = vcpu.list(1000).ids;
  return std::count(ids.begin(), ids.end(), id) == 1;
}

TEST(KvmRegisterId, HasTheBitsOfTheInterface) {
  EXPECT_EQ(isa_single_id(64, 67), 0x8030000007000043u);
  EXPECT_EQ(isa_single_id(32, 67), 0x8020000007000043u);
  EXPECT_EQ(isa_single_id(64, 53), 0x8030000007000035u);
  EXPECT_EQ(isa_multi_id(64, kIsaMultiEnable, 67), 0x8030000007010001u);
  EXPECT_EQ(isa_multi_id(64, kIsaMultiDisable, 67), 0x8030000007020001u);
  EXPECT_EQ(isa_multi_mask(64, 67), 8u);
  EXPECT_EQ(isa_multi_id(32, kIsaMultiEnable, 67), 0x8020000007010002u);
  EXPECT_EQ(isa_multi_mask(32, 67), 8u);
  EXPECT_EQ(config_id(64, ConfigRegister::isa), 0x8030000001000000u);
  EXPECT_EQ(config_id(64, ConfigRegister::zicbop_block_size), 0x8030000001000007u);
}

TEST(KvmRegisterId, IsDescribed) {
  EXPECT_EQ(describe(0x8030000007000043), "ISA_EXT SINGLE zabha");
  EXPECT_EQ(describe(0x8030000007020001), "ISA_EXT MULTI_DIS 1");
  EXPECT_EQ(describe(0x8030000007030001), "ISA_EXT 3 1");
  EXPECT_EQ(describe(0x80300000070000FF), "ISA_EXT SINGLE 255");
  EXPECT_EQ(describe(0x8030000001000006), "CONFIG satp_mode");
  EXPECT_EQ(describe(timer_frequency_id()), "TIMER frequency");
  EXPECT_EQ(describe(0x80300000FF000000), "255 0");
}

// A call with several faults fails by the first check.
struct OrderRow {
  const char* what;
  RegisterId id;
  std::uint64_t value;
  UserMemory memory;
  ErrorNumber set, get;
};

constexpr auto kGood = UserMemory::accessible;
constexpr auto kBad = UserMemory::inaccessible;
constexpr OrderRow kOrder[] = {
    {"wrong size before all", 0x8020000007030043, 7, kBad, ErrorNumber::einval, ErrorNumber::einval},
    {"address before subtype in set, after it in get", 0x8030000007030043, 7, kBad, ErrorNumber::efault,
     ErrorNumber::enoent},
    {"unknown subtype", 0x8030000007030043, 7, kGood, ErrorNumber::enoent, ErrorNumber::enoent},
    {"address before number in set", 0x80300000070003E7, 7, kBad, ErrorNumber::efault, ErrorNumber::enoent},
    {"unknown number", 0x80300000070003E7, 7, kGood, ErrorNumber::enoent, ErrorNumber::enoent},
    {"bits between the fields belong to the number", 0x8030000107000043, 1, kGood, ErrorNumber::enoent,
     ErrorNumber::enoent},
    {"MULTI word beyond the last", 0x8030000007010002, ~0ull, kGood, ErrorNumber::enoent, ErrorNumber::enoent},
    {"bad address alone", 0x8030000007000043, 1, kBad, ErrorNumber::efault, ErrorNumber::efault},
    {"bad value", 0x8030000007000043, 2, kGood, ErrorNumber::einval, kOk},
    {"unknown type", 0x80300000FF000000, 1, kGood, ErrorNumber::enoent, ErrorNumber::enoent},
    {"architecture bits are not looked at", 0x0030000007000043, 1, kGood, kOk, kOk},
    {"CONFIG: wrong size", 0x8020000001000000, 1, kBad, ErrorNumber::einval, ErrorNumber::einval},
    {"CONFIG: address before number in set", 0x8030000001000063, 1, kBad, ErrorNumber::efault, ErrorNumber::enoent},
    {"CONFIG: no block size without the extension", 0x8030000001000001, 64, kGood, ErrorNumber::enoent,
     ErrorNumber::enoent},
};

void PrintTo(const OrderRow& row, std::ostream* out) {
  *out << row.what;
}

class KvmCheckOrder : public testing::TestWithParam<OrderRow> {};

TEST_P(KvmCheckOrder, FailsByTheFirstCheck) {
  const OrderRow& row = GetParam();
  Vcpu vcpu = vcpu_on("rv64gc_zabha");
  EXPECT_EQ(name(vcpu.set(row.id, row.value, row.memory).error), std::string(name(row.set)));
  EXPECT_EQ(name(vcpu.get(row.id, row.memory).error), std::string(name(row.get)));
}

INSTANTIATE_TEST_SUITE_P(Rows, KvmCheckOrder, testing::ValuesIn(kOrder));

TEST(KvmIsaRegisters, MultiWritesTakeWhatTheyCanAndReportNothing) {
  Vcpu vcpu = vcpu_on("rv64gc_zicbom_zabha");
  const std::uint64_t all = ~std::uint64_t{0};
  EXPECT_EQ(vcpu.set(isa_multi_id(64, kIsaMultiDisable, 0), all).error, kOk);
  EXPECT_FALSE(vcpu.guest_has("zicbom"));
  EXPECT_FALSE(vcpu.guest_has("f"));
  EXPECT_TRUE(vcpu.guest_has("c"));
  EXPECT_EQ(vcpu.set(isa_multi_id(64, kIsaMultiEnable, 0), all).error, kOk);
  EXPECT_TRUE(vcpu.guest_has("zicbom"));
  EXPECT_TRUE(vcpu.guest_has("f"));
  EXPECT_FALSE(vcpu.guest_has("h"));
}

TEST(KvmIsaRegisters, Rv32HasThreeWords) {
  Vcpu vcpu = vcpu_on("rv32gc_zabha");
  EXPECT_EQ(vcpu.get(0x8020000007010002).value & 8, 8u);
  EXPECT_EQ(vcpu.get(0x8020000007020002).value, 0xFFFF'FFFFu & ~vcpu.get(0x8020000007010002).value);
  EXPECT_EQ(vcpu.get(0x8020000007010003).error, ErrorNumber::enoent);
  EXPECT_EQ(vcpu.get(0x8030000007000043).error, ErrorNumber::einval);
}

TEST(KvmRegisterList, NeedsRoomForEveryRegister) {
  const Vcpu vcpu = vcpu_on("rv64imac_zabha");
  const RegisterList all = vcpu.list(1000);
  ASSERT_EQ(all.error, kOk);
  EXPECT_EQ(all.count, all.ids.size());
  EXPECT_EQ(vcpu.list(all.count).error, kOk);
  const RegisterList short_list = vcpu.list(all.count - 1);
  EXPECT_EQ(short_list.error, ErrorNumber::e2big);
  EXPECT_EQ(short_list.count, all.count);
  EXPECT_TRUE(short_list.ids.empty());
}

TEST(KvmRegisterList, HasOneSingleRegisterForEachExtensionOfTheHost) {
  Vcpu vcpu = vcpu_on("rv64gc_zicbom_zabha");
  const std::size_t count = vcpu.list(1000).count;
  // 6 CONFIG registers with a block size, 33 CORE, 11 CSR, 4 TIMER, 33 each of F and D, and 17 extensions with H.
  EXPECT_EQ(count, 6u + 33 + 11 + 4 + 33 + 33 + 17);
  const RegisterId zicbom = isa_single_id(64, isa_extension("zicbom").number);
  EXPECT_EQ(vcpu.set(zicbom, 0).error, kOk);
  EXPECT_TRUE(lists(vcpu, zicbom)) << "the list follows the host, not the guest's bit";
  EXPECT_TRUE(lists(vcpu, isa_single_id(64, isa_extension("h").number)));
  EXPECT_FALSE(lists(vcpu, isa_single_id(64, isa_extension("zacas").number)));
  EXPECT_FALSE(lists(vcpu, isa_multi_id(64, kIsaMultiEnable, 0)));
}

TEST(KvmRegisterList, EveryListedRegisterCanBeReadAndWrittenBack) {
  Vcpu vcpu = vcpu_on("rv64gcv_zicbom_zicboz_zicbop_ssaia_smstateen_zabha");
  vcpu.run();
  for (RegisterId id : vcpu.list(1000).ids) {
    const Answer answer = vcpu.get(id);
    EXPECT_EQ(answer.error, kOk) << describe(id);
    EXPECT_EQ(vcpu.set(id, answer.value).error, kOk) << describe(id);
  }
}

TEST(KvmRegisterList, StateFollowsTheGuestsBits) {
  Vcpu vcpu = vcpu_on("rv64gcv_ssaia_smstateen");
  const std::size_t before = vcpu.list(1000).count;
  EXPECT_TRUE(lists(vcpu, vector_length_id(64)));
  EXPECT_EQ(vcpu.set(isa_single_id(64, isa_extension("v").number), 0).error, kOk);
  EXPECT_FALSE(lists(vcpu, vector_length_id(64)));
  EXPECT_EQ(vcpu.list(1000).count, before - 37);
  EXPECT_EQ(vcpu.get(vector_length_id(64)).error, ErrorNumber::enoent);
}

TEST(KvmConfigIsa, ReachesSingleLettersOnly) {
  Vcpu vcpu = vcpu_on("rv64gcv_zabha");
  const RegisterId isa = config_id(64, ConfigRegister::isa);
  const std::uint64_t letters = vcpu.get(isa).value;
  const auto letter = [](char name) { return std::uint64_t{1} << (name - 'a'); };
  EXPECT_EQ(letters, letter('a') | letter('c') | letter('d') | letter('f') | letter('i') | letter('m') | letter('v'));
  EXPECT_EQ(vcpu.set(isa, letter('z')).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.set(isa, letter('z') << 1).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.get(isa).value, letters);
  EXPECT_EQ(vcpu.set(isa, 0).error, kOk) << "what may not go stays without an error";
  EXPECT_EQ(vcpu.get(isa).value, letter('a') | letter('c') | letter('i') | letter('m'));
  EXPECT_TRUE(vcpu.guest_has("zabha"));
  EXPECT_FALSE(vcpu.guest_has("v"));
  EXPECT_EQ(vcpu.set(isa, letters | letter('h') | letter('b') | letter('q')).error, kOk);
  EXPECT_EQ(vcpu.get(isa).value, letters) << "no hypervisor, and no letters without a register";
}

// The kernel looks for the highest bit in 32 bits of the value.
TEST(KvmConfigIsa, IgnoresTheUpperHalf) {
  Vcpu vcpu = vcpu_on("rv64gc");
  const RegisterId isa = config_id(64, ConfigRegister::isa);
  const std::uint64_t letters = vcpu.get(isa).value;
  EXPECT_EQ(vcpu.set(isa, letters | std::uint64_t{1} << 40).error, kOk);
  EXPECT_EQ(vcpu.get(isa).value, letters);
}

TEST(KvmConfigIsa, IsFixedAfterTheFirstRun) {
  Vcpu vcpu = vcpu_on("rv64gc");
  const RegisterId isa = config_id(64, ConfigRegister::isa);
  const std::uint64_t letters = vcpu.get(isa).value;
  vcpu.run();
  EXPECT_EQ(vcpu.set(isa, letters).error, kOk);
  EXPECT_EQ(vcpu.set(isa, 0).error, ErrorNumber::ebusy);
  EXPECT_EQ(vcpu.get(isa).value, letters);
}

TEST(KvmConfig, HostValuesCannotBeOthers) {
  Host host = Host::parse("rv64gc_zicbom");
  host.zicbom_block_size = 128;
  host.satp_mode = 8;
  Vcpu vcpu(host, kNewestKernel);
  for (ConfigRegister which : {ConfigRegister::zicbom_block_size, ConfigRegister::satp_mode}) {
    const RegisterId id = config_id(64, which);
    const std::uint64_t value = vcpu.get(id).value;
    EXPECT_EQ(vcpu.set(id, value).error, kOk);
    EXPECT_EQ(vcpu.set(id, value + 1).error, ErrorNumber::einval);
    EXPECT_EQ(vcpu.get(id).value, value);
  }
  EXPECT_EQ(vcpu.get(config_id(64, ConfigRegister::zicbom_block_size)).value, 128u);
  EXPECT_EQ(vcpu.get(config_id(64, ConfigRegister::zicboz_block_size)).error, ErrorNumber::enoent);
}

TEST(KvmConfig, MachineIdsAreTheGuestsUntilItRuns) {
  Host host = Host::parse("rv64gc");
  host.mvendorid = 0x489;
  Vcpu vcpu(host, kNewestKernel);
  const RegisterId id = config_id(64, ConfigRegister::mvendorid);
  EXPECT_EQ(vcpu.get(id).value, 0x489u);
  EXPECT_EQ(vcpu.set(id, 5).error, kOk);
  vcpu.run();
  EXPECT_EQ(vcpu.set(id, 5).error, kOk);
  EXPECT_EQ(vcpu.set(id, 6).error, ErrorNumber::ebusy);
  EXPECT_EQ(vcpu.get(id).value, 5u);
}

TEST(KvmConfig, BlockSizesFollowTheGuestsBitUpTo70) {
  for (const char* kernel : {"7.0", "7.1"}) {
    Vcpu vcpu = vcpu_on("rv64gc_zicbom", kernel);
    EXPECT_EQ(vcpu.set(isa_single_id(64, isa_extension("zicbom").number), 0).error, kOk);
    const bool by_host = std::string(kernel) == "7.1";
    EXPECT_EQ(lists(vcpu, config_id(64, ConfigRegister::zicbom_block_size)), by_host) << kernel;
  }
}

TEST(KvmState, HoldsWhatWasWrittenAndChecksTheSize) {
  Vcpu vcpu = vcpu_on("rv64gc");
  const RegisterId a0 = register_id(8, RegisterType::core, 0, 10);
  EXPECT_EQ(vcpu.get(a0).value, 0u);
  EXPECT_EQ(vcpu.set(a0, 0x1234).error, kOk);
  EXPECT_EQ(vcpu.get(a0).value, 0x1234u);
  EXPECT_EQ(vcpu.set(register_id(4, RegisterType::core, 0, 10), 1).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.set(register_id(8, RegisterType::core, 0, 33), 1).error, ErrorNumber::enoent);
  EXPECT_EQ(vcpu.set(a0, 1, UserMemory::inaccessible).error, ErrorNumber::efault);
  EXPECT_EQ(vcpu.set(timer_frequency_id(), 1).error, ErrorNumber::einval);
  EXPECT_THROW(vcpu.get(register_id(8, RegisterType::sbi_ext, 0, 0)), std::invalid_argument);
}

// 6.5 and before: one error for all that is missing, no MULTI registers, no list, no writing of equal values.
TEST(KvmOlderKernels, HaveOtherErrors) {
  Vcpu vcpu = vcpu_on("rv64gc_zicbom", "6.5");
  const RegisterId m = isa_single_id(64, isa_extension("m").number);
  EXPECT_EQ(vcpu.get(isa_single_id(64, 67)).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.set(isa_single_id(64, 67), 1).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.get(isa_single_id(64, isa_extension("svpbmt").number)).error, kOk) << "reads 0 whatever the host";
  EXPECT_EQ(vcpu.set(isa_single_id(64, isa_extension("svpbmt").number), 1).error, ErrorNumber::eopnotsupp);
  EXPECT_EQ(vcpu.get(isa_multi_id(64, kIsaMultiEnable, 0)).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.set(isa_multi_id(64, kIsaMultiEnable, 0), 0).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.set(m, 1).error, kOk);
  EXPECT_EQ(vcpu.list(1000).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.get(0x80300000FF000000).error, ErrorNumber::einval);
  EXPECT_EQ(vcpu.set(config_id(64, ConfigRegister::zicbom_block_size), 64).error, ErrorNumber::eopnotsupp);
  vcpu.run();
  EXPECT_EQ(vcpu.set(m, 1).error, ErrorNumber::eopnotsupp);
  EXPECT_EQ(vcpu.set(config_id(64, ConfigRegister::isa), vcpu.get(config_id(64, ConfigRegister::isa)).value).error,
            ErrorNumber::eopnotsupp);
}

TEST(KvmOlderKernels, ListGrowsWithTheKernel) {
  const auto count = [](const char* kernel) { return vcpu_on("rv64gcv", kernel).list(1000).count; };
  // From 6.6 to 6.7 senvcfg; to 6.8 five control and 32 data registers of V.
  EXPECT_EQ(count("6.7"), count("6.6") + 1);
  EXPECT_EQ(count("6.8"), count("6.7") + 37);
}

}  // namespace
}  // namespace amoeba::kvm
