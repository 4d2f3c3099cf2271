#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "amoeba/base/nearest_name.h"
#include "amoeba/kvm/device_tree.h"
#include "amoeba/kvm/migration.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/kvm/host_source.h"
#include "amoeba/sims/kvm/json.h"
#include "amoeba/sims/kvm/tables.h"

namespace amoeba {
namespace {

constexpr const char* kSummary =
    "Answers as Linux' KVM would on a described host: which registers a guest's vcpu has, what a write returns and "
    "why,\n"
    "and whether the guest can be restored on another host. HOST is an ISA string, a platform description (its "
    "core.isa),\n"
    "or a text file like /proc/cpuinfo; by default the default platform. NAME is an ISA extension, a CONFIG register\n"
    "(isa, mvendorid, ...), multi_en.N, multi_dis.N, or a register id. An error number is an answer: the status is 0.";

const std::vector<std::string> kActions = {"list", "get", "set", "migrate"};

struct Settings {
  std::vector<std::string> words;  // action, then names
  std::string host, to;
  std::string kernel = kvm::kNewestKernel.text();
  std::string to_kernel;
  std::string policy = "upstream";
  std::size_t room = 0;
  bool room_given = false;
  bool multi = false, after_run = false, bad_address = false, all = false, device_tree = false, json = false;

  const std::string& action() const { return words.front(); }
  std::vector<std::string> names() const { return {words.begin() + 1, words.end()}; }
};

void add_options(CommandLine& line, Settings& settings) {
  namespace options = boost::program_options;
  line.positionals("word", &settings.words);
  line.add()("host", options::value(&settings.host)->value_name("HOST"), "the host's ISA string, or a file")(
      "kernel", options::value(&settings.kernel)->value_name("VERSION"),
      "the host's kernel, 6.3 to 7.1; 7.1 by default")(
      "policy", options::value(&settings.policy)->value_name("P"),
      "upstream (default), or gated: hypothetical, user space may switch Zabha off")(
      "after-run", options::bool_switch(&settings.after_run), "the vcpu has run before the requests")(
      "multi", options::bool_switch(&settings.multi), "set: write by MULTI_EN and MULTI_DIS")(
      "bad-address", options::bool_switch(&settings.bad_address),
      "get, set: the address of the value is not accessible")("room", options::value(&settings.room)->value_name("N"),
                                                              "list: KVM_GET_REG_LIST with room for N ids")(
      "all", options::bool_switch(&settings.all), "list: state registers and absent extensions, too")(
      "to", options::value(&settings.to)->value_name("HOST"), "migrate: the destination")(
      "to-kernel", options::value(&settings.to_kernel)->value_name("VERSION"),
      "migrate: the destination's kernel; the source's by default")(
      "device-tree", options::bool_switch(&settings.device_tree),
      "print the ISA properties of the guest's device tree, too")("json", options::bool_switch(&settings.json),
                                                                  "print JSON");
}

void check(const Settings& settings) {
  if (settings.words.empty()) throw UsageError("say what to do: list, get, set or migrate; see 'amoeba kvm --help'");
  const std::string& action = settings.action();
  if (std::find(kActions.begin(), kActions.end(), action) == kActions.end())
    throw UsageError(fmt::format("unknown action '{}'{}; there are list, get, set and migrate", action,
                                 did_you_mean(action, kActions)));
  const bool names = settings.words.size() > 1;
  if ((action == "get" || action == "set") && !names)
    throw UsageError(fmt::format("{} wants names, for example 'amoeba kvm {}'", action,
                                 action == "get" ? "get zabha" : "set zabha=0"));
  if (action == "list" && names) throw UsageError("list takes no names; 'amoeba kvm get' does");
  if (action == "migrate" && settings.to.empty()) throw UsageError("migrate wants the destination: --to HOST");
  const auto only = [&](bool given, const char* option, bool fits) {
    if (given && !fits) throw UsageError(fmt::format("{} means nothing to {}", option, action));
  };
  only(!settings.to.empty(), "--to", action == "migrate");
  only(!settings.to_kernel.empty(), "--to-kernel", action == "migrate");
  only(settings.multi, "--multi", action == "set");
  only(settings.after_run, "--after-run", action != "migrate");
  only(settings.bad_address, "--bad-address", action == "get" || action == "set");
  only(settings.all, "--all", action == "list");
  only(settings.room_given, "--room", action == "list");
}

bool read_settings(const Arguments& arguments, Settings& settings) {
  CommandLine line(
      "kvm list|get|set|migrate [--host HOST] [--kernel VERSION] [NAME[=VALUE]]...", kSummary,
      {{"amoeba kvm list --host rv64gc_zabha_zacas", "shows the registers, their values and what may change"},
       {"amoeba kvm set --host rv64gc_zabha zabha=0", "shows that nobody can take Zabha from a guest"},
       {"amoeba kvm set --host rv64gc_zabha --multi zabha=0", "the same by MULTI_DIS, which hides the refusal"},
       {"amoeba kvm set --host rv64gc_zabha --policy gated zabha=0", "the same with a hypothetical gate"},
       {"amoeba kvm migrate --host rv64gc_zabha --to rv64gc", "says why a guest cannot move, and what to do"},
       {"amoeba kvm set --host rv64gc_zicbom --device-tree zicbom=0", "what the guest's device tree says then"}});
  add_options(line, settings);
  if (!line.parse(arguments)) return false;
  settings.room_given = line.given("room");
  check(settings);
  return true;
}

kvm::Policy parse_policy(const std::string& text) {
  if (text == "upstream") return kvm::Policy::upstream;
  if (text == "gated") return kvm::Policy::gated;
  throw UsageError(fmt::format("--policy: unknown policy '{}'{}; there are upstream and gated", text,
                               did_you_mean(text, {"upstream", "gated"})));
}

// What every action begins with, and what it prints or collects.
struct Session {
  const Settings& settings;
  kvm::DescribedHost described;
  kvm::Vcpu vcpu;
  nlohmann::json json;
  std::string text;

  explicit Session(const Settings& s)
      : settings(s),
        described(kvm::describe_host(s.host)),
        vcpu(described.host, kvm::KernelVersion::parse(s.kernel), parse_policy(s.policy)) {
    const bool hypothetical = vcpu.policy() == kvm::Policy::gated;
    json = {{"format", "amoeba-kvm"},
            {"format_version", 1},
            {"amoeba_version", AMOEBA_VERSION},
            {"action", s.action()},
            {"host", kvm::json_of(described)},
            {"kernel", vcpu.kernel().text()},
            {"policy", s.policy},
            {"hypothetical", hypothetical}};
    text = fmt::format("host {} ({}), kernel {}, policy {}\n", described.isa, described.origin, vcpu.kernel().text(),
                       kvm::policy_text(vcpu.policy()));
    for (const std::string& note : kvm::notes_on(described)) text += "note: " + note + "\n";
  }
};

void list_registers(Session& session) {
  const Settings& settings = session.settings;
  if (settings.room_given) {
    const kvm::RegisterList list = session.vcpu.list(settings.room);
    session.json["list"] = {{"room", settings.room}, {"error", kvm::name(list.error)}, {"count", list.count}};
    const std::string count = list.error == kvm::ErrorNumber::einval
                                  ? "the kernel has no such call before 6.6"
                                  : fmt::format("there are {} registers", list.count);
    session.text +=
        fmt::format("KVM_GET_REG_LIST with room for {} -> {}; {}\n", settings.room, kvm::error_text(list.error), count);
    return;
  }
  session.json["registers"] = kvm::registers_json(session.vcpu, settings.all);
  session.text += kvm::register_table(session.vcpu, settings.all);
}

// The register whose value tells what a request did: a MULTI register's extension has one of its own.
kvm::RegisterId observed(const kvm::RegisterRequest& asked, unsigned xlen) {
  return asked.extension == nullptr ? asked.id : kvm::isa_single_id(xlen, asked.extension->number);
}

kvm::Request ask(Session& session, const std::string& text) {
  const unsigned xlen = session.vcpu.host().xlen;
  const bool is_set = session.settings.action() != "get";
  kvm::Request request;
  request.asked = is_set ? kvm::parse_set(text, xlen) : kvm::parse_get(text, xlen);
  if (session.settings.multi) request.asked = kvm::by_multi(request.asked, xlen);
  const auto memory = session.settings.bad_address ? kvm::UserMemory::inaccessible : kvm::UserMemory::accessible;
  const kvm::RegisterId id = observed(request.asked, xlen);
  request.before = session.vcpu.get(id).value;
  request.answer = is_set ? session.vcpu.set(request.asked.id, request.asked.value, memory)
                          : session.vcpu.get(request.asked.id, memory);
  request.after = session.vcpu.get(id).value;
  return request;
}

void ask_all(Session& session) {
  const bool is_set = session.settings.action() != "get";
  bool zabha = false;
  session.json["requests"] = nlohmann::json::array();
  for (const std::string& text : session.settings.names()) {
    const kvm::Request request = ask(session, text);
    session.json["requests"].push_back(kvm::json_of(request, is_set));
    session.text += kvm::request_text(request, is_set);
    zabha |= request.asked.extension == &kvm::isa_extension("zabha");
  }
  if (!zabha) return;
  session.json["amoadd_b"] = {{"performed", session.vcpu.performs_zabha()}, {"meaning", kvm::zabha_text(session.vcpu)}};
  session.text += kvm::zabha_text(session.vcpu) + "\n";
}

void migrate_guest(Session& session) {
  const Settings& settings = session.settings;
  if (settings.words.size() > 1) ask_all(session);
  session.vcpu.run();
  const kvm::DescribedHost to = kvm::describe_host(settings.to);
  const std::string kernel = settings.to_kernel.empty() ? settings.kernel : settings.to_kernel;
  kvm::Vcpu destination(to.host, kvm::KernelVersion::parse(kernel), session.vcpu.policy());
  if (to.host.xlen != session.vcpu.host().xlen)
    throw UsageError("--to: the hosts differ in XLEN, so no register of the guest exists at the destination");
  const kvm::Migration migration = kvm::migrate(session.vcpu, destination);
  session.json["to"] = kvm::json_of(to);
  session.json["to_kernel"] = destination.kernel().text();
  session.json["migration"] = kvm::json_of(migration);
  session.text += fmt::format("to {} ({}), kernel {}\n", to.isa, to.origin, destination.kernel().text());
  for (const std::string& note : kvm::notes_on(to)) session.text += "note: " + note + "\n";
  session.text += kvm::migration_table(migration);
}

}  // namespace

int kvm_command(const Arguments& arguments) {
  Settings settings;
  if (!read_settings(arguments, settings)) return EXIT_SUCCESS;
  Session session(settings);
  if (settings.after_run) session.vcpu.run();
  if (settings.action() == "list") {
    list_registers(session);
  } else if (settings.action() == "migrate") {
    migrate_guest(session);
  } else {
    ask_all(session);
  }
  if (settings.device_tree) {
    const kvm::DeviceTreeIsa tree = kvm::device_tree_isa(session.vcpu);
    session.json["device_tree"] = kvm::json_of(tree);
    session.text += tree.text();
  }
  fmt::print("{}", settings.json ? session.json.dump(2) + "\n" : session.text);
  return EXIT_SUCCESS;
}

}  // namespace amoeba
