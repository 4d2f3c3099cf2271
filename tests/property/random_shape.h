// Memory systems of random shape with tiny caches and queues, and the traffic on them. One number gives one shape.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>

#include "amoeba/base/random.h"
#include "traffic_rig.h"

namespace amoeba {

template <class T>
T pick(Random& random, std::initializer_list<T> choices) {
  return choices.begin()[random.below(choices.size())];
}

struct Shape {
  Configuration configuration;
  TrafficRig::Load load;

  std::string text() const;
};

// Up to eight harts on a crossbar with memory of fixed latency; everything else at random.
Shape random_shape(std::uint64_t number);
// A private L2 no larger than what lies above it, so that lines leave it all the time.
void draw_l2(Configuration& configuration, Random& random);
// A DRAM channel that lines of few addresses press hard: tiny queues, and orders that put them in different rows.
void draw_dram(Configuration& configuration, Random& random);
// Networks of routers with few buffers and slow links, so that messages wait and overtake each other.
void draw_network(Configuration& configuration, Random& random);

// Anything: every protocol, directory, placement, topology and memory, 2 to 64 harts that together make about so many
// accesses.
Shape any_shape(std::uint64_t number, unsigned operations);

// What must not change any result.
enum class Mode : std::uint8_t { lookahead, strict, heap, short_window };
inline constexpr const char* kModeNames[] = {"lookahead", "strict", "heap", "short window"};

// The system of a shape in one mode.
class ShapedRig : public TrafficRig {
 public:
  ShapedRig(const char* name, const Shape& shape, Mode mode, const std::optional<ProtocolTables>& tables = {});
};

}  // namespace amoeba
