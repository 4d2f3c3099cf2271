// The tests of this folder, each with what was worked out for it by hand from the manual: how often its condition holds
// under RVWMO, Ztso and sequential consistency.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "litmus_fixture.h"

namespace amoeba::litmus {
namespace {

struct KnownTest {
  const char* name;
  const char* rvwmo;
  const char* ztso;
  const char* sc;
};
constexpr KnownTest kKnownTests[] = {
    {"SB", "Sometimes", "Sometimes", "Never"},
    {"SB+fence.rw.rws", "Never", "Never", "Never"},
    {"SB+fence.tsos", "Sometimes", "Sometimes", "Never"},
    {"SB+fence.rw.rw+po", "Sometimes", "Sometimes", "Never"},
    {"SB+amoswaps", "Sometimes", "Never", "Never"},
    {"SB+amoswap.aqs+BYTE", "Never", "Never", "Never"},
    {"SB+sw.rl-lw.aqs", "Never", "Never", "Never"},
    {"SB+rfi-addrs", "Sometimes", "Sometimes", "Never"},
    {"SB+amocas-misses.rl", "Sometimes", "Sometimes", "Never"},
    {"SB+amocas-hits.rl", "Never", "Never", "Never"},
    {"MP", "Sometimes", "Never", "Never"},
    {"MP+fence.w.w+po", "Sometimes", "Never", "Never"},
    {"MP+fence.w.w+fence.r.r", "Never", "Never", "Never"},
    {"MP+fence.r.r+fence.w.w", "Sometimes", "Never", "Never"},
    {"MP+fence.w.w+addr", "Never", "Never", "Never"},
    {"MP+fence.w.w+ctrl", "Sometimes", "Never", "Never"},
    {"MP+fence.w.w+ctrl-fence.i", "Sometimes", "Never", "Never"},
    {"MP+fence.w.w+ctrl-fence.r.r", "Never", "Never", "Never"},
    {"MP+amoswap.rl+amoor.aq+HALF", "Never", "Never", "Never"},
    {"MP+amoswap.aq+amoor.rl+BYTE", "Sometimes", "Never", "Never"},
    {"MP+sd.rl+ld.aq", "Never", "Never", "Never"},
    {"MP+sb.rl+lb.aq", "Never", "Never", "Never"},
    {"MP+sh.aqrl+lh.aqrl", "Never", "Never", "Never"},
    {"MP+fence.w.w+amocas.aq", "Never", "Never", "Never"},
    {"MP+fence.w.w+lr-sc-addr", "Never", "Never", "Never"},
    {"MP+fence.w.w+addr-rfi-addr", "Never", "Never", "Never"},
    {"MP+fence.w.w+data-rfi-addr", "Never", "Never", "Never"},
    {"RSW", "Sometimes", "Never", "Never"},
    {"RDW", "Never", "Never", "Never"},
    {"LB", "Sometimes", "Never", "Never"},
    {"LB+datas", "Never", "Never", "Never"},
    {"LB+addrs", "Never", "Never", "Never"},
    {"LB+ctrls", "Never", "Never", "Never"},
    {"LB+fence.tsos", "Never", "Never", "Never"},
    {"LB+addr-pos", "Never", "Never", "Never"},
    {"LB+overwriteds", "Sometimes", "Never", "Never"},
    {"LB+copies", "Never", "Never", "Never"},
    {"LB+amoswap-data", "Never", "Never", "Never"},
    {"IRIW", "Sometimes", "Never", "Never"},
    {"IRIW+addrs", "Never", "Never", "Never"},
    {"IRIW+fence.r.rs", "Never", "Never", "Never"},
    {"WRC+data+addr", "Never", "Never", "Never"},
    {"WRC+po+addr", "Sometimes", "Never", "Never"},
    {"ISA2+fence.w.w+data+addr", "Never", "Never", "Never"},
    {"2+2W", "Sometimes", "Never", "Never"},
    {"2+2W+fence.w.ws", "Never", "Never", "Never"},
    {"S", "Sometimes", "Never", "Never"},
    {"S+fence.w.w+data", "Never", "Never", "Never"},
    {"S+fence.w.w+addr-po", "Never", "Never", "Never"},
    {"R", "Sometimes", "Sometimes", "Never"},
    {"R+fence.rw.rws", "Never", "Never", "Never"},
    {"CoRR", "Never", "Never", "Never"},
    {"CoWW", "Always", "Always", "Always"},
    {"CoRW1", "Never", "Never", "Never"},
    {"CoRW2", "Never", "Never", "Never"},
    {"CoWR", "Never", "Never", "Never"},
    {"ATOM+amoadds+BYTE", "Always", "Always", "Always"},
    {"ATOM+amoadds+HALF", "Always", "Always", "Always"},
    {"ATOM+amoadds+WORD", "Always", "Always", "Always"},
    {"ATOM+amoadds+DOUBLE", "Always", "Always", "Always"},
    {"ATOM+amoadd-neighbour+BYTE", "Always", "Always", "Always"},
    {"CAS+race", "Never", "Never", "Never"},
    {"CAS+race+outcome", "Always", "Always", "Always"},
    {"LRSC+lost-update", "Always", "Always", "Always"},
    {"LRSC+neighbour-byte", "Never", "Never", "Never"},
    {"LB+lr-sc-elsewhere", "Never", "Never", "Never"},
    {"SC+alone", "Always", "Always", "Always"},
    {"SC+elsewhere", "Always", "Always", "Always"},
    {"SC+twice", "Never", "Never", "Never"},
    {"SC+may-fail", "Sometimes", "Sometimes", "Sometimes"},
    {"MIX+bytes-half", "Sometimes", "Never", "Never"},
    {"MIX+bytes-half+fence.w.w", "Never", "Never", "Never"},
    {"MIX+half-untorn", "Always", "Always", "Always"},
    {"MIX+half-bytes", "Never", "Never", "Never"},
    {"MIX+forwarded-half", "Sometimes", "Sometimes", "Sometimes"},
    {"MIX+SB-halves", "Sometimes", "Sometimes", "Never"},
};

std::string path_of(const std::string& name) {
  return std::string(AMOEBA_LITMUS_TESTS) + "/" + name + ".litmus";
}

LitmusTest read(const std::string& name) {
  std::ifstream file(path_of(name));
  EXPECT_TRUE(file.good()) << path_of(name);
  return read_litmus_test(path_of(name), {std::istreambuf_iterator<char>(file), {}});
}

TEST(LitmusSuite, TheOracleAgreesWithTheManual) {
  for (const KnownTest& known : kKnownTests) {
    const LitmusTest test = read(known.name);
    EXPECT_EQ(test.name, known.name);
    ModelOptions options;
    EXPECT_EQ(observation(allowed_states(test, options)), known.rvwmo) << known.name;
    options.model = MemoryModel::ztso;
    EXPECT_EQ(observation(allowed_states(test, options)), known.ztso) << known.name << " under Ztso";
    options.model = MemoryModel::sc;
    EXPECT_EQ(observation(allowed_states(test, options)), known.sc) << known.name << " under SC";
  }
}

TEST(LitmusSuite, EveryFileIsKnown) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(AMOEBA_LITMUS_TESTS))
    files += entry.path().extension() == ".litmus";
  EXPECT_EQ(files, std::size(kKnownTests));
}

// Whatever a stronger model allows, a weaker one does.
TEST(LitmusSuite, ModelsAreNested) {
  for (const KnownTest& known : kKnownTests) {
    const LitmusTest test = read(known.name);
    const FinalStates rvwmo = allowed_states(test, {});
    const FinalStates ztso = allowed_states(test, {MemoryModel::ztso});
    for (const auto& [row, count] : ztso.counts) EXPECT_EQ(rvwmo.counts.count(row), 1u) << known.name;
    for (const auto& [row, count] : allowed_states(test, {MemoryModel::sc}).counts)
      EXPECT_EQ(ztso.counts.count(row), 1u) << known.name;
  }
}

}  // namespace
}  // namespace amoeba::litmus
