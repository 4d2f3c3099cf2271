// The `amoeba` program: finds the command and turns what goes wrong into one line on stderr and an exit status:
// 0 success, 1 the run failed, 2 wrong usage or input, 130 interrupted.
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <systemc>

#include "amoeba/base/nearest_name.h"
#include "amoeba/cores/env/elf_image.h"
#include "amoeba/platforms/description.h"
#include "amoeba/sims/command.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/huge_pages.h"

namespace amoeba {
namespace {

int help_command(const Arguments& arguments);

constexpr std::array kCommands = {
    Command{"run", "run one program on a simulated platform", run_command},
    Command{"compare", "compare the variants of atomics on several kernels and hart counts", compare_command},
    Command{"explore", "prove the coherence protocol by visiting every state it can reach", explore_command},
    Command{"litmus", "run litmus tests and judge them by the axioms of the memory model", litmus_command},
    Command{"kvm", "ask KVM's register interface what a guest may use, set it, migrate it", kvm_command},
    Command{"predict", "predict the cost of operations from counts, without executing them", predict_command},
    Command{"vmexit", "what a guest's atomics and exits cost, item by item, and where guest Zabha pays",
            vmexit_command},
    Command{"bench", "measure the speed of this build", bench_command},
    Command{"parameters", "print every parameter of a platform", parameters_command},
    Command{"help", "print help on a command", help_command},
};

std::string overview() {
  std::string text =
      "Usage: amoeba COMMAND [OPTIONS]\n\n"
      "Amoeba simulates the memory system of a multicore RISC-V and shows what atomics cost on it.\n\nCommands:\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<12}{}\n", command.name, command.summary);
  return text +
         "\n  --help      print this help\n  --version   print the version\n\n"
         "Examples:\n"
         "  amoeba compare --kernels shared-counter\n"
         "  amoeba run shared-counter.zabha --harts 8\n"
         "  amoeba help compare\n";
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (name == command.name) return command;
    names.push_back(command.name);
  }
  throw UsageError(
      fmt::format("unknown command '{}'{}; 'amoeba --help' lists the commands", name, did_you_mean(name, names)));
}

int help_command(const Arguments& arguments) {
  if (arguments.empty() || arguments[0] == "help" || arguments[0][0] == '-') {
    fmt::print("{}", overview());
    return EXIT_SUCCESS;
  }
  return find_command(arguments[0]).run({"--help"});
}

int dispatch(Arguments arguments) {
  if (arguments.empty()) {
    fmt::print(stderr, "{}", overview());
    return 2;
  }
  const std::string name = arguments[0];
  arguments.erase(arguments.begin());
  if (name == "--version") {
    fmt::print("amoeba {}\n", AMOEBA_VERSION);
    return EXIT_SUCCESS;
  }
  if (name == "--help" || name == "-h") return help_command({});
  return find_command(name).run(arguments);
}

int complain(const std::exception& error, int status) {
  std::fputs(fmt::format("amoeba: error: {}\n", error.what()).c_str(), stderr);
  return status;
}

// A full disk behind stdout must not look like success.
int flush_output(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "amoeba: error: cannot write to the standard output: {}\n", std::strerror(errno));
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace amoeba

int sc_main(int count, char* values[]) {
  using namespace amoeba;
  try {
    return flush_output(dispatch({values + 1, values + count}));
  } catch (const UsageError& error) {
    return complain(error, 2);
  } catch (const DescriptionError& error) {
    return complain(error, 2);
  } catch (const ElfError& error) {
    return complain(error, 2);
  } catch (const std::invalid_argument& error) {
    return complain(error, 2);
  } catch (const std::exception& error) {
    return complain(error, EXIT_FAILURE);
  }
}

// SystemC's own main() would print its banner to the standard output, which belongs to results.
int main(int count, char* values[]) {
  amoeba::use_huge_pages();
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(count, values);
}
