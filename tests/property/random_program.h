// Random programs that end in wfi: arithmetic, loads and stores of any alignment over a small arena, atomics, branches,
// loops, calls, traps and interrupts with a handler, fences, markers around everything, in long and compressed
// encodings.
#pragma once
#include "../component/guest_code.h"
#include "amoeba/base/random.h"

namespace amoeba {

class RandomProgram {
 public:
  // Registers: x2 arena, x3 far arena, x4 handler scratch, x5 loop counter, x6 address of an atomic; others are free.
  static constexpr std::uint64_t kHandler = 0x8000, kArena = 0xa000, kFarArena = 0xc000;

  RandomProgram(std::uint64_t seed, unsigned length) : random_(seed, 77) {
    prologue();
    code_.marker(1);
    block(length, 0);
    code_.marker(2);
    code_.wfi();
    code_.jal(0, -4);
    for (unsigned f = 0; f < kFunctions; ++f) function();
    for (const auto& [at, which, register_number] : calls_) {
      const auto offset = static_cast<int>(functions_[which]) - static_cast<int>(at);
      code_.patch(at, GuestCode::j(offset, register_number));
    }
    code_.fill_to(kHandler);
    handler();
  }
  const std::vector<std::byte>& image() const { return code_.image(); }

 private:
  static constexpr unsigned kFunctions = 3;
  struct Call {
    std::uint64_t at;
    unsigned which, register_number;
  };

  unsigned pick(unsigned bound) { return static_cast<unsigned>(random_.below(bound)); }
  unsigned free_register() { return 7 + pick(25); }
  unsigned any_register() { return pick(8) == 0 ? 0 : free_register(); }
  unsigned compressed_register() { return 8 + pick(8); }
  int immediate() { return static_cast<int>(pick(4096)) - 2048; }

  void prologue() {
    code_.address(2, 0x8000'0000 + kArena + 1024);
    code_.address(3, 0x8000'0000 + kFarArena);
    code_.address(4, 0x8000'0000 + kHandler);
    code_.csrw(0x305, 4);
    code_.addi(5, 0, 8);
    code_.csrw(0x304, 5);       // mie: software interrupts
    code_.csr(6, 0, 0x300, 8);  // mstatus.MIE
    for (unsigned r = 7; r < 32; ++r) {
      code_.lui(r, pick(1u << 20));
      code_.addi(r, r, immediate());
      if (pick(2) == 0) code_.word(GuestCode::i(static_cast<int>(pick(40)), r, 1, r, 0x13));
    }
  }
  // Steps over the instruction that trapped, unless it was an interrupt, and counts traps in the far arena.
  void handler() {
    code_.csrw(0x340, 5);
    code_.csrr(5, 0x342);
    code_.word(GuestCode::b(16, 0, 5, 4));  // blt x5, x0
    code_.csrr(5, 0x341);
    code_.addi(5, 5, 4);
    code_.csrw(0x341, 5);
    code_.ld(5, 3, 512);
    code_.addi(5, 5, 1);
    code_.sd(5, 3, 512);
    code_.csrr(5, 0x340);
    code_.mret();
  }
  void function() {
    functions_.push_back(static_cast<unsigned>(code_.size()));
    for (unsigned n = pick(6); n > 0; --n) simple();
    code_.jalr(0, 1, 0);
  }

  void block(unsigned items, unsigned depth) {
    for (unsigned n = 0; n < items; ++n) {
      const unsigned kind = pick(20);
      if (kind < 14) {
        simple();
      } else if (kind < 16 && depth < 3) {
        skip(depth);
      } else if (kind == 16 && depth == 0) {
        loop();
      } else if (kind == 17) {
        calls_.push_back({code_.size(), pick(kFunctions), 1});
        code_.word(0);
      } else if (kind == 18) {
        if (pick(4) == 0) {
          code_.word(pick(2) == 0 ? 0x73 : 0xffffffff);  // ecall, illegal
        } else {
          code_.csr(1 + pick(3), any_register(), 0x340, any_register());
        }
      } else {
        order();
      }
    }
  }
  void skip(unsigned depth) {
    const std::uint64_t at = code_.size();
    code_.word(0);
    block(1 + pick(4), depth + 1);
    static constexpr unsigned kConditions[] = {0, 1, 4, 5, 6, 7};
    code_.patch(
        at, GuestCode::b(static_cast<int>(code_.size() - at), any_register(), any_register(), kConditions[pick(6)]));
  }
  void loop() {
    code_.addi(5, 0, 2 + static_cast<int>(pick(12)));
    const std::uint64_t top = code_.size();
    block(2 + pick(8), 1);
    code_.addi(5, 5, -1);
    code_.bne(5, 0, static_cast<int>(top) - static_cast<int>(code_.size()));
  }
  void order() {
    switch (pick(5)) {
      case 0:
        code_.fence(pick(16), pick(16));
        break;
      case 1:
        code_.word(0x8330000f);
        break;
      case 2:
        code_.fence_i();
        break;
      case 3:
        code_.marker(3 + static_cast<int>(pick(2)));
        break;
      default:
        code_.csrr(any_register(), 0xb02);
    }
  }

  void simple() {
    switch (pick(9)) {
      case 0:
      case 1:
        arithmetic();
        break;
      case 2:
        code_.word(GuestCode::i(immediate(), any_register(), kImmediateFunctions[pick(6)], any_register(), 0x13));
        break;
      case 3:
      case 4:
        memory_access();
        break;
      case 5:
        compressed();
        break;
      case 6:
        code_.word(GuestCode::i(immediate(), any_register(), 0, any_register(), 0x1b));
        break;
      case 7:
        atomic();
        break;
      default:
        code_.auipc(any_register(), pick(1u << 20));
    }
  }
  void arithmetic() {
    const bool word = pick(3) == 0;
    const bool multiply = pick(3) == 0;
    static constexpr unsigned kWord[] = {0, 1, 5}, kWordMultiply[] = {0, 4, 5, 6, 7};
    const unsigned f3 = !word ? pick(8) : multiply ? kWordMultiply[pick(5)] : kWord[pick(3)];
    const bool alternative = !multiply && (f3 == 0 || f3 == 5) && pick(2) == 0;
    code_.word(GuestCode::r(multiply      ? 1
                            : alternative ? 32
                                          : 0,
                            any_register(), any_register(), f3, any_register(), word ? 0x3b : 0x33));
  }
  void memory_access() {
    const bool far = pick(4) == 0;
    const int offset = far ? static_cast<int>(pick(500)) : immediate() / 2;
    const int aligned = pick(3) == 0 ? offset : offset & ~7;
    if (pick(2) == 0) {
      code_.load(pick(7), any_register(), far ? 3 : 2, aligned);
    } else {
      code_.store(pick(4), any_register(), far ? 3 : 2, aligned);
    }
  }
  void atomic() {
    code_.addi(6, 2, immediate() & ~15);
    static constexpr unsigned kFunctions5[] = {0, 1, 4, 5, 8, 12, 16, 20, 24, 28};
    const unsigned aqrl = pick(4);
    switch (pick(6)) {
      case 0: {
        const unsigned f3 = 2 + pick(2);
        if (pick(8) != 0) code_.lr(f3, any_register(), 6, aqrl & 2);
        if (pick(2) == 0) code_.addi(any_register(), any_register(), immediate());
        if (pick(8) == 0) code_.ecall();
        code_.sc(f3, any_register(), any_register(), 6, aqrl & 1);
        break;
      }
      case 1:
        code_.amo(5, 4, any_register() & ~1u, any_register() & ~1u, 6, aqrl);
        break;
      case 2:
        if (pick(2) == 0) {
          code_.amo(6, pick(4), any_register(), 0, 6, aqrl | 2);
        } else {
          code_.amo(7, pick(4), 0, any_register(), 6, aqrl | 1);
        }
        break;
      default:
        code_.amo(kFunctions5[pick(10)], pick(4), any_register(), any_register(), 6, aqrl);
    }
  }
  void compressed() {
    const unsigned rd = free_register(), imm = pick(64);
    const unsigned packed = (imm >> 5 & 1) << 12 | (imm & 31) << 2;
    switch (pick(6)) {
      case 0:
        code_.half(0x0001u | rd << 7 | packed);
        break;  // c.addi
      case 1:
        code_.half(0x4001u | rd << 7 | packed);
        break;  // c.li
      case 2:
        code_.half(0x8002u | rd << 7 | free_register() << 2);
        break;  // c.mv
      case 3:
        code_.half(0x9002u | rd << 7 | free_register() << 2);
        break;  // c.add
      case 4:
        code_.half(0x8c01u | (compressed_register() - 8) << 7 | pick(4) << 5 | (compressed_register() - 8) << 2);
        break;
      default:
        code_.half(0x6002u | rd << 7 | pick(4) << 5 | pick(4) << 2 | pick(2) << 12);  // c.ldsp
    }
  }

  static constexpr unsigned kImmediateFunctions[] = {0, 2, 3, 4, 6, 7};
  Random random_;
  GuestCode code_;
  std::vector<unsigned> functions_;
  std::vector<Call> calls_;
};

}  // namespace amoeba
