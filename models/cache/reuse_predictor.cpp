#include "amoeba/cache/reuse_predictor.h"

#include <algorithm>
#include <utility>

#include "amoeba/coherence/placement.h"

namespace amoeba {

namespace {

constexpr unsigned kRecentCredits = 64;  // from which on older ones count half; assumed
constexpr int kUnits = 4;                // of confidence per far atomic saved or lost; assumed

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
  recent_worthwhile_ = recent_credits_ = 0;
  transfer_ = far_ = {};
  least_far_ = 0;
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

bool ReusePredictor::near(std::uint64_t line) const {
  const Entry* entry = find(line);
  return entry == nullptr || entry->confidence == 0 ? near_at_first_touch() : entry->confidence > 0;
}

void ReusePredictor::decided(std::uint64_t line, bool near) {
  ++(near ? statistics_.near : statistics_.far);
  statistics_.known += find(line) != nullptr;
}

int ReusePredictor::report(std::uint64_t line) {
  Entry* entry = find(line);
  return entry == nullptr ? 0 : std::exchange(entry->unreported, std::int8_t{0});
}

void ReusePredictor::learn(std::uint64_t line, int confidence) {
  Entry& entry = entry_of(line);
  entry.confidence = limited(confidence + entry.unreported);
}

void ReusePredictor::used_near(std::uint64_t line, Tick entered, Tick at) {
  Entry& entry = entry_of(line);
  if (entry.visit == Visit::near) {
    use(entry);
  } else {
    const Tick transfer = at - entered;
    if (transfer > 0) transfer_.add(transfer);
    begin(entry, Visit::near, transfer);
  }
}

void ReusePredictor::used_far(std::uint64_t line, bool again, Tick latency) {
  Entry& entry = entry_of(line);
  if (again) far_.add(latency);
  least_far_ = least_far_ == 0 ? latency : std::min(least_far_, latency);
  if (entry.visit == Visit::far && again) {
    use(entry);
    return;
  }
  end(entry);
  begin(entry, Visit::far, transfer_.value());
}

void ReusePredictor::hit(std::uint64_t line) {
  Entry* entry = find(line);
  if (entry != nullptr && entry->visit == Visit::near) use(*entry);
}

void ReusePredictor::lost(std::uint64_t line) {
  Entry* entry = find(line);
  if (entry != nullptr && entry->visit == Visit::near) end(*entry);
}

void ReusePredictor::begin(Entry& entry, Visit visit, Tick transfer) {
  entry.visit = visit;
  entry.balance = -static_cast<std::int64_t>(transfer);
  entry.credited = false;
}

void ReusePredictor::use(Entry& entry) {
  const auto saved = static_cast<std::int64_t>(far_latency());
  entry.balance += saved;
  if (entry.balance >= saved) credit(entry);
}

void ReusePredictor::end(Entry& entry) {
  if (entry.visit != Visit::none && !entry.credited) credit(entry);
  entry.visit = Visit::none;
}

// Of an atomic on a line that nobody else uses.
Tick ReusePredictor::far_latency() const {
  return std::max<Tick>(1, far_.value() != 0 ? far_.value() : least_far_);
}

void ReusePredictor::credit(Entry& entry) {
  const auto unit = static_cast<std::int64_t>(far_latency());
  const int credit = limited(static_cast<int>(kUnits * entry.balance / unit));
  const bool worthwhile = entry.balance >= 0;
  entry.confidence = limited(entry.confidence + credit);
  entry.unreported = limited(entry.unreported + credit);
  entry.credited = true;
  entry.balance = 0;
  ++(worthwhile ? statistics_.worthwhile : statistics_.wasted);
  recent_worthwhile_ += worthwhile;
  if (++recent_credits_ < 2 * kRecentCredits) return;
  recent_credits_ /= 2;
  recent_worthwhile_ /= 2;
}

std::int8_t ReusePredictor::limited(int confidence) const {
  const int limit = most_confidence(parameters_.confidence_bits);
  return static_cast<std::int8_t>(std::clamp(confidence, -limit, limit));
}

}  // namespace amoeba
