// Predicts whether a line that an atomic brings into this cache will be used there often enough to pay for its way.
// A visit is a run of this hart's accesses to a line that no other requester interrupts: near, from the atomic that
// brought the line until the line is lost; far, as long as the home node says that nobody else came in between. Its
// balance is a far atomic's latency for each access after the first, less the latency of the transfer: measured for a
// near visit, assumed as the recent average for a far one.
// Models: a set-associative table of lines, LRU, with a saturating confidence counter each, to which visits are
// credited in quarters of a far atomic, at their end or as soon as they have saved a whole one. Harts that disagree
// about a line do worse than under either static policy, so the home node keeps the sum of all credits of a line and
// answers requests with it. A line of confidence 0, or not in the table, goes by the share of positive credits among
// the recent ones; before the first one it goes far. That shows what a far atomic costs; a transfer counts as free
// until one has been seen, so that one is tried. Not modelled: timing and ports of the table, aliasing by partial tags.
// Source: the idea of a reuse predictor per line with confidence and a global ratio is DynAMO's (ISCA 2023); the
// balance, the exchange with the home node and all sizes are this project's own.
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
  unsigned confidence_bits = 7;
};

struct ReusePredictorStatistics {
  std::uint64_t near = 0, far = 0;           // predictions acted upon
  std::uint64_t known = 0;                   // of these, made by the table
  std::uint64_t worthwhile = 0, wasted = 0;  // credits of either sign
};

class ReusePredictor {
 public:
  ReusePredictor(const ReusePredictorParameters& parameters, unsigned line_bytes);

  // Whether an atomic on `line`, which is not held uniquely, should execute near.
  bool near(std::uint64_t line) const;
  // A prediction of near() is acted upon.
  void decided(std::uint64_t line, bool near);

  // An atomic that had entered the cache at `entered` executed near at `at`.
  void used_near(std::uint64_t line, Tick entered, Tick at);
  // The home node's word on the line, for a request of an atomic; before used_near() or used_far().
  void learn(std::uint64_t line, int confidence);
  // What this cache has credited to the line since it last told the home node.
  int report(std::uint64_t line);
  // A plain access hit a line that may have been brought here by an atomic.
  void hit(std::uint64_t line);
  // The line is no longer held uniquely.
  void lost(std::uint64_t line);
  // An atomic executed far and took `latency`; `again`: nobody else has used the line since this cache did.
  void used_far(std::uint64_t line, bool again, Tick latency);

  void reset();
  void serialize(Archive& archive) {
    archive(entries_, recency_, transfer_, far_, least_far_, recent_worthwhile_, recent_credits_, statistics_);
  }
  const ReusePredictorStatistics& statistics() const { return statistics_; }

 private:
  enum class Visit : std::uint8_t { none, near, far };
  struct Entry {
    static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};
    std::uint64_t line = kNoLine;
    std::int64_t balance = 0;  // of the visit since its latest credit, in ticks
    bool credited = false;     // the visit has been
    std::int8_t confidence = 0;
    std::int8_t unreported = 0;  // what the home node does not know of
    Visit visit = Visit::none;
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
  bool near_at_first_touch() const { return 2 * recent_worthwhile_ > recent_credits_; }
  void begin(Entry& entry, Visit visit, Tick transfer);
  void use(Entry& entry);
  void end(Entry& entry);
  std::int8_t limited(int confidence) const;
  void credit(Entry& entry);
  Tick far_latency() const;

  ReusePredictorParameters parameters_;
  unsigned sets_;
  LineInterleave set_index_;
  ReplacementPolicy policy_;
  Random random_;  // asked for by the replacement policy; LRU draws nothing
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> recency_;  // of each set
  RunningAverage transfer_, far_;
  Tick least_far_ = 0;
  unsigned recent_worthwhile_ = 0, recent_credits_ = 0;
  ReusePredictorStatistics statistics_;
};

}  // namespace amoeba
