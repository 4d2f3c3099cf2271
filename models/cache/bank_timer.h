// When the data array of a first-level cache can take an access.
// Models: ports (accesses that begin in one cycle), banks interleaved by `bank_bytes` that take one access per cycle,
// and the read-modify-write of a write narrower than the word that ECC protects, for which its bank is busy longer.
// Accesses are served in order of arrival. Not modelled: fills and snoops, which are assumed to find free cycles.
// Units: ticks, bytes. With no limit at all it costs nothing and delays nothing.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/ticks.h"

namespace amoeba {

struct BankParameters {
  unsigned ports = 0;  // 0: without limit
  unsigned banks = 0;  // 0: without limit
  unsigned bank_bytes = 8;
  unsigned ecc_bytes = 0;  // 0: a narrow write costs no more than others
  Tick ecc_penalty = 1;
};

class BankTimer {
 public:
  explicit BankTimer(const BankParameters& parameters)
      : parameters_(parameters), ports_(parameters.ports, 0), banks_(std::max(1u, parameters.banks), 0) {}

  bool limits() const { return parameters_.ports != 0 || parameters_.banks != 0 || parameters_.ecc_bytes != 0; }
  // The tick at which an access that comes at `at` begins.
  Tick begin(std::uint64_t address, unsigned bytes, bool writes, Tick at) {
    if (!ports_.empty()) {
      Tick& port = *std::min_element(ports_.begin(), ports_.end());
      at = std::max(at, port);
      port = at + 1;
    }
    const bool narrow = writes && bytes < parameters_.ecc_bytes;
    if (parameters_.banks == 0 && parameters_.ecc_bytes == 0) return at;
    Tick& bank = banks_[address / parameters_.bank_bytes % banks_.size()];
    at = std::max(at, bank);
    bank = at + (parameters_.banks != 0 ? 1 : 0) + (narrow ? parameters_.ecc_penalty : 0);
    return at;
  }
  void reset() {
    std::fill(ports_.begin(), ports_.end(), 0);
    std::fill(banks_.begin(), banks_.end(), 0);
  }
  void serialize(Archive& archive) { archive(ports_, banks_); }

 private:
  BankParameters parameters_;
  std::vector<Tick> ports_;  // when each is free again
  std::vector<Tick> banks_;
};

}  // namespace amoeba
