#include "amoeba/cores/mmu/page_walk.h"

namespace amoeba {
namespace {

constexpr unsigned kIndexBits = 9;
constexpr unsigned kWideRootBits = 2;  // by which the root of Sv39x4 is larger
constexpr unsigned kAddressBits = 39;  // Sv39
constexpr unsigned kGuestAddressBits = kAddressBits + kWideRootBits;
constexpr std::uint8_t kAllRights = 0xff & ~PageTableEntry::kGlobal;
constexpr std::uint8_t kWholeSpace = 63;

bool sign_extended(std::uint64_t address) {
  const auto high = static_cast<std::int64_t>(address) >> (kAddressBits - 1);
  return high == 0 || high == -1;
}

std::uint64_t entry_offset(std::uint64_t address, unsigned level, bool wide_root) {
  const unsigned bits = kIndexBits + (wide_root && level == kLevels - 1 ? kWideRootBits : 0);
  return ((address >> page_shift(level)) & ((std::uint64_t{1} << bits) - 1)) * kEntryBytes;
}

// The address within the page of a leaf.
std::uint64_t within(PageTableEntry leaf, unsigned level, std::uint64_t address) {
  const std::uint64_t offset = (std::uint64_t{1} << page_shift(level)) - 1;
  return (leaf.address() & ~offset) | (address & offset);
}

}  // namespace

void PageWalk::begin(const TranslationRegime& regime, std::uint64_t address, AccessType type) {
  regime_ = regime;
  address_ = address;
  type_ = type;
  translation_ = Translation{};
  fault_ = TranslationFault{};
  translation_.first_flags = translation_.second_flags = kAllRights;
  translation_.first_shift = translation_.second_shift = kWholeSpace;
  if (regime.first) return begin_first();
  begin_second(address, Purpose::access);
}

void PageWalk::begin_first() {
  if (!sign_extended(address_)) return fail(TranslationFault::Kind::page);
  first_ = {regime_.first_root, kLevels - 1};
  global_ = false;
  read_first_entry();
}

void PageWalk::read_first_entry() {
  const std::uint64_t entry = first_.table + entry_offset(address_, first_.level, false);
  if (regime_.second) return begin_second(entry, Purpose::table);
  word_ = entry;
  stage_ = Stage::first;
  state_ = State::reads;
}

void PageWalk::begin_second(std::uint64_t guest_physical, Purpose purpose) {
  guest_physical_ = guest_physical;
  purpose_ = purpose;
  if ((guest_physical >> kGuestAddressBits) != 0) return fail_second();
  second_ = {regime_.second_root, kLevels - 1};
  read_second_entry();
}

void PageWalk::read_second_entry() {
  word_ = second_.table + entry_offset(guest_physical_, second_.level, true);
  stage_ = Stage::second;
  state_ = State::reads;
}

void PageWalk::answer(std::uint64_t value) {
  const PageTableEntry read(value);
  // An entry that changed before it could be replaced is judged anew.
  const bool replaced = state_ == State::replaces && value == entry_.bits();
  const PageTableEntry now = replaced ? PageTableEntry(replacement_) : read;
  stage_ == Stage::first ? take_first(now) : take_second(now);
}

void PageWalk::take_first(PageTableEntry entry) {
  if (!entry.well_formed()) return fail(TranslationFault::Kind::page);
  global_ = global_ || entry.has(PageTableEntry::kGlobal);
  if (entry.leaf()) return first_found(entry);
  if (first_.level == 0) return fail(TranslationFault::Kind::page);
  first_ = {entry.address(), first_.level - 1};
  read_first_entry();
}

void PageWalk::first_found(PageTableEntry leaf) {
  if (!leaf.aligned(first_.level) || !first_stage_permits(leaf.flags(), type_, regime_))
    return fail(TranslationFault::Kind::page);
  if (!bits_set(leaf.flags(), type_)) {
    if (!regime_.first_sets_bits) return fail(TranslationFault::Kind::page);
    first_leaf_ = leaf;
    // The table lies in the guest's memory, which must be writable for this.
    if (regime_.second)
      return begin_second(first_.table + entry_offset(address_, first_.level, false), Purpose::table_write);
    return replace(leaf, type_);
  }
  translation_.first_flags = static_cast<std::uint8_t>(leaf.flags() | (global_ ? PageTableEntry::kGlobal : 0));
  translation_.first_shift = static_cast<std::uint8_t>(page_shift(first_.level));
  const std::uint64_t target = within(leaf, first_.level, address_);
  if (regime_.second) return begin_second(target, Purpose::access);
  finish(target);
}

void PageWalk::take_second(PageTableEntry entry) {
  if (!entry.well_formed()) return fail_second();
  if (entry.leaf()) return second_found(entry);
  if (second_.level == 0) return fail_second();
  second_ = {entry.address(), second_.level - 1};
  read_second_entry();
}

// Implicit accesses read or write, whatever the access that needs them does, and MXR is not for them.
AccessType PageWalk::second_type() const {
  if (purpose_ == Purpose::table) return AccessType::load;
  return purpose_ == Purpose::table_write ? AccessType::store : type_;
}

void PageWalk::second_found(PageTableEntry leaf) {
  const AccessType type = second_type();
  const bool executable_readable = purpose_ == Purpose::access && regime_.executable_readable2;
  if (!leaf.aligned(second_.level) || !second_stage_permits(leaf.flags(), type, executable_readable))
    return fail_second();
  if (!bits_set(leaf.flags(), type)) {
    if (!regime_.second_sets_bits) return fail_second();
    return replace(leaf, type);
  }
  const std::uint64_t physical = within(leaf, second_.level, guest_physical_);
  if (purpose_ == Purpose::access) {
    translation_.second_flags = leaf.flags();
    translation_.second_shift = static_cast<std::uint8_t>(page_shift(second_.level));
    return finish(physical);
  }
  word_ = physical;
  stage_ = Stage::first;
  if (purpose_ == Purpose::table_write) return replace(first_leaf_, type_);
  state_ = State::reads;
}

// Of the word in hand.
void PageWalk::replace(PageTableEntry entry, AccessType type) {
  entry_ = entry;
  replacement_ = entry.bits() | PageTableEntry::kAccessed |
                 (type == AccessType::store ? PageTableEntry::kDirty : std::uint64_t{0});
  state_ = State::replaces;
}

void PageWalk::finish(std::uint64_t physical) {
  translation_.physical = physical;
  translation_.guest_physical = regime_.second ? guest_physical_ : physical;
  state_ = State::done;
}

void PageWalk::fail(TranslationFault::Kind kind) {
  fault_.kind = kind;
  state_ = State::faulted;
}

void PageWalk::fail_second() {
  fault_.in_table = purpose_ != Purpose::access;
  fault_.in_table_write = purpose_ == Purpose::table_write;
  fault_.guest_physical = guest_physical_;
  fail(TranslationFault::Kind::guest_page);
}

}  // namespace amoeba
