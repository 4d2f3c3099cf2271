#include "amoeba/coherence/home_protocol.h"

#include <stdexcept>
#include <string>

namespace amoeba {

const char* name(DirectoryState state) {
  static constexpr std::array<const char*, kDirectoryStates> names = {"none", "shared", "owned"};
  return names[static_cast<unsigned>(state)];
}

const char* name(HomeRequest request) {
  static constexpr std::array<const char*, kHomeRequests> names = {
      "read_shared", "read_clean", "read_unique", "clean_unique", "clean_unique_exclusive",
      "write_back",  "atomic",     "read_once",   "write_unique"};
  return names[static_cast<unsigned>(request)];
}

HomeRequest home_request(Opcode opcode, bool exclusive) {
  switch (opcode) {
    case Opcode::ReadShared:
      return HomeRequest::read_shared;
    case Opcode::ReadClean:
      return HomeRequest::read_clean;
    case Opcode::ReadUnique:
      return HomeRequest::read_unique;
    case Opcode::CleanUnique:
      return exclusive ? HomeRequest::clean_unique_exclusive : HomeRequest::clean_unique;
    case Opcode::WriteBackFull:
      return HomeRequest::write_back;
    case Opcode::AtomicStore:
    case Opcode::AtomicLoad:
    case Opcode::AtomicSwap:
    case Opcode::AtomicCompare:
      return HomeRequest::atomic;
    case Opcode::ReadOnce:
      return HomeRequest::read_once;
    case Opcode::WriteUnique:
      return HomeRequest::write_unique;
    default:
      throw std::logic_error(std::string("home node: ") + name(opcode) + " is not a request");
  }
}

namespace {

struct Row {
  DirectoryState state;
  HomeRequest request;
  bool unlisted, listed;  // the row holds when the directory does not list, or lists, the requester
  HomePlan plan;
};

using D = DirectoryState;
using Q = HomeRequest;
using T = SnoopTargets;
using R = HomeReply;
using U = DirectoryUpdate;
constexpr bool kYes = true, kNo = false;

// clang-format off
//                                                 snoop             data  reply          directory          ack   takes
constexpr HomePlan kGiveShared{                    T::nobody,        kYes, R::data_shared, U::add_requester, kYes, kNo};
constexpr HomePlan kGiveUnique{                    T::nobody,        kYes, R::data_unique, U::own_requester, kYes, kNo};
constexpr HomePlan kShareFromOwner{                T::owner_shared,  kYes, R::data_shared, U::add_requester, kYes, kNo};
constexpr HomePlan kTakeFromOwner{                 T::owner_unique,  kYes, R::data_unique, U::own_requester, kYes, kNo};
constexpr HomePlan kTakeFromSharers{               T::others_unique, kYes, R::data_unique, U::own_requester, kYes, kNo};
constexpr HomePlan kUpgrade{                       T::others_unique, kNo,  R::comp,        U::own_requester, kYes, kNo};
constexpr HomePlan kRefuse{                        T::nobody,        kNo,  R::refuse,      U::keep,          kNo,  kNo};
constexpr HomePlan kTakeWriteBack{                 T::nobody,        kNo,  R::comp,        U::keep_sharers,  kNo,  kYes};
constexpr HomePlan kStaleWriteBack{                T::nobody,        kNo,  R::comp,        U::keep,          kNo,  kNo};
constexpr HomePlan kAtomic{                        T::nobody,        kYes, R::atomic,      U::keep_sharers,  kNo,  kNo};
constexpr HomePlan kAtomicFromSharers{             T::others_unique, kYes, R::atomic,      U::keep_sharers,  kNo,  kNo};
constexpr HomePlan kAtomicFromOwner{               T::owner_unique,  kYes, R::atomic,      U::keep_sharers,  kNo,  kNo};
constexpr HomePlan kReadOnce{                      T::nobody,        kYes, R::data_once,   U::keep,          kNo,  kNo};
constexpr HomePlan kReadOnceFromOwner{             T::owner_shared,  kYes, R::data_once,   U::keep_sharers,  kNo,  kNo};
constexpr HomePlan kWrite{                         T::nobody,        kYes, R::write,       U::keep_sharers,  kNo,  kNo};
constexpr HomePlan kWriteOverSharers{              T::others_unique, kYes, R::write,       U::keep_sharers,  kNo,  kNo};
constexpr HomePlan kWriteOverOwner{                T::owner_unique,  kYes, R::write,       U::keep_sharers,  kNo,  kNo};
// clang-format on

constexpr Row kMesi[] = {
    {D::none, Q::read_shared, kYes, kNo, kGiveUnique},
    {D::shared, Q::read_shared, kYes, kYes, kGiveShared},
    {D::owned, Q::read_shared, kYes, kNo, kShareFromOwner},
    {D::owned, Q::read_shared, kNo, kYes, kGiveUnique},  // it dropped its clean copy

    {D::none, Q::read_clean, kYes, kNo, kGiveShared},
    {D::shared, Q::read_clean, kYes, kYes, kGiveShared},
    {D::owned, Q::read_clean, kYes, kNo, kShareFromOwner},

    {D::none, Q::read_unique, kYes, kNo, kGiveUnique},
    {D::shared, Q::read_unique, kYes, kYes, kTakeFromSharers},
    {D::owned, Q::read_unique, kYes, kNo, kTakeFromOwner},
    {D::owned, Q::read_unique, kNo, kYes, kGiveUnique},

    // A requester that is no longer listed lost its copy on the way and needs the data after all.
    {D::none, Q::clean_unique, kYes, kNo, kGiveUnique},
    {D::shared, Q::clean_unique, kYes, kNo, kTakeFromSharers},
    {D::shared, Q::clean_unique, kNo, kYes, kUpgrade},
    {D::owned, Q::clean_unique, kYes, kNo, kTakeFromOwner},

    {D::none, Q::clean_unique_exclusive, kYes, kNo, kRefuse},
    {D::shared, Q::clean_unique_exclusive, kYes, kNo, kRefuse},
    {D::shared, Q::clean_unique_exclusive, kNo, kYes, kUpgrade},
    {D::owned, Q::clean_unique_exclusive, kYes, kNo, kRefuse},

    {D::none, Q::write_back, kYes, kNo, kStaleWriteBack},
    {D::shared, Q::write_back, kYes, kNo, kStaleWriteBack},
    {D::owned, Q::write_back, kYes, kNo, kStaleWriteBack},
    {D::owned, Q::write_back, kNo, kYes, kTakeWriteBack},

    {D::none, Q::atomic, kYes, kNo, kAtomic},
    {D::shared, Q::atomic, kYes, kYes, kAtomicFromSharers},
    {D::owned, Q::atomic, kYes, kNo, kAtomicFromOwner},
    {D::owned, Q::atomic, kNo, kYes, kAtomic},

    {D::none, Q::read_once, kYes, kNo, kReadOnce},
    {D::shared, Q::read_once, kYes, kNo, kReadOnce},
    {D::owned, Q::read_once, kYes, kNo, kReadOnceFromOwner},

    {D::none, Q::write_unique, kYes, kNo, kWrite},
    {D::shared, Q::write_unique, kYes, kNo, kWriteOverSharers},
    {D::owned, Q::write_unique, kYes, kNo, kWriteOverOwner},
};

}  // namespace

HomeTable HomeTable::mesi() {
  HomeTable table;
  for (const Row& row : kMesi) {
    if (row.unlisted) table.at(row.state, row.request, Listed::no) = row.plan;
    if (row.listed) table.at(row.state, row.request, Listed::yes) = row.plan;
  }
  return table;
}

}  // namespace amoeba
