// What all agents of one checked run did, for comparison with the final memory.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "amoeba/base/ticks.h"

namespace amoeba {

class Ledger {
 public:
  using ReadMemory = std::function<std::uint64_t(std::uint64_t address, unsigned bytes)>;

  void fault(const std::string& text) {
    if (++faults_ <= 8) text_ += text + "\n";
  }
  // A counter of this width received `amount`.
  void add(std::uint64_t address, unsigned bytes, std::uint64_t amount) {
    Counter& counter = counters_[address];
    counter.bytes = bytes;
    counter.total += amount;
  }
  // A unique token took the place of another one.
  void swap(std::uint64_t address, unsigned bytes, std::uint64_t in, std::uint64_t out) {
    Chain& chain = chains_[address];
    chain.bytes = bytes;
    chain.in.push_back(in);
    chain.out.push_back(out);
  }
  // Between the two ticks the location, which only grows, held `low`, and held `high` at the end.
  void observe(std::uint64_t address, Tick issued, Tick done, std::uint64_t low, std::uint64_t high) {
    observations_[address].push_back({issued, done, low, high});
  }
  // Every ticket is drawn once.
  void draw_ticket(std::uint64_t address, std::uint64_t ticket) { tickets_[address].push_back(ticket); }

  // Compares with memory at the end of a run; returns what is wrong, empty when nothing is.
  std::string verdict(const ReadMemory& read);

 private:
  struct Counter {
    unsigned bytes = 0;
    std::uint64_t total = 0;
  };
  struct Chain {
    unsigned bytes = 0;
    std::vector<std::uint64_t> in, out;
  };
  struct Observation {
    Tick issued, done;
    std::uint64_t low, high;
  };
  void check_growth(std::uint64_t address, std::vector<Observation>& seen);

  unsigned faults_ = 0;
  std::string text_;
  std::map<std::uint64_t, Counter> counters_;
  std::map<std::uint64_t, Chain> chains_;
  std::map<std::uint64_t, std::vector<std::uint64_t>> tickets_;
  std::map<std::uint64_t, std::vector<Observation>> observations_;
};

}  // namespace amoeba
