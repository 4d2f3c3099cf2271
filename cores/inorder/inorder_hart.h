// An in-order, single-issue RV64 hart with M and U mode; with extensions S and H also S, HS, VS and VU mode.
// Models: one instruction per cycle; a scoreboard per register, so that long operations and misses overlap with what
// does not need them (stall on use, hit under miss); a pipelined multiplier, a divider that is busy; static prediction
// of branches (backward taken, forward not taken), jal free, jalr by a return-address stack; precise traps; fetch
// through the instruction cache (fetch_unit.h), data through the load/store unit (load_store_unit.h); markers.
// SC and device accesses hold the pipeline until their response; so does the walk that a TLB miss needs, whose reads go
// through the data cache (translation.cpp). One cycle is one tick.
// Not modelled: speculation past a branch (a misprediction only costs time), dual issue, fetch bandwidth.
// An access fault that memory reports after its address was found valid is imprecise: instructions that did not need
// the value may have retired; mepc still names the access. Time: every local event (issue, drain, completion) happens
// at its own tick, in order, below the scheduler's horizon; where the horizon cuts never shows. Errors:
// std::invalid_argument from the constructor.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "amoeba/cores/isa/csr_file.h"
#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/cores/lsu/load_store_unit.h"
#include "amoeba/cores/mmu/mmu.h"
#include "amoeba/cores/pipeline/cycle_account.h"
#include "amoeba/cores/pipeline/fetch_unit.h"
#include "amoeba/cores/pipeline/hart_configuration.h"
#include "amoeba/cores/pipeline/mode_of.h"
#include "amoeba/cores/pipeline/operation_timer.h"
#include "amoeba/cores/pipeline/region_account.h"
#include "amoeba/cores/pipeline/return_stack.h"

namespace amoeba {

class InorderHart final : public Hart, private CounterSource, private LoadStoreUnit::Client, private FetchUnit::Client {
 public:
  InorderHart(const sc_core::sc_module_name& name, const HartConfiguration& configuration,
              const HartEnvironment& environment);

  AgentId agent() const override { return agent_; }

  void set_entry(std::uint64_t pc) override { entry_ = pc_ = pc; }
  void set_observer(MemoryObserver* observer) override {
    observer_ = observer;
    lsu_.set_observer(observer);
  }
  void set_trace(TraceSink sink) override { trace_ = std::move(sink); }
  std::uint64_t read_register(unsigned index) const override { return index < 32 ? x_[index] : pc_; }
  void write_register(unsigned index, std::uint64_t value) override;
  const HartCounters& counters(bool region) const override { return account_.counters(region); }
  Tick roi_begin() const override { return account_.region_begin(); }
  Tick roi_end() const override { return account_.region_end(); }
  const std::vector<std::uint64_t>& operation_latencies() const override { return operations_.histogram(); }
  Tick longest_operation() const override { return operations_.longest(); }
  const RegionTable* regions() const override { return regions_ ? &regions_->table() : nullptr; }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const override;

  void receive(Message& message) override;
  void wake(Tick now) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;
  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) override;

 private:
  // What steps of execution return: the tick from which the next instruction could go on, kNever when a response must
  // come first, kAgain when the state changed and everything (horizon included) is to be looked at anew.
  static constexpr Tick kAgain = 0;

  struct PendingRegister {
    Tick at = kNever;
    LatencyBreakdown latency;
  };
  // An access that holds the pipeline, in up to two parts (a misaligned one that crosses a line).
  struct HeldAccess {
    bool active = false;
    bool sent = false;
    std::uint8_t part = 0;
    std::uint8_t parts = 0;
    std::array<MemoryAccess, 2> access;
    AccessResult result;
    std::array<std::uint64_t, 2> values{};
    Tick since = 0;
  };
  // A TLB miss, up to its translation or fault.
  struct Walk {
    bool active = false;
    bool sent = false;
    AccessType type = AccessType::load;
    bool as_guest = false;      // of hlv, hlvx and hsv
    Instruction instruction;    // whose data access it is
    std::uint64_t address = 0;  // to be translated
    AccessResult result;
  };
  enum class Reservation : std::uint8_t { none, held, broken_by_trap };
  enum class Wait : std::uint8_t { none, interrupt, reservation };
  struct LateFault {
    Tick at = kNever;
    std::uint64_t pc = 0;
    std::uint64_t address = 0;
    Exception cause = Exception::load_access_fault;
  };

  // --- inorder_hart.cpp: time
  Tick step(Tick limit);
  bool traces() const { return trace_ || observer_ != nullptr; }
  Tick traced_step(Tick limit);
  Tick next_step(Tick limit);
  void tell_of(const Instruction& i, HartMode mode);
  Tick wait_for_registers(const Slot& slot, Tick limit);
  Tick pass(const Gate& gate, Tick& at, Tick limit);
  void performed(const MemoryAccess& access, const AccessResult& result, bool later) override;
  void port_ready(Tick at) override { resume_at(at); }
  void line_lost(std::uint64_t line, WithdrawReason reason, Tick at) override;
  void fetched(Tick at) override { resume_at(at); }
  void code_lost(const PredecodedLine& line, Tick at) override;
  void resume_at(Tick at);
  std::uint64_t cycles() const override { return now_; }
  std::uint64_t instructions_retired() const override;
  std::uint64_t time() const override { return now_ / configuration_.ticks_per_time; }

  // --- fetch.cpp
  Tick fetch(Tick limit);
  Tick straddle(Tick limit);
  Tick await_code(Tick limit);
  Tick request_code(std::uint64_t address, std::uint64_t physical);
  Tick enter_resumed_line();

  // --- execute.cpp: the threaded code
  Tick execute(Tick limit);

  // --- memory_instructions.cpp
  Tick load(const Instruction& i, Tick at, Tick limit);
  Tick issue_load(const Instruction& i, const MemoryAccess& access, Tick at);
  Tick store(const Instruction& i, Tick at, Tick limit);
  Tick ordered_access(const Instruction& i, Tick at, Tick limit);
  Tick atomic(const Instruction& i, Tick at, Tick limit);
  Tick send_atomic(const Instruction& i, const MemoryAccess& access, Tick at);
  Tick store_conditional(const Instruction& i, const MemoryAccess& access, Tick at);
  void end_store_conditional(const Instruction& i, Tick at, ScFailure failure);
  MemoryAccess access_of(const Instruction& i, MemoryAccess::Kind kind) const;
  std::uint64_t address_of(const Instruction& i) const {
    return x_[i.rs1] + static_cast<std::uint64_t>(std::int64_t{i.imm});
  }
  void take_operands(const Instruction& i, MemoryAccess& access) const;
  const Region* region_of(const Instruction& i, MemoryAccess& access, Tick at);
  const Region* region_of_parts(const MemoryAccess& access) const;
  Tick load_across_lines(const Instruction& i, const MemoryAccess& access, Tick at);
  unsigned split(const MemoryAccess& whole, std::array<MemoryAccess, 2>& parts) const;
  Tick hold(const Instruction& i, const MemoryAccess& access, Tick at);
  Tick finish_held(Tick limit);
  Tick end_held(Tick at);
  void write_value(const MemoryAccess& access, const AtomicValue& value);
  void count(const MemoryAccess& access);
  Tick fence(const Instruction& i, Tick at, Tick limit);
  Tick fence_i(const Instruction& i, Tick at, Tick limit);

  // --- translation.cpp
  bool translate_code(std::uint64_t pc, std::uint64_t& physical);
  bool translate(const Instruction& i, MemoryAccess& access, Tick at);
  void keep_translated(const Instruction& i, const MemoryAccess& access);
  bool translate_page(const TranslationRegime& regime, std::uint64_t address, AccessType type, Tick at,
                      std::uint64_t& physical);
  void begin_walk(const TranslationRegime& regime, std::uint64_t address, AccessType type, Tick at);
  Tick finish_walk(Tick limit);
  Tick read_table(Tick limit);
  Tick take_table_entry(Tick limit);
  MemoryAccess table_access() const;
  Tick end_walk(Tick at);
  Tick walk_trap(Tick at);
  Tick memory_trap(const Instruction& i, const MemoryAccess& access, Exception cause, Tick at);
  Tick hypervisor_access(const Instruction& i, Tick at, Tick limit);
  Tick fence_translations(const Instruction& i, Tick at, Tick limit);
  void update_translation();
  void leave_line();

  // --- system_instructions.cpp
  Tick execute_complex(const Instruction& i, Tick at, Tick limit);
  Tick csr(const Instruction& i, Tick at);
  Tick return_from_trap(const Instruction& i, Tick at);
  Tick wait_for_interrupt(const Instruction& i, Tick at);
  Tick wait_on_reservation(const Instruction& i, Tick at, Tick limit);
  Tick begin_wait(const Instruction& i, Wait wait, Tick at, Tick deadline);
  Tick finish_wait(Tick limit);
  Tick marker(const Instruction& i, Tick at);
  void mark(Marker marker, Tick at);
  Tick jump_or_drop(const Instruction& i, Tick at);
  Tick trap(Exception cause, std::uint64_t value, Tick at) { return trap(TrapReport{cause, value}, at); }
  Tick trap(const TrapReport& report, Tick at);
  void enter_mode();
  void enter_handler(std::uint64_t pc);
  void set_timer();
  void raise_timer();
  bool asynchronous_trap_due() const;
  Tick asynchronous_trap(Tick limit);
  void redirect(std::uint64_t pc, Tick at);
  void retire(const Instruction& i, Tick next);

  const HartConfiguration configuration_;
  Scheduler& scheduler_;
  const TileId tile_;
  const AddressMap& addresses_;
  const AgentId agent_;
  const unsigned line_bytes_;
  const std::uint64_t misaligned_target_;  // address bits that a jump target must not have

  // --- what the threaded code works on
  std::array<std::uint64_t, 33> x_{};  // x_[kSink] takes what goes to x0
  std::array<Tick, 33> ready_{};       // from when a register may be used; kNever: see pending_
  std::uint64_t pc_ = 0;               // of the next instruction
  Tick time_ = 0;                      // its earliest issue as far as the pipeline goes
  PredecodedLine* line_ = nullptr;     // where it was fetched; null: fetch must enter a line
  Tick divider_free_ = 0;
  Tick last_hit_ = 0;  // when the last hit's value came
  ReturnStack returns_;

  std::array<PendingRegister, 32> pending_{};
  LoadStoreUnit lsu_;
  const LeaseTable* leases_;  // by the program's addresses
  FetchUnit fetch_;
  CsrFile csr_;
  const bool supervisor_;     // there is more than M and U mode
  std::unique_ptr<Mmu> mmu_;  // then
  TranslationRegime fetch_regime_, data_regime_;
  bool translates_data_ = false;
  Walk walk_;
  CycleAccount account_;
  OperationTimer operations_;
  std::unique_ptr<RegionAccount> regions_;  // null: labels mean nothing

  Tick now_ = 0;  // what the counter CSRs show
  std::uint64_t entry_ = 0;
  HeldAccess held_;
  Reservation reservation_ = Reservation::none;
  std::uint64_t reserved_line_ = 0;
  Tick reservation_lost_ = kNever;
  Wait wait_ = Wait::none;
  Tick wait_deadline_ = kNever;
  Instruction held_instruction_;  // of held_ or wait_
  Tick interrupt_at_ = 0;         // the last change of an interrupt line
  Tick timer_at_ = kNever;        // when a time comparator of the CSRs changes one
  LateFault late_fault_;

  struct ResumedLine {  // after loading an archive: line_ as it was
    bool valid = false;
    bool alone = false;
    std::uint64_t base = 0;
    std::uint64_t physical = 0;
    std::uint32_t raw = 0;  // of a lone instruction; else the first half of a straddling one
  };
  ResumedLine resumed_;

  TraceSink trace_;
  MemoryObserver* observer_ = nullptr;
  Tick trace_limit_ = 0;  // tracing looks at one tick at a time
  Instruction traced_;
  std::uint64_t traced_pc_ = 0;
  Tick traced_at_ = 0;
};

}  // namespace amoeba
