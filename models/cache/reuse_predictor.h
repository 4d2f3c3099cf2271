// Predicts whether a line that an atomic brings into this cache will be used there often enough to pay for its way.
// Every atomic earns its line the time by which a far one would have held up the hart longer than a near one: a loss
// where the line comes from another cache, or would have, a gain where it is here, or would have been. The gains of a
// run, a hart's atomics in a row on one line, count together when the run ends, when somebody else takes the line, or
// as soon as they have paid for a transfer.
// Latencies are measured: running averages of far atomics that find the line in the slice, and of transfers from
// another cache, taken for two round trips before the first one, both without the time spent waiting for the line: in
// its transactions, and at the far unit behind atomics on the same line. That waiting is the price of contention: a
// near atomic pays for it, and a far one charges it to a near one in its place, since transfers are what it waited for
// or what it would have waited for, longer. Waiting at the far unit behind other lines is part of what far atomics
// cost. A posted atomic, whose result nobody needs, holds up the hart only by what exceeds the hart's work until its
// next atomic.
// Models: a set-associative table of lines, LRU, with a saturating confidence counter each. Harts that disagree about a
// line do worse than under either static policy, so the home node keeps the sum of what all earned on a line and
// answers requests with it, in quarters of a far atomic. The sum has two bits more than the answer, so that the report
// of one hart does not turn what many have found. A bias is added to a line's confidence, and decides alone where the
// line is unknown: the sum over all lines' runs, each limited to two far atomics. Each request meets the home node's
// bias halfway, so that harts and home nodes come to share one. 0 goes far. A device needs, per line of 64 bytes at a
// home node, a counter of confidence_bits + 2 and the number of its latest requester; per entry of the table, its tag,
// a counter of confidence_bits, two sums of some ten bits and three bits of state; per cache, the two averages, the
// quickest far atomic, the bias, and the work counter of the hart: at the default sizes, some 1 KiB per cache and 2 %
// of a slice's data. Not modelled: timing and ports of the table, aliasing by partial tags. Source: the idea of a reuse
// predictor per line with confidence and a global ratio is DynAMO's (ISCA 2023); the account of time, the exchange with
// the home nodes and all sizes are this project's own.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"
#include "amoeba/base/replacement.h"
#include "amoeba/base/ticks.h"

namespace amoeba {

struct ReusePredictorParameters {
  unsigned entries = 128;
  unsigned ways = 4;
  unsigned confidence_bits = 6;
};

struct ReusePredictorStatistics {
  std::uint64_t near = 0, far = 0;           // predictions acted upon
  std::uint64_t known = 0;                   // of these, made by the table
  std::uint64_t worthwhile = 0, wasted = 0;  // runs that gained or lost
};

class ReusePredictor {
 public:
  // Where an atomic found its line, as the DataSource of CHI's completions tells.
  enum class Found : std::uint8_t { here, slice, memory, peer };
  struct Atomic {
    std::uint64_t line = 0;
    Tick latency = 0;  // of its transaction, or of the hit
    Tick queued = 0;   // of these, behind others that use the line, or for want of a place at the home node
    Found found = Found::here;
    bool again = false;      // nobody else has used the line since this cache did
    bool posted = false;     // nobody needs its result
    std::uint64_t work = 0;  // done by the hart before it, in ticks
  };

  ReusePredictor(const ReusePredictorParameters& parameters, unsigned line_bytes);

  // Whether an atomic on `line`, which is not held uniquely, should execute near.
  bool near(std::uint64_t line) const;
  // A prediction of near() is acted upon.
  void decided(std::uint64_t line, bool near);

  // The home node's word on the line, for a request of an atomic; before used_near() or used_far().
  void learn(std::uint64_t line, int confidence);
  // What the line has earned here since the home node was last told.
  int report(std::uint64_t line);
  // A report has not reached it: a cache in between has served the request.
  void unreported(std::uint64_t line, int units);

  // The bias that a request tells the home node, and how its answer changes it.
  std::int8_t bias() const;
  void adjust(std::int8_t change);

  void used_near(const Atomic& atomic);
  void used_far(const Atomic& atomic);
  // A plain access hit a line that may have been brought here by an atomic.
  void hit(std::uint64_t line);
  // The line is no longer held uniquely.
  void lost(std::uint64_t line);

  void reset();
  void serialize(Archive& archive) {
    archive(entries_, recency_, transfer_, far_, quickest_far_, hit_latency_, latest_, bias_, statistics_);
  }
  const ReusePredictorStatistics& statistics() const { return statistics_; }

 private:
  enum class Visit : std::uint8_t { none, near, far };
  struct Entry {
    static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};
    std::uint64_t line = kNoLine;
    std::int64_t unreported = 0;  // earned, what the home node does not know of, in ticks
    std::int64_t balance = 0;     // earned by the latest run, so far, in ticks
    bool long_run = false;        // which has paid for a transfer
    std::int8_t confidence = 0;   // by the home node's latest word
    Visit visit = Visit::none;
  };
  // The atomic whose cost the next one will tell.
  struct Latest {
    std::uint64_t line = Entry::kNoLine;
    std::uint64_t work = 0;
    Tick near = 0;  // its latency had it executed near
    bool posted = false;
  };

  // Over about the latest eight; 0 before the first.
  class RunningAverage {
   public:
    void add(Tick value) { eightfold_ = eightfold_ == 0 ? 8 * value : eightfold_ - eightfold_ / 8 + value; }
    Tick value() const { return eightfold_ / 8; }

   private:
    Tick eightfold_ = 0;
  };

  const Entry* find(std::uint64_t line) const;
  Entry* find(std::uint64_t line) { return const_cast<Entry*>(static_cast<const ReusePredictor*>(this)->find(line)); }
  Entry& entry_of(std::uint64_t line);
  void used(const Atomic& atomic, Tick near);
  void measure_far(Tick latency);
  void settle(Entry& entry);
  void credit(Entry& entry, std::int64_t ticks);
  void move_bias(std::int64_t ticks);
  std::int64_t limited(std::int64_t ticks) const;
  Tick far() const;
  Tick transfer() const { return transfer_.value() != 0 ? transfer_.value() : 2 * quickest_far_; }
  std::int64_t unit() const;

  ReusePredictorParameters parameters_;
  unsigned sets_;
  LineInterleave set_index_;
  ReplacementPolicy policy_;
  Random random_;  // asked for by the replacement policy; LRU draws nothing
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> recency_;  // of each set
  RunningAverage transfer_, far_;
  Tick quickest_far_ = 0;
  Tick hit_latency_ = 0;
  Latest latest_;
  std::int64_t bias_ = 0;  // in ticks
  ReusePredictorStatistics statistics_;
};

}  // namespace amoeba
