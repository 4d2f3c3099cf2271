#include "amoeba/coherence/cache_protocol.h"

namespace amoeba {

const char* name(CacheState state) {
  static constexpr std::array<const char*, kCacheStates> names = {
      "I", "SC", "UC", "UD", "I_read", "I_unique", "SC_unique", "I_atomic", "UD_write", "I_write"};
  return names[static_cast<unsigned>(state)];
}

const char* name(CacheEvent event) {
  static constexpr std::array<const char*, kCacheEvents> names = {
      "load",       "fetch",       "modify",      "far_atomic",  "replace", "snp_shared",
      "snp_unique", "data_shared", "data_unique", "data_atomic", "comp",    "comp_refused"};
  return names[static_cast<unsigned>(event)];
}

namespace {

struct Row {
  CacheState state;
  CacheEvent event;
  CacheState next;
  unsigned actions;
};

using S = CacheState;
using E = CacheEvent;

constexpr Row kMesi[] = {
    // --- not held
    {S::I, E::load, S::I_read, kSendRead},
    {S::I, E::fetch, S::I_read, kSendRead},
    {S::I, E::modify, S::I_unique, kSendReadUnique},
    {S::I, E::far_atomic, S::I_atomic, kSendAtomic},
    {S::I, E::snp_shared, S::I, kRespond},  // the directory may still list a cache that dropped a clean line
    {S::I, E::snp_unique, S::I, kRespond},
    // --- shared clean
    {S::SC, E::load, S::SC, kHit},
    {S::SC, E::fetch, S::SC, kHit},
    {S::SC, E::modify, S::SC_unique, kSendCleanUnique},
    {S::SC, E::far_atomic, S::I_atomic, kLose | kSendAtomic},
    {S::SC, E::replace, S::I, kLose},
    {S::SC, E::snp_unique, S::I, kLose | kRespond},
    // --- unique clean
    {S::UC, E::load, S::UC, kHit},
    {S::UC, E::modify, S::UD, kHit},
    {S::UC, E::far_atomic, S::I_atomic, kLose | kSendAtomic},
    {S::UC, E::replace, S::I, kLose},
    {S::UC, E::snp_shared, S::SC, kLoseUnique | kRespond},
    {S::UC, E::snp_unique, S::I, kLose | kRespond},
    // --- unique dirty
    {S::UD, E::load, S::UD, kHit},
    {S::UD, E::modify, S::UD, kHit},
    {S::UD, E::far_atomic, S::UD_write, kLose | kSendWriteBack | kWait},  // home must have the data before the atomic
    {S::UD, E::replace, S::UD_write, kLose | kSendWriteBack},
    {S::UD, E::snp_shared, S::SC, kLoseUnique | kRespondData},
    {S::UD, E::snp_unique, S::I, kLose | kRespondData},
    // --- waiting for a readable copy
    {S::I_read, E::load, S::I_read, kWait},
    {S::I_read, E::fetch, S::I_read, kWait},
    {S::I_read, E::modify, S::I_read, kWait},
    {S::I_read, E::far_atomic, S::I_read, kWait},
    {S::I_read, E::snp_shared, S::I_read, kRespond},
    {S::I_read, E::snp_unique, S::I_read, kRespond},
    {S::I_read, E::data_shared, S::SC, kFill | kAcknowledge | kComplete},
    {S::I_read, E::data_unique, S::UC, kFill | kAcknowledge | kComplete},
    // --- waiting for a writable copy
    {S::I_unique, E::load, S::I_unique, kWait},
    {S::I_unique, E::modify, S::I_unique, kWait},
    {S::I_unique, E::far_atomic, S::I_unique, kWait},
    {S::I_unique, E::snp_shared, S::I_unique, kRespond},
    {S::I_unique, E::snp_unique, S::I_unique, kRespond},
    {S::I_unique, E::data_unique, S::UC, kFill | kAcknowledge | kComplete},
    {S::I_unique, E::comp_refused, S::I, kComplete},
    // --- waiting for an upgrade
    {S::SC_unique, E::load, S::SC_unique, kWait},
    {S::SC_unique, E::modify, S::SC_unique, kWait},
    {S::SC_unique, E::far_atomic, S::SC_unique, kWait},
    {S::SC_unique, E::snp_unique, S::I_unique, kLose | kRespond},
    {S::SC_unique, E::comp, S::UC, kAcknowledge | kComplete},
    // --- waiting for a far atomic
    {S::I_atomic, E::load, S::I_atomic, kWait},
    {S::I_atomic, E::modify, S::I_atomic, kWait},
    {S::I_atomic, E::far_atomic, S::I_atomic, kWait},
    {S::I_atomic, E::snp_shared, S::I_atomic, kRespond},
    {S::I_atomic, E::snp_unique, S::I_atomic, kRespond},
    {S::I_atomic, E::data_atomic, S::I, kComplete},
    // --- waiting for a write-back
    {S::UD_write, E::load, S::UD_write, kWait},
    {S::UD_write, E::modify, S::UD_write, kWait},
    {S::UD_write, E::far_atomic, S::UD_write, kWait},
    {S::UD_write, E::snp_shared, S::I_write, kRespondData},
    {S::UD_write, E::snp_unique, S::I_write, kRespondData},
    {S::UD_write, E::comp, S::I, kComplete},
    {S::I_write, E::load, S::I_write, kWait},
    {S::I_write, E::modify, S::I_write, kWait},
    {S::I_write, E::far_atomic, S::I_write, kWait},
    {S::I_write, E::snp_shared, S::I_write, kRespond},
    {S::I_write, E::snp_unique, S::I_write, kRespond},
    {S::I_write, E::comp, S::I, kComplete},
};

}  // namespace

CacheTable CacheTable::mesi() {
  CacheTable table;
  for (const Row& row : kMesi) table.at(row.state, row.event) = {row.next, static_cast<std::uint16_t>(row.actions)};
  return table;
}

}  // namespace amoeba
