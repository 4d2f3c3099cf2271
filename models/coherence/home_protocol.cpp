#include "amoeba/coherence/home_protocol.h"

#include <stdexcept>
#include <string>

namespace amoeba {

const char* name(DirectoryState state) {
  static constexpr std::array<const char*, kDirectoryStates> names = {"none", "shared", "owned", "owned_shared"};
  return names[static_cast<unsigned>(state)];
}

const char* name(HomeRequest request) {
  static constexpr std::array<const char*, kHomeRequests> names = {
      "read_shared", "read_clean", "read_unique",  "clean_unique", "clean_unique_exclusive", "write_back",
      "atomic",      "read_once",  "write_unique", "evict",        "back_invalidate",        "refused_scwait"};
  return names[static_cast<unsigned>(request)];
}

const char* name(Listed listed) {
  static constexpr std::array<const char*, kListed> names = {"unlisted", "sharer", "owner", "unknown"};
  return names[static_cast<unsigned>(listed)];
}

const char* name(SnoopTargets targets) {
  static constexpr std::array<const char*, kSnoopTargets> names = {
      "nobody", "owner_shared", "owner_shared_forward", "others_unique", "owner_unique_forward", "requester_query"};
  return names[static_cast<unsigned>(targets)];
}

const char* name(HomeReply reply) {
  static constexpr std::array<const char*, kHomeReplies> names = {
      "data_shared", "data_unique", "data_once", "atomic", "write", "comp", "refuse", "nothing", "plan_again"};
  return names[static_cast<unsigned>(reply)];
}

const char* name(DirectoryUpdate update) {
  static constexpr std::array<const char*, kDirectoryUpdates> names = {"keep", "add_requester", "own_requester",
                                                                       "drop_requester"};
  return names[static_cast<unsigned>(update)];
}

const HomeRequestOf kHomeRequestOf = [] {
  using Q = HomeRequest;
  HomeRequestOf requests;
  requests.fill({Q::none, Q::none});
  const auto set = [&](Opcode opcode, Q other, Q exclusive) {
    requests[static_cast<unsigned>(opcode)] = {other, exclusive};
  };
  set(Opcode::ReadShared, Q::read_shared, Q::read_shared);
  set(Opcode::ReadClean, Q::read_clean, Q::read_clean);
  set(Opcode::ReadUnique, Q::read_unique, Q::read_unique);
  set(Opcode::CleanUnique, Q::clean_unique, Q::clean_unique_exclusive);
  set(Opcode::WriteBackFull, Q::write_back, Q::write_back);
  set(Opcode::Evict, Q::evict, Q::evict);
  for (const Opcode opcode :
       {Opcode::AtomicStore, Opcode::AtomicLoad, Opcode::AtomicSwap, Opcode::AtomicCompare, Opcode::LrWait})
    set(opcode, Q::atomic, Q::atomic);
  set(Opcode::ScWait, Q::refused_scwait, Q::atomic);
  set(Opcode::ReadOnce, Q::read_once, Q::read_once);
  set(Opcode::WriteUnique, Q::write_unique, Q::write_unique);
  return requests;
}();

void report_no_request(Opcode opcode) {
  throw std::logic_error(std::string("home node: ") + name(opcode) + " is not a request");
}

namespace {

struct Row {
  DirectoryState state;
  HomeRequest request;
  Listed listed;
  HomePlan plan;
};

using D = DirectoryState;
using Q = HomeRequest;
using L = Listed;
using T = SnoopTargets;
using R = HomeReply;
using U = DirectoryUpdate;
constexpr bool kYes = true, kNo = false;

// clang-format off
//                                        snoop                    data  reply           directory           ack   takes
constexpr HomePlan kGiveShared{           T::nobody,               kYes, R::data_shared, U::add_requester,   kYes, kNo};
constexpr HomePlan kGiveUnique{           T::nobody,               kYes, R::data_unique, U::own_requester,   kYes, kNo};
constexpr HomePlan kShareFromOwner{       T::owner_shared,         kYes, R::data_shared, U::add_requester,   kYes, kNo};
constexpr HomePlan kTakeFromOthers{       T::others_unique,        kYes, R::data_unique, U::own_requester,   kYes, kNo};
constexpr HomePlan kUpgrade{              T::others_unique,        kNo,  R::comp,        U::own_requester,   kYes, kNo};
constexpr HomePlan kRefuse{               T::nobody,               kNo,  R::refuse,      U::keep,            kNo,  kNo};
constexpr HomePlan kRefuseAndDrop{        T::nobody,               kNo,  R::refuse,      U::drop_requester,  kNo,  kNo};
constexpr HomePlan kAsk{                  T::requester_query,      kNo,  R::plan_again,  U::keep,            kNo,  kNo};
constexpr HomePlan kTakeWriteBack{        T::nobody,               kNo,  R::comp,        U::drop_requester,  kNo,  kYes};
constexpr HomePlan kNoteEviction{         T::nobody,               kNo,  R::comp,        U::drop_requester,  kNo,  kNo};
constexpr HomePlan kOutdated{             T::nobody,               kNo,  R::comp,        U::keep,            kNo,  kNo};
constexpr HomePlan kAtomic{               T::nobody,               kYes, R::atomic,      U::keep,            kNo,  kNo};
constexpr HomePlan kAtomicAfterOwner{     T::nobody,               kYes, R::atomic,      U::drop_requester,  kNo,  kNo};
constexpr HomePlan kAtomicAfterOthers{    T::others_unique,        kYes, R::atomic,      U::keep,            kNo,  kNo};
constexpr HomePlan kAtomicAfterSharers{   T::others_unique,        kYes, R::atomic,      U::drop_requester,  kNo,  kNo};
constexpr HomePlan kReadOnce{             T::nobody,               kYes, R::data_once,   U::keep,            kNo,  kNo};
constexpr HomePlan kReadOnceFromOwner{    T::owner_shared,         kYes, R::data_once,   U::keep,            kNo,  kNo};
constexpr HomePlan kWrite{                T::nobody,               kYes, R::write,       U::keep,            kNo,  kNo};
constexpr HomePlan kWriteOverOthers{      T::others_unique,        kYes, R::write,       U::keep,            kNo,  kNo};
constexpr HomePlan kInvalidate{           T::others_unique,        kNo,  R::nothing,     U::keep,            kNo,  kNo};
constexpr HomePlan kForwardShared{        T::owner_shared_forward, kYes, R::data_shared, U::add_requester,   kYes, kNo};
constexpr HomePlan kForwardUnique{        T::owner_unique_forward, kYes, R::data_unique, U::own_requester,   kYes, kNo};
// clang-format on

// MESI without forwarding, whatever caches tell of evictions.
constexpr Row kMesi[] = {
    {D::none, Q::read_shared, L::no, kGiveUnique},
    {D::shared, Q::read_shared, L::no, kGiveShared},
    {D::owned, Q::read_shared, L::no, kShareFromOwner},

    {D::none, Q::read_clean, L::no, kGiveShared},
    {D::shared, Q::read_clean, L::no, kGiveShared},
    {D::owned, Q::read_clean, L::no, kShareFromOwner},

    {D::none, Q::read_unique, L::no, kGiveUnique},
    {D::shared, Q::read_unique, L::no, kTakeFromOthers},
    {D::owned, Q::read_unique, L::no, kTakeFromOthers},

    // A requester that is no longer listed lost its copy on the way and needs the data after all.
    {D::none, Q::clean_unique, L::no, kGiveUnique},
    {D::shared, Q::clean_unique, L::no, kTakeFromOthers},
    {D::shared, Q::clean_unique, L::sharer, kUpgrade},
    {D::shared, Q::clean_unique, L::unknown, kAsk},
    {D::owned, Q::clean_unique, L::no, kTakeFromOthers},

    {D::none, Q::clean_unique_exclusive, L::no, kRefuse},
    {D::shared, Q::clean_unique_exclusive, L::no, kRefuse},
    {D::shared, Q::clean_unique_exclusive, L::sharer, kUpgrade},
    {D::shared, Q::clean_unique_exclusive, L::unknown, kAsk},
    {D::owned, Q::clean_unique_exclusive, L::no, kRefuse},

    {D::none, Q::write_back, L::no, kOutdated},
    {D::shared, Q::write_back, L::no, kOutdated},
    {D::owned, Q::write_back, L::no, kOutdated},
    {D::owned, Q::write_back, L::owner, kTakeWriteBack},

    {D::none, Q::atomic, L::no, kAtomic},
    {D::shared, Q::atomic, L::no, kAtomicAfterOthers},
    {D::shared, Q::atomic, L::sharer, kAtomicAfterSharers},
    {D::owned, Q::atomic, L::no, kAtomicAfterOthers},
    {D::owned, Q::atomic, L::owner, kAtomicAfterOwner},

    {D::none, Q::read_once, L::no, kReadOnce},
    {D::shared, Q::read_once, L::no, kReadOnce},
    {D::owned, Q::read_once, L::no, kReadOnceFromOwner},

    {D::none, Q::write_unique, L::no, kWrite},
    {D::shared, Q::write_unique, L::no, kWriteOverOthers},
    {D::owned, Q::write_unique, L::no, kWriteOverOthers},

    {D::shared, Q::back_invalidate, L::no, kInvalidate},
    {D::owned, Q::back_invalidate, L::no, kInvalidate},

    // Its requester has dropped the line, as before any far atomic, and the directory need not know.
    {D::none, Q::refused_scwait, L::no, kRefuse},
    {D::shared, Q::refused_scwait, L::no, kRefuse},
    {D::shared, Q::refused_scwait, L::sharer, kRefuseAndDrop},
    {D::owned, Q::refused_scwait, L::no, kRefuse},
    {D::owned, Q::refused_scwait, L::owner, kRefuseAndDrop},
};

// --- silent eviction: who asks again has dropped its clean copy
constexpr Row kSilent[] = {
    {D::shared, Q::read_shared, L::sharer, kGiveShared}, {D::owned, Q::read_shared, L::owner, kGiveUnique},
    {D::shared, Q::read_clean, L::sharer, kGiveShared},  {D::shared, Q::read_unique, L::sharer, kTakeFromOthers},
    {D::owned, Q::read_unique, L::owner, kGiveUnique},
};
constexpr Row kSilentMoesi[] = {
    {D::owned_shared, Q::read_shared, L::sharer, kShareFromOwner},
    {D::owned_shared, Q::read_clean, L::sharer, kShareFromOwner},
    {D::owned_shared, Q::read_unique, L::sharer, kTakeFromOthers},
};

// --- notified eviction
constexpr Row kNotified[] = {
    {D::none, Q::evict, L::no, kOutdated},         {D::shared, Q::evict, L::no, kOutdated},
    {D::owned, Q::evict, L::no, kOutdated},        {D::shared, Q::evict, L::sharer, kNoteEviction},
    {D::owned, Q::evict, L::owner, kNoteEviction},
};
constexpr Row kNotifiedMoesi[] = {
    {D::owned_shared, Q::evict, L::no, kOutdated},
    {D::owned_shared, Q::evict, L::sharer, kNoteEviction},
};

// --- MOESI: the newest data of an owned_shared line is the owner's
constexpr Row kMoesi[] = {
    {D::owned_shared, Q::read_shared, L::no, kShareFromOwner},
    {D::owned_shared, Q::read_clean, L::no, kShareFromOwner},
    {D::owned_shared, Q::read_unique, L::no, kTakeFromOthers},
    {D::owned_shared, Q::clean_unique, L::no, kTakeFromOthers},
    {D::owned_shared, Q::clean_unique, L::sharer, kUpgrade},
    {D::owned_shared, Q::clean_unique, L::owner, kUpgrade},
    {D::owned_shared, Q::clean_unique, L::unknown, kAsk},
    {D::owned_shared, Q::clean_unique_exclusive, L::no, kRefuse},
    {D::owned_shared, Q::clean_unique_exclusive, L::sharer, kUpgrade},
    {D::owned_shared, Q::clean_unique_exclusive, L::owner, kUpgrade},
    {D::owned_shared, Q::clean_unique_exclusive, L::unknown, kAsk},
    {D::owned_shared, Q::write_back, L::no, kOutdated},
    {D::owned_shared, Q::write_back, L::owner, kTakeWriteBack},
    {D::owned_shared, Q::atomic, L::no, kAtomicAfterOthers},
    {D::owned_shared, Q::atomic, L::sharer, kAtomicAfterSharers},
    {D::owned_shared, Q::read_once, L::no, kReadOnceFromOwner},
    {D::owned_shared, Q::write_unique, L::no, kWriteOverOthers},
    {D::owned_shared, Q::back_invalidate, L::no, kInvalidate},
    {D::owned_shared, Q::refused_scwait, L::no, kRefuse},
    {D::owned_shared, Q::refused_scwait, L::sharer, kRefuseAndDrop},
};

template <std::size_t kRows>
void apply(HomeTable& table, const Row (&rows)[kRows]) {
  for (const Row& row : rows) table.at(row.state, row.request, row.listed) = row.plan;
}

// Only the owner of data forwards it, and only to the one cache that asks for it.
void forward(HomePlan& plan, DirectoryState state) {
  if (plan.snoop == T::owner_shared && plan.reply == R::data_shared) plan = kForwardShared;
  if (plan.snoop == T::others_unique && plan.reply == R::data_unique && state == D::owned) plan = kForwardUnique;
}

}  // namespace

HomeTable HomeTable::make(const ProtocolOptions& options) {
  const bool moesi = options.protocol == ProtocolKind::moesi;
  const bool notified = options.clean_eviction == CleanEviction::notified;
  HomeTable table;
  apply(table, kMesi);
  if (moesi) apply(table, kMoesi);
  if (notified) {
    apply(table, kNotified);
    if (moesi) apply(table, kNotifiedMoesi);
  } else {
    apply(table, kSilent);
    if (moesi) apply(table, kSilentMoesi);
  }
  if (options.forwarding == Forwarding::none) return table;
  for (unsigned state = 0; state < kDirectoryStates; ++state)
    for (auto& by_listing : table.cells_[state])
      for (HomePlan& plan : by_listing) forward(plan, static_cast<DirectoryState>(state));
  return table;
}

}  // namespace amoeba
