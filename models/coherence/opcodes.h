// Messages of the coherence protocol, under their AMBA CHI names, by channel.
#pragma once
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
};
inline constexpr unsigned kOpcodes = 32;
const char* name(Opcode opcode);

}  // namespace amoeba
