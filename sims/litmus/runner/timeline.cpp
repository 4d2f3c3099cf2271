#include "amoeba/sims/litmus/runner/timeline.h"

#include <fmt/format.h>

#include <vector>

#include "amoeba/platforms/hart_builder.h"

namespace amoeba::litmus {
namespace {

constexpr unsigned kColumn = 34;  // characters

std::string mnemonic(const MemoryEvent& event) {
  const char* width = event.bytes == 1   ? "b"
                      : event.bytes == 2 ? "h"
                      : event.bytes == 4 ? "w"
                      : event.bytes == 8 ? "d"
                                         : "q";
  std::string text;
  if (event.reserves) {
    text = std::string("lr.") + width;
  } else if (event.access.atomic) {
    text = event.access.reads ? fmt::format("amo{}.{}", name(event.op), width) : std::string("sc.") + width;
  } else {
    text = (event.access.reads ? "l" : "s") + std::string(width);
  }
  if (!event.access.annotated()) return text;
  return text + "." + (event.access.aq ? "aq" : "") + (event.access.rl ? "rl" : "");
}

class Timeline final : public MemoryObserver {
 public:
  explicit Timeline(const RunPlan& plan, OrderChecker& checker) : plan_(plan), checker_(checker) {}

  void bound(const MemoryEvent& event) override {
    checker_.bound(event);
    const int thread = thread_of(event.hart);
    if (thread < 0 || event.number < plan_.threads()[static_cast<unsigned>(thread)].prologue_accesses) return;
    const auto number = event.number - plan_.threads()[static_cast<unsigned>(thread)].prologue_accesses;
    add(cycles(event), thread, fmt::format("{}. {}", number + 1, description(event)));
  }
  void passed(const MemoryEvent& event) override { checker_.passed(event); }
  void retired(const RetiredInstruction& instruction) override { checker_.retired(instruction); }
  void lost(unsigned hart, std::uint64_t line, unsigned line_bytes) override {
    checker_.lost(hart, line, line_bytes);
    const int thread = thread_of(hart);
    std::string names;
    for (const std::uint64_t address : plan_.addresses())
      if (address - line < line_bytes) names += (names.empty() ? "" : ", ") + plan_.name_of(address);
    if (thread >= 0 && started_ && !names.empty()) add("", thread, "(loses the line of " + names + ")");
  }

  const std::string& text() const { return text_; }

 private:
  int thread_of(unsigned hart) const {
    for (std::size_t k = 0; k < plan_.threads().size(); ++k)
      if (plan_.threads()[k].hart == hart) return static_cast<int>(k);
    return -1;
  }
  static std::string cycles(const MemoryEvent& event) {
    const Tick from = event.from - LitmusMachine::kStart, until = event.until - LitmusMachine::kStart;
    return from == until ? std::to_string(from) : fmt::format("{}-{}", from, until);
  }
  std::string value(const AtomicValue& bits, unsigned bytes) const {
    return litmus::text(plan_.value_of(bits[0], {bytes, true}));
  }
  std::string description(const MemoryEvent& event) const {
    std::string result = mnemonic(event) + " " + plan_.name_of(event.address);
    if (event.access.writes && !event.succeeded) return result + " fails";
    if (event.access.writes) result += " <- " + value(event.operand, event.bytes);
    if (event.access.reads) result += " -> " + value(event.read, event.bytes);
    return result + (event.forwarded ? " (forwarded)" : "");
  }
  void add(const std::string& when, int thread, const std::string& what) {
    started_ = true;
    text_ += fmt::format("  {:<11}{:{}}{}\n", when, "", kColumn * static_cast<unsigned>(thread), what);
  }

  const RunPlan& plan_;
  OrderChecker& checker_;
  bool started_ = false;
  std::string text_;
};

std::string heading(const RunPlan& plan) {
  std::string threads;
  for (std::size_t k = 0; k < plan.threads().size(); ++k) {
    threads.resize(kColumn * k, ' ');
    threads += fmt::format("P{} (hart {})", k, plan.threads()[k].hart);
  }
  return fmt::format("Locations: {}.\n  {:<11}{}\n", name(plan.layout()), "cycles", threads);
}

}  // namespace

std::string timeline_of(const LitmusTest& test, std::uint64_t seed, const Configuration& platform) {
  const RunPlan plan(test, platform, seed);
  OrderChecker checker = make_order_checker(platform);
  Timeline timeline(plan, checker);
  LitmusMachine machine(platform);
  machine.set_observer(&timeline);
  const auto row = machine.run(test, seed);
  std::string text = heading(plan) + timeline.text();
  if (row) text += "Final state: " + litmus::text(test, *row) + "\n";
  for (const std::string& violation : checker.violations()) text += "Order checker: " + violation + "\n";
  return text;
}

}  // namespace amoeba::litmus
