#include <fmt/format.h>

#include <cstdio>

#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/platform_options.h"
#include "amoeba/sims/vmexit/answer.h"
#include "amoeba/sims/vmexit/json.h"
#include "amoeba/sims/vmexit/page.h"
#include "amoeba/sims/vmexit/study_runner.h"
#include "amoeba/sims/vmexit/tables.h"

namespace amoeba {
namespace {

struct VmexitOptions {
  vmexit::StudyOptions study;
  PlatformOptions platform;
  std::string json, html;
};

std::string summary() {
  std::string paths, exits;
  for (const GuestPath& path : guest_paths()) paths += fmt::format(" {} ({})", path.name, path.label);
  for (const ExitKind& kind : exit_kinds()) exits += fmt::format(" {}", kind.name);
  return fmt::format(
      "Runs firmware, a hypervisor and guests on simulated harts, and prints what each path to a byte atomic in a "
      "guest\n"
      "and each kind of VM exit costs: item by item from executed events, warm and cold, beside what the kernel's "
      "code\n"
      "executes; how the hardware moves it; and from which share of atomics guest Zabha pays.\n\nPaths:{}\nExits:{}",
      paths, exits);
}

bool parse(VmexitOptions& vmexit, CommandLine& line, const Arguments& arguments) {
  namespace options = boost::program_options;
  vmexit::StudyOptions& study = vmexit.study;
  line.add()("paths", options::value(&study.paths)->value_name("A,B,.."), "paths, all (unless given) or none")(
      "exits", options::value(&study.exits)->value_name("A,B,.."), "kinds of exit, all (unless given) or none")(
      "harts", options::value(&study.harts)->value_name("N,M,.."), "guest harts, 1 to 8; 1,8 unless given")(
      "parts", options::value(&study.parts)->value_name("A,B,.."),
      "costs, sensitivity, break-even, model; all unless given")(
      "kernel", options::value(&study.kernel)->value_name("NAME"),
      "the guest's program; shared-counter unless given, bitmap has operations for wordamo")(
      "operations", options::value(&study.operations)->value_name("N"),
      "operations of each hart that count; 200 unless given")(
      "timer", options::value(&study.timer)->value_name("TICKS"),
      "period of a timer interrupt of the hypervisor's own; none unless given");
  vmexit.platform.add_to(line);
  line.add()("max-cycles", options::value(&study.max_cycles)->value_name("N"),
             "cycles after which a run counts as failed; 500000000 unless given")(
      "json", options::value(&vmexit.json)->value_name("FILE"), "write all figures as JSON")(
      "html", options::value(&vmexit.html)->value_name("FILE"), "write a report with charts")(
      "jobs", options::value(&study.jobs)->value_name("N"), "processes at a time; as many as cores unless given");
  return line.parse(arguments);
}

void check(const VmexitOptions& vmexit) {
  if (vmexit.study.operations == 0) throw UsageError("--operations wants at least 1");
  if (vmexit.platform.sets("core.isa"))
    throw UsageError("vmexit gives each path the harts it needs; leave core.isa out of --set");
  if (vmexit.platform.sets("system.harts")) throw UsageError("--harts gives the guest harts; leave system.harts out");
  if (!vmexit.json.empty()) expect_writable(vmexit.json);
  if (!vmexit.html.empty()) expect_writable(vmexit.html);
}

// What differs from run to run is no single value.
void describe_runs(vmexit::Study& study) {
  for (ConfigurationValue& value : study.configuration) {
    if (value.path == "system.harts") {
      value.value = fmt::format("{}", fmt::join(study.harts, ", "));
    } else if (value.path == "core.isa") {
      value.value = "what each path needs";
    } else {
      continue;
    }
    value.origin = "vmexit";
  }
}

int finish(const vmexit::Study& study, const VmexitOptions& vmexit) {
  for (const FigureTable& table : vmexit::all_tables(study)) fmt::print("{}\n", to_text(table));
  if (!study.interrupted.empty()) {
    std::fflush(stdout);
    fmt::print(stderr, "amoeba: error: interrupted; nothing was written\n");
    return kInterruptedStatus;
  }
  for (const std::string& sentence : vmexit::answer(study)) fmt::print("{}\n", sentence);
  if (!vmexit.json.empty()) write_text(vmexit.json, vmexit::study_to_json(study).dump(2) + "\n");
  if (!vmexit.html.empty()) write_text(vmexit.html, vmexit::html_page(study));
  if (study.failures() == 0) return EXIT_SUCCESS;
  std::fflush(stdout);
  fmt::print(stderr, "amoeba: error: {} runs failed; the notes at the tables say why\n", study.failures());
  return EXIT_FAILURE;
}

}  // namespace

int vmexit_command(const Arguments& arguments) {
  CommandLine line(
      "vmexit [OPTIONS]", summary(),
      {{"amoeba vmexit --html vmexit.html", "everything, with charts"},
       {"amoeba vmexit --paths redirect-6.16,trap-hs --exits none --harts 1 --parts costs", "two paths item by item"},
       {"amoeba vmexit --set guest.policy=gated --set guest.disable=zabha",
        "hypothetical: guests kept from the Zabha of their host"},
       {"amoeba vmexit --paths none --exits hypercall --set core.csr_latency=10", "slow CSRs"}});
  VmexitOptions vmexit;
  if (!parse(vmexit, line, arguments)) return EXIT_SUCCESS;
  check(vmexit);
  Configuration platform = vmexit.platform.resolve(line);
  platform.isa = guest_path("native").hart_isa;
  validate(platform);
  watch_for_interruption();
  vmexit::Study study = vmexit::run_study(vmexit.study, platform);
  study.version = AMOEBA_VERSION;
  study.configuration = vmexit.platform.describe(platform);
  describe_runs(study);
  return finish(study, vmexit);
}

}  // namespace amoeba
