// A plain page-table walker, written after the steps of the privileged manual with no thought of time: what the state
// machine of cores/mmu is compared with. Memory is a flat array of doublewords.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "amoeba/cores/mmu/page_walk.h"

namespace amoeba {

struct FlatMemory {
  std::uint64_t base = 0;
  std::vector<std::uint64_t> words;

  bool holds(std::uint64_t address) const { return address >= base && (address - base) / 8 < words.size(); }
  std::uint64_t& at(std::uint64_t address) { return words[(address - base) / 8]; }
};

class ReferenceWalker {
 public:
  struct Result {
    bool fault = false;
    TranslationFault why;
    std::uint64_t physical = 0;
    std::uint64_t guest_physical = 0;
  };

  ReferenceWalker(FlatMemory& memory, const TranslationRegime& regime) : memory_(memory), regime_(regime) {}

  Result walk(std::uint64_t va, AccessType type) {
    result_ = Result{};
    std::optional<std::uint64_t> target = va;
    if (regime_.first) target = first_stage(va, type);
    if (!target) return result_;
    result_.guest_physical = *target;
    if (regime_.second) target = second_stage(*target, type, false);
    if (target) result_.physical = *target;
    return result_;
  }

 private:
  using Kind = TranslationFault::Kind;
  enum : std::uint64_t { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };

  std::nullopt_t fail(Kind kind) {
    result_.fault = true;
    result_.why.kind = kind;
    return std::nullopt;
  }
  std::nullopt_t fail_guest(std::uint64_t gpa, bool in_table, bool write) {
    result_.why.guest_physical = gpa;
    result_.why.in_table = in_table;
    result_.why.in_table_write = in_table && write;
    return fail(Kind::guest_page);
  }
  static bool malformed(std::uint64_t pte) { return !(pte & V) || (!(pte & R) && (pte & W)) || (pte >> 54) != 0; }
  static bool wants(std::uint64_t pte, AccessType type, bool mxr) {
    if (type == AccessType::store) return pte & W;
    if (type == AccessType::load) return (pte & R) || (mxr && (pte & X));
    return pte & X;
  }

  std::optional<std::uint64_t> first_stage(std::uint64_t va, AccessType type) {
    for (unsigned bit = 39; bit < 64; ++bit)
      if (((va >> bit) & 1) != ((va >> 38) & 1)) return fail(Kind::page);
    std::uint64_t table = regime_.first_root;
    for (int level = 2; level >= 0; --level) {
      const std::uint64_t gpa = table + 8 * ((va >> (12 + 9 * level)) & 511);
      const auto word = regime_.second ? second_stage(gpa, AccessType::load, true) : std::optional(gpa);
      if (!word) return std::nullopt;
      if (!memory_.holds(*word)) return fail(Kind::access);
      const std::uint64_t pte = memory_.at(*word);
      if (malformed(pte)) return fail(Kind::page);
      const std::uint64_t ppn = pte >> 10 & 0xfffffffffffull;
      if (!(pte & (R | X))) {
        if (pte & (A | D | U)) return fail(Kind::page);
        table = ppn << 12;
        continue;
      }
      const std::uint64_t low = (1ull << (9 * level)) - 1;
      if (ppn & low) return fail(Kind::page);
      const bool supervisor = !regime_.user;
      if (supervisor && (pte & U) && (type == AccessType::fetch || !regime_.user_pages_open)) return fail(Kind::page);
      if (!supervisor && !(pte & U)) return fail(Kind::page);
      if (!wants(pte, type, regime_.executable_readable)) return fail(Kind::page);
      const std::uint64_t bits = A | (type == AccessType::store ? std::uint64_t{D} : 0);
      if ((pte & bits) != bits) {
        if (!regime_.first_sets_bits) return fail(Kind::page);
        if (regime_.second && !second_stage(gpa, AccessType::store, true)) return std::nullopt;
        memory_.at(*word) |= bits;
      }
      return (ppn << 12) + (va & ((low << 12) | 0xfff));
    }
    return fail(Kind::page);
  }

  std::optional<std::uint64_t> second_stage(std::uint64_t gpa, AccessType type, bool in_table) {
    const bool write = type == AccessType::store;
    if (gpa >> 41) return fail_guest(gpa, in_table, write);
    std::uint64_t table = regime_.second_root;
    for (int level = 2; level >= 0; --level) {
      const std::uint64_t index = level == 2 ? gpa >> 30 : (gpa >> (12 + 9 * level)) & 511;
      const std::uint64_t word = table + 8 * index;
      if (!memory_.holds(word)) return fail(Kind::access);
      const std::uint64_t pte = memory_.at(word);
      if (malformed(pte)) return fail_guest(gpa, in_table, write);
      const std::uint64_t ppn = pte >> 10 & 0xfffffffffffull;
      if (!(pte & (R | X))) {
        if (pte & (A | D | U)) return fail_guest(gpa, in_table, write);
        table = ppn << 12;
        continue;
      }
      const std::uint64_t low = (1ull << (9 * level)) - 1;
      const bool mxr = !in_table && regime_.executable_readable2;
      if ((ppn & low) || !(pte & U) || !wants(pte, type, mxr)) return fail_guest(gpa, in_table, write);
      const std::uint64_t bits = A | (write ? std::uint64_t{D} : 0);
      if ((pte & bits) != bits) {
        if (!regime_.second_sets_bits) return fail_guest(gpa, in_table, write);
        memory_.at(word) = pte | bits;
      }
      return (ppn << 12) + (gpa & ((low << 12) | 0xfff));
    }
    return fail_guest(gpa, in_table, write);
  }

  FlatMemory& memory_;
  TranslationRegime regime_;
  Result result_;
};

}  // namespace amoeba
