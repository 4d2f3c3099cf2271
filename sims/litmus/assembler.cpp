#include "amoeba/litmus/assembler.h"

#include <stdexcept>

#include "amoeba/base/nearest_name.h"
#include "amoeba/cores/isa/decoder.h"
#include "amoeba/cores/isa/disassembler.h"
#include "amoeba/litmus/mnemonics.h"

namespace amoeba::litmus {
namespace {

std::uint32_t put(std::int64_t value, unsigned from, unsigned count, unsigned to) {
  const std::uint64_t mask = (std::uint64_t{1} << count) - 1;
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(value) >> from & mask) << to);
}

// A braced list, unlike an expression, is evaluated in the order in which it is written.
std::uint32_t all(std::initializer_list<std::uint32_t> fields) {
  std::uint32_t result = 0;
  for (const std::uint32_t field : fields) result |= field;
  return result;
}

// Reads the operands of one instruction and sets their fields.
class OperandReader {
 public:
  OperandReader(TokenStream& tokens, const LabelDistance& distance) : tokens_(tokens), distance_(distance) {}

  std::uint32_t fields(const Encoding& e) {
    switch (e.format) {
      case Format::r:
        return all({rd(), comma(), rs1(), comma(), rs2()});
      case Format::i:
        return all({rd(), comma(), rs1(), comma(), put(immediate(-2048, 2047), 0, 12, 20)});
      case Format::shift:
        return all({rd(), comma(), rs1(), comma(), put(immediate(0, (e.mask >> 25 & 1) != 0 ? 31 : 63), 0, 6, 20)});
      case Format::u:
        return all({rd(), comma(), put(immediate(0, 0xfffff), 0, 20, 12)});
      case Format::j:
        return all({rd(), comma(), jump_target()});
      case Format::b:
        return all({rs1(), comma(), rs2(), comma(), branch_target()});
      case Format::jalr:
      case Format::load:
        return all({rd(), comma(), put(displacement(), 0, 12, 20), base()});
      case Format::s:
        return all({rs2(), comma(), store_displacement(), base()});
      case Format::lr:
      case Format::load_acquire:
        return all({rd(), comma(), atomic_address()});
      case Format::sc:
      case Format::amo:
        return all({rd(), comma(), rs2(), comma(), atomic_address()});
      case Format::store_release:
        return all({rs2(), comma(), atomic_address()});
      case Format::fence:
        return fence_sets();
      default:
        return 0;
    }
  }

 private:
  std::uint32_t comma() {
    tokens_.expect(",", "operands are set apart by commas");
    return 0;
  }
  std::uint32_t reg() {
    const Token token = tokens_.take_word("a register such as x5 or a0");
    const auto number = register_number(token.text);
    if (!number)
      tokens_.refuse(token, "'" + token.text + "' is no register; write x0 to x31 or an ABI name such as a0");
    return *number;
  }
  std::uint32_t rd() { return reg() << 7; }
  std::uint32_t rs1() { return reg() << 15; }
  std::uint32_t rs2() { return reg() << 20; }

  std::int64_t immediate(std::int64_t least, std::int64_t most) {
    const Token token = tokens_.peek();
    const std::int64_t value = tokens_.take_integer("a number");
    if (value >= least && value <= most) return value;
    tokens_.refuse(token, token.text + " does not fit the instruction; write a number from " + std::to_string(least) +
                              " to " + std::to_string(most));
  }
  std::int64_t displacement() { return tokens_.next_is("(") ? 0 : immediate(-2048, 2047); }
  std::uint32_t store_displacement() {
    const std::int64_t offset = displacement();
    return put(offset, 5, 7, 25) | put(offset, 0, 5, 7);
  }
  std::uint32_t base() {
    tokens_.expect("(", "an address is written offset(register)");
    const std::uint32_t field = rs1();
    tokens_.expect(")", "an address is written offset(register)");
    return field;
  }
  std::uint32_t atomic_address() {
    if (!tokens_.next_is("(")) immediate(0, 0);
    return base();
  }

  std::int64_t distance(std::int64_t reach) {
    const Token label = tokens_.take_word("a label");
    const auto bytes = distance_(label.text);
    if (!bytes)
      tokens_.refuse(label, "there is no label '" + label.text + "' in this thread; write '" + label.text +
                                ":' before an instruction or in a line of its own");
    if (*bytes < -reach || *bytes >= reach) tokens_.refuse(label, "label '" + label.text + "' is too far; move it");
    return *bytes;
  }
  std::uint32_t branch_target() {
    const std::int64_t d = distance(4096);
    return put(d, 12, 1, 31) | put(d, 5, 6, 25) | put(d, 1, 4, 8) | put(d, 11, 1, 7);
  }
  std::uint32_t jump_target() {
    const std::int64_t d = distance(1 << 20);
    return put(d, 20, 1, 31) | put(d, 1, 10, 21) | put(d, 11, 1, 20) | put(d, 12, 8, 12);
  }

  std::uint32_t fence_set() {
    const Token token = tokens_.take_word("a set such as rw");
    std::uint32_t bits = 0;
    for (const char letter : token.text) {
      const std::size_t at = std::string("iorw").find(letter);
      if (at == std::string::npos)
        tokens_.refuse(token, "'" + token.text + "' is no set of accesses; write letters out of iorw, such as rw");
      bits |= 8u >> at;
    }
    return bits;
  }
  std::uint32_t fence_sets() {
    if (tokens_.at_end()) return 0xffu << 20;
    const std::uint32_t predecessors = fence_set();
    comma();
    return predecessors << 24 | fence_set() << 20;
  }

  TokenStream& tokens_;
  const LabelDistance& distance_;
};

const IsaExtensions& every_extension() {
  static const IsaExtensions all = IsaExtensions::parse("rv64ima_zicsr_zifencei_zabha_zacas_zawrs_zalasr");
  return all;
}

Instruction checked(std::uint32_t word, Operation expected, const std::string& name) {
  Instruction decoded = decode(word, every_extension());
  // `slti x0, x0, n` is a marker, which does nothing either.
  const bool marker = decoded.op == Operation::marker || decoded.op == Operation::label;
  if (decoded.op != expected && !marker)
    throw std::logic_error("assembling '" + name + "' gave a word that decodes to " + disassemble(decoded));
  return decoded;
}

[[noreturn]] void refuse_mnemonic(const TokenStream& line, const Token& name) {
  line.refuse(name, "unknown instruction '" + name.text + "'" + did_you_mean(name.text, known_mnemonics()) +
                        "; a test may use RV64IMA with Zabha, Zacas and Zalasr, without CSRs");
}

void expect_end(const TokenStream& line) {
  if (!line.at_end()) line.refuse(line.peek(), "'" + line.peek().text + "' is one operand too many; remove it");
}

Instruction assemble_one(const Token& name, TokenStream& line, const LabelDistance& distance) {
  const Mnemonic* mnemonic = find_mnemonic(name.text);
  if (mnemonic == nullptr) refuse_mnemonic(line, name);
  const Encoding& e = *mnemonic->encoding;
  const std::uint32_t word = e.match | mnemonic->suffix_fields | OperandReader(line, distance).fields(e);
  expect_end(line);
  return checked(word, e.op, name.text);
}

std::vector<Token> operand_tokens(TokenStream& line) {
  std::vector<Token> result;
  while (!line.at_end() && !line.next_is(",")) result.push_back(line.take());
  if (result.empty()) line.refuse_next("an operand");
  return result;
}

// The tokens that a pseudo-instruction stands for; constant ones are placed where its name is.
std::vector<Token> expand(const PseudoInstruction& pseudo, const Token& name, TokenStream& line) {
  std::vector<std::vector<Token>> operands;
  for (unsigned k = 0; k < pseudo.operands; ++k) {
    if (k != 0) line.expect(",", "operands are set apart by commas");
    operands.push_back(operand_tokens(line));
  }
  expect_end(line);
  std::vector<Token> result;
  const Source text("", pseudo.expansion);
  TokenStream words(text, 0, text.text().size());
  while (!words.at_end()) {
    Token token = words.take();
    token.offset = name.offset;
    if (token.text == "$") {
      const auto& operand = operands[static_cast<std::size_t>(words.take_integer("an operand's number"))];
      result.insert(result.end(), operand.begin(), operand.end());
    } else {
      result.push_back(token);
    }
  }
  return result;
}

// `li` of up to 32 bits: addi, or lui and addiw.
std::vector<Instruction> load_immediate(TokenStream& line) {
  const Token name = line.take_word("a register such as x5 or a0");
  const auto rd = register_number(name.text);
  if (!rd) line.refuse(name, "'" + name.text + "' is no register; write x0 to x31 or an ABI name such as a0");
  line.expect(",", "operands are set apart by commas");
  const Token number = line.peek();
  const std::int64_t value = line.take_integer("a number");
  expect_end(line);
  if (value != static_cast<std::int32_t>(value))
    line.refuse(number, number.text + " is wider than 32 bits; give the register this initial value instead");
  const std::uint32_t low = put(value, 0, 12, 20) | *rd << 7;
  if (value >= -2048 && value <= 2047) return {checked(encoding(Operation::addi).match | low, Operation::addi, "li")};
  const std::uint32_t upper = put(value + 0x800, 12, 20, 12) | *rd << 7;
  return {checked(encoding(Operation::lui).match | upper, Operation::lui, "li"),
          checked(encoding(Operation::addiw).match | low | *rd << 15, Operation::addiw, "li")};
}

}  // namespace

std::vector<Instruction> assemble(TokenStream& line, const LabelDistance& distance) {
  const Token name = line.take_word("an instruction");
  if (name.text == "li") return load_immediate(line);
  const PseudoInstruction* pseudo = find_pseudo_instruction(name.text);
  if (pseudo == nullptr) return {assemble_one(name, line, distance)};
  const std::size_t end = line.peek(1000).offset;
  TokenStream expanded(line.source(), expand(*pseudo, name, line), end);
  const Token real_name = expanded.take();
  return {assemble_one(real_name, expanded, distance)};
}

std::optional<unsigned> register_number(const std::string& name) {
  for (unsigned index = 0; index < 32; ++index)
    if (name == register_name(index) || name == "x" + std::to_string(index)) return index;
  if (name == "fp") return 8;
  return std::nullopt;
}

}  // namespace amoeba::litmus
