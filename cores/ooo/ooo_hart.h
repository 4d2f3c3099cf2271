// An out-of-order, speculative RV64 hart with M and U mode.
// Models: fetch along predicted paths (fetch_unit.h, branch_predictor.h); rename, window and retirement (window.h);
// issue of the oldest instructions whose operands are known, by ports; squash after mispredictions and when a load has
// to be executed again; memory operations in the order that the memory model asks for (memory_queue.h); precise traps.
// What depends on privilege or waits (CSRs, traps, wfi, wrs, amocas.q) enters an empty window alone. Device
// accesses and accesses that cross a line are performed as the oldest instruction. Markers cost nothing and act at
// retirement. Not modelled: stages between fetch and rename (their length is part of the misprediction penalty), a
// physical register file, issue queues per port, fetch of several lines per cycle, more than one instruction miss.
// Faults that memory reports are precise for loads and atomics, unless stores or atomics were allowed to be performed
// before they retire; of retired stores they are imprecise: mepc names the store.
// Time: one cycle is one tick; every tick at which something can happen is worked off whole, in order, below the
// scheduler's horizon, ticks at which nothing can are skipped; where the horizon cuts never shows.
// Errors: std::invalid_argument from the constructor.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/cores/isa/csr_file.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/cores/lsu/memory_queue.h"
#include "amoeba/cores/ooo/branch_predictor.h"
#include "amoeba/cores/ooo/ooo_configuration.h"
#include "amoeba/cores/ooo/window.h"
#include "amoeba/cores/pipeline/cycle_account.h"
#include "amoeba/cores/pipeline/fetch_unit.h"
#include "amoeba/cores/pipeline/mode_of.h"
#include "amoeba/cores/pipeline/operation_timer.h"

namespace amoeba {

class OooHart final : public Hart, private CounterSource, private MemoryQueue::Client, private FetchUnit::Client {
 public:
  OooHart(const sc_core::sc_module_name& name, const OooConfiguration& configuration,
          const HartEnvironment& environment);

  AgentId agent() const override { return agent_; }
  void set_entry(std::uint64_t pc) override { entry_ = pc_ = fetch_pc_ = pc; }
  void set_observer(MemoryObserver* observer) override {
    observer_ = observer;
    queue_.set_observer(observer);
  }
  void set_trace(TraceSink sink) override { trace_ = std::move(sink); }
  std::uint64_t read_register(unsigned index) const override { return index < 32 ? x_[index] : pc_; }
  void write_register(unsigned index, std::uint64_t value) override;
  const HartCounters& counters(bool region) const override { return account_.counters(region); }
  Tick roi_begin() const override { return account_.region_begin(); }
  Tick roi_end() const override { return account_.region_end(); }
  const std::vector<std::uint64_t>& operation_latencies() const override { return operations_.histogram(); }
  Tick longest_operation() const override { return operations_.longest(); }

  void receive(Message& message) override;
  void wake(Tick now) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;
  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) override;

 private:
  static constexpr std::uint64_t kNobody = ~std::uint64_t{0};

  struct LateFault {  // of a store that had retired
    Tick at = kNever;
    std::uint64_t pc = 0;
    std::uint64_t address = 0;
  };

  // --- ooo_hart.cpp: time, squashing, what comes from outside
  void cycle(Tick t);
  void due(Tick at) { due_ = at < due_ ? at : due_; }
  void resume(Tick at) override;
  void squash(std::uint64_t number);
  void squash_replayed(Tick t);
  void leave_line();
  void redirect(std::uint64_t pc, Tick at);
  void posted(const QueuedAccess& access, Tick at) override;
  void replay(std::uint64_t owner, Tick at) override;
  void guessed(const QueuedAccess& access, Tick usable) override;
  std::uint64_t work(Tick at) const override { return at - account_.waited(); }
  void fetched(Tick at) override { resume(at); }
  void code_lost(const PredecodedLine& line, Tick at) override;
  void note_code(std::uint64_t line, WithdrawReason reason);
  std::uint64_t cycles() const override { return now_; }
  std::uint64_t instructions_retired() const override;
  std::uint64_t time() const override { return now_ / configuration_.hart.ticks_per_time; }

  // --- fetch.cpp
  bool fetch_next(Tick t);
  bool take_code(Tick t);
  bool enter_code(Tick t);
  bool enter_second_line(Tick t, const PredecodedLine& first);
  void request_code(std::uint64_t address, Tick t);
  void fetch_faults(std::uint64_t address);

  // --- dispatch.cpp: from fetch into the window
  void dispatch(Tick t);
  bool admits(const Instruction& i, InstructionClass kind) const;
  bool enters_alone(const Instruction& i, InstructionClass kind) const;
  void enter_window(const Instruction& i, InstructionClass kind, Tick t);
  void enter_memory_queue(WindowEntry& entry);
  void take_operand(WindowEntry& entry, unsigned k, unsigned index);
  void operand_known(WindowEntry& entry, unsigned k, std::uint64_t value, Tick usable);
  void rest_on(std::uint64_t guesses, WindowEntry& entry, unsigned k);
  std::uint64_t guesses_behind(const WindowEntry& entry) const;
  void predict(WindowEntry& entry);

  // --- execute.cpp: issue
  void execute(Tick t);
  bool issue(std::uint64_t number, WindowEntry& entry, Tick t);
  bool waits_for_guesses(const WindowEntry& entry) const;
  void finish(WindowEntry& entry, std::uint64_t value, Tick usable);
  void publish(WindowEntry& entry, std::uint64_t value, Tick usable);
  void resolve_branch(std::uint64_t number, WindowEntry& entry, Tick t);
  void generate_address(WindowEntry& entry, Tick t);
  void store_may_retire(WindowEntry& entry, Tick t);
  void refuse(WindowEntry& entry, Exception cause, std::uint64_t address, Tick t);
  void performed(const QueuedAccess& access, const AccessResult& result) override;

  // --- commit.cpp: retirement
  void retire(Tick t);
  void retire_front(WindowEntry& entry, Tick t);
  bool retire_code_fence(WindowEntry& entry, Tick t);
  void count(const WindowEntry& entry);
  void account_wait(const WindowEntry& entry, Tick t);
  void mark(const Instruction& i, Tick t);
  void update_frontier(Tick t);
  bool is_certain(const WindowEntry& entry) const;
  bool told() const { return trace_ || observer_ != nullptr; }
  void tell_of(const WindowEntry& entry, HartMode mode, Tick t);

  // --- system_instructions.cpp: what enters the window alone, and traps
  bool execute_system(WindowEntry& entry, Tick t);
  bool csr(WindowEntry& entry, Tick t);
  bool mret(WindowEntry& entry, Tick t);
  bool wait(WindowEntry& entry, Tick t);
  bool retire_system(WindowEntry& entry, Tick next);
  bool trap(Exception cause, std::uint64_t value, Tick t);
  bool asynchronous_trap_due() const { return csr_.interrupt_pending() || late_fault_.at != kNever; }
  void asynchronous_trap(Tick t);
  void restart(std::uint64_t pc, Tick t);

  const OooConfiguration configuration_;
  Scheduler& scheduler_;
  const TileId tile_;
  const AddressMap& addresses_;
  const AgentId agent_;
  const unsigned line_bytes_;
  const std::uint64_t misaligned_target_;  // address bits that a jump target must not have

  // --- architectural state, as of the last retired instruction
  std::array<std::uint64_t, 32> x_{};
  std::uint64_t pc_ = 0;
  CsrFile csr_;

  Window window_;
  MemoryQueue queue_;
  FetchUnit fetch_;
  BranchPredictor predictor_;
  CycleAccount account_;
  OperationTimer operations_;

  // --- fetch and dispatch
  std::uint64_t fetch_pc_ = 0;
  Tick fetch_at_ = 0;  // kNever: a jump must be executed first
  PredecodedLine* line_ = nullptr;
  Instruction next_;  // at fetch_pc_
  bool have_next_ = false;
  bool discards_answer_ = false;  // the miss under way belongs to a squashed path
  bool fetch_fault_ = false;
  std::uint64_t fetch_fault_address_ = 0;
  bool alone_ = false;                    // the window holds what enters it alone
  unsigned code_fences_ = 0;              // fence.i in the window
  bool code_changed_ = false;             // since they entered, of what is in the window
  bool in_region_ = false;                // as of the youngest instruction
  std::uint64_t resumed_line_ = kNobody;  // after loading an archive: the line that fetch was in

  // --- execution
  Tick divider_free_ = 0;
  std::uint64_t replay_ = kNobody;  // the oldest load to be executed again
  std::uint64_t certain_ = 0;       // instructions before this one cannot be squashed
  std::uint64_t certain_end_ = 0;   // and so their memory operations
  std::uint64_t retired_memory_ = 0;

  // --- retirement
  Tick due_ = 0;                   // the next tick at which something can happen
  Tick now_ = 0;                   // what the counter CSRs show
  bool waits_for_stores_ = false;  // the front waits until the store buffer has room, or is empty
  Tick wait_begin_ = kNever;       // of wfi or wrs
  LateFault late_fault_;
  std::uint64_t entry_ = 0;
  TraceSink trace_;
  MemoryObserver* observer_ = nullptr;
};

}  // namespace amoeba
