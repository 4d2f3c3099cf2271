#include "amoeba/litmus/oracle/thread_semantics.h"

#include <array>
#include <utility>

#include "amoeba/base/amo.h"
#include "amoeba/cores/isa/disassembler.h"
#include "amoeba/cores/isa/encodings.h"
#include "amoeba/litmus/lexer.h"
#include "amoeba/litmus/oracle/integer_semantics.h"

namespace amoeba::litmus {
namespace {

constexpr unsigned kMostRepetitions = 2;

// A thread in the middle of its run. Copied where it may go on in several ways.
struct Run {
  std::size_t next = 0;  // index of the instruction
  std::array<std::uint64_t, 32> x{};
  std::array<OperationSet, 32> origin{};  // what each register has a syntactic dependency on
  OperationSet branches = 0;              // what branches so far depend on
  OperationSet addresses = 0;             // what addresses so far depend on
  int reservation = -1;                   // the LR that an SC would be paired with
  std::vector<unsigned> repetitions;      // of each backward branch
  ThreadTrace trace;

  void write(unsigned rd, std::uint64_t value, OperationSet from) {
    if (rd == 0) return;
    x[rd] = value;
    origin[rd] = from;
  }
  OperationSet latest() const { return only(static_cast<unsigned>(trace.operations.size()) - 1); }
};

class ThreadRunner {
 public:
  ThreadRunner(const ThreadQuestion& question, const PossibleValues& values,
               const std::function<void(const ThreadTrace&)>& use)
      : question_(question), code_(question.test.threads[question.thread].code), values_(values), use_(use) {}

  void run_from_start() {
    Run run;
    run.repetitions.resize(code_.size());
    for (const auto& [reg, value] : question_.test.registers)
      if (reg.thread == question_.thread) run.write(reg.index, question_.layout.number(value), 0);
    go_on(std::move(run));
  }

 private:
  void go_on(Run run) {
    while (run.next < code_.size()) {
      const Instruction& i = code_[run.next++];
      if (i.width != 0) return access(i, std::move(run));
      if (!step(i, run)) return;
    }
    finish(std::move(run));
  }

  void finish(Run run) {
    for (const unsigned index : question_.observed_registers) run.trace.registers.push_back(run.x[index]);
    use_(run.trace);
  }

  // An instruction that accesses no memory; false when the run is to be left out.
  bool step(const Instruction& i, Run& run) {
    if (is_integer_operation(i.op)) {
      const Format format = encoding(i.op).format;
      const bool immediate = format != Format::r;
      const std::uint64_t b = immediate ? static_cast<std::uint64_t>(std::int64_t{i.imm}) : run.x[i.rs2];
      run.write(i.rd, integer_result(i, run.x[i.rs1], b), run.origin[i.rs1] | run.origin[i.rs2]);
      return true;
    }
    if (is_branch(i.op)) {
      run.branches |= run.origin[i.rs1] | run.origin[i.rs2];
      return !branch_taken(i.op, run.x[i.rs1], run.x[i.rs2]) || jump(i, run);
    }
    if (i.op == Operation::jal) {
      if (i.rd != 0) refuse(i);
      return jump(i, run);
    }
    if (i.op == Operation::fence || i.op == Operation::fence_tso) {
      run.trace.fences.push_back(fence(i, run));
      return true;
    }
    if (i.op != Operation::fence_i && i.op != Operation::wrs_nto && i.op != Operation::wrs_sto) refuse(i);
    return true;
  }

  bool jump(const Instruction& i, Run& run) {
    const std::size_t from = run.next - 1;
    run.next = static_cast<std::size_t>(static_cast<std::int64_t>(from) + i.imm / 4);
    return i.imm > 0 || ++run.repetitions[from] <= kMostRepetitions;
  }

  [[noreturn]] void refuse(const Instruction& i) const {
    throw LitmusError(question_.test.path + ": the oracle does not know '" + disassemble(i) + "' in thread " +
                      std::to_string(question_.thread) + "; write the test with branches to labels instead");
  }

  static Fence fence(const Instruction& i, const Run& run) {
    constexpr int kRead = 2, kWrite = 1;
    const int before = i.imm >> 4, after = i.imm;
    return {run.trace.operations.size(), i.op == Operation::fence_tso, (before & kRead) != 0,
            (before & kWrite) != 0,      (after & kRead) != 0,         (after & kWrite) != 0};
  }

  // What a load, store or atomic at this point begins with.
  MemoryOperation operation(const Instruction& i, Run& run) const {
    MemoryOperation o;
    o.address = run.x[i.rs1] + static_cast<std::uint64_t>(std::int64_t{i.imm});
    o.bytes = i.width;
    o.acquire = i.aq;
    o.release = i.rl;
    const bool zalasr = i.op == Operation::load_acquire || i.op == Operation::store_release;
    o.rcsc = (i.aq || i.rl) && (!zalasr || question_.options.zalasr == ZalasrAnnotation::rcsc);
    o.address_dependencies = run.origin[i.rs1];
    o.control_dependencies = run.branches;
    o.earlier_addresses = run.addresses;
    return o;
  }

  void access(const Instruction& i, Run run) {
    MemoryOperation o = operation(i, run);
    if (o.address % o.bytes != 0) return stop(std::move(run), o, "misaligned");
    if (!question_.layout.holds(o.address, o.bytes)) return stop(std::move(run), o, "in no location of the test");
    if (i.op == Operation::sc) return store_conditional(i, std::move(o), std::move(run));
    if (i.op == Operation::amo) return amo(i, std::move(o), std::move(run));
    const Format format = encoding(i.op).format;
    if (format == Format::s || format == Format::store_release) {
      o.store = true;
      o.stored = truncate({run.x[i.rs2], 0}, o.bytes)[0];
      o.data_dependencies = run.origin[i.rs2];
      perform(o, run);
      return go_on(std::move(run));
    }
    load(i, std::move(o), std::move(run));
  }

  void stop(Run run, const MemoryOperation& o, const char* why) {
    run.trace.fault = "thread " + std::to_string(question_.thread) + " accesses " + std::to_string(o.bytes) +
                      " bytes at " + question_.layout.name(o.address) + ", which is " + why;
    finish(std::move(run));
  }

  void perform(MemoryOperation o, Run& run) const {
    if (run.trace.operations.size() == kMostOperations)
      throw LitmusError(question_.test.path + ": thread " + std::to_string(question_.thread) + " performs more than " +
                        std::to_string(kMostOperations) + " memory operations; shorten it");
    if (question_.options.model == MemoryModel::ztso) {
      o.acquire |= o.load;
      o.release |= o.store;
      o.rcsc |= o.kind == OperationKind::amo;
    }
    run.addresses |= o.address_dependencies;
    run.trace.operations.push_back(o);
  }

  std::vector<std::uint64_t> possible_values(const MemoryOperation& load, const Run& run) const {
    return values_.of(load.address, load.bytes, question_.thread, run.trace.operations);
  }

  void load(const Instruction& i, MemoryOperation o, Run run) {
    o.load = true;
    if (i.op == Operation::lr) {
      o.kind = OperationKind::load_reserved;
      run.reservation = static_cast<int>(run.trace.operations.size());
    }
    for (const std::uint64_t value : possible_values(o, run)) {
      Run next = run;
      o.loaded = value;
      perform(o, next);
      next.write(i.rd, i.is_unsigned ? value : sign_extend(value, o.bytes), next.latest());
      go_on(std::move(next));
    }
  }

  void store_conditional(const Instruction& i, MemoryOperation o, Run run) {
    const int paired = std::exchange(run.reservation, -1);
    Run failed = run;
    failed.write(i.rd, 1, 0);
    go_on(std::move(failed));
    if (paired < 0) return;
    const MemoryOperation& reserved = run.trace.operations[static_cast<std::size_t>(paired)];
    if (!question_.layout.share_line(reserved.address, o.address)) return;
    o.kind = OperationKind::store_conditional;
    o.store = true;
    o.stored = truncate({run.x[i.rs2], 0}, o.bytes)[0];
    o.data_dependencies = run.origin[i.rs2];
    o.paired_load = paired;
    perform(o, run);
    run.write(i.rd, 0, run.latest());
    go_on(std::move(run));
  }

  void amo(const Instruction& i, MemoryOperation o, Run run) {
    o.kind = OperationKind::amo;
    o.load = o.store = true;
    o.data_dependencies = run.origin[i.rs2];
    const bool cas = i.atomic == AtomicOp::cas;
    o.computed = i.atomic != AtomicOp::swap;
    if (cas) o.data_dependencies |= run.origin[i.rd];
    for (const std::uint64_t old : possible_values(o, run)) {
      o.loaded = old;
      o.stored = apply_atomic(i.atomic, o.bytes, {old, 0}, {run.x[i.rs2], 0}, {run.x[i.rd], 0})[0];
      if (!cas || old == truncate({run.x[i.rd], 0}, o.bytes)[0]) {
        perform_amo(i, o, run);
      } else {
        failed_compare(i, o, run);
      }
    }
  }

  void failed_compare(const Instruction& i, MemoryOperation o, const Run& run) {
    o.release = false;
    o.rcsc = o.acquire;
    perform_amo(i, o, run);
    o.store = false;
    o.stored = 0;
    o.data_dependencies = 0;
    perform_amo(i, o, run);
  }

  void perform_amo(const Instruction& i, const MemoryOperation& o, Run run) {
    perform(o, run);
    run.write(i.rd, sign_extend(o.loaded, o.bytes), run.latest());
    go_on(std::move(run));
  }

  const ThreadQuestion& question_;
  const std::vector<Instruction>& code_;
  const PossibleValues& values_;
  const std::function<void(const ThreadTrace&)>& use_;
};

}  // namespace

void for_each_trace(const ThreadQuestion& question, const PossibleValues& values,
                    const std::function<void(const ThreadTrace&)>& use) {
  ThreadRunner(question, values, use).run_from_start();
}

}  // namespace amoeba::litmus
