// When the data array of a cache can take an access.
// Models: ports (accesses that begin in one cycle), banks interleaved by `bank_bytes` that take one access per cycle,
// and the read-modify-write of a write narrower than the word that ECC protects, for which its bank is busy longer.
// Accesses are served in order of arrival. Not modelled: what a cache does not ask for, which is assumed to find free
// cycles: fills and snoops of a first-level cache, snoops and write-backs of a second-level one.
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
};

class BankTimer {
 public:
  explicit BankTimer(const BankParameters& parameters)
      : parameters_(parameters), ports_(parameters.ports, 0), banks_(std::max(1u, parameters.banks), 0) {}

  bool limits() const { return parameters_.ports != 0 || parameters_.banks != 0; }
  // The tick at which an access that comes at `at`, and takes `extra` cycles beyond one, begins.
  Tick begin(std::uint64_t address, Tick extra, Tick at) {
    if (!ports_.empty()) {
      Tick& port = *std::min_element(ports_.begin(), ports_.end());
      at = std::max(at, port);
      port = at + 1;
    }
    if (parameters_.banks == 0) return at;
    Tick& bank = banks_[address / parameters_.bank_bytes % banks_.size()];
    at = std::max(at, bank);
    bank = at + 1 + extra;
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
