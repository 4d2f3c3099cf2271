#include "amoeba/platforms/configuration.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "amoeba/platforms/description.h"
#include "amoeba/platforms/description_schema.h"
#include "amoeba/platforms/parameter_reference.h"
#include "amoeba/platforms/resolved_configuration.h"

namespace amoeba {
namespace {

// The message with which the configuration is refused once `settings` are applied, or "valid".
std::string verdict(const std::vector<const char*>& settings) {
  Configuration configuration;
  try {
    for (const char* setting : settings) apply_setting(configuration, setting);
    validate(configuration);
  } catch (const ParameterError& error) {
    return error.what();
  }
  return "valid";
}

TEST(Configuration, DefaultsAreValid) {
  EXPECT_EQ(verdict({}), "valid");
}

TEST(Configuration, SettingOneFieldLeavesTheOthers) {
  Configuration configuration;
  configuration.harts = 7;
  apply_setting(configuration, "l1d.bytes=32KiB");
  EXPECT_EQ(configuration.l1d.bytes, 32768u);
  EXPECT_EQ(configuration.l1i.bytes, 16384u);
  EXPECT_EQ(configuration.harts, 7u);
}

TEST(Configuration, EveryParameterIsDocumented) {
  Configuration configuration;
  const ParameterRegistry registry = parameters_of(configuration);
  for (const Parameter& parameter : registry.all()) {
    EXPECT_FALSE(parameter.meaning().empty()) << parameter.path();
    EXPECT_EQ(parameter.meaning().back(), '.') << parameter.path();
    EXPECT_FALSE(parameter.source().empty()) << parameter.path();
  }
}

// A value that `parameter` admits and does not have; its own value where the rule is not known here.
std::string another_value(const Parameter& parameter) {
  switch (parameter.type()) {
    case ParameterType::whole: {
      const std::uint64_t value = std::get<std::uint64_t>(parameter.value());
      if (value == 0) return "16";
      return std::to_string(value * 2 <= parameter.maximum() ? value * 2 : value / 2);
    }
    case ParameterType::real:
      return "12.5";
    case ParameterType::boolean:
      return parameter.text() == "true" ? "false" : "true";
    case ParameterType::choice:
      return parameter.choices().back();
    case ParameterType::text:
      break;
  }
  if (parameter.path() == "guest.kernel") return "6.12";
  if (parameter.path().find("_placement") != std::string::npos) return "edges";
  return parameter.path() == "dram.mapping" ? "channel-rank-row-column-bank-bankgroup" : "rv64i";
}

TEST(Configuration, EveryParameterIsBoundToAFieldOfItsOwn) {
  Configuration configuration;
  const ParameterRegistry registry = parameters_of(configuration);
  for (const Parameter& changed : registry.all()) {
    configuration = Configuration{};
    changed.set(another_value(changed));
    for (const Parameter& parameter : registry.all()) {
      const bool is_default = parameter.value() == parameter.default_value();
      EXPECT_EQ(is_default, &parameter != &changed) << changed.path() << " is set, seen at " << parameter.path();
    }
  }
}

TEST(Configuration, NamesTheBrokenRuleAndTheRemedy) {
  EXPECT_EQ(verdict({"system.harts=0"}), "system.harts = 0: must be a whole number from 1 to 1024 (harts)");
  EXPECT_EQ(verdict({"system.line_bytes=48"}), "system.line_bytes = 48: must be a power of two from 16 to 256 (bytes)");
  EXPECT_EQ(verdict({"l1d.bytes=24KiB"}),
            "l1d.bytes = 24KiB: must be a power of two of sets, each of 4 ways of 64; choose 256 times a power of two, "
            "or change l1d.ways");
  EXPECT_EQ(verdict({"l1d.bytes=24KiB", "l1d.ways=6"}), "valid");
  EXPECT_EQ(verdict({"system.line_bytes=256", "l1i.bytes=512"}),
            "l1i.bytes = 512: must be a power of two of sets, each of 4 ways of 256; choose 1KiB times a power of two, "
            "or change l1i.ways");
  EXPECT_EQ(verdict({"directory.kind=snoop-filter", "directory.entries=24"}),
            "directory.entries = 24: must be a power of two of sets, each of 8 ways; choose 8 times a power of two, or "
            "change directory.ways");
  EXPECT_EQ(verdict({"directory.entries=24"}), "valid");
  EXPECT_EQ(verdict({"mmu.second_entries=24"}),
            "mmu.second_entries = 24: must be a power of two of sets, each of 4 ways; choose a power of two times "
            "mmu.second_ways, or other ways");
  EXPECT_EQ(verdict({"mmu.second_entries=24", "mmu.second_ways=6"}), "valid");
  EXPECT_EQ(verdict({"hart.core=ooo", "core.isa=rv64is_zicsr"}),
            "core.isa = rv64is_zicsr: names supervisor mode, which the out-of-order hart lacks; set hart.core = "
            "inorder, or leave s and h out");
  EXPECT_EQ(verdict({"crossbar.width=128"}),
            "crossbar.width = 128: must not exceed system.line_bytes, which is 64; lower it or choose longer lines");
  EXPECT_EQ(verdict({"atomics.reservation_bytes=4"}),
            "atomics.reservation_bytes = 4: must hold the 8 bytes that lr.d reads and lie in one line of 64; choose 0 "
            "for a whole line, or a power of two in between");
  EXPECT_EQ(verdict({"atomics.reservation_window=2000"}),
            "atomics.reservation_window = 2000 cycles: must not outlast the reservation, which lapses after 1024 "
            "cycles; lower it or raise atomics.reservation_timeout");
  EXPECT_EQ(verdict({"atomics.sc_backoff=65"}),
            "atomics.sc_backoff = 65 cycles: must not exceed its limit of 64 cycles; lower it or raise "
            "atomics.sc_backoff_limit");
  EXPECT_EQ(verdict({"memory.base=0x80000800"}),
            "memory.base = 0x80000800: must be a multiple of 0x1000 from 0x0 to 0x80000000000000 (address)");
}

TEST(Configuration, ADramModelMustFitTheMemory) {
  EXPECT_EQ(verdict({"memory.model=ddr5-4800", "memory.bytes=8GiB"}), "valid");
  EXPECT_EQ(verdict({"memory.model=lpddr4x-4266", "memory.bytes=2GiB"}),
            "memory.bytes = 2GiB: must not exceed the 1GiB of the DRAM channels; lower it or raise dram.ranks or "
            "memory.channels");
  EXPECT_EQ(verdict({"memory.model=lpddr4x-4266", "memory.bytes=4GiB", "dram.ranks=2", "memory.channels=2"}), "valid");
  EXPECT_EQ(verdict({"memory.model=ddr4-3200", "memory.external=true"}),
            "memory.model = ddr4-3200: says nothing about an external memory; set it or memory.external");
  EXPECT_EQ(verdict({"memory.model=ddr4-3200", "dram.write_low=90"}),
            "dram.write_low = 90 percent: must be less than dram.write_high, which is 85; lower it");
  EXPECT_EQ(verdict({"memory.model=ddr4-3200", "dram_timing.refi=100000"}),
            "dram_timing: refreshes would fill all the time: refi must exceed rfc, rp_all and rc together");
  EXPECT_EQ(verdict({"dram.mapping=row-bank-column"}),
            "dram.mapping = 'row-bank-column': the field 'channel' is missing");
  EXPECT_NE(verdict({"memory.model=ddr4-3201"}).find("did you mean 'ddr4-3200'?"), std::string::npos);
}

TEST(Configuration, RefusesUnknownNames) {
  EXPECT_EQ(verdict({"home.nodes=3"}), "home.nodes = 3: must be a power of two from 1 to 256 (nodes)");
  EXPECT_NE(verdict({"atomics.placement=unique-far"}).find("did you mean 'unique-near'?"), std::string::npos);
  EXPECT_NE(verdict({"atomics.lr_acquires=owned"}).find("must be one of shared, unique"), std::string::npos);
  EXPECT_NE(verdict({"system.queue=list"}).find("must be one of wheel, heap"), std::string::npos);
  EXPECT_NE(verdict({"core.isa=rv64imac_zabah"}).find("core.isa = 'rv64imac_zabah': "), std::string::npos);
}

TEST(Configuration, ChecksFieldsSetWithoutTheRegistry) {
  Configuration configuration;
  configuration.harts = 0;
  EXPECT_THROW(validate(configuration), ParameterError);
  configuration = Configuration{};
  configuration.placement = "nearby";
  EXPECT_THROW(validate(configuration), ParameterError);
}

TEST(Configuration, ResolvedYamlReadsBackToTheSame) {
  Configuration configuration;
  for (const char* setting : {"system.harts=8", "system.clock_hertz=1.4985GHz", "memory.base=0x40000000",
                              "energy.l1=0.1", "atomics.placement=all-far", "system.strict=true"}) {
    apply_setting(configuration, setting);
  }
  Configuration read;
  read_description(configuration_yaml(configuration), "resolved.yaml", read);
  EXPECT_EQ(configuration_json(read), configuration_json(configuration));
  EXPECT_EQ(read.clock_hertz, 1'498'500'000u);
}

TEST(Configuration, ResolvedJsonHasEveryValueWithItsUnit) {
  Configuration configuration;
  const nlohmann::json json = configuration_json(configuration);
  const ParameterRegistry registry = parameters_of(configuration);
  EXPECT_EQ(json.size(), registry.all().size());
  EXPECT_EQ(json["l1d.bytes"], (nlohmann::json{{"value", 16384}, {"unit", "bytes"}}));
  EXPECT_EQ(json["system.strict"]["value"], false);
  EXPECT_EQ(json["energy.memory"]["value"], 2000.0);
  EXPECT_EQ(json["atomics.placement"]["value"], "all-near");
}

TEST(Configuration, SchemaAndReferenceHaveEveryParameter) {
  Configuration configuration;
  const ParameterRegistry registry = parameters_of(configuration);
  const nlohmann::json schema = description_schema();
  const std::string reference = parameter_reference();
  for (const Parameter& parameter : registry.all()) {
    const std::size_t dot = parameter.path().find('.');
    const auto pointer = nlohmann::json::json_pointer("/properties/" + parameter.path().substr(0, dot) +
                                                      "/properties/" + parameter.path().substr(dot + 1));
    ASSERT_TRUE(schema.contains(pointer)) << parameter.path();
    EXPECT_TRUE(schema[pointer].contains("description")) << parameter.path();
    EXPECT_TRUE(schema[pointer].contains("default")) << parameter.path();
    EXPECT_NE(reference.find("| `" + parameter.path() + "` |"), std::string::npos) << parameter.path();
  }
  EXPECT_EQ(schema["properties"]["atomics"]["properties"]["lr_acquires"]["enum"], (nlohmann::json{"shared", "unique"}));
  EXPECT_EQ(schema["properties"]["l1d"]["additionalProperties"], false);
}

}  // namespace
}  // namespace amoeba
