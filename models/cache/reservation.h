// The reservation of LR/SC at a first-level cache.
// Models: one reservation per cache; a reservation set of a configurable size (a line by default, never smaller than
// the access); a window in which a uniquely held line resists snoops; a time limit; the reason of the last loss; a
// back-off that doubles with each failed SC in a row. Not modelled: several harts on one cache (each hart has its own).
// Units: ticks, bytes. Source: RISC-V unprivileged manual, Zalrsc; the window follows Rocket's lrscCycles, see the
// platform presets.
#pragma once
#include <algorithm>
#include <cstdint>

#include "amoeba/base/ticks.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

struct ReservationParameters {
  unsigned set_bytes = 64;
  Tick window = 64;
  Tick timeout = 1024;
  Tick backoff = 4;
  Tick backoff_limit = 64;
};

class Reservation {
 public:
  explicit Reservation(const ReservationParameters& parameters) : parameters_(parameters) {}

  void reserve(std::uint64_t address, unsigned bytes, Tick at) {
    const unsigned size = std::max(parameters_.set_bytes, bytes);
    begin_ = address / size * size;
    end_ = begin_ + size;
    since_ = at;
    valid_ = true;
    loss_ = ScFailure::no_reservation;
  }
  // Ends the reservation if its set touches [begin, end).
  bool lose(std::uint64_t begin, std::uint64_t end, ScFailure reason) {
    if (!valid_ || begin >= end_ || end <= begin_) return false;
    valid_ = false;
    loss_ = reason;
    return true;
  }
  // Why an SC of [address, address + bytes) at `at` must fail; none when it may succeed.
  ScFailure check(std::uint64_t address, unsigned bytes, Tick at) const {
    if (!valid_) return loss_;
    if (address < begin_ || address + bytes > end_) return ScFailure::address_mismatch;
    return at - since_ >= parameters_.timeout ? ScFailure::timeout : ScFailure::none;
  }
  // Every SC ends the reservation.
  void finish(bool success) {
    valid_ = false;
    loss_ = ScFailure::no_reservation;
    failures_ = success ? 0 : failures_ + 1;
  }
  // Until when a snoop of `line` must wait if the line is held uniquely; 0 when it need not.
  Tick resists_until(std::uint64_t line, unsigned line_bytes) const {
    return valid_ && begin_ < line + line_bytes && line < end_ ? since_ + parameters_.window : 0;
  }
  Tick backoff() const {
    if (failures_ == 0) return 0;
    return std::min(parameters_.backoff << std::min(failures_ - 1, 20u), parameters_.backoff_limit);
  }
  bool valid() const { return valid_; }

  void reset() { *this = Reservation(parameters_); }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(valid_, begin_, end_, since_, loss_, failures_);
  }

 private:
  ReservationParameters parameters_;
  bool valid_ = false;
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  Tick since_ = 0;
  ScFailure loss_ = ScFailure::no_reservation;
  unsigned failures_ = 0;
};

}  // namespace amoeba
