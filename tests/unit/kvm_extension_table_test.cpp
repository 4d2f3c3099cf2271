// KVM's table of ISA extensions against lists of its numbers and rules that were written down apart from it.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {
namespace {

std::set<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  std::set<std::string> result;
  for (std::string word; stream >> word;) result.insert(word);
  return result;
}

// Linux 6.14: extensions without a mechanism to disable them.
constexpr const char* kCannotDisable614 =
    "a c i m smnpm sscofpmf ssnpm sstc svinval svnapot svvptc zabha zacas zawrs zba zbb zbc zbkb zbkc zbkx zbs zca zcb "
    "zcd zcf "
    "zcmop zfa zfh zfhmin ziccrse zicntr zicond zicsr zifencei zihintntl zihintpause zihpm zimop zknd zkne zknh zkr "
    "zksed "
    "zksh zkt ztso zvbb zvbc zvfh zvfhmin zvkb zvkg zvkned zvknha zvknhb zvksed zvksh zvkt";
constexpr const char* kCanDisable614 = "d f h v smstateen svadu svpbmt zicbom zicboz";
constexpr const char* kConditional614 = "ssaia svade";

// A host that has everything, so that no condition fails.
Host complete_host() {
  Host host = Host::parse("rv64gc");
  for (const IsaExtension& extension : isa_extensions()) host.extensions.set(extension.number);
  return host;
}

Host host_without(const char* absent) {
  Host host = complete_host();
  host.extensions.reset(isa_extension(absent).number);
  return host;
}

std::set<std::string> those(KernelVersion kernel, const Host& host, bool (Vcpu::*allowed)(const IsaExtension&) const,
                            bool value) {
  const Vcpu vcpu(host, kernel);
  std::set<std::string> names;
  for (unsigned i = 0; i < known_extensions(kernel); ++i) {
    if ((vcpu.*allowed)(isa_extensions()[i]) == value) names.insert(isa_extensions()[i].name);
  }
  return names;
}

TEST(KvmExtensionTable, NumbersRunWithoutGapsAndKernelsOnlyAppend) {
  const auto& table = isa_extensions();
  ASSERT_EQ(table.size(), 78u);
  std::set<std::string> names;
  for (unsigned i = 0; i < table.size(); ++i) {
    EXPECT_EQ(table[i].number, i) << table[i].name;
    EXPECT_TRUE(names.insert(table[i].name).second) << table[i].name;
    EXPECT_TRUE(table[i].since >= table[i == 0 ? 0 : i - 1].since) << table[i].name;
  }
}

TEST(KvmExtensionTable, HasThePublishedNumbers) {
  const std::pair<const char*, unsigned> published[] = {
      {"a", 0},         {"m", 6},         {"svpbmt", 7}, {"ssaia", 14},  {"v", 15},      {"smstateen", 23},
      {"zacas", 53},    {"zawrs", 61},    {"smnpm", 62}, {"svade", 64},  {"svadu", 65},  {"svvptc", 66},
      {"zabha", 67},    {"ziccrse", 68},  {"zaamo", 69}, {"zalrsc", 70}, {"zicbop", 71}, {"zfbfmin", 72},
      {"zvfbfmin", 73}, {"zvfbfwma", 74}, {"zclsd", 75}, {"zilsd", 76},  {"zalasr", 77}};
  for (const auto& [name, number] : published) EXPECT_EQ(isa_extension(name).number, number) << name;
}

TEST(KvmExtensionTable, GrowsWithTheKernel) {
  const std::pair<const char*, unsigned> maxima[] = {
      {"6.3", 12},  {"6.4", 15},  {"6.5", 17},  {"6.6", 23},  {"6.7", 25},  {"6.8", 52},  {"6.9", 54}, {"6.10", 55},
      {"6.11", 62}, {"6.13", 66}, {"6.14", 69}, {"6.15", 71}, {"6.17", 71}, {"6.18", 75}, {"7.0", 78}, {"7.1", 78}};
  for (const auto& [kernel, maximum] : maxima)
    EXPECT_EQ(known_extensions(KernelVersion::parse(kernel)), maximum) << kernel;
}

TEST(KvmExtensionTable, HasTheDisableListOf614) {
  const KernelVersion kernel = {6, 14};
  std::set<std::string> free = words(kCanDisable614);
  EXPECT_EQ(those(kernel, host_without("smstateen"), &Vcpu::disable_allowed, true).count("ssaia"), 0u);
  EXPECT_EQ(those(kernel, host_without("svadu"), &Vcpu::disable_allowed, true).count("svade"), 0u);
  for (const std::string& name : words(kConditional614)) free.insert(name);
  EXPECT_EQ(those(kernel, complete_host(), &Vcpu::disable_allowed, true), free);
  EXPECT_EQ(those(kernel, complete_host(), &Vcpu::disable_allowed, false), words(kCannotDisable614));
}

TEST(KvmExtensionTable, HasTheDisableListOf71) {
  std::set<std::string> fixed = words(kCannotDisable614);
  fixed.erase("smnpm");
  for (const char* added : {"zaamo", "zalrsc", "zicbop", "zfbfmin", "zvfbfmin", "zvfbfwma", "zalasr"})
    fixed.insert(added);
  EXPECT_EQ(those(kNewestKernel, complete_host(), &Vcpu::disable_allowed, false), fixed);
}

TEST(KvmExtensionTable, AiaCanBeDisabledBySmstateenSince67) {
  EXPECT_FALSE(Vcpu(complete_host(), {6, 6}).disable_allowed(isa_extension("ssaia")));
  EXPECT_TRUE(Vcpu(complete_host(), {6, 7}).disable_allowed(isa_extension("ssaia")));
}

TEST(KvmExtensionTable, HasTheConditionsOfEnabling) {
  EXPECT_EQ(those(kNewestKernel, complete_host(), &Vcpu::enable_allowed, false), words("h"));
  EXPECT_EQ(those(kNewestKernel, host_without("ssaia"), &Vcpu::enable_allowed, false), words("h sscofpmf"));
  EXPECT_EQ(those(kNewestKernel, host_without("svadu"), &Vcpu::enable_allowed, false), words("h svadu"));
  Host host = complete_host();
  host.vector_allowed = false;
  EXPECT_EQ(those(kNewestKernel, host, &Vcpu::enable_allowed, false), words("h v"));
}

TEST(KvmExtensionTable, NewVcpusHaveWhatTheHostHasAndUserSpaceMayEnable) {
  Host host = Host::parse("rv64gcv_zabha_sscofpmf_svpbmt_zicbom");
  host.vector_allowed = false;
  const Vcpu vcpu(host, kNewestKernel);
  for (const char* name : {"a", "c", "d", "f", "i", "m", "zabha", "svpbmt", "zicbom", "zaamo", "zalrsc", "zca", "zcd"})
    EXPECT_TRUE(vcpu.guest_has(name)) << name;
  for (const char* name : {"h", "v", "sscofpmf", "zacas", "svadu"}) EXPECT_FALSE(vcpu.guest_has(name)) << name;
  EXPECT_EQ(vcpu.get(isa_single_id(64, isa_extension("h").number)).error, ErrorNumber::none);
}

// The guest's Smnpm needs the host's Ssnpm; up to 7.0 the two share a bit.
TEST(KvmExtensionTable, SmnpmIsTheHostsSsnpm) {
  const RegisterId smnpm = isa_single_id(64, isa_extension("smnpm").number);
  EXPECT_EQ(Vcpu(Host::parse("rv64gc_smnpm"), kNewestKernel).get(smnpm).error, ErrorNumber::enoent);
  for (const char* kernel : {"7.0", "7.1"}) {
    Vcpu vcpu(Host::parse("rv64gc_ssnpm"), KernelVersion::parse(kernel));
    EXPECT_EQ(vcpu.get(smnpm).value, 1u);
    const bool own = std::string(kernel) == "7.1";
    EXPECT_EQ(vcpu.set(smnpm, 0).error, own ? ErrorNumber::none : ErrorNumber::einval);
    EXPECT_EQ(vcpu.guest_has("smnpm"), !own);
    EXPECT_TRUE(vcpu.guest_has("ssnpm"));
  }
}

TEST(KvmExtensionTable, FindsNamesInEveryForm) {
  for (const char* name : {"zabha", "Zabha", "ZABHA", "KVM_RISCV_ISA_EXT_ZABHA"}) {
    ASSERT_NE(find_isa_extension(name), nullptr) << name;
    EXPECT_EQ(find_isa_extension(name)->number, 67u);
  }
  EXPECT_EQ(find_isa_extension("zabah"), nullptr);
  EXPECT_THROW(isa_extension("zabah"), std::invalid_argument);
}

TEST(KvmKernelVersion, ReadsAndRefuses) {
  EXPECT_EQ(KernelVersion::parse("v6.14-rc3").text(), "6.14");
  EXPECT_EQ(KernelVersion::parse("6.12.117").text(), "6.12");
  EXPECT_EQ(KernelVersion::parse("6.20").text(), "7.0");
  for (const char* text : {"6.2", "5.19", "7.2", "8.0"})
    EXPECT_THROW(KernelVersion::parse(text), std::invalid_argument) << text;
  for (const char* text : {"", "6", "6.", "x.1", "6.14x"})
    EXPECT_THROW(KernelVersion::parse(text), std::invalid_argument) << text;
  EXPECT_EQ(default_hedeleg({6, 16}), 0xB109u);
  EXPECT_EQ(default_hedeleg({6, 17}), 0xB10Du);
}

TEST(KvmHost, ReadsIsaStringsAsTheKernelDoes) {
  const Host host = Host::parse("rv64i2p1m2p0a_Zabha1p0_zve64d_svinval");
  for (const char* name :
       {"i", "m", "a", "zabha", "svinval", "zaamo", "zalrsc", "zicntr", "zicsr", "zifencei", "zihpm", "h"})
    EXPECT_TRUE(host.has(name)) << name;
  EXPECT_FALSE(host.has("f"));
  EXPECT_FALSE(host.hypervisor_named);
  EXPECT_EQ(host.unregistered, std::vector<std::string>{"zve64d"});
  EXPECT_TRUE(Host::parse("rv64gch").hypervisor_named);
  EXPECT_TRUE(Host::parse("rv64gc").has("zcd"));
  EXPECT_FALSE(Host::parse("rv64imac").has("zcd"));
  EXPECT_FALSE(Host::parse("rv64imafc").has("zcd"));
  EXPECT_TRUE(Host::parse("rv32gc").has("zcf"));
  EXPECT_FALSE(Host::parse("rv64gc").has("zcf"));
  EXPECT_EQ(Host::parse("rv32gc").xlen, 32u);
  EXPECT_TRUE(Host::parse("rv64imazicsr_zabha").has("zabha"));
  EXPECT_TRUE(Host::parse("rv64i_zkn").has("zknd"));
  for (const char* text : {"", "rv64", "rv128i", "x86", "rv64m", "rv64i__zabha", "rv64i-zabha"})
    EXPECT_THROW(Host::parse(text), std::invalid_argument) << text;
}

}  // namespace
}  // namespace amoeba::kvm
