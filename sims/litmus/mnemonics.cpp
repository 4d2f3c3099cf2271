#include "amoeba/litmus/mnemonics.h"

#include <map>

namespace amoeba::litmus {
namespace {

constexpr PseudoInstruction kPseudoInstructions[] = {
    {"nop", 0, "addi x0 , x0 , 0"},   {"mv", 2, "addi $0 , $1 , 0"},      {"not", 2, "xori $0 , $1 , -1"},
    {"neg", 2, "sub $0 , x0 , $1"},   {"sext.w", 2, "addiw $0 , $1 , 0"}, {"zext.b", 2, "andi $0 , $1 , 255"},
    {"seqz", 2, "sltiu $0 , $1 , 1"}, {"snez", 2, "sltu $0 , x0 , $1"},   {"j", 1, "jal x0 , $0"},
    {"beqz", 2, "beq $0 , x0 , $1"},  {"bnez", 2, "bne $0 , x0 , $1"},    {"bltz", 2, "blt $0 , x0 , $1"},
    {"bgez", 2, "bge $0 , x0 , $1"},  {"blez", 2, "bge x0 , $0 , $1"},    {"bgtz", 2, "blt x0 , $0 , $1"},
    {"bgt", 3, "blt $1 , $0 , $2"},   {"ble", 3, "bge $1 , $0 , $2"},     {"bgtu", 3, "bltu $1 , $0 , $2"},
    {"bleu", 3, "bgeu $1 , $0 , $2"},
};

constexpr std::uint32_t kAcquire = 1u << 26, kRelease = 1u << 25;
struct Annotation {
  const char* suffix;
  std::uint32_t fields;
};
constexpr Annotation kAnnotations[] = {
    {"", 0}, {".aq", kAcquire}, {".rl", kRelease}, {".aqrl", kAcquire | kRelease}, {".aq.rl", kAcquire | kRelease}};

using Mnemonics = std::map<std::string, Mnemonic>;

// The mnemonics of an atomic for every width from `narrowest` (as funct3) to doubleword and every annotation that has
// the `mandatory` ones. Zalasr writes the width without a dot before it.
void add_atomic(Mnemonics& table, const Encoding& e, const std::string& stem, unsigned narrowest, std::uint32_t fields,
                std::uint32_t mandatory = 0) {
  for (unsigned width = narrowest; width < 4; ++width)
    for (const Annotation& annotation : kAnnotations) {
      if ((annotation.fields & mandatory) != mandatory) continue;
      table[stem + "bhwd"[width] + annotation.suffix] = {&e, fields | width << 12 | annotation.fields};
    }
}

// Litmus tests have neither CSRs nor privilege.
void add_mnemonics(Mnemonics& table, const Encoding& e) {
  if (e.extension == Extension::s || e.extension == Extension::h) return;
  switch (e.format) {
    case Format::lr:
    case Format::sc:
      return add_atomic(table, e, std::string(e.mnemonic) + ".", 2, 0);
    case Format::amo:
      for (const AmoFunction& f : kAmoFunctions)
        add_atomic(table, e, std::string("amo") + name(f.op) + ".", 0, static_cast<std::uint32_t>(f.funct5) << 27);
      return;
    case Format::load_acquire:
      return add_atomic(table, e, "l", 0, 0, kAcquire);
    case Format::store_release:
      return add_atomic(table, e, "s", 0, 0, kRelease);
    case Format::csr:
    case Format::csr_imm:
    case Format::lrwait:
    case Format::scwait:
      return;
    default:
      table[e.mnemonic] = {&e, 0};  // slti and sltiu replace the marker hints, which come before them
  }
}

bool belongs_in_a_test(Operation op) {
  return op != Operation::illegal && op != Operation::ecall && op != Operation::ebreak && op != Operation::mret &&
         op != Operation::wfi;
}

const Mnemonics& mnemonics() {
  static const Mnemonics table = [] {
    Mnemonics result;
    for (unsigned op = 0; op < kOperations; ++op)
      if (belongs_in_a_test(static_cast<Operation>(op))) add_mnemonics(result, encoding(static_cast<Operation>(op)));
    return result;
  }();
  return table;
}

}  // namespace

const Mnemonic* find_mnemonic(const std::string& name) {
  const auto found = mnemonics().find(name);
  return found == mnemonics().end() ? nullptr : &found->second;
}

const PseudoInstruction* find_pseudo_instruction(const std::string& name) {
  for (const PseudoInstruction& pseudo : kPseudoInstructions)
    if (name == pseudo.name) return &pseudo;
  return nullptr;
}

std::vector<std::string> known_mnemonics() {
  std::vector<std::string> names{"li"};
  for (const auto& [name, mnemonic] : mnemonics()) names.push_back(name);
  for (const PseudoInstruction& pseudo : kPseudoInstructions) names.push_back(pseudo.name);
  return names;
}

}  // namespace amoeba::litmus
