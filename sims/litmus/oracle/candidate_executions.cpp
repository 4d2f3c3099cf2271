#include "amoeba/litmus/oracle/candidate_executions.h"

#include <algorithm>

#include "amoeba/litmus/lexer.h"
#include "amoeba/litmus/oracle/combination.h"
#include "amoeba/litmus/oracle/global_order.h"
#include "amoeba/litmus/oracle/preserved_order.h"

namespace amoeba::litmus {
namespace {

constexpr int kInitial = -1;  // in place of a store: the initial value

using VariantList = std::vector<const Variant*>;

class CandidateSearch {
 public:
  CandidateSearch(const std::vector<const ThreadShape*>& shapes, const Combination& combination,
                  const ModelOptions& options, const std::function<void(const Execution&)>& use)
      : shapes_(shapes),
        combination_(combination),
        options_(options),
        use_(use),
        pairs_(combination.overlapping_stores()),
        read_from_(combination.reads().size(), kInitial) {}

  void run() {
    std::vector<VariantList> variants;
    for (const ThreadShape* shape : shapes_) {
      variants.push_back(readable_variants(*shape, static_cast<unsigned>(variants.size())));
      if (variants.back().empty()) return;
    }
    GlobalOrder order(static_cast<unsigned>(combination_.nodes().size()));
    for (unsigned thread = 0; thread < shapes_.size(); ++thread)
      for (unsigned b = 0; b < shapes_[thread]->preserved_before.size(); ++b)
        for (unsigned a = 0; a < b; ++a)
          if (contains(shapes_[thread]->preserved_before[b], a))
            order.add(combination_.node(thread, a), combination_.node(thread, b));
    order_stores(0, order, variants);
  }

 private:
  // Those whose every load finds its value in some store of this combination.
  VariantList readable_variants(const ThreadShape& shape, unsigned thread) const {
    VariantList result;
    for (const Variant& variant : shape.variants)
      if (readable(variant, thread)) result.push_back(&variant);
    return result;
  }
  bool readable(const Variant& variant, unsigned thread) const {
    for (const Read& read : combination_.reads()) {
      const Node& node = combination_.nodes()[read.node];
      if (node.thread != thread) continue;
      const Cell& cell = combination_.cells()[read.cell];
      const std::uint64_t value = combination_.part(*node.operation, variant.loaded[node.index], cell);
      const bool found = value == cell.initial || std::any_of(cell.stores.begin(), cell.stores.end(), [&](unsigned s) {
                           return s != read.node && stored(s, cell) == value;
                         });
      if (!found) return false;
    }
    return true;
  }
  std::uint64_t stored(unsigned node, const Cell& cell) const {
    const MemoryOperation& o = *combination_.nodes()[node].operation;
    return combination_.part(o, o.stored, cell);
  }

  // Coherence: every two stores that share a byte come in some order.
  void order_stores(std::size_t pair, const GlobalOrder& order, const std::vector<VariantList>& variants) {
    while (pair < pairs_.size() && decided(pairs_[pair], order)) ++pair;
    if (pair == pairs_.size()) return choose_source(0, order, variants);
    const auto [a, b] = pairs_[pair];
    for (const auto& [first, second] : {std::pair(a, b), std::pair(b, a)}) {
      GlobalOrder next = order;
      if (next.add(first, second)) order_stores(pair + 1, next, variants);
    }
  }
  static bool decided(const std::pair<unsigned, unsigned>& pair, const GlobalOrder& order) {
    return order.before(pair.first, pair.second) || order.before(pair.second, pair.first);
  }

  // Reads-from: every load of a cell returns the initial value or that of a store.
  void choose_source(std::size_t read, const GlobalOrder& order, const std::vector<VariantList>& variants) {
    if (read == combination_.reads().size()) return finish(order, variants);
    const Cell& cell = combination_.cells()[combination_.reads()[read].cell];
    try_source(read, kInitial, cell.initial, order, variants);
    for (const unsigned store : cell.stores)
      if (store != combination_.reads()[read].node)
        try_source(read, static_cast<int>(store), stored(store, cell), order, variants);
  }

  void try_source(std::size_t read, int source, std::uint64_t value, const GlobalOrder& order,
                  const std::vector<VariantList>& variants) {
    GlobalOrder next = order;
    read_from_[read] = source;
    if (!obeys_load_value_axiom(read, next) || !obeys_rules_of_reads(read, next) || !obeys_atomicity_axiom(read, next))
      return;
    const Node& node = combination_.nodes()[combination_.reads()[read].node];
    const Cell& cell = combination_.cells()[combination_.reads()[read].cell];
    std::vector<VariantList> left = variants;
    VariantList& own = left[node.thread];
    own.erase(std::remove_if(own.begin(), own.end(),
                             [&](const Variant* v) {
                               return combination_.part(*node.operation, v->loaded[node.index], cell) != value;
                             }),
              own.end());
    if (!own.empty()) choose_source(read + 1, next, left);
  }

  // The source is the latest of the stores that precede the load in the global order or in program order.
  bool obeys_load_value_axiom(std::size_t read, GlobalOrder& order) const {
    const unsigned load = combination_.reads()[read].node;
    const int source = read_from_[read];
    if (source != kInitial) {
      const auto store = static_cast<unsigned>(source);
      if (!combination_.program_ordered(store, load) && !order.add(store, load)) return false;
    }
    for (const unsigned later : combination_.cells()[combination_.reads()[read].cell].stores) {
      if (later == load || !follows(later, source, order)) continue;
      if (combination_.program_ordered(later, load) || !order.add(load, later)) return false;
    }
    return true;
  }
  static bool follows(unsigned store, int source, const GlobalOrder& order) {
    return source == kInitial || order.before(static_cast<unsigned>(source), store);
  }

  // The rules of preserved program order that depend on the source.
  bool obeys_rules_of_reads(std::size_t read, GlobalOrder& order) const {
    const unsigned load = combination_.reads()[read].node;
    for (const unsigned earlier : combination_.reads()[read].rule_2_reads)
      if (read_from_[earlier] != read_from_[read] && !order.add(combination_.reads()[earlier].node, load)) return false;
    if (read_from_[read] == kInitial) return true;
    const auto source = static_cast<unsigned>(read_from_[read]);
    if (!combination_.program_ordered(source, load)) return true;
    const Node& store = combination_.nodes()[source];
    if (options_.rules[3] && rule_3_no_forwarding_from_atomic(*store.operation) && !order.add(source, load))
      return false;
    if (!options_.rules[12]) return true;
    const OperationSet dependencies = rule_12_dependency_of_forwarded_store(*store.operation);
    for (unsigned a = 0; a < store.index; ++a)
      if (contains(dependencies, a) && !order.add(combination_.node(store.thread, a), load)) return false;
    return true;
  }

  // Between the store that an LR reads from and the paired SC no other hart's store comes.
  bool obeys_atomicity_axiom(std::size_t read, GlobalOrder& order) const {
    const unsigned load = combination_.reads()[read].node;
    const int conditional = paired_store(load);
    if (conditional < 0 || !options_.atomicity_axiom) return true;
    const auto sc = static_cast<unsigned>(conditional);
    const int source = read_from_[read];
    if (source != kInitial && !order.add(static_cast<unsigned>(source), sc)) return false;
    for (const unsigned other : combination_.cells()[combination_.reads()[read].cell].stores) {
      const bool foreign = combination_.nodes()[other].thread != combination_.nodes()[load].thread;
      if (foreign && follows(other, source, order) && !order.add(sc, other)) return false;
    }
    return true;
  }
  int paired_store(unsigned load) const {
    const Node& lr = combination_.nodes()[load];
    if (lr.operation->kind != OperationKind::load_reserved) return -1;
    const auto& operations = shapes_[lr.thread]->trace.operations;
    for (unsigned k = lr.index + 1; k < operations.size(); ++k)
      if (operations[k].paired_load == static_cast<int>(lr.index))
        return static_cast<int>(combination_.node(lr.thread, k));
    return -1;
  }

  void finish(const GlobalOrder& order, const std::vector<VariantList>& variants) const {
    const auto last_store = [&](std::uint64_t address) -> const MemoryOperation* {
      const Node* last = nullptr;
      for (const Cell& cell : combination_.cells()) {
        if (address < cell.address || address >= cell.address + cell.bytes) continue;
        for (const unsigned store : cell.stores)
          if (last == nullptr || order.before(static_cast<unsigned>(last - combination_.nodes().data()), store))
            last = &combination_.nodes()[store];
      }
      return last == nullptr ? nullptr : last->operation;
    };
    VariantList chosen;
    for (const VariantList& list : variants) chosen.push_back(list.front());
    use_({shapes_, chosen, last_store});
  }

  const std::vector<const ThreadShape*>& shapes_;
  const Combination& combination_;
  const ModelOptions& options_;
  const std::function<void(const Execution&)>& use_;
  const std::vector<std::pair<unsigned, unsigned>> pairs_;
  std::vector<int> read_from_;  // by read: the store's node, or kInitial
};

}  // namespace

void for_each_execution(const std::vector<const ThreadShape*>& shapes, const MemoryLayout& layout,
                        const ModelOptions& options, const std::function<void(const Execution&)>& use) {
  const Combination combination(shapes, layout, options.rules);
  CandidateSearch(shapes, combination, options, use).run();
}

}  // namespace amoeba::litmus
