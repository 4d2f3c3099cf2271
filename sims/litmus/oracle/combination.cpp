#include "amoeba/litmus/oracle/combination.h"

#include <algorithm>

#include "amoeba/base/amo.h"
#include "amoeba/litmus/oracle/preserved_order.h"

namespace amoeba::litmus {

Combination::Combination(const std::vector<const ThreadShape*>& shapes, const MemoryLayout& layout,
                         const Rules& rules) {
  for (unsigned thread = 0; thread < shapes.size(); ++thread) {
    first_.push_back(static_cast<unsigned>(nodes_.size()));
    unsigned index = 0;
    for (const MemoryOperation& o : shapes[thread]->trace.operations) nodes_.push_back({&o, thread, index++});
  }
  cut_cells(layout);
  list_reads(shapes, rules);
}

void Combination::cut_cells(const MemoryLayout& layout) {
  std::vector<std::uint64_t> bounds;
  for (const Node& n : nodes_) {
    bounds.push_back(n.operation->address);
    bounds.push_back(n.operation->address + n.operation->bytes);
  }
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  for (std::size_t k = 0; k + 1 < bounds.size(); ++k) {
    Cell cell{bounds[k], static_cast<unsigned>(bounds[k + 1] - bounds[k]), 0, {}};
    bool used = false;
    for (unsigned n = 0; n < nodes_.size(); ++n) {
      if (!overlap(*nodes_[n].operation, cell.address, 1)) continue;
      used = true;
      if (nodes_[n].operation->store) cell.stores.push_back(n);
    }
    if (!used) continue;
    cell.initial = layout.initial(cell.address, cell.bytes);
    cells_.push_back(std::move(cell));
  }
}

void Combination::list_reads(const std::vector<const ThreadShape*>& shapes, const Rules& rules) {
  for (unsigned n = 0; n < nodes_.size(); ++n) {
    const MemoryOperation& o = *nodes_[n].operation;
    if (!o.load) continue;
    for (unsigned c = 0; c < cells_.size(); ++c) {
      const Cell& cell = cells_[c];
      if (!overlap(o, cell.address, cell.bytes)) continue;
      Read read{n, c, {}};
      const auto& operations = shapes[nodes_[n].thread]->trace.operations;
      for (unsigned r = 0; r < reads_.size() && rules[2]; ++r)
        if (reads_[r].cell == c && program_ordered(reads_[r].node, n) &&
            rule_2_load_load(operations, nodes_[reads_[r].node].index, nodes_[n].index, cell.address, cell.bytes))
          read.rule_2_reads.push_back(r);
      reads_.push_back(std::move(read));
    }
  }
}

std::vector<std::pair<unsigned, unsigned>> Combination::overlapping_stores() const {
  std::vector<std::pair<unsigned, unsigned>> result;
  for (unsigned b = 0; b < nodes_.size(); ++b)
    for (unsigned a = 0; a < b; ++a) {
      const MemoryOperation &first = *nodes_[a].operation, &second = *nodes_[b].operation;
      if (first.store && second.store && overlap(first, second.address, second.bytes)) result.emplace_back(a, b);
    }
  return result;
}

std::uint64_t Combination::part(const MemoryOperation& operation, std::uint64_t value, const Cell& cell) const {
  return truncate({value >> (8 * (cell.address - operation.address)), 0}, cell.bytes)[0];
}

}  // namespace amoeba::litmus
