// Messages of the coherence protocol, under their AMBA CHI names, by channel.
#pragma once
#include <array>
#include <cstdint>

namespace amoeba {

// Stable states of a line in a cache; MESI/MOESI letter in brackets.
enum class LineState : std::uint8_t {
  I,   // invalid (I)
  SC,  // shared clean (S)
  UC,  // unique clean (E)
  UD,  // unique dirty (M)
  SD,  // shared dirty (O), MOESI only
};
const char* name(LineState state);

enum class Opcode : std::uint8_t {
  // REQ: cache or I/O agent to home node
  ReadShared,     // a readable copy; granted UC when nobody else holds the line
  ReadClean,      // a readable copy, never unique (instruction fetch)
  ReadUnique,     // a writable copy
  CleanUnique,    // SC -> UC without data
  WriteBackFull,  // gives up a dirty line, with data
  Evict,          // has given up a clean line
  AtomicStore,    // far atomic without a result
  AtomicLoad,     // far atomic: add, and, or, xor, min, max
  AtomicSwap,
  AtomicCompare,
  ReadOnce,     // I/O-coherent read, no copy kept
  WriteUnique,  // I/O-coherent write of up to a line
  ReadNoSnp,    // uncached read (I/O bridge)
  WriteNoSnp,   // uncached write (I/O bridge)
  AtomicNoSnp,  // uncached atomic (I/O bridge)
  LrWait,       // not of CHI: far load, answered when it is the requester's turn (interconnect/wait_queue.h)
  ScWait,       // not of CHI: far store, if it is still the requester's turn
  // SNP: home node to cache
  SnpShared,     // give up uniqueness, return dirty data
  SnpUnique,     // give up the line, return dirty data
  SnpSharedFwd,  // as SnpShared, and give the data to the requester
  SnpUniqueFwd,  // as SnpUnique, and give the data to the requester
  SnpQuery,      // say whether the line is still there
  // RSP
  Comp,          // completion without data; `failed` refuses an exclusive CleanUnique
  CompAck,       // requester has its line: the home node may serve the next request
  SnpResp,       // snoop done, no data
  SnpRespFwded,  // and the requester has been given the data
  RetryAck,      // no place for the request, which comes back; a credit will follow
  PCrdGrant,     // there is a place now: send the request again
  // DAT
  CompData,          // data or old value for the requester, `state` says what is granted
  SnpRespData,       // snoop done, dirty data
  SnpRespDataFwded,  // and the requester has been given them, too
  // home node to memory channel and back
  MemRead,
  MemWrite,
  MemData,
  MemAck,
  // not of CHI: a watched doubleword has been stored to
  StoreNotice,
  // of a home node to itself: the window of an LrWait is over
  WindowEnd,
};
inline constexpr unsigned kOpcodes = 37;
const char* name(Opcode opcode);

// Whether a home node needs one of its places for a request. Lines that are given up need none: every cache waits for
// the completion of each before it frees the entry of its write-back buffer, which bounds them, and no request must
// keep them from a home node that waits for one of them.
constexpr bool takes_place(Opcode request) {
  return request != Opcode::WriteBackFull && request != Opcode::Evict;
}

// The channels of CHI. A request that brings a line or bytes of one along travels with the data: unlike CHI, the model
// has no separate data message behind a write request. The operands of an atomic are small enough to go with it.
enum class Channel : std::uint8_t { req, snp, rsp, dat };
inline constexpr unsigned kChannels = 4;
const char* name(Channel channel);

constexpr Channel channel_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::ReadShared:
    case Opcode::ReadClean:
    case Opcode::ReadUnique:
    case Opcode::CleanUnique:
    case Opcode::Evict:
    case Opcode::AtomicStore:
    case Opcode::AtomicLoad:
    case Opcode::AtomicSwap:
    case Opcode::AtomicCompare:
    case Opcode::ReadOnce:
    case Opcode::ReadNoSnp:
    case Opcode::WriteNoSnp:
    case Opcode::AtomicNoSnp:
    case Opcode::LrWait:
    case Opcode::ScWait:
    case Opcode::MemRead:
      return Channel::req;
    case Opcode::SnpShared:
    case Opcode::SnpUnique:
    case Opcode::SnpSharedFwd:
    case Opcode::SnpUniqueFwd:
    case Opcode::SnpQuery:
      return Channel::snp;
    case Opcode::Comp:
    case Opcode::CompAck:
    case Opcode::SnpResp:
    case Opcode::SnpRespFwded:
    case Opcode::RetryAck:
    case Opcode::PCrdGrant:
    case Opcode::MemAck:
    case Opcode::StoreNotice:
    case Opcode::WindowEnd:
      return Channel::rsp;
    case Opcode::WriteBackFull:
    case Opcode::WriteUnique:
    case Opcode::CompData:
    case Opcode::SnpRespData:
    case Opcode::SnpRespDataFwded:
    case Opcode::MemWrite:
    case Opcode::MemData:
      return Channel::dat;
  }
  return Channel::req;
}
inline constexpr auto kChannelOf = [] {
  std::array<Channel, kOpcodes> channels{};
  for (unsigned opcode = 0; opcode < kOpcodes; ++opcode) channels[opcode] = channel_of(static_cast<Opcode>(opcode));
  return channels;
}();

}  // namespace amoeba
