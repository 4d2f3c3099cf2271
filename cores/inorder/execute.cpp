// The threaded code: every operation that needs neither the outside world nor privilege, one label each.
// Whatever does not finish here leaves through execute_complex() and comes back to a fresh look at the horizon.
#include <algorithm>
#include <cstring>

#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/isa/arithmetic.h"

// Labels as values are a GNU extension; both GCC and Clang have it.
#pragma GCC diagnostic ignored "-Wpedantic"

namespace amoeba {

namespace {

std::uint64_t extend(std::int32_t immediate) {
  return static_cast<std::uint64_t>(std::int64_t{immediate});
}

}  // namespace

// clang-format off
#define DISPATCH goto *labels[static_cast<unsigned>(ip->handler)]
#define NEXT     { ++retired; ip += ip->step; DISPATCH; }
#define ISSUE                                                                                          \
  const Tick at = std::max(std::max(t, ready[ip->rs1]), std::max(ready[ip->rs2], ready[ip->rd]));      \
  if (__builtin_expect(at >= limit, 0)) goto blocked
#define A   x[ip->rs1]
#define B   x[ip->rs2]
#define IMM extend(ip->imm)
#define PC  (line->base + extend(ip->offset))
#define SIMPLE(name, value)                                                                            \
  op_##name: { ISSUE; x[ip->rd] = (value); t = at + 1; NEXT }
#define LONG(name, latency, value)                                                                     \
  op_##name: { ISSUE; x[ip->rd] = (value); ready[ip->rd] = at + (latency); t = at + 1; NEXT }
#define DIVIDE(name, value)                                                                            \
  op_##name: { ISSUE;                                                                                  \
    const Tick start = std::max(at, divider_free_);                                                    \
    if (start >= limit) { issue = start; goto blocked_until_issue; }                                   \
    x[ip->rd] = (value); divider_free_ = ready[ip->rd] = start + configuration_.divide_latency;        \
    t = start + 1; NEXT }
#define BRANCH(name, condition)                                                                        \
  op_##name: { ISSUE; t = at + 1;                                                                      \
    if (condition) { target = PC + IMM; if (ip->imm >= 0) goto mispredicted_jump; goto jump; }         \
    if (ip->imm < 0) { t += mispredict_penalty; ++counters.branches_mispredicted; }                    \
    NEXT }
#define LOAD(name, type)                                                                               \
  op_##name: { ISSUE;                                                                                  \
    const std::uint64_t address = A + IMM;                                                             \
    const Lease* lease = leases.readable(address, sizeof(type));                                            \
    if (__builtin_expect(lease == nullptr || !simple, 0)) { issue = at; goto complex_at_issue; }       \
    type value;                                                                                        \
    std::memcpy(&value, lease->bytes + leases.offset(address), sizeof value);                           \
    lease->record(LeaseAccess::read);                                                                                   \
    x[ip->rd] = static_cast<std::uint64_t>(std::int64_t{0} + value);                                   \
    last_hit_ = ready[ip->rd] = at + hit_latency;                                                      \
    ++counters.loads; t = at + 1; NEXT }
#define STORE(name, type)                                                                              \
  op_##name: { ISSUE;                                                                                  \
    const std::uint64_t address = A + IMM;                                                             \
    const Lease* lease = leases.writable(address, sizeof(type));                                           \
    if (__builtin_expect(lease == nullptr || !simple_store, 0)) { issue = at; goto complex_at_issue; }       \
    const type value = static_cast<type>(B);                                                           \
    std::memcpy(lease->bytes + leases.offset(address), &value, sizeof value);                          \
    lease->record(LeaseAccess::write);                                                                                   \
    ++counters.stores; t = at + 1; NEXT }

Tick InorderHart::execute(const Tick limit) {
  using namespace arithmetic;
  static const void* const kLabels[] = {
#define AMOEBA_OPERATION(name, ...) &&op_##name,
#include "amoeba/cores/isa/operations.def"
#undef AMOEBA_OPERATION
      &&decode, &&straddle, &&leave, &&complex};
  static const void* const kTraceLabels[] = {
#define AMOEBA_OPERATION(...) &&trace,
#include "amoeba/cores/isa/operations.def"
#undef AMOEBA_OPERATION
      &&decode, &&straddle, &&leave, &&trace};

  if (line_ == nullptr) {
    const Tick next = fetch(limit);
    if (line_ == nullptr || next != kAgain) return next;
  }
  const void* const* const labels = traces() ? kTraceLabels : kLabels;
  std::uint64_t* const x = x_.data();
  Tick* const ready = ready_.data();
  HartCounters& counters = account_.current();
  const LeaseTable& leases = *leases_;
  const bool simple = lsu_.simple(time_);
  const bool simple_store = simple && lsu_.simple_stores();
  const Tick hit_latency = lsu_.hit_latency();
  const Tick mispredict_penalty = configuration_.mispredict_penalty;
  PredecodedLine* line = line_;
  Slot* ip = line->at(pc_);
  Tick t = time_;
  Tick issue = 0;
  std::uint64_t retired = 0;
  std::uint64_t target = 0;
  const auto save = [&](std::uint64_t pc) {
    pc_ = pc;
    time_ = t;
    line_ = line;
    counters.instructions += retired;
  };
  DISPATCH;

  SIMPLE(lui, IMM)
  SIMPLE(auipc, PC + IMM)
  SIMPLE(addi, A + IMM)
  SIMPLE(slti, as_signed(A) < ip->imm)
  SIMPLE(sltiu, A < IMM)
  SIMPLE(xori, A ^ IMM)
  SIMPLE(ori, A | IMM)
  SIMPLE(andi, A & IMM)
  SIMPLE(slli, A << ip->imm)
  SIMPLE(srli, A >> ip->imm)
  SIMPLE(srai, sra(A, static_cast<unsigned>(ip->imm)))
  SIMPLE(addiw, word(A + IMM))
  SIMPLE(slliw, sllw(A, static_cast<unsigned>(ip->imm)))
  SIMPLE(srliw, srlw(A, static_cast<unsigned>(ip->imm)))
  SIMPLE(sraiw, sraw(A, static_cast<unsigned>(ip->imm)))
  SIMPLE(add, A + B)
  SIMPLE(sub, A - B)
  SIMPLE(sll, A << (B & 63))
  SIMPLE(slt, as_signed(A) < as_signed(B))
  SIMPLE(sltu, A < B)
  SIMPLE(xor_, A ^ B)
  SIMPLE(srl, A >> (B & 63))
  SIMPLE(sra, sra(A, static_cast<unsigned>(B)))
  SIMPLE(or_, A | B)
  SIMPLE(and_, A & B)
  SIMPLE(addw, word(A + B))
  SIMPLE(subw, word(A - B))
  SIMPLE(sllw, sllw(A, static_cast<unsigned>(B)))
  SIMPLE(srlw, srlw(A, static_cast<unsigned>(B)))
  SIMPLE(sraw, sraw(A, static_cast<unsigned>(B)))

  LONG(mul, configuration_.multiply_latency, A * B)
  LONG(mulh, configuration_.multiply_latency, mulh(A, B))
  LONG(mulhsu, configuration_.multiply_latency, mulhsu(A, B))
  LONG(mulhu, configuration_.multiply_latency, mulhu(A, B))
  LONG(mulw, configuration_.multiply_latency, word(A * B))
  DIVIDE(div, div(A, B))
  DIVIDE(divu, divu(A, B))
  DIVIDE(rem, rem(A, B))
  DIVIDE(remu, remu(A, B))
  DIVIDE(divw, divw(A, B))
  DIVIDE(divuw, divuw(A, B))
  DIVIDE(remw, remw(A, B))
  DIVIDE(remuw, remuw(A, B))

  LOAD(lb, std::int8_t)
  LOAD(lh, std::int16_t)
  LOAD(lw, std::int32_t)
  LOAD(ld, std::int64_t)
  LOAD(lbu, std::uint8_t)
  LOAD(lhu, std::uint16_t)
  LOAD(lwu, std::uint32_t)
  STORE(sb, std::uint8_t)
  STORE(sh, std::uint16_t)
  STORE(sw, std::uint32_t)
  STORE(sd, std::uint64_t)

  BRANCH(beq, A == B)
  BRANCH(bne, A != B)
  BRANCH(blt, as_signed(A) < as_signed(B))
  BRANCH(bge, as_signed(A) >= as_signed(B))
  BRANCH(bltu, A < B)
  BRANCH(bgeu, A >= B)

op_jal: {
  ISSUE;
  t = at + 1;
  const std::uint64_t pc = PC;
  target = pc + IMM;
  x[ip->rd] = pc + 2u * ip->step;
  if (ReturnStack::is_link(ip->rd)) returns_.push(x[ip->rd]);
  goto jump;
}
op_jalr: {
  ISSUE;
  target = (A + IMM) & ~std::uint64_t{1};
  if (__builtin_expect((target & misaligned_target_) != 0, 0)) { issue = at; goto complex_at_issue; }
  t = at + 1;
  const std::uint64_t link = PC + 2u * ip->step;
  const bool returns = ReturnStack::is_link(ip->rs1) && ip->rs1 != ip->rd;
  const bool predicted = returns && returns_.pop() == target;
  if (ReturnStack::is_link(ip->rd)) returns_.push(link);
  x[ip->rd] = link;
  if (!predicted) goto mispredicted_jump;
  goto jump;
}

mispredicted_jump:
  t += mispredict_penalty;
  ++counters.branches_mispredicted;
jump: {
  ++retired;
  const std::uint64_t offset = target - line->base;
  if (offset >= line_bytes_) goto enter;
  ip = line->slot(static_cast<int>(offset / 2));
  DISPATCH;
}
leave:
  target = PC;
enter: {
  PredecodedLine* next = t < limit ? fetch_.resident(target) : nullptr;
  if (next == nullptr) {
    save(target);
    line_ = nullptr;
    return t < limit ? kAgain : t;
  }
  next->lease.record(LeaseAccess::fetch);
  line = next;
  ip = next->at(target);
  DISPATCH;
}

decode:
  fetch_.decode_slot(*line, *ip);
  DISPATCH;
straddle:
  save(PC);
  return this->straddle(limit);

op_illegal: op_marker: op_label: op_fence_tso: op_fence: op_fence_i: op_ecall: op_ebreak: op_mret: op_wfi:
op_wrs_nto: op_wrs_sto: op_csrrw: op_csrrs: op_csrrc: op_csrrwi: op_csrrsi: op_csrrci: op_lr: op_sc: op_amo:
op_lrwait: op_scwait: op_load_acquire: op_store_release: op_sret: op_sfence_vma: op_hfence_vvma: op_hfence_gvma:
op_hlv_b: op_hlv_bu: op_hlv_h: op_hlv_hu: op_hlv_w: op_hlv_wu: op_hlv_d: op_hlvx_hu: op_hlvx_wu: op_hsv_b: op_hsv_h:
op_hsv_w: op_hsv_d:
complex: {
  ISSUE;
  issue = at;
}
complex_at_issue:
  save(PC);
  return execute_complex(line->instruction(ip), issue, limit);

trace: {
  ISSUE;
  traced_ = line->instruction(ip);
  traced_pc_ = PC;
  traced_at_ = at;
  goto *kLabels[static_cast<unsigned>(ip->handler)];
}

blocked:
  save(PC);
  return wait_for_registers(*ip, limit);
blocked_until_issue:
  save(PC);
  return issue;
}
// clang-format on

}  // namespace amoeba
