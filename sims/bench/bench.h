// The speed figures of this build: each is measured in a child process of its own, because SystemC elaborates once per
// process. Units: nanoseconds of the host per event, access, transaction or instruction.
// Errors: std::runtime_error with the child's complaint.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace amoeba {

// What a child measured.
struct BenchSample {
  double nanoseconds = 0;
  std::string detail;  // what was measured, in numbers
};

struct BenchFigure {
  const char* name;
  const char* meaning;
  BenchSample (*measure)();
  double target;  // greatest ratio to the yardstick; 0 when there is none
  const char* yardstick = "sc_event_ns";
};

const std::vector<BenchFigure>& bench_figures();

BenchSample measure_sc_event();
BenchSample measure_hit_access();
BenchSample measure_hit_socket();
BenchSample measure_coherent_transaction();
BenchSample measure_mix64_access();
BenchSample measure_mix8_access();
BenchSample measure_mix256_access();
BenchSample measure_mesh8_access();
BenchSample measure_mesh256_access();
BenchSample measure_mesh_message();
BenchSample measure_dram_access();
BenchSample measure_isa_instruction();
BenchSample measure_ooo_instruction();

// The shortest of several repetitions of `run`, which returns how many things it did; in nanoseconds per thing.
double fastest(unsigned repetitions, const std::function<double()>& run);

// Runs `measure` in a child process.
BenchSample measure_in_child(BenchSample (*measure)());

}  // namespace amoeba
