// How long instructions of one stream wait for the values of some long operations, for every latency that these may
// have. Models: a scoreboard per latency; an instruction waits for its sources and its destination. Units: cycles.
#pragma once
#include <algorithm>
#include <array>

#include "amoeba/cores/traffic/local_work.h"

namespace amoeba {

class WaitCounter {
 public:
  // One instruction: registers that it needs free (0: none), and what it writes late (0: nothing).
  void step(const std::array<unsigned, 3>& needs, unsigned late) {
    for (std::size_t l = 0; l < kCountedLatencies; ++l) {
      Board& board = boards_[l];
      double at = board.time;
      for (const unsigned r : needs)
        if (r != 0) at = std::max(at, board.ready[r]);
      waits_[l] += at - board.time;
      board.time = at + 1;
      if (late != 0) board.ready[late] = at + static_cast<double>(l + 1);
    }
  }
  const WaitsByLatency& waits() const { return waits_; }

 private:
  struct Board {
    double time = 0;
    std::array<double, 32> ready{};
  };
  std::array<Board, kCountedLatencies> boards_;
  WaitsByLatency waits_{};
};

}  // namespace amoeba
