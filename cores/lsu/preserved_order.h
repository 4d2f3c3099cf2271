// Which two memory operations of one hart must reach memory in program order, and by which rule.
// Models: the thirteen rules of preserved program order of RVWMO by their numbers in the manual; what Ztso and
// sequential consistency add; aq and rl as they are defined or as full fences, the way other simulators build them.
// An operation precedes another when it is performed, with respect to all harts, before the other is.
// Not modelled: the axioms that say which value a load returns, and atomicity (order_checker.h looks at these).
// Units: none. Errors: none. Source: RISC-V unprivileged manual, chapter RVWMO, Preserved Program Order; chapter Ztso.
#pragma once
#include <cstdint>

namespace amoeba {

enum class MemoryModel : std::uint8_t { rvwmo, ztso, sc };
enum class AcquireRelease : std::uint8_t {
  precise,  // acquire holds what is younger, release waits for what is older
  drain,    // either does both
};

// Rules 1 to 13 are the manual's.
enum class OrderRule : std::uint8_t {
  none = 0,
  overlapping_store = 1,    // the younger one writes, and they overlap
  load_load_coherence = 2,  // loads of a byte that nothing between writes, unless one write feeds both
  no_early_forwarding = 3,  // a load that returns the value of an AMO or SC
  fence = 4,                // one is in a fence's predecessor set, the other in its successor set
  acquire = 5,              // the older one acquires
  release = 6,              // the younger one releases
  rcsc_pair = 7,            // both have RCsc annotations
  reservation_pair = 8,     // an SC and the LR that it is paired with
  address_dependency = 9,   // the younger address comes from the older value
  data_dependency = 10,     // the younger data come from the older value
  control_dependency = 11,  // a store behind a branch on the older value
  store_pipeline = 12,      // a load that returns what a store with a dependency on the older one writes
  address_pipeline = 13,    // a store behind an operation whose address comes from the older value
  total_store_order = 14,   // Ztso: everything but a store before a load
  sequential_consistency = 15,
  full_fence = 16,  // aq or rl built as a fence
};
inline constexpr unsigned kManualRules = 13;

using OrderRules = std::uint32_t;  // a bit per rule
inline constexpr OrderRules kAllRules = ~OrderRules{0};
constexpr OrderRules all_but(OrderRule rule) {
  return kAllRules & ~(OrderRules{1} << static_cast<unsigned>(rule));
}

struct MemoryOrder {
  MemoryModel model = MemoryModel::rvwmo;
  AcquireRelease acquire_release = AcquireRelease::precise;
  OrderRules enforced = kAllRules;  // fewer only to prove that a test sees the difference

  constexpr bool enforces(OrderRule rule) const { return (enforced >> static_cast<unsigned>(rule) & 1) != 0; }
  // Some dependencies hold because nobody knows a value before it is read. Where they must not, the hart guesses.
  constexpr bool guesses_values() const {
    return !enforces(OrderRule::address_dependency) || !enforces(OrderRule::data_dependency) ||
           !enforces(OrderRule::store_pipeline);
  }
};

// What order asks of an operation by itself.
struct OrderedAccess {
  bool reads = false;
  bool writes = false;
  bool atomic = false;  // an AMO or SC: nobody sees its write before it is performed
  bool aq = false;
  bool rl = false;

  constexpr bool annotated() const { return aq || rl; }
};

// What order asks of the older and the younger operation of a pair.
struct PairRelation {
  bool overlap = false;          // in at least one byte
  bool written_between = false;  // a store between the two writes every byte in which they overlap
  bool same_write = false;       // both loads return the value of one write
  bool fenced = false;           // by a fence between them, see FenceSets
  bool paired = false;           // LR and SC
  bool address = false;          // syntactic dependencies of the younger on the older
  bool data = false;
  bool control = false;
  bool store_pipeline = false;    // through a store between them: see rule 12
  bool address_pipeline = false;  // through the address of an operation between them: see rule 13
};

// What a fence orders: the bits of a FENCE instruction's sets.
struct FenceSets {
  static constexpr unsigned kInput = 8, kOutput = 4, kRead = 2, kWrite = 1;

  std::uint8_t older = 0;
  std::uint8_t younger = 0;
  bool tso = false;  // fence.tso: no store before a load

  // Of an older operation, the classes that the fence keeps before a younger one of these classes.
  constexpr unsigned holds(unsigned younger_classes) const {
    if (tso) return (younger_classes & kWrite) != 0 ? kRead | kWrite : (younger_classes & kRead) != 0 ? kRead : 0;
    return (younger & younger_classes) != 0 ? older : 0;
  }
};

namespace preserved_order {

// The rules that the manual numbers, for one pair.
constexpr bool applies(OrderRule rule, const OrderedAccess& older, const OrderedAccess& younger,
                       const PairRelation& pair) {
  switch (rule) {
    case OrderRule::overlapping_store:
      return younger.writes && pair.overlap;
    case OrderRule::load_load_coherence:
      return older.reads && younger.reads && pair.overlap && !pair.written_between && !pair.same_write;
    case OrderRule::no_early_forwarding:
      return older.atomic && older.writes && younger.reads && pair.overlap && !pair.written_between;
    case OrderRule::fence:
      return pair.fenced;
    case OrderRule::acquire:
      return older.aq;
    case OrderRule::release:
      return younger.rl;
    case OrderRule::rcsc_pair:
      return older.annotated() && younger.annotated();
    case OrderRule::reservation_pair:
      return pair.paired;
    case OrderRule::address_dependency:
      return pair.address;
    case OrderRule::data_dependency:
      return pair.data && younger.writes;
    case OrderRule::control_dependency:
      return pair.control && younger.writes;
    case OrderRule::store_pipeline:
      return pair.store_pipeline && younger.reads;
    case OrderRule::address_pipeline:
      return pair.address_pipeline && younger.writes;
    case OrderRule::total_store_order:
      return older.reads || younger.writes;
    case OrderRule::sequential_consistency:
      return true;
    case OrderRule::full_fence:
      return older.annotated() || younger.annotated();
    case OrderRule::none:
      break;
  }
  return false;
}

}  // namespace preserved_order

// The first rule that keeps `older` before `younger`; none when they may be performed in either order.
constexpr OrderRule preserving_rule(const OrderedAccess& older, const OrderedAccess& younger, const PairRelation& pair,
                                    const MemoryOrder& order) {
  const auto keeps = [&](OrderRule rule) {
    return order.enforces(rule) && preserved_order::applies(rule, older, younger, pair);
  };
  for (unsigned number = 1; number <= kManualRules; ++number)
    if (keeps(static_cast<OrderRule>(number))) return static_cast<OrderRule>(number);
  if (order.acquire_release == AcquireRelease::drain && keeps(OrderRule::full_fence)) return OrderRule::full_fence;
  if (order.model == MemoryModel::ztso && keeps(OrderRule::total_store_order)) return OrderRule::total_store_order;
  if (order.model == MemoryModel::sc && keeps(OrderRule::sequential_consistency))
    return OrderRule::sequential_consistency;
  return OrderRule::none;
}

}  // namespace amoeba
