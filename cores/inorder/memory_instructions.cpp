// Loads, stores, atomics and fences that the threaded code could not finish at once.
#include <algorithm>

#include "amoeba/cores/inorder/inorder_hart.h"

namespace amoeba {

namespace {

std::uint64_t extended(const MemoryAccess& access, std::uint64_t value) {
  return access.is_unsigned ? value : sign_extend(value, access.bytes);
}

bool acts_as_load(const MemoryAccess& access) {
  return access.kind == MemoryAccess::Kind::load ||
         (access.kind == MemoryAccess::Kind::atomic && loads_reserved(access.op));
}
Exception misaligned_cause(const MemoryAccess& access) {
  return acts_as_load(access) ? Exception::load_misaligned : Exception::store_misaligned;
}
Exception fault_cause(const MemoryAccess& access) {
  return acts_as_load(access) ? Exception::load_access_fault : Exception::store_access_fault;
}

}  // namespace

MemoryAccess InorderHart::access_of(const Instruction& i, MemoryAccess::Kind kind) const {
  MemoryAccess access;
  access.kind = kind;
  access.bytes = i.width;
  access.rd = i.rd;
  access.is_unsigned = i.is_unsigned;
  access.aq = i.aq;
  access.rl = i.rl;
  access.counted = account_.in_region();
  access.op = i.atomic;
  if (regions_ != nullptr) access.region = regions_->cell();
  access.operation = kind == MemoryAccess::Kind::store ? 0 : operations_.current();
  access.address = access.program_address = address_of(i);
  access.pc = pc_;
  return access;
}

// Null after a trap (the address is misaligned, nowhere, or of a kind that refuses this access), or while its
// translation is looked for. Makes the access's address a physical one.
const Region* InorderHart::region_of(const Instruction& i, MemoryAccess& access, Tick at) {
  const bool atomic = access.kind == MemoryAccess::Kind::atomic;
  const bool misaligned = (access.address & (access.bytes - 1u)) != 0;
  if (misaligned && (atomic || !configuration_.misaligned_in_hardware)) {
    memory_trap(i, access, misaligned_cause(access), at);
    return nullptr;
  }
  if (!translate(i, access, at)) return nullptr;
  const Region* region =
      access.second_page == 0 ? addresses_.find(access.address, access.bytes) : region_of_parts(access);
  const bool device = region != nullptr && region->kind != RegionKind::memory;
  if (misaligned && device) {
    memory_trap(i, access, misaligned_cause(access), at);
    return nullptr;
  }
  if (region == nullptr || (atomic && !region->admits(access.op, access.bytes))) {
    memory_trap(i, access, fault_cause(access), at);
    return nullptr;
  }
  return region;
}

// Of an access to two pages: main memory on both sides, else the side that is not.
const Region* InorderHart::region_of_parts(const MemoryAccess& access) const {
  std::array<MemoryAccess, 2> parts;
  split(access, parts);
  const Region* first = addresses_.find(parts[0].address, parts[0].bytes);
  const Region* second = addresses_.find(parts[1].address, parts[1].bytes);
  if (first == nullptr || second == nullptr) return nullptr;
  return first->kind == RegionKind::memory ? second : first;
}

void InorderHart::count(const MemoryAccess& access) {
  HartCounters& counters = account_.current();
  if (access.kind == MemoryAccess::Kind::load) ++counters.loads;
  if (access.kind == MemoryAccess::Kind::store) ++counters.stores;
  if (access.kind != MemoryAccess::Kind::atomic) return;
  if (loads_reserved(access.op)) {
    ++counters.load_reserved;
  } else if (stores_conditionally(access.op)) {
    ++counters.store_conditional;
  } else {
    ++counters.atomics;
  }
}

// ------------------------------------------------------------------------------------------------ loads and stores

Tick InorderHart::load(const Instruction& i, Tick at, Tick limit) {
  MemoryAccess access = access_of(i, MemoryAccess::Kind::load);
  const Region* region = region_of(i, access, at);
  if (region == nullptr) return kAgain;
  const bool alone = region->kind != RegionKind::memory || access.second_page != 0;
  const Gate gate = alone ? lsu_.device_gate() : lsu_.load_gate(access.address, access.bytes);
  if (const Tick next = pass(gate, at, limit)) return next;
  access.alone = alone;
  if (alone) return hold(i, access, at);
  if (lsu_.crosses_line(access.address, access.bytes)) return load_across_lines(i, access, at);
  return issue_load(i, access, at);
}

Tick InorderHart::issue_load(const Instruction& i, const MemoryAccess& access, Tick at) {
  pending_[i.rd] = {};
  std::uint64_t value = 0;
  const auto outcome = lsu_.load(access, at, value);
  if (outcome == LoadStoreUnit::Outcome::refused) return kAgain;
  const Tick known = at + lsu_.hit_latency();
  if (outcome == LoadStoreUnit::Outcome::hit) {
    if (i.rd != 0) x_[i.rd] = extended(access, value);
    last_hit_ = known;
    keep_translated(i, access);
  } else {
    operations_.sent();
  }
  if (i.rd != 0) ready_[i.rd] = outcome == LoadStoreUnit::Outcome::hit ? known : kNever;
  count(access);
  retire(i, at + 1);
  return kAgain;
}

unsigned InorderHart::split(const MemoryAccess& whole, std::array<MemoryAccess, 2>& parts) const {
  parts = {whole, whole};
  if (!lsu_.crosses_line(whole.address, whole.bytes)) return 1;
  parts[0].bytes = static_cast<std::uint8_t>(line_bytes_ - whole.address % line_bytes_);
  parts[1].bytes = static_cast<std::uint8_t>(whole.bytes - parts[0].bytes);
  parts[1].address = whole.second_page != 0 ? whole.second_page : whole.address + parts[0].bytes;
  parts[1].program_address = whole.program_address + parts[0].bytes;
  parts[1].operand[0] = whole.operand[0] >> (8 * parts[0].bytes);
  return 2;
}

Tick InorderHart::load_across_lines(const Instruction& i, const MemoryAccess& access, Tick at) {
  std::array<MemoryAccess, 2> parts;
  split(access, parts);
  if (!lsu_.holds(parts[0].address) || !lsu_.holds(parts[1].address)) return hold(i, access, at);
  std::array<std::uint64_t, 2> values{};
  for (unsigned part = 0; part < 2; ++part) lsu_.load(parts[part], at, values[part]);
  if (i.rd != 0) {
    x_[i.rd] = extended(access, values[0] | values[1] << (8 * parts[0].bytes));
    ready_[i.rd] = at + 1 + lsu_.hit_latency();
  }
  last_hit_ = at + 1 + lsu_.hit_latency();
  count(access);
  retire(i, at + 2);
  return kAgain;
}

Tick InorderHart::store(const Instruction& i, Tick at, Tick limit) {
  MemoryAccess access = access_of(i, MemoryAccess::Kind::store);
  access.operand[0] = x_[i.rs2];
  const Region* region = region_of(i, access, at);
  if (region == nullptr) return kAgain;
  std::array<MemoryAccess, 2> parts;
  const unsigned count_of_parts = split(access, parts);
  const bool alone = region->kind != RegionKind::memory || access.second_page != 0;
  if (const Tick next = pass(alone ? lsu_.device_gate() : lsu_.store_gate(count_of_parts), at, limit)) return next;
  access.alone = alone;
  if (alone) return hold(i, access, at);
  for (unsigned part = 0; part < count_of_parts; ++part) lsu_.store(parts[part], at);
  keep_translated(i, access);
  count(access);
  retire(i, at + 1);
  return kAgain;
}

// A load with acquire and a store with release. Those with both, and all where annotations are full fences, wait for
// what an atomic would wait for, then hold the pipeline until they are performed, so that nothing younger overtakes.
Tick InorderHart::ordered_access(const Instruction& i, Tick at, Tick limit) {
  const bool stores = i.op == Operation::store_release;
  MemoryAccess access = access_of(i, stores ? MemoryAccess::Kind::store : MemoryAccess::Kind::load);
  if (stores) access.operand[0] = x_[i.rs2];
  if ((access.address & (access.bytes - 1u)) != 0) {
    trap(misaligned_cause(access), access.address, at);
    return kAgain;
  }
  const Region* region = region_of(i, access, at);
  if (region == nullptr) return kAgain;
  access.alone = region->kind != RegionKind::memory;
  const bool both = access.aq && access.rl;
  if (access.alone || both || configuration_.order.acquire_release == AcquireRelease::drain) {
    if (const Tick next = pass(access.alone ? lsu_.device_gate() : lsu_.atomic_gate(access), at, limit)) return next;
    return hold(i, access, at);
  }
  const Gate gate = stores ? lsu_.release_gate() : lsu_.acquire_gate(access.address, access.bytes);
  if (const Tick next = pass(gate, at, limit)) return next;
  if (!stores) return issue_load(i, access, at);
  lsu_.store(access, at);
  count(access);
  retire(i, at + 1);
  return kAgain;
}

// --------------------------------------------------------------------------------------------------------- atomics

Tick InorderHart::atomic(const Instruction& i, Tick at, Tick limit) {
  if (i.width < 4 && csr_.virtualised() && !configuration_.guests_have_zabha)
    return trap(Exception::illegal_instruction, i.raw, at);
  MemoryAccess access = access_of(i, MemoryAccess::Kind::atomic);
  const Region* region = region_of(i, access, at);
  if (region == nullptr) return kAgain;
  if (access.bytes == 16) {
    Slot upper;
    upper.rs1 = i.rd == 0 ? 0 : i.rd + 1;
    upper.rs2 = i.rs2 == 0 ? 0 : i.rs2 + 1;
    const Tick ready = std::max(ready_[upper.rs1], ready_[upper.rs2]);
    if (ready >= limit) return wait_for_registers(upper, limit);
    at = std::max(at, ready);
  }
  take_operands(i, access);
  const bool device = region->kind != RegionKind::memory;
  access.alone = device;
  if (const Tick next = pass(device ? lsu_.device_gate() : lsu_.atomic_gate(access), at, limit)) return next;
  if (access.op == AtomicOp::sc) return store_conditional(i, access, at);
  if (access.op == AtomicOp::scwait) return hold(i, access, at);
  access.work = at - account_.waited();
  return device && access.op != AtomicOp::lr ? hold(i, access, at) : send_atomic(i, access, at);
}

// A pair of registers whose first is x0 reads as zero.
void InorderHart::take_operands(const Instruction& i, MemoryAccess& access) const {
  access.operand[0] = x_[i.rs2];
  access.compare[0] = x_[i.rd];
  if (access.bytes != 16) return;
  access.operand[1] = i.rs2 == 0 ? 0 : x_[i.rs2 + 1u];
  access.compare[1] = i.rd == 0 ? 0 : x_[i.rd + 1u];
}

Tick InorderHart::send_atomic(const Instruction& i, const MemoryAccess& access, Tick at) {
  const unsigned registers = i.rd == 0 ? 0 : access.bytes == 16 ? 2 : 1;
  for (unsigned r = 0; r < registers; ++r) pending_[i.rd + r] = {};
  const bool reserves = access.op == AtomicOp::lr;
  if (reserves) reservation_ = Reservation::none;
  if (lsu_.request(access, at) == LoadStoreUnit::Outcome::refused) return kAgain;
  operations_.sent();
  for (unsigned r = 0; r < registers; ++r) ready_[i.rd + r] = kNever;
  count(access);
  if (loads_reserved(access.op)) account_.begin_attempt(at);
  if (reserves) {
    reservation_ = Reservation::held;
    reserved_line_ = access.address & ~std::uint64_t{line_bytes_ - 1};
  }
  retire(i, at + 1);
  return kAgain;
}

// An SC without an LR before it, or with a trap in between, fails here and now.
Tick InorderHart::store_conditional(const Instruction& i, const MemoryAccess& access, Tick at) {
  if (reservation_ == Reservation::held) return hold(i, access, at);
  lsu_.passes_failed(access, at);
  count(access);
  end_store_conditional(i, at + 1,
                        reservation_ == Reservation::broken_by_trap ? ScFailure::trap : ScFailure::no_reservation);
  retire(i, at + 1);
  return kAgain;
}

void InorderHart::end_store_conditional(const Instruction& i, Tick at, ScFailure failure) {
  const bool success = failure == ScFailure::none;
  reservation_ = Reservation::none;
  if (!success) ++account_.current().sc_failures[static_cast<unsigned>(failure)];
  account_.end_attempt(at, success);
  if (i.rd == 0) return;
  x_[i.rd] = success ? 0 : 1;
  ready_[i.rd] = at;
}

// ------------------------------------------------------------------------------------ accesses that hold the pipeline

Tick InorderHart::hold(const Instruction& i, const MemoryAccess& access, Tick at) {
  held_ = HeldAccess{};
  held_.parts = static_cast<std::uint8_t>(split(access, held_.access));
  for (MemoryAccess& part : held_.access) {
    part.blocking = true;
    part.alone = part.alone || held_.parts == 2;
  }
  held_.active = true;
  held_.since = at;
  held_instruction_ = i;
  time_ = at;
  return kAgain;
}

Tick InorderHart::finish_held(Tick limit) {
  const MemoryAccess& access = held_.access[held_.part];
  if (!held_.sent) {
    Tick at = time_;
    if (const Tick next = pass(lsu_.retry_gate(), at, limit)) return next;
    held_.result = {};
    held_.sent = true;
    held_.sent = lsu_.request(access, at) == LoadStoreUnit::Outcome::sent;
    if (held_.sent && access.kind != MemoryAccess::Kind::store) operations_.sent();
    return kAgain;
  }
  const AccessResult& result = held_.result;
  const Tick done = std::max(time_, result.at);
  if (done >= limit) return done;
  account_.stall(time_, done, result.latency);
  time_ = done;
  if (result.failed) {
    held_.active = false;
    return memory_trap(held_instruction_, access, fault_cause(access), done);
  }
  held_.values[held_.part] = result.value[0];
  held_.sent = false;
  return ++held_.part < held_.parts ? kAgain : end_held(done);
}

Tick InorderHart::end_held(Tick at) {
  held_.active = false;
  MemoryAccess whole = held_.access[0];
  whole.bytes = held_instruction_.width;
  count(whole);
  if (whole.kind == MemoryAccess::Kind::atomic && stores_conditionally(whole.op)) {
    end_store_conditional(held_instruction_, at, held_.result.sc_success ? ScFailure::none : held_.result.sc_failure);
  } else if (whole.kind != MemoryAccess::Kind::store) {
    AtomicValue value = held_.result.value;
    if (held_.parts == 2) value[0] = held_.values[0] | held_.values[1] << (8 * held_.access[0].bytes);
    write_value(whole, value);
  }
  retire(held_instruction_, std::max(at, held_.since + 1));
  return kAgain;
}

void InorderHart::write_value(const MemoryAccess& access, const AtomicValue& value) {
  if (access.rd == 0) return;
  x_[access.rd] = access.bytes == 16 ? value[0] : extended(access, value[0]);
  if (access.bytes == 16) x_[access.rd + 1u] = value[1];
}

void InorderHart::performed(const MemoryAccess& access, const AccessResult& result, bool later) {
  if (later) resume_at(result.at);
  if (regions_ != nullptr && from_beyond(result.latency)) regions_->missed(access.region);
  if (access.implicit) {
    walk_.result = result;
    return;
  }
  operations_.completed(access.operation, result.at);
  if (access.kind == MemoryAccess::Kind::atomic && !loads_reserved(access.op) && !stores_conditionally(access.op))
    account_.atomic_took(result.at - result.issued, access.counted);
  if (access.blocking) {
    held_.result = result;
    return;
  }
  if (result.failed && late_fault_.at == kNever)
    late_fault_ = {result.at, access.pc, access.program_address, fault_cause(access)};
  if (access.kind == MemoryAccess::Kind::store) return;
  write_value(access, result.value);
  for (unsigned r = 0; r < (access.bytes == 16 ? 2u : 1u); ++r) pending_[access.rd + r] = {result.at, result.latency};
  if (access.is_atomic(AtomicOp::lr)) reservation_lost_ = kNever;
}

// ---------------------------------------------------------------------------------------------------------- fences

Tick InorderHart::fence(const Instruction& i, Tick at, Tick limit) {
  static constexpr unsigned kRead = 2, kWrite = 1, kAll = 0xf;
  const bool tso = i.op == Operation::fence_tso;
  const unsigned older = tso ? kAll : static_cast<unsigned>(i.imm) >> 4 & kAll;
  const unsigned younger = tso ? kAll : static_cast<unsigned>(i.imm) & kAll;
  if (younger != 0) {  // else a hint
    const Gate gate = lsu_.fence_gate((older & kRead) != 0, (older & kWrite) != 0);
    if (const Tick next = pass(gate, at, limit)) return next;
    lsu_.passes_fence({static_cast<std::uint8_t>(older), static_cast<std::uint8_t>(younger), tso});
  }
  retire(i, at + 1);
  return kAgain;
}

Tick InorderHart::fence_i(const Instruction& i, Tick at, Tick limit) {
  if (const Tick next = pass(lsu_.fence_gate(false, true), at, limit)) return next;
  retire(i, at + 1);
  fetch_.drop_all();
  line_ = nullptr;
  return kAgain;
}

}  // namespace amoeba
