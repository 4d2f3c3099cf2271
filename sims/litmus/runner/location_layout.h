// Where the locations of a litmus test lie in memory during one run.
// Models: lines of their own at neighbouring home nodes, at one home node, or in one set of the caches; one line shared
// by all. Tests with LR or SC never share a line, because a reservation set would then hold several locations.
// Not modelled: locations that overlap or cross a line. Units: bytes. Errors: none.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/litmus/litmus_test.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba::litmus {

enum class LocationLayout : std::uint8_t { neighbouring_lines, one_home, one_set, one_line };
const char* name(LocationLayout layout);

LocationLayout draw_layout(const LitmusTest& test, Random& random);

// One address for each of `count` locations, from `base` on.
std::vector<std::uint64_t> addresses_of(LocationLayout layout, std::size_t count, std::uint64_t base,
                                        const Configuration& platform);

}  // namespace amoeba::litmus
