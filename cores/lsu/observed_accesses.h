// Tells an observer of the accesses of an in-order hart: each when it is bound, and all in program order once
// performed. Models: nothing; without an observer it does nothing. Units: as MemoryEvent. Errors: none.
#pragma once
#include <cstdint>
#include <deque>

#include "amoeba/cores/lsu/memory_access.h"
#include "amoeba/cores/lsu/memory_observer.h"

namespace amoeba {

class ObservedAccesses {
 public:
  explicit ObservedAccesses(unsigned hart) : hart_(hart) {}
  void set_observer(MemoryObserver* observer) { observer_ = observer; }
  bool active() const { return observer_ != nullptr; }
  void reset() {
    waiting_.clear();
    first_ = 0;
  }

  static constexpr std::uint64_t kUnobserved = ~std::uint64_t{0};

  // The next access in program order; its number.
  std::uint64_t add(const MemoryAccess& access) {
    if (!active() || access.implicit) return kUnobserved;
    MemoryEvent event;
    const bool atomic = access.kind == MemoryAccess::Kind::atomic;
    const bool amo = atomic && !loads_reserved(access.op) && !stores_conditionally(access.op);
    event.access.reads = access.kind == MemoryAccess::Kind::load || amo || (atomic && loads_reserved(access.op));
    event.access.writes =
        access.kind == MemoryAccess::Kind::store || amo || (atomic && stores_conditionally(access.op));
    event.access.atomic = atomic && event.access.writes;
    event.access.aq = access.aq;
    event.access.rl = access.rl;
    event.reserves = access.is_atomic(AtomicOp::lr);
    event.device = access.alone;
    event.op = access.op;
    event.address = access.address;
    event.bytes = access.bytes;
    event.operand = access.operand;
    event.compare = access.compare;
    return push(event);
  }
  void add_fence(const FenceSets& sets) {
    if (!active()) return;
    MemoryEvent event;
    event.is_fence = true;
    event.fence = sets;
    push(event);
    waiting_.back().done = true;
    pass();
  }
  void bound(std::uint64_t number, const AtomicValue& read, Tick from, Tick until, bool forwarded = false,
             bool succeeded = true) {
    if (!active() || number == kUnobserved) return;
    Waiting& access = waiting_[number - first_];
    access.event.read = read;
    access.event.from = from;
    access.event.until = until;
    access.event.forwarded = forwarded;
    access.event.succeeded = succeeded;
    access.done = true;
    observer_->bound(access.event);
    pass();
  }
  // The access was none after all.
  void withdraw(std::uint64_t number) {
    if (!active() || number == kUnobserved) return;
    waiting_[number - first_].done = waiting_[number - first_].withdrawn = true;
    pass();
  }
  void lost(std::uint64_t line, unsigned line_bytes) {
    if (active()) observer_->lost(hart_, line, line_bytes);
  }

 private:
  struct Waiting {
    MemoryEvent event;
    bool done = false;
    bool withdrawn = false;
  };
  std::uint64_t push(MemoryEvent& event) {
    event.hart = hart_;
    event.number = first_ + waiting_.size();
    waiting_.push_back({event, false, false});
    return event.number;
  }
  void pass() {
    for (; !waiting_.empty() && waiting_.front().done; waiting_.pop_front(), ++first_)
      if (!waiting_.front().withdrawn) observer_->passed(waiting_.front().event);
  }

  const unsigned hart_;
  MemoryObserver* observer_ = nullptr;
  std::deque<Waiting> waiting_;
  std::uint64_t first_ = 0;  // number of the first in waiting_
};

}  // namespace amoeba
