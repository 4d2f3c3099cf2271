// The random tester as a program: seeds without end, each a memory system of random shape under value-checked traffic,
// run in two modes of the scheduler that must agree. TLM protocol checkers sit on every hart port.
// Exit status: 0 no violation, 1 a violation, 2 wrong usage, 130 interrupted (after a summary).
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <chrono>
#include <cstdio>
#include <map>

#include "amoeba/explore/mutation.h"
#include "amoeba/sims/comparison/worker_pool.h"
#include "amoeba/sims/interruption.h"
#include "random_shape.h"

namespace amoeba {
namespace {

struct Settings {
  std::string program;
  std::uint64_t first_seed = 1;
  std::string seeds = "2000";
  std::uint64_t limit = 0;  // of seeds
  unsigned operations = 20'000;
  unsigned jobs = 1;
  unsigned seconds = 60;  // that one seed may take
  bool keeps_going = false;
  std::string fault;

  std::string reproduction(std::uint64_t seed) const {
    std::string command = fmt::format("{} --first-seed {} --seeds 1 --operations {}", program, seed, operations);
    return fault.empty() ? command : command + " --fault " + fault;
  }
};

std::optional<ProtocolTables> tables_of(const Shape& shape, const std::string& fault) {
  if (fault.empty()) return {};
  const Configuration& c = shape.configuration;
  const ProtocolTables tables(protocol_options(c));
  TableCoverage everything;
  everything.cache.set();
  everything.home.set();
  for (const Mutant& mutant : mutants_of(tables, everything))
    if (mutant.name == fault) return mutant.tables;
  return {};  // this variant of the protocol lacks the entry
}

// What is wrong with one seed; empty when nothing is.
std::string check(const Settings& settings, std::uint64_t seed) {
  alarm(settings.seconds);
  const Shape shape = any_shape(seed, settings.operations);
  const std::optional<ProtocolTables> tables = tables_of(shape, settings.fault);
  const auto other = static_cast<Mode>(1 + Random(seed, 95).below(3));
  ShapedRig reference("reference", shape, Mode::lookahead, tables), second("second", shape, other, tables);
  if (std::string fault = reference.run(seed); !fault.empty()) return fault;
  const std::string mode = kModeNames[static_cast<unsigned>(other)];
  if (const std::string fault = second.run(seed); !fault.empty()) return mode + ": " + fault;
  const std::string expected = reference.fingerprint(), found = second.fingerprint();
  return expected == found ? "" : mode + " differs from lookahead: " + first_difference(expected, found);
}

class Tester {
 public:
  explicit Tester(const Settings& settings) : settings_(settings), pool_(settings.jobs) {
    pool_.set_interruption(interrupted);
  }

  int run() {
    while (!interrupted() && done_ < settings_.limit && (violations_ == 0 || settings_.keeps_going)) run_batch();
    progress(true);
    summarize();
    if (violations_ > 0) return EXIT_FAILURE;
    return interrupted() ? kInterruptedStatus : EXIT_SUCCESS;
  }

 private:
  void run_batch() {
    const std::uint64_t first = settings_.first_seed + done_;
    const std::size_t size = std::min<std::uint64_t>(settings_.limit - done_, 32ull * settings_.jobs);
    const auto outcomes = pool_.run(size, [&](std::size_t index) { return check(settings_, first + index); });
    for (std::size_t i = 0; i < size; ++i)
      if (outcomes[i].end != TaskEnd::interrupted) note(first + i, outcomes[i].text);
    progress(false);
  }

  void note(std::uint64_t seed, const std::string& violation) {
    const Shape shape = any_shape(seed, settings_.operations);
    const Configuration& c = shape.configuration;
    ++done_;
    operations_ += std::uint64_t{shape.load.accesses} * c.harts;
    for (const std::string& drawn :
         {c.protocol, "forwarding " + c.forwarding, c.clean_eviction + " eviction", c.directory, c.placement,
          c.network.topology, (c.memory_external ? "external" : c.memory_model) + " memory"})
      ++drawn_[drawn];
    ++drawn_[c.slice_inclusion + " slice"];
    ++drawn_[c.l2.bytes == 0 ? "no L2" : c.l2.inclusion + " L2"];
    ++drawn_[c.l1d_array.prefetcher + " prefetcher"];
    if (c.l2.bytes != 0) ++drawn_[c.l2.prefetcher + " prefetcher of the L2"];
    if (c.l2.bytes != 0 && c.l2.ports + c.l2.banks != 0) ++drawn_["L2 with few ports or banks"];
    if (c.network.dateline) ++drawn_["ring with dateline"];
    if (c.network.topology == "crossbar" && c.crossbar_sender_ports) ++drawn_["crossbar with sender ports"];
    ++drawn_[std::to_string(c.home_requests) + " places at a home node"];
    ++drawn_[c.harts <= 8 ? "2 to 8 harts" : "12 to 64 harts"];
    if (violation.empty()) return;
    ++violations_;
    fmt::print("VIOLATION, seed {}: {}\n{}\nreproduce it with\n  {}\n", seed, shape.text(), violation,
               settings_.reproduction(seed));
    std::fflush(stdout);
  }

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

  // On a terminal always, else every ten minutes.
  void progress(bool last) {
    const bool terminal = isatty(STDERR_FILENO) != 0;
    if (!terminal && seconds() < next_line_) return;
    next_line_ = seconds() + 600;
    fmt::print(stderr, "{}{} of {} seeds, {} violations, {:.0f} s{}", terminal ? "\r" : "", done_, settings_.seeds,
               violations_, seconds(), terminal && !last ? "" : "\n");
  }

  void summarize() const {
    fmt::print("{} seeds from {} on, {} checked operations in each of two modes, {} violations, {:.0f} s\n", done_,
               settings_.first_seed, operations_, violations_, seconds());
    for (const auto& [what, count] : drawn_) fmt::print("{:>8}  {}\n", count, what);
  }

  const Settings& settings_;
  WorkerPool pool_;
  std::uint64_t done_ = 0, operations_ = 0, violations_ = 0;
  std::map<std::string, std::uint64_t> drawn_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double next_line_ = 600;
};

// False when help was asked for and printed instead.
bool read_settings(int count, char* values[], Settings& settings) {
  namespace options = boost::program_options;
  options::options_description all("Options", 110, 70);
  all.add_options()("help,h", "print this help")(
      "seeds", options::value(&settings.seeds)->value_name("N")->default_value(settings.seeds),
      "number of seeds, or unlimited")(
      "first-seed", options::value(&settings.first_seed)->value_name("S")->default_value(1), "the first of them")(
      "operations", options::value(&settings.operations)->value_name("N")->default_value(settings.operations),
      "accesses of all harts of a seed together")(
      "jobs", options::value(&settings.jobs)->value_name("N")->default_value(1), "seeds that run at the same time")(
      "seconds", options::value(&settings.seconds)->value_name("N")->default_value(settings.seconds),
      "after which a seed counts as stuck")("keep-going", options::bool_switch(&settings.keeps_going),
                                            "do not stop at the first violation")(
      "fault", options::value(&settings.fault)->value_name("NAME"),
      "change one entry of the protocol tables first, as amoeba explore --fault does");
  options::variables_map given;
  options::store(options::parse_command_line(count, values, all), given);
  if (given.count("help") > 0) {
    std::ostringstream listed;
    listed << all;
    fmt::print(
        "Usage: {} [OPTIONS]\n\nChecks values, atomicity and progress of random traffic on memory systems of random "
        "shape. Each seed\ndraws protocol, directory, placement of atomics, topology, memory, caches and 2 to 64 "
        "harts.\n\n{}",
        settings.program, listed.str());
    return false;
  }
  options::notify(given);
  settings.limit = settings.seeds == "unlimited" ? ~std::uint64_t{0} : std::stoull(settings.seeds);
  if (settings.operations == 0 || settings.jobs == 0)
    throw std::invalid_argument("--operations and --jobs are 1 or more");
  return true;
}

}  // namespace
}  // namespace amoeba

int sc_main(int count, char* values[]) {
  sc_core::sc_report_handler::set_actions(sc_core::SC_WARNING, sc_core::SC_DISPLAY | sc_core::SC_THROW);
  amoeba::Settings settings;
  settings.program = values[0];
  try {
    if (!amoeba::read_settings(count, values, settings)) return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: error: {}; see --help\n", settings.program, error.what());
    return 2;
  }
  amoeba::watch_for_interruption();
  return amoeba::Tester(settings).run();
}

int main(int count, char* values[]) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(count, values);
}
