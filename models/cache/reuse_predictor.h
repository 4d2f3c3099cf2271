// Predicts whether a line that an atomic brings into this cache will be used there often enough to pay for its way.
// A visit is a run of this hart's accesses to a line that no other requester interrupts: near, from the atomic that
// brought the line until the line is lost; far, as long as the home node says that nobody else came in between. A visit
// of at least `reuses` accesses after its first one is judged worth a transfer, whether or not there was one. A near
// visit that a snoop ends sooner after its last atomic than the line took to come is not, however long it was: others
// wait for this line, and would go on to wait for its transfers.
// Models: a set-associative table of lines, LRU, with a saturating confidence counter each, that every judged visit
// moves by one; for a line that the table does not know, the ratio of worthwhile visits among the recent ones.
// Not modelled: timing and ports of the table, aliasing by partial tags.
// Source: the idea of a reuse predictor per line with confidence and a global ratio is DynAMO's (ISCA 2023); far visits
// and all sizes are this project's own.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/line_interleave.h"
#include "amoeba/base/replacement.h"
#include "amoeba/base/ticks.h"

namespace amoeba {

struct ReusePredictorParameters {
  unsigned entries = 64;
  unsigned ways = 4;
  unsigned confidence_bits = 2;
  unsigned reuses = 2;
};

struct ReusePredictorStatistics {
  std::uint64_t near = 0, far = 0;  // predictions acted upon
  std::uint64_t known = 0;          // of these, made by the table
  std::uint64_t worthwhile = 0, wasted = 0;  // visits
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
  // A plain access hit a line that may have been brought here by an atomic.
  void hit(std::uint64_t line);
  // The line is no longer held uniquely.
  void lost(std::uint64_t line, bool snooped, Tick at);
  // An atomic executed far; `again`: nobody else has used the line since this cache did.
  void used_far(std::uint64_t line, bool again);

  void reset();
  void serialize(Archive& archive) { archive(entries_, recency_, recent_worthwhile_, recent_visits_, statistics_); }
  const ReusePredictorStatistics& statistics() const { return statistics_; }

 private:
  enum class Visit : std::uint8_t { none, near, far };
  struct Entry {
    static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};
    std::uint64_t line = kNoLine;
    Tick last_atomic = 0;    // of a near visit
    Tick fetch_latency = 0;  // of the line for that visit
    std::uint16_t uses = 0;  // of the visit, after its first
    std::uint8_t confidence = 0;
    Visit visit = Visit::none;
    bool judged = false;
  };

  const Entry* find(std::uint64_t line) const;
  Entry* find(std::uint64_t line) { return const_cast<Entry*>(static_cast<const ReusePredictor*>(this)->find(line)); }
  Entry& entry_of(std::uint64_t line);
  bool near_at_first_touch() const { return 2 * recent_worthwhile_ >= recent_visits_; }
  void begin(Entry& entry, Visit visit);
  void use(Entry& entry);
  void end(Entry& entry);
  void lower(Entry& entry);
  void judge(Entry& entry, bool worthwhile);

  ReusePredictorParameters parameters_;
  unsigned sets_;
  LineInterleave set_index_;
  ReplacementPolicy policy_;
  Random random_;  // asked for by the replacement policy; LRU draws nothing
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> recency_;  // of each set
  unsigned recent_worthwhile_ = 0, recent_visits_ = 0;
  ReusePredictorStatistics statistics_;
};

}  // namespace amoeba
