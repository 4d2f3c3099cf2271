// One walk through the page tables as a state machine: it names the physical word that it needs, is given it, and goes
// on until it has a translation or a fault. Who reads the words, and how long that takes, is not its business.
// Models: Sv39, Sv39x4 for guests, both together (each entry of the first stage lies at a guest physical address that
// the second stage translates); permissions; A and D as Svade (the access faults) or Svadu (the entry is replaced if it
// has not changed meanwhile, else read again) want them.
// Not modelled: caches of upper levels; every walk begins at the root.
// Units: byte addresses. Errors: none thrown; faults are results. Source: RISC-V privileged manual, "Virtual Address
// Translation Process" and "Two-Stage Address Translation".
#pragma once
#include <cstdint>

#include "amoeba/cores/mmu/page_table.h"

namespace amoeba {

// A translation as a TLB may keep it.
struct Translation {
  std::uint64_t physical = 0;        // of the address asked for
  std::uint64_t guest_physical = 0;  // the same, if it is a guest's
  std::uint8_t first_flags = 0;      // of the leaf in each stage; those of a stage that does not apply permit all
  std::uint8_t second_flags = 0;
  std::uint8_t first_shift = 0;  // address bits within the page, in each stage
  std::uint8_t second_shift = 0;
};

struct TranslationFault {
  enum class Kind : std::uint8_t { page, guest_page, access };
  Kind kind = Kind::page;
  bool in_table = false;             // a guest-page fault of the walk's own access to a table of the guest
  bool in_table_write = false;       // which wanted to set A or D
  std::uint64_t guest_physical = 0;  // of a guest-page fault
};

class PageWalk {
 public:
  enum class State : std::uint8_t { reads, replaces, done, faulted };

  // `regime` must translate.
  void begin(const TranslationRegime& regime, std::uint64_t address, AccessType type);

  State state() const { return state_; }
  bool finished() const { return state_ >= State::done; }
  // While it reads or replaces: the doubleword at this physical address.
  std::uint64_t word_address() const { return word_; }
  // While it replaces: by this, if it is still what was read.
  std::uint64_t expected() const { return entry_.bits(); }
  std::uint64_t replacement() const { return replacement_; }
  // What the word held (before it was replaced).
  void answer(std::uint64_t value);
  // The word cannot be accessed.
  void refuse() { fail(TranslationFault::Kind::access); }

  const Translation& translation() const { return translation_; }
  const TranslationFault& fault() const { return fault_; }
  std::uint64_t address() const { return address_; }
  AccessType type() const { return type_; }
  const TranslationRegime& regime() const { return regime_; }

 private:
  enum class Stage : std::uint8_t { first, second };
  // Whose guest physical address the second stage works on.
  enum class Purpose : std::uint8_t { table, table_write, access };
  struct Place {
    std::uint64_t table = 0;
    unsigned level = 0;
  };

  void begin_first();
  void begin_second(std::uint64_t guest_physical, Purpose purpose);
  void read_first_entry();
  void read_second_entry();
  void take_first(PageTableEntry entry);
  void take_second(PageTableEntry entry);
  void first_found(PageTableEntry leaf);
  void second_found(PageTableEntry leaf);
  void replace(PageTableEntry entry, AccessType type);
  void finish(std::uint64_t physical);
  AccessType second_type() const;
  void fail(TranslationFault::Kind kind);
  void fail_second();

  TranslationRegime regime_;
  std::uint64_t address_ = 0;
  AccessType type_ = AccessType::load;
  State state_ = State::done;
  Stage stage_ = Stage::first;
  Purpose purpose_ = Purpose::access;
  Place first_, second_;
  bool global_ = false;               // an entry on the way says so, which holds for everything below it
  std::uint64_t guest_physical_ = 0;  // that the second stage translates
  std::uint64_t word_ = 0;
  PageTableEntry entry_;       // to be replaced
  PageTableEntry first_leaf_;  // that waits for its table to be writable
  std::uint64_t replacement_ = 0;
  Translation translation_;
  TranslationFault fault_;
};

}  // namespace amoeba
