// The instructions between rename and retirement, in program order, and who waits for whose value.
// Models: a reorder buffer whose entries hold operands and results; registers renamed to the number of their youngest
// producer; per producer a list of the operands that wait for it; the set of instructions whose operands are known.
// Not modelled: a physical register file and its size. Units: instructions, ticks. Errors: none.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/ticks.h"
#include "amoeba/cores/isa/instruction.h"
#include "amoeba/cores/isa/traps.h"
#include "amoeba/cores/ooo/branch_predictor.h"
#include "amoeba/cores/ooo/instruction_class.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

struct WindowEntry {
  static constexpr unsigned kSources = 3;  // rs1, rs2, and rd of a compare-and-swap

  Instruction i;
  InstructionClass kind = InstructionClass::arithmetic;
  std::uint8_t waiting = 0;  // operands that its issue needs and that are not known
  std::uint8_t linked = 0;   // a bit for each operand that is in a producer's list
  bool issued = false;
  bool mispredicted = false;
  bool counted = false;  // dispatched inside the region of interest
  bool traps = false;
  bool guessed = false;  // a load whose value is a guess so far
  Exception cause = Exception::illegal_instruction;
  ScFailure failure = ScFailure::none;
  std::uint16_t consumers = 0;  // first of the operands that wait for its value
  std::array<std::uint16_t, kSources> next{};
  std::array<std::uint64_t, kSources> source{};
  std::uint64_t pc = 0;
  std::uint64_t target = 0;   // of the next instruction: predicted, then as executed
  std::uint64_t value = 0;    // result
  std::uint64_t upper = 0;    // of a 16-byte compare-and-swap; the faulting address of one that traps
  std::uint64_t memory = 0;   // position in the memory queue
  std::uint64_t guesses = 0;  // loads whose guessed values its operands came from, as the memory queue names them
  static constexpr std::uint64_t kNotRenamed = ~std::uint64_t{0};
  std::uint64_t previous = kNotRenamed;  // producer of rd before
  Tick ready = 0;                        // from when its operands may be used
  Tick usable = kNever;                  // from when its value may be
  Tick done = kNever;                    // from when it may retire
  LatencyBreakdown latency;
  BranchPredictor::Checkpoint before;  // the prediction's state

  bool touches_memory() const { return kind == InstructionClass::memory || kind == InstructionClass::fence; }
};

class Window {
 public:
  static constexpr std::uint16_t kNobody = 0xffff;

  explicit Window(unsigned instructions) : capacity_(instructions) {
    unsigned places = 64;
    while (places < instructions) places *= 2;
    entries_.resize(places);
    known_.resize(places / 64);
  }
  void reset() {
    head_ = tail_ = 0;
    producer_ = {};
    known_.assign(known_.size(), 0);
  }

  bool empty() const { return head_ == tail_; }
  bool full() const { return tail_ - head_ >= capacity_; }
  std::uint64_t head() const { return head_; }
  std::uint64_t tail() const { return tail_; }
  WindowEntry& operator[](std::uint64_t number) { return entries_[place(number)]; }
  const WindowEntry& operator[](std::uint64_t number) const { return entries_[place(number)]; }
  WindowEntry& front() { return (*this)[head_]; }

  WindowEntry& push() {
    WindowEntry& entry = (*this)[tail_++];
    entry = WindowEntry{};
    entry.consumers = kNobody;
    return entry;
  }
  void pop() { ++head_; }

  // The youngest instruction that writes the register; null when its value is in the register file.
  WindowEntry* producer_of(unsigned index) {
    const std::uint64_t number = producer_[index];
    return number > head_ ? &(*this)[number - 1] : nullptr;
  }
  void rename(WindowEntry& entry, unsigned index) {
    entry.previous = producer_[index];
    producer_[index] = tail_;  // the entry is the youngest
  }
  // Operand `k` of the youngest instruction waits for the producer's value.
  void link(WindowEntry& producer, WindowEntry& consumer, unsigned k) {
    consumer.next[k] = producer.consumers;
    consumer.linked = static_cast<std::uint8_t>(consumer.linked | 1u << k);
    producer.consumers = static_cast<std::uint16_t>(place(tail_ - 1) * WindowEntry::kSources + k);
  }
  // Takes every operand that waits for the producer: take(entry, k).
  template <class Take>
  void wake_consumers(WindowEntry& producer, Take&& take) {
    std::uint16_t waiting = producer.consumers;
    producer.consumers = kNobody;
    while (waiting != kNobody) {
      WindowEntry& consumer = entries_[waiting / WindowEntry::kSources];
      const unsigned k = waiting % WindowEntry::kSources;
      waiting = consumer.next[k];
      consumer.linked = static_cast<std::uint8_t>(consumer.linked & ~(1u << k));
      take(consumer, k);
    }
  }

  // --- instructions whose operands are known and that have not issued
  void insert_known(const WindowEntry& entry) {
    const std::size_t p = static_cast<std::size_t>(&entry - entries_.data());
    known_[p / 64] |= std::uint64_t{1} << p % 64;
  }
  void erase_known(std::uint64_t number) { known_[place(number) / 64] &= ~(std::uint64_t{1} << place(number) % 64); }
  // The oldest of them from `number` on; tail() when there is none.
  std::uint64_t next_known(std::uint64_t number) const {
    while (number < tail_) {
      const std::size_t p = place(number);
      const std::uint64_t rest = known_[p / 64] >> p % 64;
      if (rest != 0) return std::min<std::uint64_t>(tail_, number + static_cast<unsigned>(__builtin_ctzll(rest)));
      number += 64 - p % 64;
    }
    return tail_;
  }

  // Undoes the youngest instruction.
  void drop_youngest() {
    WindowEntry& entry = (*this)[--tail_];
    erase_known(tail_);
    for (unsigned k = WindowEntry::kSources; k-- > 0;) {
      if ((entry.linked >> k & 1) == 0) continue;
      const auto self = static_cast<std::uint16_t>(place(tail_) * WindowEntry::kSources + k);
      unlink(entry, k, self);
    }
    if (entry.previous != WindowEntry::kNotRenamed) producer_[entry.i.rd] = entry.previous;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(entries_, known_, producer_, head_, tail_);
  }

 private:
  std::size_t place(std::uint64_t number) const { return number & (entries_.size() - 1); }
  // The youngest consumers stand first in their producer's list.
  void unlink(const WindowEntry& entry, unsigned k, std::uint16_t self) {
    const unsigned index = k == 0 ? entry.i.rs1 : k == 1 ? entry.i.rs2 : entry.i.rd;
    const std::uint64_t renamed =
        index == entry.i.rd && entry.previous != WindowEntry::kNotRenamed ? entry.previous : producer_[index];
    WindowEntry& producer = (*this)[renamed - 1];
    if (producer.consumers == self) producer.consumers = entry.next[k];
  }

  std::vector<WindowEntry> entries_;
  std::vector<std::uint64_t> known_;          // one bit per place
  std::array<std::uint64_t, 32> producer_{};  // one more than the number of the youngest; 0: none so far
  std::uint64_t head_ = 0;
  std::uint64_t tail_ = 0;
  unsigned capacity_;
};

}  // namespace amoeba
