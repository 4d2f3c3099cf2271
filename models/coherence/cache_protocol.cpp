#include "amoeba/coherence/cache_protocol.h"

namespace amoeba {

const char* name(CacheState state) {
  static constexpr std::array<const char*, kCacheStates> names = {
      "I", "SC", "UC", "UD", "SD", "I_read", "I_unique", "SC_unique", "SD_unique", "I_atomic", "UD_write", "I_write"};
  return names[static_cast<unsigned>(state)];
}

const char* name(CacheEvent event) {
  static constexpr std::array<const char*, kCacheEvents> names = {"load",
                                                                  "fetch",
                                                                  "modify",
                                                                  "far_atomic",
                                                                  "replace",
                                                                  "snp_shared",
                                                                  "snp_unique",
                                                                  "snp_shared_forward",
                                                                  "snp_unique_forward",
                                                                  "snp_query",
                                                                  "data_shared",
                                                                  "data_unique",
                                                                  "data_dirty",
                                                                  "data_atomic",
                                                                  "comp",
                                                                  "comp_refused"};
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

// MESI without forwarding, whatever becomes of clean lines. Rows of the other tables replace or extend these.
constexpr Row kMesi[] = {
    // --- not held
    {S::I, E::load, S::I_read, kSendRead},
    {S::I, E::fetch, S::I_read, kSendRead},
    {S::I, E::modify, S::I_unique, kSendReadUnique},
    {S::I, E::far_atomic, S::I_atomic, kSendAtomic},
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
    {S::I_read, E::snp_unique, S::I_read, kRespond},
    {S::I_read, E::data_shared, S::SC, kFill | kAcknowledge | kComplete},
    {S::I_read, E::data_unique, S::UC, kFill | kAcknowledge | kComplete},
    // --- waiting for a writable copy
    {S::I_unique, E::load, S::I_unique, kWait},
    {S::I_unique, E::modify, S::I_unique, kWait},
    {S::I_unique, E::far_atomic, S::I_unique, kWait},
    {S::I_unique, E::snp_unique, S::I_unique, kRespond},
    {S::I_unique, E::snp_query, S::I_unique, kRespond},
    {S::I_unique, E::data_unique, S::UC, kFill | kAcknowledge | kComplete},
    {S::I_unique, E::comp_refused, S::I, kComplete},
    // --- waiting for an upgrade
    {S::SC_unique, E::load, S::SC_unique, kWait},
    {S::SC_unique, E::modify, S::SC_unique, kWait},
    {S::SC_unique, E::far_atomic, S::SC_unique, kWait},
    {S::SC_unique, E::snp_unique, S::I_unique, kLose | kRespond},
    {S::SC_unique, E::snp_query, S::SC_unique, kRespond},
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
    {S::I_write, E::snp_unique, S::I_write, kRespond},
    {S::I_write, E::comp, S::I, kComplete},
};

// --- MOESI: the owner of dirty data keeps it when others read
constexpr Row kMoesi[] = {
    {S::UD, E::snp_shared, S::SD, kLoseUnique | kRespondData},
    {S::SD, E::load, S::SD, kHit},
    {S::SD, E::modify, S::SD_unique, kSendCleanUnique},
    {S::SD, E::far_atomic, S::UD_write, kLose | kSendWriteBack | kWait},
    {S::SD, E::replace, S::UD_write, kLose | kSendWriteBack},
    {S::SD, E::snp_shared, S::SD, kRespondData},
    {S::SD, E::snp_unique, S::I, kLose | kRespondData},
    {S::SD_unique, E::load, S::SD_unique, kWait},
    {S::SD_unique, E::modify, S::SD_unique, kWait},
    {S::SD_unique, E::far_atomic, S::SD_unique, kWait},
    {S::SD_unique, E::snp_shared, S::SD_unique, kRespondData},
    {S::SD_unique, E::snp_unique, S::I_unique, kLose | kRespondData},
    {S::SD_unique, E::comp, S::UD, kAcknowledge | kComplete},
};

// --- silent eviction: the directory may list an owner that has dropped its clean line, even one that asks for it again
constexpr Row kSilent[] = {
    {S::I, E::snp_shared, S::I, kRespond},
    {S::I_read, E::snp_shared, S::I_read, kRespond},
    {S::I_unique, E::snp_shared, S::I_unique, kRespond},
};
constexpr Row kSilentForward[] = {
    {S::I, E::snp_shared_forward, S::I, kRespond},
    {S::I, E::snp_unique_forward, S::I, kRespond},
    {S::I_read, E::snp_shared_forward, S::I_read, kRespond},
    {S::I_read, E::snp_unique_forward, S::I_read, kRespond},
    {S::I_unique, E::snp_shared_forward, S::I_unique, kRespond},
    {S::I_unique, E::snp_unique_forward, S::I_unique, kRespond},
};

// --- notified eviction of clean lines
constexpr Row kNotified[] = {
    {S::SC, E::replace, S::I_write, kLose | kSendEvict},
    {S::UC, E::replace, S::I_write, kLose | kSendEvict},
    {S::I_write, E::fetch, S::I_write, kWait},
    {S::I_write, E::snp_shared, S::I_write, kRespond},
};
constexpr Row kNotifiedForward[] = {
    {S::I_write, E::snp_shared_forward, S::I_write, kRespond},
    {S::I_write, E::snp_unique_forward, S::I_write, kRespond},
};

// --- forwarding: who has nothing to give answers as to a plain snoop, and the home node finds the data
constexpr Row kForwardDirty[] = {
    {S::UC, E::snp_shared_forward, S::SC, kLoseUnique | kRespond},
    {S::UC, E::snp_unique_forward, S::I, kLose | kRespond},
    {S::UD, E::snp_shared_forward, S::SC, kLoseUnique | kForward | kRespondData},
    {S::UD, E::snp_unique_forward, S::I, kLose | kForward | kRespond},
    {S::I_unique, E::data_dirty, S::UD, kFill | kAcknowledge | kComplete},
    {S::I_atomic, E::snp_shared_forward, S::I_atomic, kRespond},
    {S::I_atomic, E::snp_unique_forward, S::I_atomic, kRespond},
    {S::UD_write, E::snp_shared_forward, S::I_write, kRespondData},
    {S::UD_write, E::snp_unique_forward, S::I_write, kRespondData},
};
constexpr Row kForwardClean[] = {
    {S::UC, E::snp_shared_forward, S::SC, kLoseUnique | kForward | kRespond},
    {S::UC, E::snp_unique_forward, S::I, kLose | kForward | kRespond},
};
constexpr Row kForwardMoesi[] = {
    {S::UD, E::snp_shared_forward, S::SD, kLoseUnique | kForward | kRespond},
    {S::SD, E::snp_shared_forward, S::SD, kForward | kRespond},
    {S::SD_unique, E::snp_shared_forward, S::SD_unique, kForward | kRespond},
};

template <std::size_t kRows>
void apply(CacheTable& table, const Row (&rows)[kRows]) {
  for (const Row& row : rows) table.at(row.state, row.event) = {row.next, row.actions};
}

}  // namespace

CacheTable CacheTable::make(const ProtocolOptions& options) {
  const bool moesi = options.protocol == ProtocolKind::moesi, forwards = options.forwarding != Forwarding::none;
  const bool silent = options.clean_eviction == CleanEviction::silent;
  CacheTable table;
  apply(table, kMesi);
  silent ? apply(table, kSilent) : apply(table, kNotified);
  if (moesi) apply(table, kMoesi);
  if (!forwards) return table;
  apply(table, kForwardDirty);
  silent ? apply(table, kSilentForward) : apply(table, kNotifiedForward);
  if (options.forwarding == Forwarding::clean_and_dirty) apply(table, kForwardClean);
  if (moesi) apply(table, kForwardMoesi);
  return table;
}

}  // namespace amoeba
