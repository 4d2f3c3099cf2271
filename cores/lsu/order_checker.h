// Checks a run against the memory model while it goes on: preserved program order of each hart, the values that loads
// return, the atomicity of AMOs, and of LR/SC.
// Models: for every two operations of a hart that follow each other within kWindow, the thirteen rules and what
// stronger models add; a load may be early as long as its line stays with the hart until the older one has its value; a
// copy of memory, byte by byte, in the order in which operations are performed. Not modelled: values where atomics are
// performed far from the hart, at a moment that it does not know (Values::ignored); devices and what crosses a line;
// writes by others than harts (forget() them). Units: bytes, ticks. Errors: none thrown; violations() holds a sentence
// for each.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "amoeba/cores/lsu/dependency_tracker.h"
#include "amoeba/cores/lsu/memory_observer.h"

namespace amoeba {

class OrderChecker final : public MemoryObserver {
 public:
  enum class Values : std::uint8_t { checked, ignored };
  OrderChecker(unsigned harts, const MemoryOrder& order, Values values)
      : order_(order), values_(values), harts_(harts) {}

  void bound(const MemoryEvent& event) override;
  void passed(const MemoryEvent& event) override;
  void retired(const RetiredInstruction& instruction) override;
  void lost(unsigned hart, std::uint64_t line, unsigned line_bytes) override;
  // Memory was written by somebody else, or everything starts anew.
  void forget();

  const std::vector<std::string>& violations() const { return violations_; }
  // Leaves none behind.
  std::vector<std::string> take_violations() { return std::exchange(violations_, {}); }

 private:
  static constexpr std::size_t kWindow = 64, kMostViolations = 100;
  static constexpr std::uint64_t kReach = kWindow;

  struct Passed {
    MemoryEvent event;
    std::uint64_t moment = 0;  // when its value was bound
    Dependencies dependencies;
    Operations fed_by;  // what the stores that it was forwarded from depend on
  };
  struct Loss {
    std::uint64_t moment, line;
    unsigned bytes;
  };
  struct Hart {
    std::deque<Passed> passed;
    std::deque<Passed> events;  // that have passed, whose instructions have not retired
    DependencyTracker tracker;
    std::deque<Dependencies> instructions;  // that have retired, whose events have not passed
    Operations addresses;                   // what the addresses of those in `passed` depend on
    std::deque<Loss> losses;
    std::unordered_map<std::uint64_t, std::uint64_t> moments;  // of operations that have not passed, by number
    std::uint64_t reserved = 0;                                // address of the last LR
    std::uint64_t reserved_at = 0;                             // moment
  };
  struct Byte {
    std::uint8_t value = 0;
    bool known = false;
    unsigned writer = 0;        // hart
    std::uint64_t written = 0;  // moment
  };

  void match(Hart& hart);
  void check(Hart& hart, Passed& younger);
  static Operations sources_of_forwarded(const Hart& hart, const MemoryEvent& load);
  void check_pair(const Passed& older, const Passed& younger, unsigned fenced_classes, bool paired);
  static bool fed_from_between(const Hart& hart, const MemoryEvent& older, const MemoryEvent& load);
  bool stayed(const Hart& hart, const Passed& load, std::uint64_t until) const;
  void check_read(const MemoryEvent& event);
  void check_reservation(const MemoryEvent& event);
  void write(const MemoryEvent& event);
  void report(const MemoryEvent& event, const std::string& what);

  MemoryOrder order_;
  Values values_;
  std::vector<Hart> harts_;
  std::unordered_map<std::uint64_t, Byte> memory_;
  std::uint64_t moment_ = 0;
  std::vector<std::string> violations_;
};

}  // namespace amoeba
