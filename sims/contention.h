// How a kernel's harts share their objects, as the words that the built-in workloads read (sims/workloads/runtime).
// Models: named patterns, and single words that override them.
// Units: operations per hart, bytes, loop iterations. Errors: UsageError.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/sims/command_line.h"

namespace amoeba {

struct Contention {
  std::string pattern = "kernel";
  std::uint64_t operations = 0;  // 0 in each of these: the pattern's, else the kernel's own
  std::uint64_t objects = 0;
  std::uint64_t stride = 0;
  std::uint64_t think = 0;
  std::uint64_t hold = 0;
  std::uint64_t shared = 0;
  std::uint64_t run = 0;

  void add_to(CommandLine& line);
  void check() const;
  std::string describe() const;
  std::vector<std::uint64_t> arguments(unsigned harts, std::uint64_t seed) const;
};

}  // namespace amoeba
