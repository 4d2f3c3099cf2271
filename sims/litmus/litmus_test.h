// A litmus test as read from its file: a small concurrent program, its initial state and a question about final states.
// Models: memory locations with C types, initial registers (numbers or addresses of locations), one program per thread
// as decoded instructions, a filter, a quantified condition, and hints on the caches' state before the run.
// Not modelled: where locations lie in memory; whoever runs a test chooses addresses, each location in a line of its
// own. Units: bytes. Source: the .litmus format of the herdtools, RISC-V dialect.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "amoeba/cores/isa/instruction.h"
#include "amoeba/litmus/condition.h"

namespace amoeba::litmus {

struct Type {
  unsigned bytes = 4;
  bool is_signed = true;
};

struct Location {
  std::string name;
  Type type;
  Value initial;
};

struct RegisterName {
  unsigned thread = 0;
  unsigned index = 0;

  bool operator<(const RegisterName& other) const {
    return std::tie(thread, index) < std::tie(other.thread, other.index);
  }
};

struct ThreadProgram {
  std::vector<Instruction> code;           // Instruction::raw is the word to put into memory
  std::map<std::string, unsigned> labels;  // name -> index into code; may be one past the end
};

// What to do with a location in the cache of a thread's hart before the run.
enum class PrefetchKind : std::uint8_t { flush, touch, touch_for_write };
struct PrefetchHint {
  unsigned thread = 0;
  std::string location;
  PrefetchKind kind = PrefetchKind::flush;
};

enum class Quantifier : std::uint8_t { exists, not_exists, forall };

struct LitmusTest {
  std::string path;
  std::string name;
  std::string documentation;
  std::vector<Location> locations;  // in order of first mention
  std::map<RegisterName, Value> registers;
  std::map<RegisterName, Type> register_types;  // of those declared; others show 64 bits, signed
  std::vector<ThreadProgram> threads;
  std::vector<PrefetchHint> prefetch;
  std::vector<Observable> observed;  // sorted: what `locations` and the condition name
  std::optional<Condition> filter;
  Quantifier quantifier = Quantifier::exists;
  Condition condition;
};

}  // namespace amoeba::litmus
