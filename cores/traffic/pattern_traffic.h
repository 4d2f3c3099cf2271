// A statistical stream: private lines that fit the first level, private lines that do not, and shared lines, with given
// weights. Models: place, kind and width of each access, drawn independently. Not modelled: locality in time, values.
// Units: accesses per thousand, lines, ticks.
#pragma once
#include "amoeba/base/random.h"
#include "amoeba/cores/traffic/traffic_source.h"

namespace amoeba {

struct TrafficPattern {
  // A run of consecutive lines.
  struct Lines {
    std::uint64_t base = 0;
    std::uint32_t count = 1;
  };
  Lines hot;     // private, meant to fit the first level
  Lines large;   // private, meant not to
  Lines shared;  // of all sources
  unsigned large_per_thousand = 0;
  unsigned shared_per_thousand = 0;
  unsigned stores_per_thousand = 300;
  unsigned amos_per_thousand = 0;
  Tick think = 0;
  std::uint64_t accesses = 0;  // in all
};

class PatternTraffic : public TrafficSource {
 public:
  PatternTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings, const TrafficPattern& pattern);

  void serialize(Archive& archive) override {
    TrafficSource::serialize(archive);
    archive(random_, left_);
  }

 private:
  void restart(std::uint64_t seed) override;
  bool next(TrafficAccess& access) override;

  TrafficPattern pattern_;
  std::uint64_t line_bytes_;
  Random random_;
  std::uint64_t left_ = 0;
};

}  // namespace amoeba
