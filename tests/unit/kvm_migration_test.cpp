// Restoring a guest's registers on another host, and the ISA properties of its device tree.
#include <gtest/gtest.h>

#include <algorithm>

#include "amoeba/kvm/device_tree.h"
#include "amoeba/kvm/migration.h"
#include "amoeba/kvm/state_registers.h"

namespace amoeba::kvm {
namespace {

Vcpu vcpu_on(const char* isa, Policy policy = Policy::upstream, KernelVersion kernel = kNewestKernel) {
  return Vcpu(Host::parse(isa), kernel, policy);
}

RegisterId single(const char* name) {
  return isa_single_id(64, isa_extension(name).number);
}

Migration move(const Vcpu& source, Vcpu destination) {
  return migrate(source, destination);
}

const MigratedRegister& find(const Migration& migration, RegisterId id) {
  const auto found = std::find_if(migration.registers.begin(), migration.registers.end(),
                                  [&](const MigratedRegister& one) { return one.id == id; });
  if (found == migration.registers.end()) throw std::out_of_range(describe(id));
  return *found;
}

TEST(KvmMigration, BetweenEqualHostsRestoresEveryRegister) {
  Vcpu source = vcpu_on("rv64gcv_zabha_zicbom_ssaia_smstateen");
  source.set(register_id(8, RegisterType::core, 0, 10), 42);
  source.set(single("zicbom"), 0);
  source.run();
  Vcpu destination = vcpu_on("rv64gcv_zabha_zicbom_ssaia_smstateen");
  const Migration migration = migrate(source, destination);
  EXPECT_TRUE(migration.possible());
  EXPECT_EQ(migration.registers.size(), source.list(1000).count);
  for (const MigratedRegister& one : migration.registers) EXPECT_EQ(one.outcome, Restored::exactly) << describe(one.id);
  EXPECT_EQ(destination.get(register_id(8, RegisterType::core, 0, 10)).value, 42u);
  EXPECT_FALSE(destination.guest_has("zicbom"));
}

TEST(KvmMigration, GuestWithZabhaCannotMoveToAHostWithout) {
  const Migration migration = move(vcpu_on("rv64gc_zabha"), vcpu_on("rv64gc"));
  EXPECT_FALSE(migration.possible());
  const MigratedRegister& zabha = find(migration, single("zabha"));
  EXPECT_EQ(zabha.error, ErrorNumber::enoent);
  EXPECT_EQ(zabha.outcome, Restored::not_so);
  EXPECT_NE(zabha.remedy.find("KVM cannot take zabha from a guest"), std::string::npos) << zabha.remedy;
  EXPECT_EQ(std::count_if(migration.registers.begin(), migration.registers.end(),
                          [](const MigratedRegister& one) { return one.outcome != Restored::exactly; }),
            1);
}

// Hypothetical: where the source can switch Zabha off, the guest can move.
TEST(KvmMigration, GatedGuestWithoutZabhaCanMove) {
  Vcpu source = vcpu_on("rv64gc_zabha", Policy::gated);
  EXPECT_NE(find(move(source, vcpu_on("rv64gc", Policy::gated)), single("zabha")).remedy.find("zabha=0"),
            std::string::npos);
  source.set(single("zabha"), 0);
  const Migration migration = move(source, vcpu_on("rv64gc", Policy::gated));
  EXPECT_TRUE(migration.possible());
  EXPECT_EQ(find(migration, single("zabha")).outcome, Restored::harmless);
}

TEST(KvmMigration, MoreAtTheDestinationDoesNoHarm) {
  const Migration migration = move(vcpu_on("rv64gc"), vcpu_on("rv64gc_zabha_zicbom"));
  EXPECT_TRUE(migration.possible());
  const MigratedRegister& zabha = find(migration, single("zabha"));
  EXPECT_FALSE(zabha.at_source);
  EXPECT_EQ(zabha.error, ErrorNumber::einval);
  EXPECT_EQ(zabha.found, 1u);
  EXPECT_EQ(zabha.outcome, Restored::harmless);
  const MigratedRegister& zicbom = find(migration, single("zicbom"));
  EXPECT_EQ(zicbom.error, ErrorNumber::none);
  EXPECT_EQ(zicbom.found, 0u);
  EXPECT_EQ(zicbom.outcome, Restored::exactly);
}

TEST(KvmMigration, NamesTheSettingThatWouldHaveHelped) {
  Vcpu source = vcpu_on("rv64gcv_svpbmt");
  const Migration refused = move(source, vcpu_on("rv64gc"));
  EXPECT_FALSE(refused.possible());
  EXPECT_NE(find(refused, single("v")).remedy.find("v=0"), std::string::npos);
  EXPECT_EQ(find(refused, config_id(64, ConfigRegister::isa)).outcome, Restored::not_so);
  EXPECT_EQ(find(refused, vector_length_id(64)).outcome, Restored::not_so);
  source.set(single("v"), 0);
  source.set(single("svpbmt"), 0);
  EXPECT_TRUE(move(source, vcpu_on("rv64gc")).possible());
}

TEST(KvmMigration, AnOlderKernelLacksTheRegisterNotTheInstructions) {
  for (const KernelVersion kernel : {KernelVersion{6, 13}, KernelVersion{6, 5}}) {
    const Migration migration = move(vcpu_on("rv64gc_zabha"), vcpu_on("rv64gc_zabha", Policy::upstream, kernel));
    const MigratedRegister& zabha = find(migration, single("zabha"));
    EXPECT_EQ(zabha.outcome, Restored::harmless) << kernel.text();
    EXPECT_NE(zabha.why.find("6.14 has"), std::string::npos) << zabha.why;
  }
}

TEST(KvmMigration, HostConstantsMustAgree) {
  Host other = Host::parse("rv64gcv_zicbom");
  other.timebase_frequency = 1;
  other.zicbom_block_size = 32;
  other.vlenb = 32;
  other.satp_mode = 10;
  const Migration migration = move(vcpu_on("rv64gcv_zicbom"), Vcpu(other, kNewestKernel));
  EXPECT_FALSE(migration.possible());
  for (RegisterId id : {timer_frequency_id(), vector_length_id(64), config_id(64, ConfigRegister::zicbom_block_size)}) {
    EXPECT_EQ(find(migration, id).outcome, Restored::not_so) << describe(id);
    EXPECT_EQ(find(migration, id).error, ErrorNumber::einval) << describe(id);
  }
  EXPECT_EQ(find(migration, config_id(64, ConfigRegister::satp_mode)).outcome, Restored::harmless);
  EXPECT_EQ(find(migration, register_id(16, RegisterType::vector, 0, 6)).error, ErrorNumber::einval);
}

TEST(KvmDeviceTree, NamesTheGuestsExtensionsInCanonicalOrder) {
  Vcpu vcpu = vcpu_on("rv64gcv_zabha_svinval_sstc_zicbom_zacas_zba");
  const DeviceTreeIsa tree = device_tree_isa(vcpu);
  EXPECT_EQ(tree.base, "rv64i");
  EXPECT_EQ(tree.isa,
            "rv64imafdcv_zicbom_zicntr_zicsr_zifencei_zihpm_zaamo_zabha_zacas_zalrsc_zca_zcd_zba_sstc_svinval");
  EXPECT_EQ(tree.extensions.front(), "i");
  EXPECT_EQ(tree.extensions.back(), "svinval");
  ASSERT_EQ(tree.block_sizes.size(), 1u);
  EXPECT_EQ(tree.block_sizes[0].first, "riscv,cbom-block-size");
  EXPECT_NE(tree.text().find("riscv,isa-extensions = \"i\", \"m\", \"a\","), std::string::npos) << tree.text();
  EXPECT_EQ(Host::parse(tree.isa).extensions, vcpu.host().extensions) << "a host described so is the same";
}

TEST(KvmDeviceTree, LeavesOutWhatTheGuestDoesNotHave) {
  Vcpu vcpu = vcpu_on("rv64gcv_zicbom_zabha", Policy::gated);
  for (const char* name : {"v", "zicbom", "zabha"}) EXPECT_EQ(vcpu.set(single(name), 0).error, ErrorNumber::none);
  const DeviceTreeIsa tree = device_tree_isa(vcpu);
  EXPECT_EQ(tree.isa, "rv64imafdc_zicntr_zicsr_zifencei_zihpm_zaamo_zalrsc_zca_zcd");
  EXPECT_TRUE(tree.block_sizes.empty());
}

}  // namespace
}  // namespace amoeba::kvm
