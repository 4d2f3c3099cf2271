// The axioms of RVWMO read literally: every total order of the memory operations of every execution of the threads,
// kept when each byte of each load, each rule that depends on values, and each LR/SC pair is as the manual says. Slow,
// and without any of the oracle's shortcuts (cells, partial orders, early cycles); shares with it what instructions do
// and the rules that no value decides.
#pragma once
#include <algorithm>
#include <set>

#include "amoeba/litmus/final_states.h"
#include "amoeba/litmus/oracle/thread_shapes.h"

namespace amoeba::litmus {

class TotalOrderReference {
 public:
  TotalOrderReference(const LitmusTest& test, const ModelOptions& options)
      : test_(test), layout_(test), shapes_(thread_shapes(test, layout_, options, test.observed)) {}

  // How many combinations of executions of single threads there are to look at.
  double combinations() const {
    double result = 1;
    for (const auto& shapes : shapes_) {
      double variants = 0;
      for (const ThreadShape& shape : shapes) variants += static_cast<double>(shape.variants.size());
      result *= variants;
    }
    return result;
  }

  std::set<StateRow> states() {
    combine();
    return result_;
  }

 private:
  struct Operation {
    MemoryOperation o;
    unsigned thread, index;
    OperationSet preserved;
  };

  void combine() {
    const std::size_t thread = registers_.size();
    if (thread == shapes_.size()) {
      position_.assign(operations_.size(), kLater);
      return readable() ? extend() : void();
    }
    for (const ThreadShape& shape : shapes_[thread])
      for (const Variant& variant : shape.variants) {
        const std::size_t before = operations_.size();
        for (unsigned k = 0; k < shape.trace.operations.size(); ++k) {
          operations_.push_back(
              {shape.trace.operations[k], static_cast<unsigned>(thread), k, shape.preserved_before[k]});
          operations_.back().o.loaded = variant.loaded[k];
        }
        registers_.push_back(variant.registers);
        combine();
        registers_.pop_back();
        operations_.resize(before);
      }
  }

  // Saves the executions in which a load has a value that nobody stores.
  bool readable() const {
    for (const Operation& load : operations_)
      for (std::uint64_t byte = load.o.address; load.o.load && byte < load.o.address + load.o.bytes; ++byte) {
        const std::uint64_t value = byte_of(load.o, load.o.loaded, byte);
        bool found = value == layout_.initial(byte, 1);
        for (const Operation& s : operations_)
          found |= s.o.store && covers(s.o, byte) && byte_of(s.o, s.o.stored, byte) == value;
        if (!found) return false;
      }
    return true;
  }

  // Puts one more operation at the end of the order.
  void extend() {
    if (order_.size() == operations_.size()) {
      if (valid()) result_.insert(row());
      return;
    }
    for (unsigned k = 0; k < operations_.size(); ++k) {
      if (placed(k) || !ready(k)) continue;
      position_[k] = order_.size();
      order_.push_back(k);
      if (plausible(k)) extend();
      order_.pop_back();
      position_[k] = kLater;
    }
  }
  bool placed(unsigned k) const { return position_[k] != kLater; }
  std::size_t position(unsigned k) const { return position_[k]; }

  // Saves the orders in which a load already has a wrong value: bytes that wait for an own store are left for the end.
  bool plausible(unsigned load) const {
    const MemoryOperation& o = operations_[load].o;
    for (std::uint64_t byte = o.address; o.load && byte < o.address + o.bytes; ++byte) {
      bool waits = false;
      for (unsigned s = 0; s < operations_.size(); ++s)
        waits |= earlier(s, load) && operations_[s].o.store && covers(operations_[s].o, byte) && !placed(s);
      if (!waits && value_from(source(load, byte), byte) != byte_of(o, o.loaded, byte)) return false;
    }
    return true;
  }
  std::uint64_t value_from(int store, std::uint64_t byte) const {
    if (store < 0) return layout_.initial(byte, 1);
    const MemoryOperation& o = operations_[static_cast<unsigned>(store)].o;
    return byte_of(o, o.stored, byte);
  }
  bool ready(unsigned k) const {
    for (unsigned other = 0; other < operations_.size(); ++other)
      if (operations_[other].thread == operations_[k].thread &&
          contains(operations_[k].preserved, operations_[other].index) &&
          operations_[other].index < operations_[k].index && !placed(other))
        return false;
    return true;
  }

  static bool covers(const MemoryOperation& o, std::uint64_t byte) {
    return byte >= o.address && byte < o.address + o.bytes;
  }
  static std::uint64_t byte_of(const MemoryOperation& o, std::uint64_t value, std::uint64_t byte) {
    return value >> (8 * (byte - o.address)) & 0xff;
  }
  bool earlier(unsigned a, unsigned b) const {
    return operations_[a].thread == operations_[b].thread && operations_[a].index < operations_[b].index;
  }

  // The store that the load value axiom names for a byte of a load, or -1.
  int source(unsigned load, std::uint64_t byte) const {
    int latest = -1;
    for (unsigned s = 0; s < operations_.size(); ++s) {
      if (s == load || !operations_[s].o.store || !covers(operations_[s].o, byte)) continue;
      if (position(s) > position(load) && !earlier(s, load)) continue;
      if (latest < 0 || position(s) > position(static_cast<unsigned>(latest))) latest = static_cast<int>(s);
    }
    return latest;
  }

  bool valid() const {
    for (unsigned b = 0; b < operations_.size(); ++b) {
      const MemoryOperation& o = operations_[b].o;
      for (std::uint64_t byte = o.address; o.load && byte < o.address + o.bytes; ++byte)
        if (!byte_valid(b, byte)) return false;
    }
    return true;
  }
  bool byte_valid(unsigned b, std::uint64_t byte) const {
    const int from = source(b, byte);
    return value_from(from, byte) == byte_of(operations_[b].o, operations_[b].o.loaded, byte) &&
           rule_2(b, byte, from) &&
           (from < 0 || (rule_3(static_cast<unsigned>(from), b) && rule_12(static_cast<unsigned>(from), b))) &&
           atomicity(b, byte, from);
  }

  bool rule_2(unsigned b, std::uint64_t byte, int from) const {
    for (unsigned a = 0; a < operations_.size(); ++a) {
      if (!earlier(a, b) || !operations_[a].o.load || !covers(operations_[a].o, byte)) continue;
      bool store_between = false;
      for (unsigned m = 0; m < operations_.size(); ++m)
        store_between |= earlier(a, m) && earlier(m, b) && operations_[m].o.store && covers(operations_[m].o, byte);
      if (!store_between && source(a, byte) != from && position(a) > position(b)) return false;
    }
    return true;
  }
  bool rule_3(unsigned from, unsigned b) const {
    const bool atomic =
        operations_[from].o.kind == OperationKind::amo || operations_[from].o.kind == OperationKind::store_conditional;
    return !atomic || !earlier(from, b) || position(from) < position(b);
  }
  bool rule_12(unsigned m, unsigned b) const {
    if (!earlier(m, b)) return true;
    const OperationSet needs = operations_[m].o.address_dependencies | operations_[m].o.data_dependencies;
    for (unsigned a = 0; a < operations_.size(); ++a)
      if (earlier(a, m) && contains(needs, operations_[a].index) && position(a) > position(b)) return false;
    return true;
  }
  bool atomicity(unsigned lr, std::uint64_t byte, int from) const {
    for (unsigned sc = 0; sc < operations_.size(); ++sc) {
      if (!earlier(lr, sc) || operations_[sc].o.paired_load != static_cast<int>(operations_[lr].index)) continue;
      const std::size_t begin = from < 0 ? 0 : position(static_cast<unsigned>(from)) + 1;
      if (from >= 0 && begin > position(sc)) return false;
      for (unsigned s = 0; s < operations_.size(); ++s)
        if (operations_[s].thread != operations_[sc].thread && operations_[s].o.store &&
            covers(operations_[s].o, byte) && position(s) >= begin && position(s) < position(sc))
          return false;
    }
    return true;
  }

  StateRow row() const {
    StateRow result;
    std::vector<std::size_t> next(registers_.size());
    for (const Observable& o : test_.observed) {
      if (o.location.empty()) {
        result.push_back(layout_.value(registers_[o.thread][next[o.thread]++], {8, true}));
        continue;
      }
      const std::uint64_t address = layout_.address(o.location);
      std::uint64_t number = 0;
      const Location& location = *std::find_if(test_.locations.begin(), test_.locations.end(),
                                               [&](const Location& l) { return l.name == o.location; });
      for (unsigned k = 0; k < location.type.bytes; ++k) {
        std::uint64_t byte = layout_.initial(address + k, 1);
        for (const unsigned s : order_)
          if (operations_[s].o.store && covers(operations_[s].o, address + k))
            byte = byte_of(operations_[s].o, operations_[s].o.stored, address + k);
        number |= byte << (8 * k);
      }
      result.push_back(layout_.value(number, location.type));
    }
    return result;
  }

  static constexpr std::size_t kLater = ~std::size_t{0};

  const LitmusTest& test_;
  const MemoryLayout layout_;
  const std::vector<std::vector<ThreadShape>> shapes_;
  std::vector<Operation> operations_;                  // of the chosen executions
  std::vector<std::vector<std::uint64_t>> registers_;  // of the chosen executions
  std::vector<std::size_t> position_;                  // in the global memory order, by operation; kLater: not yet
  std::vector<unsigned> order_;                        // the global memory order
  std::set<StateRow> result_;
};

}  // namespace amoeba::litmus
