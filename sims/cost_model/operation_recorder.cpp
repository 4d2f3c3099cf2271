#include "amoeba/sims/cost_model/operation_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "amoeba/cores/isa/decoder.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/platforms/system.h"

namespace amoeba {

namespace {

bool multiplies(Operation op) {
  return op >= Operation::mul && op <= Operation::mulhu;
}
bool divides(Operation op) {
  return (op >= Operation::div && op <= Operation::remu) || (op >= Operation::divw && op <= Operation::remuw);
}
bool is_csr(Operation op) {
  return op >= Operation::csrrw && op <= Operation::csrrci;
}
bool is_hypervisor_access(Operation op) {
  return is_hypervisor_load(op) || is_hypervisor_store(op);
}
bool is_atomic(Operation op) {
  return op == Operation::amo || op == Operation::lr || op == Operation::sc || op == Operation::lrwait ||
         op == Operation::scwait;
}
bool is_load(const Instruction& i) {
  return i.width != 0 && i.rd != 0 && !is_atomic(i.op) && !is_hypervisor_access(i.op);
}

// What an instruction waits for: its sources and, so that results come in order, its destination.
std::array<unsigned, 3> registers_of(const Instruction& i) {
  const bool immediate = i.op >= Operation::csrrwi && i.op <= Operation::csrrci;
  return {immediate ? 0u : i.rs1, i.rs2, i.rd};
}

TrafficAccess access_of(const Instruction& i, std::uint64_t address) {
  TrafficAccess access;
  access.address = address;
  access.bytes = i.width;
  access.aq = i.aq;
  access.rl = i.rl;
  access.alone = true;
  if (is_atomic(i.op)) {
    access.kind = TrafficAccess::Kind::atomic;
    access.op = i.atomic;
    access.discards_result = i.rd == 0;
  } else if (i.rd == 0) {
    access.kind = TrafficAccess::Kind::store;
  }
  return access;
}

}  // namespace

OperationRecorder::OperationRecorder(System& system, const IsaExtensions& extensions, unsigned line_bytes)
    : hart_(system.hart(0)),
      statistics_(system.statistics()),
      extensions_(extensions),
      line_mask_(~std::uint64_t{line_bytes - 1}) {
  system.hart(0).set_observer(this);
  system.hart(0).set_trace(
      [this](Tick, unsigned, HartMode, std::uint64_t, std::uint32_t raw, const std::string&) { executed(raw); });
}

bool OperationRecorder::measured() const {
  return hart_.roi_begin() != kNever && hart_.roi_end() == kNever;
}

LocalWork OperationRecorder::work_so_far() const {
  const auto count = [&](const char* name) {
    const Statistic* statistic = statistics_.find(std::string("hart0.mmu.") + name);
    return statistic == nullptr ? 0.0 : static_cast<double>(statistic->value());
  };
  const HartCounters& counters = hart_.counters(true);
  LocalWork work = work_;
  work.instructions = static_cast<double>(counters.instructions);
  work.mispredictions = static_cast<double>(counters.branches_mispredicted);
  work.traps = static_cast<double>(counters.traps);
  work.second_lookups = count("instruction_misses") + count("data_misses");
  work.table_reads = count("steps");
  work.load_waits = load_waits_.waits();
  work.multiply_waits = multiply_waits_.waits();
  return work;
}

void OperationRecorder::executed(std::uint32_t raw) {
  const Instruction i = decode(raw, extensions_);
  if (!measured()) {
    earlier_ += accesses_.empty() && i.width != 0;
    return;
  }
  LocalWork before = work_so_far();
  before.instructions -= 1;
  note_uses(i, before);
  if (i.width != 0) {
    accesses_.push_back({i, before, before, false, hart_.counters(true).operations, 0});
    if (i.rd != 0) pending_[i.rd] = accesses_.size();
  }
  const std::array<unsigned, 3> registers = registers_of(i);
  load_waits_.step(registers, is_load(i) ? i.rd : 0);
  multiply_waits_.step(registers, multiplies(i.op) ? i.rd : 0);
  work_.csr_accesses += is_csr(i.op);
  work_.divisions += divides(i.op);
  work_.returns += i.op == Operation::mret || i.op == Operation::sret;
  work_.hypervisor_accesses += is_hypervisor_access(i.op);
}

void OperationRecorder::note_uses(const Instruction& i, const LocalWork& now) {
  for (const unsigned r : registers_of(i)) {
    if (r == 0 || pending_[r] == 0) continue;
    Access& access = accesses_[pending_[r] - 1];
    access.use = now;
    access.used = true;
    pending_[r] = 0;
  }
}

// In program order, as executed() was called; those before the region of interest too.
void OperationRecorder::passed(const MemoryEvent& event) {
  if (event.is_fence) return;
  addresses_.push_back(event.address);
}

// Those that touch a line which some atomic of the region touches.
std::vector<OperationRecorder::Access> OperationRecorder::shared_accesses() const {
  if (addresses_.size() < earlier_ + accesses_.size())
    throw std::runtime_error("the recorded program ended with memory accesses under way");
  std::vector<Access> accesses = accesses_;
  std::set<std::uint64_t> shared;
  for (std::size_t k = 0; k < accesses.size(); ++k) {
    accesses[k].address = addresses_[earlier_ + k];
    if (is_atomic(accesses[k].instruction.op)) shared.insert(accesses[k].address & line_mask_);
  }
  const auto is_private = [&](const Access& access) { return shared.count(access.address & line_mask_) == 0; };
  accesses.erase(std::remove_if(accesses.begin(), accesses.end(), is_private), accesses.end());
  return accesses;
}

std::vector<RecordedStep> OperationRecorder::steps() const {
  const std::vector<Access> accesses = shared_accesses();
  std::vector<RecordedStep> steps;
  for (std::size_t k = 1; k < accesses.size(); ++k) {
    const Access& access = accesses[k];
    if (access.operation == accesses.front().operation) continue;
    const Access* next = k + 1 == accesses.size() ? nullptr : &accesses[k + 1];
    RecordedStep& step = steps.emplace_back();
    step.access = access_of(access.instruction, access.address);
    step.ends_operation = next == nullptr || next->operation != access.operation;
    step.before = access.at;
    step.before -= accesses[k - 1].at;
    if (!access.used && next == nullptr) continue;
    step.until_use = access.used ? access.use : next->at;
    step.until_use -= access.at;
  }
  if (steps.empty())
    throw std::runtime_error("the program's operations access no shared memory: no atomics in its region of interest");
  return steps;
}

}  // namespace amoeba
