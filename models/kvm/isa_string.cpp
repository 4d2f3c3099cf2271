// Reads an ISA string as the kernel reads a device tree's riscv,isa.
#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include "amoeba/kvm/host.h"
#include "amoeba/kvm/isa_extension.h"

namespace amoeba::kvm {
namespace {

struct Implication {
  std::string_view name;
  std::vector<std::string_view> implied;
};

// What a name stands for, and what the kernel sets with it. Counters, CSRs and fence.i were once part of I.
const std::vector<Implication>& implications() {
  static const std::vector<Implication> table = {
      {"g", {"i", "m", "a", "f", "d"}},
      {"i", {"zicntr", "zicsr", "zifencei", "zihpm"}},
      {"a", {"zaamo", "zalrsc"}},
      {"b", {"zba", "zbb", "zbs"}},
      {"c", {"zca"}},
      {"zk", {"zbkb", "zbkc", "zbkx", "zknd", "zkne", "zkr", "zknh", "zkt"}},
      {"zkn", {"zbkb", "zbkc", "zbkx", "zknd", "zkne", "zknh"}},
      {"zks", {"zbkb", "zbkc", "zksed", "zksh"}},
      {"zvkn", {"zvkned", "zvknhb", "zvkb", "zvkt"}},
      {"zvknc", {"zvkned", "zvknhb", "zvkb", "zvkt", "zvbc"}},
      {"zvkng", {"zvkned", "zvknhb", "zvkb", "zvkt", "zvkg"}},
      {"zvks", {"zvksed", "zvksh", "zvkb", "zvkt"}},
      {"zvksc", {"zvksed", "zvksh", "zvkb", "zvkt", "zvbc"}},
      {"zvksg", {"zvksed", "zvksh", "zvkb", "zvkt", "zvkg"}},
      {"zvbb", {"zvkb"}},
  };
  return table;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument("ISA string \"" + std::string(text) + "\": " + why);
}

void add(Host& host, std::string_view name) {
  const auto& table = implications();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Implication& i) { return i.name == name; });
  const IsaExtension* extension = find_isa_extension(name);
  if (extension != nullptr) host.extensions.set(extension->number);
  if (found == table.end()) {
    if (extension == nullptr) host.unregistered.emplace_back(name);
    return;
  }
  for (std::string_view implied : found->implied) add(host, implied);
}

// The compressed loads and stores of floating point, which C has only together with F or D.
void add_compressed_floats(Host& host) {
  if (!host.has("c")) return;
  if (host.has("d")) add(host, "zcd");
  if (host.has("f") && host.xlen == 32) add(host, "zcf");
}

// The length of a version such as "2p1" at the front; 0 when there is none.
std::size_t version_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && std::isdigit(static_cast<unsigned char>(text[length]))) ++length;
  if (length == 0) return 0;
  std::size_t end = length + 1;
  if (length == text.size() || text[length] != 'p') return length;
  while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) ++end;
  return end > length + 1 ? end : length;
}

// "zabha1p0" without its version; a number alone belongs to the name, as in zve64d or zvl128b.
std::string_view without_version(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(word[i - 1]))) continue;
    const std::string_view tail = word.substr(i);
    if (version_length(tail) == tail.size() && tail.find('p') != tail.npos) return word.substr(0, i);
  }
  return word;
}

void add_letters(Host& host, std::string_view letters, std::string_view text) {
  while (!letters.empty()) {
    if (!std::islower(static_cast<unsigned char>(letters[0])))
      refuse(text,
             "'" + std::string(1, letters[0]) + "' is no extension; write single letters, then _name for each other");
    add(host, letters.substr(0, 1));
    letters.remove_prefix(1);
    letters.remove_prefix(version_length(letters));
  }
}

void add_words(Host& host, std::string_view words, std::string_view text) {
  while (!words.empty()) {
    words.remove_prefix(1);
    const std::size_t end = std::min(words.find('_'), words.size());
    const std::string_view word = without_version(words.substr(0, end));
    if (word.empty()) refuse(text, "an extension is missing after '_'");
    add(host, word);
    words.remove_prefix(end);
  }
}

}  // namespace

Host Host::parse(std::string_view isa) {
  std::string lower(isa);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view rest = lower;
  Host host;
  if (rest.rfind("rv32", 0) == 0) {
    host.xlen = 32;
    host.satp_mode = 1;
  } else if (rest.rfind("rv64", 0) != 0) {
    refuse(isa, "it must begin with rv64 or rv32");
  }
  rest.remove_prefix(4);
  const std::size_t letters = std::min(rest.find('_'), rest.size());
  if (letters == 0 || (rest[0] != 'i' && rest[0] != 'g')) refuse(isa, "it must begin with rv64i or rv64g");
  // A multi-letter name may follow the letters without '_': rv64imazicsr.
  const std::size_t first_name = std::min({letters, rest.find('z'), rest.find('s'), rest.find('x')});
  add_letters(host, rest.substr(0, first_name), isa);
  std::string words(rest.substr(first_name));
  if (!words.empty() && words[0] != '_') words.insert(0, "_");
  add_words(host, words, isa);
  add_compressed_floats(host);
  host.hypervisor_named = host.has("h");
  add(host, "h");
  return host;
}

}  // namespace amoeba::kvm
