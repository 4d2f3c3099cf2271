#include "amoeba/cache/reuse_predictor.h"

#include <algorithm>
#include <utility>

#include "amoeba/coherence/placement.h"

namespace amoeba {

namespace {

constexpr std::int64_t kUnits = 4;      // of confidence per far atomic; assumed
constexpr std::int64_t kVote = 8;       // units by which a run moves the bias at most; assumed
constexpr std::int64_t kBiasUnits = 8;  // of the bias per unit of confidence, as messages carry it; assumed

}  // namespace

ReusePredictor::ReusePredictor(const ReusePredictorParameters& parameters, unsigned line_bytes)
    : parameters_(parameters),
      sets_(parameters.entries / parameters.ways),
      set_index_(line_bytes, sets_),
      policy_(Replacement::lru, parameters.ways) {
  reset();
}

void ReusePredictor::reset() {
  entries_.assign(parameters_.entries, Entry{});
  recency_.assign(sets_, policy_.initial());
  transfer_ = far_ = {};
  quickest_far_ = 0;
  hit_latency_ = 0;
  latest_ = {};
  bias_ = 0;
  statistics_ = {};
}

const ReusePredictor::Entry* ReusePredictor::find(std::uint64_t line) const {
  const Entry* set = &entries_[set_index_(line) * parameters_.ways];
  for (unsigned way = 0; way < parameters_.ways; ++way)
    if (set[way].line == line) return set + way;
  return nullptr;
}

// The line's entry, which takes the place of the one used longest ago if it has none.
ReusePredictor::Entry& ReusePredictor::entry_of(std::uint64_t line) {
  const std::uint64_t index = set_index_(line);
  Entry* set = &entries_[index * parameters_.ways];
  if (Entry* found = find(line)) {
    policy_.touch(recency_[index], static_cast<unsigned>(found - set));
    return *found;
  }
  const unsigned way = policy_.victim(recency_[index], ReplacementPolicy::all(parameters_.ways), random_);
  set[way] = Entry{};
  set[way].line = line;
  policy_.fill(recency_[index], way);
  return set[way];
}

// What the home node has not heard of may send this cache far, but brings it near only as far as a vote counts: for the
// harts of a contended line it is better to agree.
bool ReusePredictor::near(std::uint64_t line) const {
  const Entry* entry = find(line);
  const std::int64_t earned =
      entry == nullptr ? 0 : entry->confidence * unit() + std::min(entry->unreported, kVote * unit());
  return earned + bias_ > 0;
}

void ReusePredictor::decided(std::uint64_t line, bool near) {
  ++(near ? statistics_.near : statistics_.far);
  statistics_.known += find(line) != nullptr;
}

int ReusePredictor::report(std::uint64_t line) {
  Entry* entry = find(line);
  if (entry == nullptr) return 0;
  const std::int64_t units = limited(entry->unreported) / unit();
  entry->unreported -= units * unit();
  return static_cast<int>(units);
}

void ReusePredictor::unreported(std::uint64_t line, int units) {
  if (Entry* entry = find(line)) credit(*entry, units * unit());
}

void ReusePredictor::learn(std::uint64_t line, int confidence) {
  entry_of(line).confidence = static_cast<std::int8_t>(confidence);
}

std::int8_t ReusePredictor::bias() const {
  return static_cast<std::int8_t>(kBiasUnits * (limited(2 * bias_) / 2) / unit());
}

void ReusePredictor::adjust(std::int8_t change) {
  move_bias(change * unit() / kBiasUnits);
}

// A near atomic costs what it took, but a transfer where sharers would have had the line if all of them were near, and
// no more than a far one where both fetch from memory.
void ReusePredictor::used_near(const Atomic& atomic) {
  Entry& entry = entry_of(atomic.line);
  entry.visit = Visit::near;
  if (atomic.found == Found::here) hit_latency_ = atomic.latency;
  if (atomic.found == Found::peer) transfer_.add(atomic.latency - atomic.queued);
  if (atomic.found == Found::slice && !atomic.again) {
    used(atomic, transfer() + atomic.queued);
  } else {
    used(atomic, atomic.found == Found::memory ? far() : atomic.latency);
  }
}

// It tells what a near one would have taken. Whatever made it wait for the line would have done so, too.
void ReusePredictor::used_far(const Atomic& atomic) {
  Entry& entry = entry_of(atomic.line);
  if (atomic.found == Found::slice) measure_far(atomic.latency - atomic.queued);
  if (!atomic.again) settle(entry);
  const bool first = !atomic.again || entry.visit != Visit::far;
  entry.visit = Visit::far;
  used(atomic, (!first ? hit_latency_ : atomic.found == Found::memory ? far() : transfer()) + atomic.queued);
}

// The first one leans to near, so that a transfer is soon tried.
void ReusePredictor::measure_far(Tick latency) {
  const bool leans = far_.value() == 0;
  far_.add(latency);
  quickest_far_ = leans ? latency : std::min(quickest_far_, latency);
  if (leans) move_bias(static_cast<std::int64_t>(latency));
}

void ReusePredictor::hit(std::uint64_t line) {
  Entry* entry = find(line);
  if (entry != nullptr && entry->visit == Visit::near) entry->balance += static_cast<std::int64_t>(far());
}

void ReusePredictor::lost(std::uint64_t line) {
  Entry* entry = find(line);
  if (entry == nullptr || entry->visit != Visit::near) return;
  settle(*entry);
  entry->long_run = false;
  entry->visit = Visit::none;
}

// The work between the latest atomic and this one tells by how much that one's latency, near or far, exceeded it.
// What a run gains after it has paid for a transfer has no vote: else the many gains of long runs would outweigh
// losses.
void ReusePredictor::used(const Atomic& atomic, Tick near) {
  const Tick covered = latest_.posted && atomic.work > latest_.work ? atomic.work - latest_.work : 0;
  const auto exposed = [covered](Tick latency) {
    return static_cast<std::int64_t>(latency - std::min(latency, covered));
  };
  Entry* entry = latest_.line == Entry::kNoLine ? nullptr : find(latest_.line);
  if (entry != nullptr) {
    entry->balance += exposed(far()) - exposed(latest_.near);
    if (latest_.line != atomic.line) {
      settle(*entry);
      entry->long_run = false;
    } else if (entry->long_run) {
      credit(*entry, std::exchange(entry->balance, 0));
    } else if (entry->balance >= static_cast<std::int64_t>(transfer())) {
      settle(*entry);
      entry->long_run = true;
    }
  }
  latest_ = {atomic.line, atomic.work, near, atomic.posted};
}

void ReusePredictor::settle(Entry& entry) {
  const std::int64_t earned = std::exchange(entry.balance, 0);
  if (earned == 0) return;
  ++(earned > 0 ? statistics_.worthwhile : statistics_.wasted);
  move_bias(std::clamp(earned, -kVote * unit(), kVote * unit()));
  credit(entry, earned);
}

void ReusePredictor::credit(Entry& entry, std::int64_t ticks) {
  entry.unreported = limited(entry.unreported + ticks);
}

// It weighs at most half as much as a line's own confidence.
void ReusePredictor::move_bias(std::int64_t ticks) {
  bias_ = limited(2 * (bias_ + ticks)) / 2;
}

std::int64_t ReusePredictor::limited(std::int64_t ticks) const {
  const std::int64_t limit = most_confidence(parameters_.confidence_bits) * unit();
  return std::clamp(ticks, -limit, limit);
}

// Of an atomic that finds its line in the slice; half a transfer, until there was one.
Tick ReusePredictor::far() const {
  return far_.value() != 0 ? far_.value() : transfer_.value() / 2;
}

std::int64_t ReusePredictor::unit() const {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(far()) / kUnits);
}

}  // namespace amoeba
