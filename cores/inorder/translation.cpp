// Address translation: TLB misses and page-table walks, their faults, the fences of translations, and the hypervisor's
// accesses to its guest's memory.
#include <algorithm>

#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/isa/transformed_instruction.h"

namespace amoeba {

namespace {

using FaultKind = TranslationFault::Kind;

bool reads_as_guest(Operation op) {
  return is_hypervisor_load(op) || is_hypervisor_store(op);
}

AccessType type_of(const Instruction& i, const MemoryAccess& access) {
  if (loads_executable(i.op)) return AccessType::load_executable;
  const bool loads = access.kind == MemoryAccess::Kind::load ||
                     (access.kind == MemoryAccess::Kind::atomic && loads_reserved(access.op));
  return loads ? AccessType::load : AccessType::store;
}

Exception cause_of(FaultKind kind, AccessType type) {
  const auto by_type = [type](Exception fetch, Exception load, Exception store) {
    return type == AccessType::fetch ? fetch : type == AccessType::store ? store : load;
  };
  using E = Exception;
  switch (kind) {
    case FaultKind::page:
      return by_type(E::instruction_page_fault, E::load_page_fault, E::store_page_fault);
    case FaultKind::guest_page:
      return by_type(E::instruction_guest_page_fault, E::load_guest_page_fault, E::store_guest_page_fault);
    case FaultKind::access:
      break;
  }
  return by_type(E::instruction_access_fault, E::load_access_fault, E::store_access_fault);
}

}  // namespace

// ------------------------------------------------------------------------------------------------------ translating

// After the CSRs changed.
void InorderHart::update_translation() {
  if (!supervisor_) return;
  if (const TranslationRegime data = csr_.data_regime(); data != data_regime_) {
    data_regime_ = data;
    translates_data_ = data.translates();
    leases_ = translates_data_ ? &lsu_.translated_leases() : &lsu_.leases();
    lsu_.forget_translated();
  }
  const TranslationRegime regime = csr_.fetch_regime();
  if (regime == fetch_regime_) return;
  const bool was_translated = fetch_regime_.translates();
  fetch_regime_ = regime;
  if (was_translated || regime.translates()) leave_line();
}

// What the program's addresses mean has changed: fetch must find its line anew.
void InorderHart::leave_line() {
  fetch_.forget_addresses();
  line_ = nullptr;
}

// False while the translation is looked for.
bool InorderHart::translate_code(std::uint64_t pc, std::uint64_t& physical) {
  physical = pc;
  if (!fetch_regime_.translates()) return true;
  if (const TlbEntry* entry = mmu_->find(fetch_regime_, pc, AccessType::fetch)) {
    physical = entry->physical(pc);
    return true;
  }
  begin_walk(fetch_regime_, pc, AccessType::fetch, time_);
  return false;
}

// False while the translation is looked for.
bool InorderHart::translate(const Instruction& i, MemoryAccess& access, Tick at) {
  const bool as_guest = reads_as_guest(i.op);
  if (!translates_data_ && !as_guest) return true;
  const TranslationRegime regime = as_guest ? csr_.guest_regime() : data_regime_;
  if (!regime.translates()) return true;
  walk_.instruction = i;
  walk_.as_guest = regime.virtualised;
  const AccessType type = type_of(i, access);
  const std::uint64_t address = access.program_address;
  if (!translate_page(regime, address, type, at, access.address)) return false;
  const std::uint64_t next_page = (address | (kPageBytes - 1)) + 1;
  if (address + access.bytes - 1 < next_page) return true;
  return translate_page(regime, next_page, type, at, access.second_page);
}

// After a hit: the next ones at this line need no translation.
void InorderHart::keep_translated(const Instruction& i, const MemoryAccess& access) {
  if (!translates_data_ || reads_as_guest(i.op)) return;
  const bool may_store = mmu_->find(data_regime_, access.program_address, AccessType::store) != nullptr;
  lsu_.keep_translated(access.program_address, access.address, may_store);
}

bool InorderHart::translate_page(const TranslationRegime& regime, std::uint64_t address, AccessType type, Tick at,
                                 std::uint64_t& physical) {
  if (const TlbEntry* entry = mmu_->find(regime, address, type)) {
    physical = entry->physical(address);
    return true;
  }
  begin_walk(regime, address, type, at);
  return false;
}

// --------------------------------------------------------------------------------------------------------- walking

void InorderHart::begin_walk(const TranslationRegime& regime, std::uint64_t address, AccessType type, Tick at) {
  walk_.active = true;
  walk_.sent = false;
  walk_.type = type;
  walk_.address = address;
  ++account_.current().tlb_misses;
  time_ = at + mmu_->begin(regime, address, type, at);
}

Tick InorderHart::finish_walk(Tick limit) {
  if (walk_.sent) return take_table_entry(limit);
  if (time_ >= limit) return time_;
  return mmu_->found() ? end_walk(time_) : read_table(limit);
}

MemoryAccess InorderHart::table_access() const {
  const PageWalk& walk = mmu_->walk();
  MemoryAccess access;
  access.implicit = access.blocking = true;
  access.bytes = kEntryBytes;
  access.pc = pc_;
  access.address = access.program_address = walk.word_address();
  access.counted = account_.in_region();
  if (regions_ != nullptr) access.region = regions_->cell();
  access.kind = walk.state() == PageWalk::State::reads ? MemoryAccess::Kind::load : MemoryAccess::Kind::atomic;
  access.op = AtomicOp::cas;
  access.operand[0] = walk.replacement();
  access.compare[0] = walk.expected();
  return access;
}

// Tables lie in main memory.
Tick InorderHart::read_table(Tick limit) {
  const MemoryAccess access = table_access();
  const Region* region = addresses_.find(access.address, access.bytes);
  if (region == nullptr || region->kind != RegionKind::memory) {
    mmu_->walk().refuse();
    return kAgain;
  }
  const bool reads = access.kind == MemoryAccess::Kind::load;
  Tick at = time_;
  const Gate gate = reads ? lsu_.load_gate(access.address, access.bytes) : lsu_.atomic_gate(access);
  if (const Tick next = pass(gate, at, limit)) return next;
  walk_.result = {};
  walk_.sent = true;
  std::uint64_t value = 0;
  const auto outcome = reads ? lsu_.load(access, at, value) : lsu_.request(access, at);
  if (outcome == LoadStoreUnit::Outcome::hit) {
    walk_.result.value[0] = value;
    walk_.result.at = at + lsu_.hit_latency();
  }
  if (outcome == LoadStoreUnit::Outcome::refused) walk_.sent = false;
  account_.current().table_reads += walk_.sent && reads;
  return kAgain;
}

Tick InorderHart::take_table_entry(Tick limit) {
  const AccessResult& result = walk_.result;
  const Tick done = std::max(time_, result.at);
  if (done >= limit) return done;
  account_.stall(time_, done, result.latency);
  time_ = done;
  walk_.sent = false;
  if (result.failed) {
    mmu_->walk().refuse();
  } else {
    mmu_->answer(result.value[0]);
  }
  return kAgain;
}

// The instruction starts anew, and finds the translation.
Tick InorderHart::end_walk(Tick at) {
  walk_.active = false;
  if (mmu_->end(at)) walk_.type == AccessType::fetch ? leave_line() : lsu_.forget_translated();
  return mmu_->faulted() ? walk_trap(at) : kAgain;
}

// ---------------------------------------------------------------------------------------------------------- faults

Tick InorderHart::walk_trap(Tick at) {
  const TranslationFault& fault = mmu_->walk().fault();
  const bool fetches = walk_.type == AccessType::fetch;
  TrapReport report{cause_of(fault.kind, walk_.type), walk_.address};
  report.as_guest = !fetches && walk_.as_guest;
  report.guest_address = fault.guest_physical;
  if (fault.in_table) {
    report.instruction = fault.in_table_write ? kWalkWritePseudoInstruction : kWalkReadPseudoInstruction;
  } else if (!fetches) {
    report.instruction = transformed(walk_.instruction, walk_.address - address_of(walk_.instruction));
  }
  return trap(report, at);
}

// A load, store or atomic that is refused for its address.
Tick InorderHart::memory_trap(const Instruction& i, const MemoryAccess& access, Exception cause, Tick at) {
  TrapReport report{cause, access.program_address};
  report.as_guest = data_regime_.virtualised || reads_as_guest(i.op);
  report.instruction = transformed(i, access.program_address - address_of(i));
  return trap(report, at);
}

// --------------------------------------------------------------------------------------------- hypervisor and fences

Tick InorderHart::hypervisor_access(const Instruction& i, Tick at, Tick limit) {
  if (const auto refusal = csr_.refuses(i.op)) return trap(*refusal, i.raw, at);
  const std::uint64_t pc = pc_;
  const Tick next = is_hypervisor_load(i.op) ? load(i, at, limit) : store(i, at, limit);
  account_.current().hypervisor_work += pc_ == pc + i.length;
  return next;
}

Tick InorderHart::fence_translations(const Instruction& i, Tick at, Tick limit) {
  if (const auto refusal = csr_.refuses(i.op)) return trap(*refusal, i.raw, at);
  if (const Tick next = pass(lsu_.fence_gate(false, true), at, limit)) return next;
  const bool second = i.op == Operation::hfence_gvma;
  account_.current().hypervisor_work += second || i.op == Operation::hfence_vvma;
  const auto space = static_cast<std::uint16_t>(x_[i.rs2]);
  TranslationFence fence;
  fence.kind = second ? TranslationFence::Kind::second_stage : TranslationFence::Kind::first_stage;
  fence.of_guest = csr_.virtualised() || i.op == Operation::hfence_vvma;
  fence.any_address = i.rs1 == 0;
  fence.address = second ? x_[i.rs1] << 2 : x_[i.rs1];
  fence.any_vmid = second && i.rs2 == 0;
  fence.vmid = second ? space : csr_.current_vmid();
  fence.any_asid = second || i.rs2 == 0;
  fence.asid = space;
  mmu_->fence(fence);
  lsu_.forget_translated();
  retire(i, at + 1 + configuration_.translation_fence_latency);
  leave_line();
  return kAgain;
}

}  // namespace amoeba
