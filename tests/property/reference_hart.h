// A plain interpreter of RV64IMAC with M mode, one switch and no timing: what the pipelined hart is compared with.
#pragma once
#include <cstdint>
#include <cstring>
#include <vector>

#include "amoeba/base/amo.h"
#include "amoeba/cores/isa/csr_file.h"
#include "amoeba/cores/isa/decoder.h"

namespace amoeba {

class ReferenceHart : private CounterSource {
 public:
  ReferenceHart(std::vector<std::byte> image, std::uint64_t base, const IsaExtensions& extensions)
      : memory(std::move(image)), base_(base), extensions_(extensions), csr_(0, extensions, *this), pc(base) {}

  // Until wfi; false when that takes more than `most` instructions.
  bool run(std::uint64_t most) {
    while (retired < most)
      if (step()) return true;
    return false;
  }

  std::vector<std::byte> memory;
  std::uint64_t x[32] = {};
  std::uint64_t retired = 0;

 private:
  using S = std::int64_t;
  using U = std::uint64_t;

  std::uint64_t cycles() const override { return 0; }
  std::uint64_t instructions_retired() const override { return retired; }
  std::uint64_t time() const override { return 0; }

  template <class T>
  T get(U address) const {
    T value;
    std::memcpy(&value, &memory.at(address - base_), sizeof value);
    return value;
  }
  void put(U address, const void* from, unsigned bytes) { std::memcpy(&memory.at(address - base_), from, bytes); }

  bool step() {
    const U raw = get<std::uint16_t>(pc) | U{get<std::uint16_t>(pc + 2)} << 16;
    const Instruction i = decode(static_cast<std::uint32_t>(raw), extensions_);
    U next = pc + i.length;
    const U a = x[i.rs1], b = x[i.rs2], imm = static_cast<U>(S{i.imm});
    const bool done = i.op == Operation::wfi;
    U d = x[i.rd];
    if (!arithmetic(i, a, b, imm, d) && !memory_access(i, a, b, imm, d) && !control(i, a, b, imm, d, next))
      return false;
    if (i.op != Operation::marker && i.op != Operation::label) ++retired;
    x[i.rd] = d;
    x[0] = 0;
    pc = next;
    return done;
  }

  static U w(U value) { return static_cast<U>(S{static_cast<std::int32_t>(value)}); }

  static bool arithmetic(const Instruction& i, U a, U b, U imm, U& d) {
    __extension__ using Wide = __int128;
    __extension__ using UnsignedWide = unsigned __int128;
    using O = Operation;
    const bool word = i.op == O::divw || i.op == O::divuw || i.op == O::remw || i.op == O::remuw;
    const bool is_signed = i.op == O::divw || i.op == O::remw || i.op == O::div || i.op == O::rem;
    if (word) {
      a = is_signed ? w(a) : a & 0xffffffff;
      b = is_signed ? w(b) : b & 0xffffffff;
    }
    switch (i.op) {
      case O::lui:
        d = imm;
        break;
      case O::addi:
        d = a + imm;
        break;
      case O::slti:
        d = static_cast<S>(a) < static_cast<S>(imm);
        break;
      case O::sltiu:
        d = a < imm;
        break;
      case O::xori:
        d = a ^ imm;
        break;
      case O::ori:
        d = a | imm;
        break;
      case O::andi:
        d = a & imm;
        break;
      case O::slli:
        d = a << imm;
        break;
      case O::srli:
        d = a >> imm;
        break;
      case O::srai:
        d = static_cast<U>(static_cast<S>(a) >> imm);
        break;
      case O::addiw:
        d = w(a + imm);
        break;
      case O::slliw:
        d = w(a << imm);
        break;
      case O::srliw:
        d = w((a & 0xffffffff) >> imm);
        break;
      case O::sraiw:
        d = static_cast<U>(static_cast<S>(w(a)) >> imm);
        break;
      case O::add:
        d = a + b;
        break;
      case O::sub:
        d = a - b;
        break;
      case O::sll:
        d = a << (b & 63);
        break;
      case O::slt:
        d = static_cast<S>(a) < static_cast<S>(b);
        break;
      case O::sltu:
        d = a < b;
        break;
      case O::xor_:
        d = a ^ b;
        break;
      case O::srl:
        d = a >> (b & 63);
        break;
      case O::sra:
        d = static_cast<U>(static_cast<S>(a) >> (b & 63));
        break;
      case O::or_:
        d = a | b;
        break;
      case O::and_:
        d = a & b;
        break;
      case O::addw:
        d = w(a + b);
        break;
      case O::subw:
        d = w(a - b);
        break;
      case O::sllw:
        d = w(a << (b & 31));
        break;
      case O::srlw:
        d = w((a & 0xffffffff) >> (b & 31));
        break;
      case O::sraw:
        d = static_cast<U>(static_cast<S>(w(a)) >> (b & 31));
        break;
      case O::mul:
        d = a * b;
        break;
      case O::mulw:
        d = w(a * b);
        break;
      case O::mulh:
        d = static_cast<U>((Wide{static_cast<S>(a)} * static_cast<S>(b)) >> 64);
        break;
      case O::mulhsu:
        d = static_cast<U>((Wide{static_cast<S>(a)} * Wide{b}) >> 64);
        break;
      case O::mulhu:
        d = static_cast<U>((UnsignedWide{a} * b) >> 64);
        break;
      case O::div:
      case O::divw:
        d = b == 0 ? ~U{0} : static_cast<U>(Wide{static_cast<S>(a)} / Wide{static_cast<S>(b)});
        break;
      case O::rem:
      case O::remw:
        d = b == 0 ? a : static_cast<U>(Wide{static_cast<S>(a)} % Wide{static_cast<S>(b)});
        break;
      case O::divu:
      case O::divuw:
        d = b == 0 ? ~U{0} : a / b;
        break;
      case O::remu:
      case O::remuw:
        d = b == 0 ? a : a % b;
        break;
      default:
        return false;
    }
    if (word) d = w(d);
    return true;
  }

  bool memory_access(const Instruction& i, U a, U b, U imm, U& d) {
    using O = Operation;
    switch (i.op) {
      case O::lb:
        d = static_cast<U>(S{get<std::int8_t>(a + imm)});
        return true;
      case O::lh:
        d = static_cast<U>(S{get<std::int16_t>(a + imm)});
        return true;
      case O::lw:
        d = static_cast<U>(S{get<std::int32_t>(a + imm)});
        return true;
      case O::ld:
        d = get<U>(a + imm);
        return true;
      case O::lbu:
        d = get<std::uint8_t>(a + imm);
        return true;
      case O::lhu:
        d = get<std::uint16_t>(a + imm);
        return true;
      case O::lwu:
        d = get<std::uint32_t>(a + imm);
        return true;
      case O::sb:
        put(a + imm, &b, 1);
        return true;
      case O::sh:
        put(a + imm, &b, 2);
        return true;
      case O::sw:
        put(a + imm, &b, 4);
        return true;
      case O::sd:
        put(a + imm, &b, 8);
        return true;
      case O::fence:
      case O::fence_tso:
      case O::fence_i:
        return true;
      case O::lr:
        d = i.width == 4 ? w(get<std::uint32_t>(a)) : get<U>(a);
        reserved_ = true;
        return true;
      case O::sc:
        if (reserved_) put(a, &b, i.width);
        d = reserved_ ? 0 : 1;
        reserved_ = false;
        return true;
      case O::load_acquire: {
        U value = 0;
        std::memcpy(&value, &memory.at(a - base_), i.width);
        d = sign_extend(value, i.width);
        return true;
      }
      case O::store_release:
        put(a, &b, i.width);
        return true;
      case O::amo:
        atomic(i, a, d);
        return true;
      default:
        return false;
    }
  }

  void atomic(const Instruction& i, U a, U& d) {
    AtomicValue old{}, operand{}, compare{};
    std::memcpy(old.data(), &memory.at(a - base_), i.width);
    operand[0] = x[i.rs2];
    compare[0] = x[i.rd];
    if (i.width == 16) {
      operand[1] = i.rs2 == 0 ? 0 : x[i.rs2 + 1];
      compare[1] = i.rd == 0 ? 0 : x[i.rd + 1];
    }
    const AtomicValue result = apply_atomic(i.atomic, i.width, old, operand, compare);
    put(a, result.data(), i.width);
    d = i.width == 16 ? old[0] : sign_extend(old[0], i.width);
    if (i.width == 16 && i.rd != 0) x[i.rd + 1] = old[1];
  }

  // False: a trap was taken.
  bool control(const Instruction& i, U a, U b, U imm, U& d, U& next) {
    using O = Operation;
    bool taken = false;
    switch (i.op) {
      case O::marker:
      case O::label:
      case O::wfi:
        return true;
      case O::auipc:
        d = pc + imm;
        return true;
      case O::jal:
        taken = true;
        d = next;
        break;
      case O::jalr:
        d = next;
        next = (a + imm) & ~U{1};
        return true;
      case O::beq:
        taken = a == b;
        break;
      case O::bne:
        taken = a != b;
        break;
      case O::blt:
        taken = static_cast<S>(a) < static_cast<S>(b);
        break;
      case O::bge:
        taken = static_cast<S>(a) >= static_cast<S>(b);
        break;
      case O::bltu:
        taken = a < b;
        break;
      case O::bgeu:
        taken = a >= b;
        break;
      case O::mret:
        next = csr_.mret();
        reserved_ = false;
        return true;
      case O::ecall:
        return trap(csr_.ecall_cause(), 0);
      case O::ebreak:
        return trap(Exception::breakpoint, pc);
      case O::illegal:
        return trap(Exception::illegal_instruction, i.raw);
      default:
        return !csr_.execute(i, a, d) || trap(Exception::illegal_instruction, i.raw);
    }
    if (taken) next = pc + imm;
    return true;
  }
  bool trap(Exception cause, U value) {
    pc = csr_.enter_exception(cause, pc, value);
    reserved_ = false;
    return false;
  }

  std::uint64_t base_;
  IsaExtensions extensions_;
  CsrFile csr_;
  bool reserved_ = false;

 public:
  std::uint64_t pc;
};

}  // namespace amoeba
