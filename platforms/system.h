// A platform, elaborated: harts, caches, home nodes, network, memory and devices, from a Configuration.
// Use: construct (SystemC elaborates once per process), load() an image, run(), read the Measurement; reset() and
// load() again for another run. Opens no file and prints nothing: images are byte spans, console output leaves by a
// callback. Errors: std::invalid_argument for an impossible configuration, ElfError (cores/env) for a bad image.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "amoeba/base/statistics.h"
#include "amoeba/base/ticks.h"
#include "amoeba/cores/lsu/hart_statistics.h"
#include "amoeba/cores/lsu/region_counters.h"
#include "amoeba/interconnect/interconnect.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba {

class Hart;

// How a run ended.
enum class RunEnd : std::uint8_t { exited, max_cycles, deadlock, interrupted };

// What one hart got, inside its region of interest.
struct HartShare {
  std::uint64_t operations = 0;
  std::uint64_t cycles = 0;             // of the region; 0 when the hart did not enter it
  std::uint64_t longest_operation = 0;  // cycles
  std::uint64_t longest_atomic = 0;     // cycles; see HartCounters
};

// What one run measured, over the region of interest (all cycles are of clock_hertz).
struct Measurement {
  RunEnd end = RunEnd::exited;
  std::uint64_t exit_code = 0;     // of the program, 0 is success
  std::string explanation;         // of a deadlock: who waits for what
  std::uint64_t total_cycles = 0;  // from reset to end
  std::uint64_t roi_cycles = 0;    // from the first hart's begin to the last hart's end; 0 when no marker ran
  HartCounters total;              // all harts, whole run
  HartCounters roi;                // all harts, region of interest
  std::vector<std::uint64_t> operation_latencies;  // histogram over all harts: bin = cycles, last bin = overflow
  std::vector<HartShare> shares;                   // by hart
  std::uint64_t messages = 0;                      // coherence messages in the region of interest
  std::uint64_t message_bytes = 0;                 // headers included
  std::uint64_t far_atomics = 0;
  std::uint64_t near_atomics = 0;
  double picojoules = 0;        // event counts times the coefficients of the configuration
  std::uint64_t events = 0;     // of the scheduler, whole run
  std::vector<LinkLoad> links;  // of a network of routers
  RegionTable regions;          // all harts; empty without system.region_account
};

class System {
 public:
  explicit System(const Configuration& configuration);
  ~System();

  void reset(std::uint64_t seed);
  // Copies an ELF image into memory and sets every hart's entry. `arguments` are 64-bit words written to the symbol
  // `amoeba_arguments` if the image has it (how run-time arguments reach workloads).
  void load(const std::byte* image, std::size_t size, const std::vector<std::uint64_t>& arguments = {});
  void set_console(std::function<void(char)> sink);
  void set_trace(std::function<void(Tick, unsigned, HartMode, std::uint64_t, std::uint32_t, const std::string&)> sink);
  // Polled about every millisecond of simulated time: returning true ends the run as `interrupted`. Gets the cycles
  // so far (for progress).
  void set_poll(std::function<bool(std::uint64_t cycles)> poll);

  // Runs until the program ends or `max_cycles` cycles have passed since reset(); a second call goes on.
  Measurement run(std::uint64_t max_cycles);

  // The whole state, for a System of the same build and configuration. Runs on to a cycle without a message in flight
  // first, at most `patience` cycles: std::runtime_error when none comes by then.
  std::vector<std::byte> save(std::uint64_t patience = 1'000'000);
  void restore(const std::vector<std::byte>& state);

  // Every statistic of every component, by hierarchical name.
  const StatisticsRegistry& statistics() const;
  Hart& hart(unsigned index);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace amoeba
