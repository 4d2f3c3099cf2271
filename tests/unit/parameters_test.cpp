#include "amoeba/base/parameters.h"

#include <gtest/gtest.h>

#include "amoeba/base/nearest_name.h"

namespace amoeba {
namespace {

struct Fields {
  std::uint32_t ways = 4;
  std::uint64_t bytes = 16384;
  double energy = 4.0;
  bool strict = false;
  std::string policy = "near";
  std::string isa = "rv64i";
};

ParameterRegistry parameters_of(Fields& fields) {
  ParameterRegistry registry;
  registry.add("cache.ways", &fields.ways, "ways", "Associativity.").range(1, 64).power_of_two();
  registry.add("cache.bytes", &fields.bytes, "bytes", "Capacity.").range(64, 1 << 20).multiple_of(64).source("a book");
  registry.add("energy", &fields.energy, "pJ", "Energy.").real_range(0, 100);
  registry.add("strict", &fields.strict, "", "Strict mode.");
  registry.add("policy", &fields.policy, "", "Placement.").choices({"near", "far"});
  const auto wants_rv = [](const std::string& text) {
    if (text.substr(0, 4) != "rv64") throw std::invalid_argument("an ISA name begins with rv64");
  };
  registry.add("isa", &fields.isa, "", "ISA.").checked_by(wants_rv, "an ISA name");
  return registry;
}

class Parameters : public testing::Test {
 protected:
  std::string refusal(std::string_view assignment) const {
    try {
      registry.set(assignment);
    } catch (const ParameterError& error) {
      return error.what();
    }
    return "accepted";
  }

  Fields fields;
  ParameterRegistry registry = parameters_of(fields);
};

TEST_F(Parameters, SetTheFieldsTheyAreBoundTo) {
  for (const char* assignment :
       {"cache.ways=8", "cache.bytes=32KiB", "energy=0.5", "strict=true", "policy=far", "isa=rv64imac"}) {
    EXPECT_EQ(refusal(assignment), "accepted");
  }
  EXPECT_EQ(fields.ways, 8u);
  EXPECT_EQ(fields.bytes, 32768u);
  EXPECT_EQ(fields.energy, 0.5);
  EXPECT_TRUE(fields.strict);
  EXPECT_EQ(fields.policy, "far");
  EXPECT_EQ(fields.isa, "rv64imac");
}

TEST_F(Parameters, KnowTheirDefaultTypeAndSource) {
  registry.set("cache.bytes=32KiB");
  const Parameter& bytes = *registry.find("cache.bytes");
  EXPECT_EQ(bytes.text(), "32KiB");
  EXPECT_EQ(bytes.text(bytes.default_value()), "16KiB");
  EXPECT_EQ(bytes.source(), "a book");
  EXPECT_EQ(registry.find("cache.ways")->source(), "assumed");
  EXPECT_EQ(bytes.type(), ParameterType::whole);
  EXPECT_EQ(registry.find("policy")->type(), ParameterType::choice);
  EXPECT_EQ(registry.find("isa")->type(), ParameterType::text);
  EXPECT_EQ(std::get<std::uint64_t>(bytes.value()), 32768u);
}

TEST_F(Parameters, RefuseWhatBreaksTheirRuleAndKeepTheirValue) {
  EXPECT_EQ(refusal("cache.ways=0"), "cache.ways = 0: must be a power of two from 1 to 64 (ways)");
  EXPECT_EQ(refusal("cache.ways=3"), "cache.ways = 3: must be a power of two from 1 to 64 (ways)");
  EXPECT_EQ(refusal("cache.ways=128"), "cache.ways = 128: must be a power of two from 1 to 64 (ways)");
  EXPECT_EQ(refusal("cache.ways=4294967297"), "cache.ways = 4294967297: must be a power of two from 1 to 64 (ways)");
  EXPECT_EQ(refusal("cache.bytes=100"), "cache.bytes = 100: must be a multiple of 64 from 64 to 1MiB (bytes)");
  EXPECT_EQ(refusal("cache.ways=four"),
            "cache.ways: 'four' is not a number with one of the units ways; it must be a power of two from 1 to 64");
  EXPECT_EQ(refusal("energy=101"), "energy = 101: must be a number from 0 to 100 (pJ)");
  EXPECT_EQ(refusal("strict=yes"), "strict = 'yes': must be true or false");
  EXPECT_EQ(refusal("policy=fra"), "policy = 'fra': must be one of near, far; did you mean 'far'?");
  EXPECT_EQ(refusal("isa=arm"), "isa = 'arm': an ISA name begins with rv64");
  EXPECT_EQ(fields.ways, 4u);
  EXPECT_EQ(fields.bytes, 16384u);
  EXPECT_EQ(fields.policy, "near");
}

TEST_F(Parameters, AdmitBothEndsOfTheirRange) {
  for (const char* assignment :
       {"cache.ways=1", "cache.ways=64", "cache.bytes=64", "cache.bytes=1MiB", "energy=0", "energy=100"}) {
    EXPECT_EQ(refusal(assignment), "accepted") << assignment;
  }
}

TEST_F(Parameters, SuggestTheNearestPath) {
  EXPECT_EQ(refusal("cache.byte=1"), "unknown parameter 'cache.byte'; did you mean 'cache.bytes'?");
  EXPECT_EQ(refusal("cahce.ways=1"), "unknown parameter 'cahce.ways'; did you mean 'cache.ways'?");
  EXPECT_EQ(refusal("ways=1"), "unknown parameter 'ways'; did you mean 'cache.ways'?");
  EXPECT_EQ(refusal("zzzzzzzzzz=1"), "unknown parameter 'zzzzzzzzzz'");
  EXPECT_EQ(refusal("=1"), "unknown parameter ''");
  EXPECT_EQ(refusal("cache=1"), "'cache' is a group of parameters: set one of its members");
  EXPECT_EQ(refusal("cache.ways"), "'cache.ways' is not of the form path=value");
}

TEST_F(Parameters, CheckFieldsThatWereSetBehindTheirBack) {
  EXPECT_NO_THROW(registry.check());
  fields.ways = 5;
  EXPECT_THROW(registry.check(), ParameterError);
}

TEST_F(Parameters, AreRegisteredOnce) {
  EXPECT_THROW(registry.add("strict", &fields.strict, "", ""), std::logic_error);
  EXPECT_THROW(registry.add("cache", &fields.strict, "", ""), std::logic_error);
}

TEST(NearestName, CountsEdits) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", "abc"), 0u);
  EXPECT_EQ(edit_distance("abc", "acb"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(nearest_name("lid", {"l1d", "l1i"}), "l1d");
  EXPECT_EQ(nearest_name("x", {"yz"}), "");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'a'), {"l1d"}), "");
}

}  // namespace
}  // namespace amoeba
