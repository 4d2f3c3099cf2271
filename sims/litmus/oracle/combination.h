// One shape for every thread, as one list of operations, with the bytes that they share cut into cells.
// A cell is a stretch of bytes that every operation covers whole or not at all. The order of stores and the store that
// a load reads from are the same for all bytes of a cell, because each operation has one place in the global order.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/litmus/oracle/thread_shapes.h"

namespace amoeba::litmus {

struct Cell {
  std::uint64_t address = 0;
  unsigned bytes = 0;
  std::uint64_t initial = 0;
  std::vector<unsigned> stores;  // operations that write it
};

struct Node {
  const MemoryOperation* operation = nullptr;
  unsigned thread = 0;
  unsigned index = 0;  // in its thread
};

// A load of one cell.
struct Read {
  unsigned node = 0;
  unsigned cell = 0;
  std::vector<unsigned> rule_2_reads;  // earlier reads of the cell that rule 2 orders before this one
};

class Combination {
 public:
  Combination(const std::vector<const ThreadShape*>& shapes, const MemoryLayout& layout, const Rules& rules);

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Cell>& cells() const { return cells_; }
  // In program order, thread after thread.
  const std::vector<Read>& reads() const { return reads_; }
  unsigned node(unsigned thread, unsigned index) const { return first_[thread] + index; }
  bool program_ordered(unsigned a, unsigned b) const {
    return nodes_[a].thread == nodes_[b].thread && nodes_[a].index < nodes_[b].index;
  }
  // Pairs of stores that share a byte.
  std::vector<std::pair<unsigned, unsigned>> overlapping_stores() const;
  // The part of an operation's value that lies in the cell.
  std::uint64_t part(const MemoryOperation& operation, std::uint64_t value, const Cell& cell) const;

 private:
  void cut_cells(const MemoryLayout& layout);
  void list_reads(const std::vector<const ThreadShape*>& shapes, const Rules& rules);

  std::vector<Node> nodes_;
  std::vector<unsigned> first_;  // node of each thread's first operation
  std::vector<Cell> cells_;
  std::vector<Read> reads_;
};

}  // namespace amoeba::litmus
