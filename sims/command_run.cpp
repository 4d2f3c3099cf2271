#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "amoeba/cores/env/elf_image.h"
#include "amoeba/platforms/system.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/contention.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/sims/interruption.h"
#include "amoeba/sims/platform_options.h"
#include "amoeba/sims/program.h"
#include "amoeba/sims/run_end.h"
#include "amoeba/sims/run_result.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

struct RunOptions {
  std::string program;
  PlatformOptions platform;
  std::uint32_t harts = 0;
  std::string trace;
  std::string statistics;
  std::uint64_t max_cycles = kNoLimit;
  bool json = false;
  bool host = false;
  double starvation = kStarvationBound;
  std::string arguments;
};

std::string summary() {
  std::string kernels;
  std::string variants;
  for (const WorkloadKernel& kernel : workload_kernels()) kernels += fmt::format(" {}", kernel.name);
  for (const WorkloadVariant& variant : workload_variants()) variants += fmt::format(" {}", variant.name);
  std::string guests;
  for (const GuestPath& path : guest_paths())
    if (guests.find(path.image) == std::string::npos) guests += fmt::format(" {}", path.image);
  return fmt::format(
      "Runs one program on a simulated platform and prints what it cost. PROGRAM is an ELF file, or a built-in\n"
      "workload KERNEL.VARIANT, on the bare machine or in a guest of a hypervisor, or vmexit.exits.\n\n"
      "Kernels: {}\nVariants:{}\nIn a guest:{}",
      kernels.substr(1), variants, guests);
}

bool parse(RunOptions& run, CommandLine& line, const Arguments& arguments) {
  namespace options = boost::program_options;
  line.positional("program", &run.program);
  line.add()("harts", options::value(&run.harts)->value_name("N"), "number of harts");
  run.platform.add_to(line);
  line.add()("args", options::value(&run.arguments)->value_name("A,B,.."),
             "64-bit words for the program, which finds them at its symbol amoeba_arguments")(
      "max-cycles", options::value(&run.max_cycles)->value_name("N"), "end the run after so many cycles, as a failure")(
      "trace", options::value(&run.trace)->implicit_value("-")->value_name("FILE"),
      "write every retired instruction to stderr, or to a file with --trace=FILE")(
      "starvation", options::value(&run.starvation)->value_name("N"),
      "warn of operations that take more than N times the median; 100 unless given")(
      "stats", options::value(&run.statistics)->value_name("FILE"), "write every statistic as JSON")(
      "json", options::bool_switch(&run.json), "print JSON; the program's own output then goes to stderr")(
      "host", options::bool_switch(&run.host), "report memory of this computer, too: in all and per simulated hart");
  return line.parse(arguments);
}

Configuration configure(const RunOptions& run, const CommandLine& line, const Program& program) {
  Configuration configuration = run.platform.resolve(line);
  if (line.given("harts")) configuration.harts = run.harts;
  if (!program.isa().empty() && !run.platform.sets("core.isa")) configuration.isa = program.isa();
  validate(configuration);
  return configuration;
}

std::vector<std::uint64_t> argument_words(const RunOptions& run) {
  std::vector<std::uint64_t> words;
  if (run.arguments.empty()) return words;
  for (const std::string& word : split_list(run.arguments, "--args")) words.push_back(parse_number(word, "--args"));
  return words;
}

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stderr) std::fclose(file);
  }
};
using TraceFile = std::unique_ptr<std::FILE, CloseFile>;

TraceFile open_trace(const std::string& path) {
  if (path.empty()) return nullptr;
  TraceFile file(path == "-" ? stderr : std::fopen(path.c_str(), "w"));
  if (!file) throw FileError(fmt::format("cannot write the trace to '{}'; name a writable place", path));
  return file;
}

void trace_to(std::FILE* file, System& system) {
  system.set_trace([file](Tick tick, unsigned hart, HartMode mode, std::uint64_t pc, std::uint32_t raw,
                          const std::string& text) {
    const std::string line = fmt::format("{:>12} hart{} {} {:016x} {:08x} {}\n", tick, hart, name(mode), pc, raw, text);
    std::fputs(line.c_str(), file);  // a full disk shows in check_trace(), not inside the simulation
  });
}

void check_trace(std::FILE* file, const std::string& path) {
  if (file && (std::fflush(file) != 0 || std::ferror(file) != 0))
    throw FileError(fmt::format("cannot write the whole trace to '{}'; is there room?", path));
}

int report(const RunOptions& run, const RunResult& result, const StatisticsRegistry& statistics) {
  fmt::print("{}", run.json ? run_json(result).dump(2) + "\n" : run_table(result));
  if (!run.statistics.empty()) write_text(run.statistics, statistics_json(result, statistics).dump(2) + "\n");
  if (result.failure.empty()) return EXIT_SUCCESS;
  std::fflush(stdout);
  fmt::print(stderr, "amoeba: error: {}: {}\n", result.program, result.failure);
  return result.measurement.end == RunEnd::interrupted ? kInterruptedStatus : EXIT_FAILURE;
}

void load(System& system, const Program& program, const std::string& name, const std::vector<std::uint64_t>& words) {
  try {
    system.load(program.data(), program.size(), words);
  } catch (const ElfError& error) {
    throw ElfError(fmt::format("{}: {}", name, error.what()));
  }
}

int simulate(const RunOptions& run, const CommandLine& line) {
  const Program program(run.program);
  const Configuration configuration = configure(run, line, program);
  const std::vector<std::uint64_t> words = argument_words(run);
  const TraceFile trace = open_trace(run.trace);
  if (!run.statistics.empty()) expect_writable(run.statistics);

  const double before_kib = peak_resident_kib();
  System system(configuration);
  load(system, program, run.program, words);
  std::string console;
  std::FILE* const console_file = run.json ? stderr : stdout;
  system.set_console([&](char character) {
    console += character;
    std::fputc(character, console_file);
  });
  if (trace) trace_to(trace.get(), system);
  watch_for_interruption();
  system.set_poll([](std::uint64_t) { return interrupted(); });

  RunResult result;
  result.program = run.program;
  result.harts = configuration.harts;
  result.clock_hertz = configuration.clock_hertz;
  result.starvation_bound = run.starvation;
  result.measurement = system.run(run.max_cycles);
  if (!console.empty() && console.back() != '\n') std::fputc('\n', console_file);
  result.failure = failure_of(result.measurement, console, run.max_cycles);
  result.configuration = run.platform.describe(configuration);
  if (run.host) result.host = host_memory(before_kib, configuration.harts);
  check_trace(trace.get(), run.trace);
  return report(run, result, system.statistics());
}

}  // namespace

int run_command(const Arguments& arguments) {
  CommandLine line("run PROGRAM [OPTIONS]", summary(),
                   {{"amoeba run shared-counter.zabha --harts 8", "runs a built-in workload on eight harts"},
                    {"amoeba run program.elf --platform my.yaml --set l1d.bytes=32KiB --stats run.json",
                     "runs an ELF file on a platform of your own and keeps every statistic"},
                    {"amoeba run shared-counter.zabha --harts 256 --host",
                     "says also how much memory of this computer each simulated hart takes"},
                    {"amoeba run program.elf --trace=trace.txt --max-cycles 100000",
                     "keeps the retired instructions of the first cycles"}});
  RunOptions run;
  if (!parse(run, line, arguments)) return EXIT_SUCCESS;
  if (run.program.empty())
    throw UsageError("run wants a program, e.g. 'amoeba run shared-counter.zabha'; see 'amoeba run --help'");
  return simulate(run, line);
}

}  // namespace amoeba
