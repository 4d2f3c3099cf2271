#include "amoeba/cache/reuse_predictor.h"

namespace amoeba {

namespace {

constexpr unsigned kRecentVisits = 64;  // from which on older ones count half; assumed

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
  recent_worthwhile_ = recent_visits_ = 0;
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
  const unsigned weakly_near = 1u << (parameters_.confidence_bits - 1);
  set[way] = Entry{};
  set[way].line = line;
  set[way].confidence = static_cast<std::uint8_t>(near_at_first_touch() ? weakly_near : weakly_near - 1);
  policy_.fill(recency_[index], way);
  return set[way];
}

bool ReusePredictor::near(std::uint64_t line) const {
  const Entry* entry = find(line);
  if (entry == nullptr) return near_at_first_touch();
  return entry->confidence >> (parameters_.confidence_bits - 1) != 0;
}

void ReusePredictor::decided(std::uint64_t line, bool near) {
  ++(near ? statistics_.near : statistics_.far);
  statistics_.known += find(line) != nullptr;
}

void ReusePredictor::used_near(std::uint64_t line, Tick entered, Tick at) {
  Entry& entry = entry_of(line);
  if (entry.visit == Visit::near) {
    use(entry);
  } else {
    begin(entry, Visit::near);
    entry.fetch_latency = at - entered;
  }
  entry.last_atomic = at;
}

void ReusePredictor::hit(std::uint64_t line) {
  Entry* entry = find(line);
  if (entry != nullptr && entry->visit == Visit::near) use(*entry);
}

void ReusePredictor::lost(std::uint64_t line, bool snooped, Tick at) {
  Entry* entry = find(line);
  if (entry == nullptr || entry->visit != Visit::near) return;
  const bool contended = snooped && at < entry->last_atomic + entry->fetch_latency;
  if (contended && entry->judged) {  // takes the judgement back
    lower(*entry);
    entry->judged = false;
  }
  end(*entry);
}

void ReusePredictor::used_far(std::uint64_t line, bool again) {
  Entry& entry = entry_of(line);
  if (entry.visit == Visit::far && again) {
    use(entry);
    return;
  }
  end(entry);
  begin(entry, Visit::far);
}

void ReusePredictor::begin(Entry& entry, Visit visit) {
  entry.visit = visit;
  entry.uses = 0;
  entry.judged = false;
}

void ReusePredictor::use(Entry& entry) {
  if (entry.judged || ++entry.uses < parameters_.reuses) return;
  judge(entry, true);
}

void ReusePredictor::end(Entry& entry) {
  if (entry.visit != Visit::none && !entry.judged) judge(entry, false);
  entry.visit = Visit::none;
}

void ReusePredictor::lower(Entry& entry) {
  if (entry.confidence > 0) --entry.confidence;
}

void ReusePredictor::judge(Entry& entry, bool worthwhile) {
  const unsigned highest = (1u << parameters_.confidence_bits) - 1;
  entry.judged = true;
  if (worthwhile && entry.confidence < highest) ++entry.confidence;
  if (!worthwhile) lower(entry);
  ++(worthwhile ? statistics_.worthwhile : statistics_.wasted);
  recent_worthwhile_ += worthwhile;
  if (++recent_visits_ < 2 * kRecentVisits) return;
  recent_visits_ /= 2;
  recent_worthwhile_ /= 2;
}

}  // namespace amoeba
