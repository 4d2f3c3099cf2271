// What one thread of a litmus test did in one possible execution: its memory operations in program order.
// Models: an aligned access as one operation; an AMO as one that is load and store at once; a failed SC as none.
// Sets of operations are bit masks over the thread's operations, which limits a thread to 64 of them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace amoeba::litmus {

using OperationSet = std::uint64_t;
inline constexpr unsigned kMostOperations = 64;
constexpr OperationSet only(unsigned index) {
  return OperationSet{1} << index;
}
constexpr bool contains(OperationSet set, unsigned index) {
  return (set >> index & 1) != 0;
}

enum class OperationKind : std::uint8_t { plain, amo, load_reserved, store_conditional };

struct MemoryOperation {
  OperationKind kind = OperationKind::plain;
  bool load = false;
  bool store = false;
  bool acquire = false;  // annotations; RCsc where `rcsc`, else RCpc
  bool release = false;
  bool rcsc = false;
  std::uint64_t address = 0;
  unsigned bytes = 0;
  std::uint64_t loaded = 0;
  std::uint64_t stored = 0;
  OperationSet address_dependencies = 0;
  OperationSet data_dependencies = 0;
  OperationSet control_dependencies = 0;
  OperationSet earlier_addresses = 0;  // what the addresses of program-earlier operations depend on
  int paired_load = -1;                // of a successful SC: its LR
};

struct Fence {
  std::size_t position = 0;  // how many operations precede it
  bool tso = false;
  bool before_reads = false, before_writes = false;  // its predecessor set
  bool after_reads = false, after_writes = false;    // its successor set
};

struct ThreadTrace {
  std::vector<MemoryOperation> operations;
  std::vector<Fence> fences;
  std::vector<std::uint64_t> registers;  // final values of the observed ones
  std::string fault;                     // why the thread stopped early; empty when it did not
};

}  // namespace amoeba::litmus
