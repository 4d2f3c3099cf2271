// Where native byte and halfword atomics in a guest pay, against each other path.
// Models: the share of atomics that a program has (its own work between two of them varies) against the throughput that
// native atomics gain; the share from which the gain is worth kPays, between measured shares by straight lines over the
// logarithm of the share.
// Units: atomics per 1000 instructions of the program with native atomics; gains as fractions.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

inline constexpr double kPays = 0.01;

struct SharePoint {
  double share;       // atomics per 1000 instructions
  double gain;        // of native over the path, in throughput
  double host_share;  // of the path's cycles in M and HS mode and the hypervisor's user mode
};

struct BreakEven {
  std::size_t subject;
  unsigned harts;
  std::size_t pattern;
  std::vector<SharePoint> points;                                     // rarest atomics first
  enum class Verdict : std::uint8_t { always, from, never } verdict;  // in the range measured
  double share = 0;                                                   // with Verdict::from
};

// The verdict on points in rising order of share.
BreakEven::Verdict judge(const std::vector<SharePoint>& points, double& share);

// One per path other than native, hart count and pattern of which both were measured.
std::vector<BreakEven> break_evens(const Study& study);

// "from 3.2 atomics per 1000 instructions", "throughout", "nowhere".
std::string text_of(const BreakEven& even);

}  // namespace amoeba::vmexit
