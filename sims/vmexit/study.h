// The runs of `amoeba vmexit` and what they found: costs item by item, how costs move with the hardware, and where
// native atomics in a guest pay. Models: three runs per subject and hart count (one operation; a warm-up; a warm-up and
// the operations that count), two per change of the hardware, and a grid of think times, hart counts and contention.
// All runs are worker processes. Errors: UsageError; a run that fails becomes a failure with its reason.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "amoeba/sims/comparison/comparison.h"
#include "amoeba/sims/vmexit/cost.h"
#include "amoeba/sims/vmexit/nested.h"
#include "amoeba/sims/vmexit/subject.h"

namespace amoeba::vmexit {

inline constexpr const char* kInnerPath = "trap-hs";
inline constexpr const char* kLightExit = "hypercall";

struct SubjectCost {
  std::size_t subject;
  unsigned harts;
  Cost warm, cold;
  std::string failure;
};

// A change of the hardware, as a setting.
struct Variation {
  std::string axis;     // what it varies
  std::string setting;  // "core.csr_latency=4"
  std::string label;    // "4 cycles"
};
struct VariedCost {
  std::size_t subject;
  std::size_t variation;
  Cost warm;
  std::string failure;
};

// Where the harts' objects lie.
struct Pattern {
  const char* name;
  bool shared;
};
struct GridPoint {
  std::size_t subject;
  unsigned harts;
  std::size_t pattern;
  std::uint64_t think;  // iterations of the program's own work between two atomics
  double cycles = 0;    // per operation of one hart
  double instructions = 0;
  double host_share = 0;  // of the harts' cycles in M and HS mode and in the hypervisor's user mode
  std::string failure;
};

// What the analytic model says of a path, beside what was executed.
struct Predicted {
  std::size_t subject;
  unsigned harts;
  double work = 0;      // cycles of one operation without its shared accesses, from counts and latencies
  double cycles = 0;    // of one hart, until the last one has finished; shared accesses simulated
  double executed = 0;  // the same, of an execution
  std::string failure;

  double error() const { return executed == 0 ? 0 : cycles / executed - 1; }
};

struct Study {
  std::string version, kernel;
  std::uint64_t operations = 0;
  std::uint64_t seed = 0;
  std::vector<unsigned> harts;
  std::vector<Subject> subjects;
  std::vector<Variation> variations;
  std::vector<Pattern> patterns;
  std::vector<std::uint64_t> thinks;
  std::vector<SubjectCost> costs;
  std::vector<VariedCost> varied;
  std::vector<GridPoint> grid;
  std::vector<Predicted> predicted;
  std::vector<ConfigurationValue> configuration;
  bool withholds_zabha = false;  // guest.disable takes it from the guests (hypothetical)
  std::string upstream_path;     // what the described kernel does when a guest lacks Zabha
  std::string interrupted;       // why the study is not whole; empty when it is

  const SubjectCost* find(const std::string& subject, unsigned harts) const;
  const GridPoint* find(std::size_t subject, unsigned harts, std::size_t pattern, std::uint64_t think) const;
  // Of the subject at these harts; null when it was not measured.
  const Cost* warm(const std::string& subject, unsigned harts) const;
  std::size_t failures() const;
  // Null when a part of it was not measured.
  bool nested(unsigned harts, Nested& result) const;
};

}  // namespace amoeba::vmexit
