// `amoeba kvm` as a user meets it: answers, files, JSON, hypothetical labels and errors.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program_folder.h"

namespace amoeba {
namespace {

class KvmCommand : public testing::Test {
 protected:
  std::string ask(const std::string& arguments) const {
    const Finished finished = folder_.run("kvm " + arguments);
    EXPECT_EQ(finished.status, 0) << arguments << "\n" << finished.errors;
    EXPECT_EQ(finished.errors, "") << arguments;
    return finished.output;
  }
  nlohmann::json ask_json(const std::string& arguments) const {
    const nlohmann::json json = nlohmann::json::parse(ask(arguments + " --json"));
    EXPECT_EQ(json.at("format"), "amoeba-kvm");
    EXPECT_EQ(json.at("format_version"), 1);
    return json;
  }
  void expect(const std::string& arguments, const std::vector<std::string>& parts) const {
    const std::string output = ask(arguments);
    for (const std::string& part : parts) EXPECT_NE(output.find(part), std::string::npos) << part << "\n" << output;
  }
  void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) const {
    const Finished finished = folder_.run("kvm " + arguments);
    EXPECT_EQ(finished.status, 2) << arguments << "\n" << finished.errors;
    EXPECT_EQ(finished.errors.rfind("amoeba: error: ", 0), 0u) << finished.errors;
    EXPECT_EQ(finished.output, "") << arguments;
    for (const std::string& part : parts) EXPECT_NE(finished.errors.find(part), std::string::npos) << finished.errors;
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
    return name;
  }

  const ProgramFolder folder_;
};

struct Question {
  const char* arguments;
  const char* error;
  unsigned after;
};

// The truth table for Zabha, as the program answers it.
TEST_F(KvmCommand, SetAnswersByErrorName) {
  const Question questions[] = {
      {"--host rv64gc_zabha zabha=0", "EINVAL", 1},
      {"--host rv64gc_zabha zabha=1", "0", 1},
      {"--host rv64gc_zabha --after-run zabha=0", "EBUSY", 1},
      {"--host rv64gc_zabha --after-run zabha=1", "0", 1},
      {"--host rv64gc_zabha --multi zabha=0", "0", 1},
      {"--host rv64gc_zabha --multi --after-run zabha=0", "0", 1},
      {"--host rv64gc_zabha --bad-address zabha=0", "EFAULT", 1},
      {"--host rv64gc zabha=0", "ENOENT", 0},
      {"--host rv64gc --after-run zabha=1", "ENOENT", 0},
      {"--host rv64gc --multi zabha=1", "0", 0},
      {"--host rv64gc_zabha --kernel 6.13 zabha=0", "ENOENT", 0},
      {"--host rv64gc_zabha --policy gated zabha=0", "0", 0},
  };
  for (const Question& question : questions) {
    const nlohmann::json request = ask_json("set " + std::string(question.arguments)).at("requests").at(0);
    EXPECT_EQ(request.at("error"), question.error) << question.arguments;
    EXPECT_EQ(request.at("after"), question.after) << question.arguments;
    EXPECT_FALSE(request.at("why").get<std::string>().empty()) << question.arguments;
  }
}

TEST_F(KvmCommand, SetSaysWhyAndWhatTheGuestMeets) {
  expect("set --host rv64gc_zabha zabha=0",
         {"zabha=0 -> EINVAL (22)", "0x8030000007000043", "zabha was 1, is 1", "amoadd.b is performed by the hart"});
  expect("set --host rv64gc_zabha --multi zabha=0", {"zabha=0 -> 0", "refused", "0x8030000007020001"});
  expect("set --host rv64gc --kernel 6.16 zabha=0", {"ENOENT (2)", "redirects the trap to KVM", "0xB109"});
  expect("set --host rv64gc --kernel 6.17 zabha=0",
         {"ENOENT (2)", "redirects the trap to the guest's kernel", "0xB10D"});
}

TEST_F(KvmCommand, RequestsAreDoneInOrder) {
  const auto requests =
      ask_json("set --host rv64gc_zicbom zicbom=0 zicbom=1 isa=0 0x8030000007000002=1").at("requests");
  EXPECT_EQ(requests.at(0).at("after"), 0);
  EXPECT_EQ(requests.at(1).at("before"), 0);
  EXPECT_EQ(requests.at(1).at("after"), 1);
  EXPECT_EQ(requests.at(2).at("error"), "0");
  EXPECT_EQ(requests.at(3).at("before"), 0) << "CONFIG isa took D away";
  EXPECT_EQ(requests.at(3).at("after"), 1);
}

TEST_F(KvmCommand, GatedIsHypotheticalInEveryOutput) {
  expect("set --host rv64gc_zabha --policy gated zabha=0",
         {"policy gated (hypothetical", "disabled (hypothetical", "illegal instruction", "hypothetical: policy gated"});
  expect("list --host rv64gc_zabha --policy gated", {"policy gated (hypothetical"});
  expect("migrate --host rv64gc_zabha --to rv64gc --policy gated zabha=0",
         {"policy gated (hypothetical", "The guest can be migrated."});
  EXPECT_EQ(ask_json("list --policy gated").at("hypothetical"), true);
  EXPECT_EQ(ask_json("list").at("hypothetical"), false);
  EXPECT_EQ(ask("set --host rv64gc_zabha zabha=0").find("hypothetical"), std::string::npos);
}

TEST_F(KvmCommand, ListShowsIdsValuesAndWhatMayChange) {
  const nlohmann::json registers = ask_json("list --host rv64gc_zabha_zicbom").at("registers");
  unsigned found = 0;
  for (const auto& one : registers) {
    if (one.at("register") == "ISA_EXT SINGLE zabha") {
      ++found;
      EXPECT_EQ(one.at("id"), "0x8030000007000043");
      EXPECT_EQ(one.at("value"), 1);
      EXPECT_EQ(one.at("changeable"), "EINVAL");
      EXPECT_EQ(one.at("extension").at("since"), "6.14");
    }
    if (one.at("register") == "ISA_EXT SINGLE zicbom") {
      ++found;
      EXPECT_EQ(one.at("changeable"), "yes");
    }
  }
  EXPECT_EQ(found, 2u);
  expect("list --host rv64gc_zabha --after-run", {"EBUSY"});
  EXPECT_EQ(ask("list --host rv64gc_zabha").find("zacas"), std::string::npos);
  expect("list --host rv64gc_zabha --all", {"ISA_EXT SINGLE zacas", "ENOENT", "CORE 32"});
}

TEST_F(KvmCommand, ListGivesTheErrorsOfTheCall) {
  const auto call = ask_json("list --host rv64gc --room 3").at("list");
  EXPECT_EQ(call.at("error"), "E2BIG");
  const std::string count = std::to_string(call.at("count").get<unsigned>());
  EXPECT_EQ(ask_json("list --host rv64gc --room " + count).at("list").at("error"), "0");
  expect("list --host rv64gc --room 1000 --kernel 6.5", {"EINVAL (22)", "no such call before 6.6"});
}

TEST_F(KvmCommand, GetReadsMultiWordsAndIds) {
  const auto requests =
      ask_json("get --host rv64gc_zabha zabha zacas multi_en.1 multi_dis.1 multi_en.2 0x8020000007000043")
          .at("requests");
  EXPECT_EQ(requests.at(0).at("value"), 1);
  EXPECT_EQ(requests.at(1).at("error"), "ENOENT");
  EXPECT_EQ(requests.at(2).at("value").get<std::uint64_t>() & 8, 8u);
  EXPECT_EQ(requests.at(2).at("value").get<std::uint64_t>(), ~requests.at(3).at("value").get<std::uint64_t>());
  EXPECT_EQ(requests.at(4).at("error"), "ENOENT");
  EXPECT_EQ(requests.at(5).at("error"), "EINVAL");
}

TEST_F(KvmCommand, MigrateSaysWhatToDo) {
  const nlohmann::json refused = ask_json("migrate --host rv64gcv_zabha --to rv64gc").at("migration");
  EXPECT_EQ(refused.at("possible"), false);
  for (const auto& one : refused.at("registers")) {
    if (one.at("restored") == "restored") continue;
    EXPECT_FALSE(one.at("remedy").get<std::string>().empty()) << one;
  }
  expect("migrate --host rv64gcv_zabha --to rv64gc",
         {"The guest cannot be migrated", "start the guest with v=0", "VECTOR 6 to 37", "ISA_EXT SINGLE zabha"});
  expect("migrate --host rv64gcv --to rv64gc v=0", {"The guest can be migrated."});
  expect("migrate --host rv64gc --to rv64gc_zabha", {"absent", "harmless", "The guest can be migrated."});
  expect("migrate --host rv64gc_zabha --to rv64gc_zabha --to-kernel 6.13", {"6.14 has", "The guest can be migrated."});
}

TEST_F(KvmCommand, DeviceTreeNamesWhatTheGuestHas) {
  expect("set --host rv64gc_zicbom_zabha --device-tree zicbom=0",
         {"riscv,isa = \"rv64imafdc_zicntr_zicsr_zifencei_zihpm_zaamo_zabha_zalrsc_zca_zcd\";",
          "riscv,isa-base = \"rv64i\";", "riscv,isa-extensions = \"i\", \"m\", \"a\""});
  const auto tree = ask_json("list --host rv64gc_zicbom --device-tree").at("device_tree");
  EXPECT_EQ(tree.at("riscv,cbom-block-size"), 64);
}

TEST_F(KvmCommand, HostMayBeAFile) {
  const std::string cpuinfo = write("cpuinfo",
                                    "processor\t: 0\nhart\t\t: 2\nisa\t\t: rv64imafdch_zicbom_zabha\nmmu\t\t: sv39\n"
                                    "mvendorid\t: 0x489\n\nprocessor\t: 1\nisa\t\t: rv64i\n");
  const auto requests = ask_json("get --host " + cpuinfo + " zabha mvendorid satp_mode").at("requests");
  EXPECT_EQ(requests.at(0).at("value"), 1);
  EXPECT_EQ(requests.at(1).at("value"), 0x489);
  EXPECT_EQ(requests.at(2).at("value"), 8);
  const std::string platform = write("platform.yaml", "core: {isa: rv64imac_zicsr_zabha}\n");
  EXPECT_EQ(ask_json("list --host " + platform).at("host").at("isa"), "rv64imac_zicsr_zabha");
  EXPECT_EQ(ask_json("list").at("host").at("origin"), "default platform");
}

TEST_F(KvmCommand, TimeBaseAndBlockSizesComeFromTheFile) {
  const std::string from = write("from", "isa: rv64gc_zicbom\n");
  const std::string to =
      write("to", "# other clock\nisa: rv64gc_zicbom\ntimebase_frequency: 24000000\nzicbom_block_size: 32\n");
  expect("migrate --host " + from + " --to " + to,
         {"TIMER frequency", "choose a destination with this time base", "zicbom_block_size", "cannot be migrated"});
}

TEST_F(KvmCommand, NotesWhatItAssumes) {
  expect("list --host rv64gc_zabah",
         {"KVM has no register for 'zabah'; did you mean 'zabha'?", "h is taken for granted"});
  EXPECT_EQ(ask("list --host rv64gch").find("note:"), std::string::npos);
}

TEST_F(KvmCommand, RefusesWrongInput) {
  expect_refused("", {"list, get, set or migrate"});
  expect_refused("st zabha=0", {"unknown action 'st'", "did you mean 'set'?"});
  expect_refused("set", {"set wants names", "set zabha=0"});
  expect_refused("set zabha", {"NAME=VALUE"});
  expect_refused("set zabah=0", {"unknown register 'zabah'", "did you mean 'zabha'?"});
  expect_refused("set zabha=x", {"whole numbers"});
  expect_refused("set --multi isa=0", {"--multi wants EXTENSION=0"});
  expect_refused("list zabha", {"'amoeba kvm get' does"});
  expect_refused("list --host x86_64", {"neither an ISA string"});
  expect_refused("list --host rv64m", {"must begin with rv64i"});
  expect_refused("list --kernel 5.10", {"modelled are 6.3 to 7.1"});
  expect_refused("list --policy gatd", {"did you mean 'gated'?"});
  expect_refused("list --multi", {"--multi means nothing to list"});
  expect_refused("list --to-kernel 6.14", {"--to-kernel means nothing to list"});
  expect_refused("migrate --host rv64gc", {"--to HOST"});
  expect_refused("migrate --host rv64gc --to rv32gc", {"differ in XLEN"});
  expect_refused("list --hots rv64gc", {"did you mean '--host'?"});
  expect_refused("get 0x8030000008000000", {"SBI registers are not modelled"});
  expect_refused("list --host " + write("host", "isa: rv64gc\nmvendrid: 1\n"), {"host:2", "did you mean 'mvendorid'?"});
  expect_refused("list --host " + write("empty", "# nothing\n"), {"no ISA string"});
  expect_refused("list --host " + write("mmu", "isa: rv64gc\nmmu: sv40\n"), {"mmu:2", "sv48"});
}

TEST_F(KvmCommand, HelpHasExamplesThatWork) {
  const std::string help = ask("--help");
  EXPECT_NE(help.find("amoeba kvm set --host rv64gc_zabha zabha=0"), std::string::npos) << help;
  std::size_t examples = 0;
  for (std::size_t at = help.find("\n  amoeba kvm "); at != help.npos; at = help.find("\n  amoeba kvm ", at + 1)) {
    const std::size_t begin = at + std::string("\n  amoeba kvm ").size();
    ask(help.substr(begin, help.find('\n', begin) - begin));
    ++examples;
  }
  EXPECT_GE(examples, 5u);
}

}  // namespace
}  // namespace amoeba
