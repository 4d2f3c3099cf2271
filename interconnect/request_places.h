// The places that a home node has for requests, and to whom it owes one.
// Models: a place is taken when a request comes and free again when its answer leaves. A request that finds none is
// refused, and owed one: the place that is free next is reserved for whoever has waited longest, so that newcomers
// cannot take it, and a credit names it. Nobody is owed a place while one is free or about to be.
// The list of debts has a bound: a request is owed one place at most, and the MSHRs of the caches, the threads at the
// inbound port and the one transaction of the HTIF bound the requests.
// Units: ticks. Errors: std::logic_error for a credit that names no reserved place.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <stdexcept>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/ticks.h"
#include "amoeba/sched/message.h"

namespace amoeba {

class RequestPlaces {
 public:
  using Place = std::uint16_t;
  static constexpr Place kNone = 0xffff;
  struct Debt {
    AgentId requester = kNoAgent;
    std::uint16_t requester_tag = 0;
    bool counted = false;
    Tick since = 0;
  };
  struct Credit {
    Debt debt;
    Place place = kNone;
    Tick at = 0;  // no earlier
  };

  explicit RequestPlaces(unsigned places) : free_at_(places, 0) {}

  // kNone when all are taken.
  Place take(Tick now) {
    if (free_at_[next_] > now && !find(now)) return kNone;
    const Place place = next_;
    free_at_[place] = kTaken;
    next_ = next_ + 1u == free_at_.size() ? Place{0} : static_cast<Place>(next_ + 1);
    return place;
  }
  // With the credit that names it.
  void take_reserved(Place place) {
    if (place >= free_at_.size() || free_at_[place] != kReserved)
      throw std::logic_error("a request with a credit for a place that is not reserved");
    free_at_[place] = kTaken;
  }
  // For a request that has been refused. A credit when it is known already which place will be free.
  std::optional<Credit> owe(const Debt& debt) {
    const auto soonest = std::min_element(free_at_.begin(), free_at_.end());
    if (*soonest < kReserved) return reserve(debt, static_cast<Place>(soonest - free_at_.begin()), *soonest);
    debts_.push_back(debt);
    return {};
  }
  // The place is free from tick `at` on; false when it goes to whoever is owed one (pass_on()).
  bool release(Place place, Tick at) {
    if (!debts_.empty()) return false;
    free_at_[place] = at;
    return true;
  }
  Credit pass_on(Place place, Tick at) {
    const Debt debt = debts_.front();
    debts_.pop_front();
    return reserve(debt, place, at);
  }

  const std::deque<Debt>& debts() const { return debts_; }
  // Places whose credits have not come back.
  std::size_t reserved() const {
    return static_cast<std::size_t>(std::count(free_at_.begin(), free_at_.end(), kReserved));
  }
  void clear() {
    free_at_.assign(free_at_.size(), 0);
    debts_.clear();
    next_ = 0;
  }
  void serialize(Archive& archive) { archive(free_at_, next_); }

 private:
  static constexpr Tick kTaken = kNever, kReserved = kNever - 1;

  [[gnu::noinline]] bool find(Tick now) {
    const auto free = std::find_if(free_at_.begin(), free_at_.end(), [now](Tick at) { return at <= now; });
    if (free == free_at_.end()) return false;
    next_ = static_cast<Place>(free - free_at_.begin());
    return true;
  }
  Credit reserve(const Debt& debt, Place place, Tick at) {
    free_at_[place] = kReserved;
    return {debt, place, at};
  }

  std::vector<Tick> free_at_;
  Place next_ = 0;  // likely to be free, since it was taken longest ago
  std::deque<Debt> debts_;
};

}  // namespace amoeba
