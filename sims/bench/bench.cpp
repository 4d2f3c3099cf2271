#include "amoeba/sims/bench/bench.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace amoeba {

namespace {

// The first character says whether the rest is a result or a complaint.
std::string run_child(BenchSample (*measure)()) {
  try {
    const BenchSample sample = measure();
    std::array<char, 64> number{};
    std::snprintf(number.data(), number.size(), "+%a ", sample.nanoseconds);
    return number.data() + sample.detail;
  } catch (const std::exception& failure) {
    return std::string("-") + failure.what();
  }
}

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = write(file, text.data() + done, text.size() - done);
    if (count <= 0) return;
    done += static_cast<std::size_t>(count);
  }
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 1024> buffer{};
  for (ssize_t count = 0; (count = read(file, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(count));
  return text;
}

}  // namespace

double fastest(unsigned repetitions, const std::function<double()>& run) {
  using Clock = std::chrono::steady_clock;
  double best = std::numeric_limits<double>::infinity();
  for (unsigned i = 0; i < repetitions; ++i) {
    const Clock::time_point begin = Clock::now();
    const double things = run();
    const std::chrono::duration<double, std::nano> taken = Clock::now() - begin;
    best = std::min(best, taken.count() / things);
  }
  return best;
}

BenchSample measure_in_child(BenchSample (*measure)()) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error(std::string("cannot start a process: ") + std::strerror(errno));
  if (child == 0) {
    close(ends[0]);
    write_all(ends[1], run_child(measure));
    _exit(0);
  }
  close(ends[1]);
  const std::string text = read_all(ends[0]);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  if (text.empty()) throw std::runtime_error("a measuring process died");
  if (text[0] == '-') throw std::runtime_error(text.substr(1));
  std::size_t used = 0;
  const double nanoseconds = std::stod(text.substr(1), &used);
  return {nanoseconds, text.substr(used + 2)};
}

const std::vector<BenchFigure>& bench_figures() {
  static const std::vector<BenchFigure> figures = {
      {"sc_event_ns", "one SystemC event: 64 SC_METHODs re-notified at distinct times", measure_sc_event, 0},
      {"hit_access_ns", "one private hit of 8 harts, through leases", measure_hit_access, 0.3},
      {"hit_socket_ns", "one private hit of 8 threads, through b_transport", measure_hit_socket, 0.7},
      {"coherent_transaction_ns", "one miss or upgrade, 64 lines shared by 8 harts", measure_coherent_transaction, 5},
      {"mix64_access_ns", "one access of 64 streams, 90 % private hits, 8 % second level, 2 % shared",
       measure_mix64_access, 1.0},
      {"mix8_access_ns", "one access of 8 streams of that mix, a home node for four", measure_mix8_access, 0},
      {"mix256_access_ns", "one access of 256 streams of that mix, a home node for four; beside mix8_access_ns",
       measure_mix256_access, 2.5, "mix8_access_ns"},
      {"mesh8_access_ns", "one access of 8 streams of that mix on a mesh of 3 x 3 routers", measure_mesh8_access, 0},
      {"mesh256_access_ns", "one access of 256 streams of that mix on a mesh of 16 x 16 routers",
       measure_mesh256_access, 0},
      {"mesh_growth_ns", "the same, beside mesh8_access_ns", measure_mesh256_access, 0, "mesh8_access_ns"},
      {"mesh_message_ns", "one message over 11 links of a mesh of 16 x 16 routers", measure_mesh_message, 0},
      {"dram_access_ns", "one access of 8 streams to random lines of a DDR4 channel", measure_dram_access, 0},
      {"isa_instruction_ns", "one instruction of 8 harts", measure_isa_instruction, 0.23},
      {"ooo_instruction_ns", "one instruction of 8 harts that execute out of order", measure_ooo_instruction, 6},
  };
  return figures;
}

}  // namespace amoeba
