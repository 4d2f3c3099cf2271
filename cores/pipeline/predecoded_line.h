// A line of code, decoded once and executed many times.
// Slot k holds the instruction that starts at halfword k. Slot -1 holds the instruction that starts in the last
// halfword of the line before and ends in this one. One more slot leads out at the end. Models: nothing; it lives
// exactly as long as the cache's lease of the line. The address at which a program executes it may change meanwhile.
#pragma once
#include <cstdint>
#include <vector>

#include "amoeba/cores/isa/instruction.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

// What a slot dispatches to: an Operation, or one of these.
enum class Handler : std::uint8_t {
  decode = kOperations,  // not decoded yet
  straddle,              // the second half lies in the next line
  leave,                 // beyond the line
  complex,               // an operation that the threaded code leaves to execute_complex()
};

inline constexpr std::uint8_t kSink = 32;  // stands for x0 as a destination

struct Slot {
  std::int32_t imm = 0;
  std::int16_t offset = 0;  // bytes from the line's first
  Handler handler = Handler::decode;
  std::uint8_t rd = 0;  // kSink when the result is dropped, 0 when there is none
  std::uint8_t rs1 = 0;
  std::uint8_t rs2 = 0;
  std::uint8_t step = 0;  // halfwords to the next instruction
};

struct PredecodedLine {
  static constexpr std::uint64_t kNoLine = ~std::uint64_t{0};

  explicit PredecodedLine(unsigned line_bytes) : slots_(line_bytes / 2 + 2), instructions_(line_bytes / 2 + 2) {
    for (int i = -1; i <= static_cast<int>(line_bytes / 2); ++i) slot(i)->offset = static_cast<std::int16_t>(2 * i);
  }
  Slot* slot(int halfword) { return &slots_[static_cast<std::size_t>(halfword + 1)]; }
  Instruction& instruction(const Slot* slot) { return instructions_[static_cast<std::size_t>(slot - slots_.data())]; }
  Slot* at(std::uint64_t pc) { return slot(static_cast<int>(static_cast<std::int64_t>(pc - base) / 2)); }

  // Every slot from the first on becomes `handler`, slot -1 and the one beyond the end lead out.
  void blank(Handler handler) {
    for (Slot& s : slots_) s.handler = handler;
    slots_.front().handler = slots_.back().handler = Handler::leave;
    straddles = false;
  }

  std::uint64_t base = kNoLine;      // where the program finds it; kNoLine: nowhere at present
  std::uint64_t physical = kNoLine;  // address of the line
  Lease lease;
  std::uint16_t straddling_half = 0;  // first half of the instruction in slot -1
  bool straddles = false;             // slot -1 is decoded

 private:
  std::vector<Slot> slots_;
  std::vector<Instruction> instructions_;
};

}  // namespace amoeba
