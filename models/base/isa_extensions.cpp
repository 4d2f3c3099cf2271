#include "amoeba/base/isa_extensions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <stdexcept>

namespace amoeba {
namespace {

constexpr std::array<std::string_view, kExtensions> kNames = {
    "m",     "zaamo",  "zalrsc",  "c", "zicsr", "zifencei",  "zicntr", "zabha", "zacas",
    "zawrs", "zalasr", "xlrwait", "s", "h",     "smstateen", "sstc",   "svade", "svadu"};

struct Dependency {
  Extension extension;
  Extension needs;
};
constexpr Dependency kDependencies[] = {
    {Extension::zabha, Extension::zaamo}, {Extension::zacas, Extension::zaamo}, {Extension::zicntr, Extension::zicsr},
    {Extension::s, Extension::zicsr},     {Extension::h, Extension::s},         {Extension::smstateen, Extension::s},
    {Extension::sstc, Extension::s},      {Extension::svade, Extension::s},     {Extension::svadu, Extension::s}};

// The order in which an ISA string lists multi-letter names: z, then s, then x; by the category letter after z, by
// alphabet.
constexpr Extension kCanonical[] = {Extension::zicntr, Extension::zicsr,     Extension::zifencei, Extension::zaamo,
                                    Extension::zabha,  Extension::zacas,     Extension::zalasr,   Extension::zalrsc,
                                    Extension::zawrs,  Extension::smstateen, Extension::sstc,     Extension::svade,
                                    Extension::svadu,  Extension::xlrwait};

std::optional<Extension> find(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Extension>(found - kNames.begin());
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument("ISA string \"" + std::string(text) + "\": " + why);
}

void add_letter(IsaExtensions& set, char letter, std::string_view text) {
  switch (letter) {
    case 'i':
      return;
    case 'm':
      return set.set(Extension::m);
    case 'c':
      return set.set(Extension::c);
    case 'a':
      set.set(Extension::zaamo);
      return set.set(Extension::zalrsc);
    case 's':
      return set.set(Extension::s);
    case 'h':
      return set.set(Extension::h);
    case 'g':
      refuse(text, "'g' stands for extensions with f and d, which these harts lack; write rv64ima_zicsr_zifencei");
    default:
      refuse(text, std::string("extension '") + letter + "' is unknown; single letters are i, m, a, c, s and h");
  }
}

void add_word(IsaExtensions& set, std::string_view word, std::string_view text) {
  if (const auto extension = find(word)) return set.set(*extension);
  if (word.size() == 1) return add_letter(set, word[0], text);
  std::string known;
  for (Extension e : kCanonical) known += (known.empty() ? "" : ", ") + std::string(name(e));
  refuse(text, "extension '" + std::string(word) + "' is unknown; known are m, a, c, s, h, " + known);
}

void check_dependencies(const IsaExtensions& set, std::string_view text) {
  for (const Dependency& d : kDependencies) {
    if (set.has(d.extension) && !set.has(d.needs)) {
      refuse(text, std::string(name(d.extension)) + " needs " + std::string(name(d.needs)) + ", which is missing");
    }
  }
}

}  // namespace

std::string_view name(Extension extension) {
  return kNames[static_cast<std::size_t>(extension)];
}

IsaExtensions IsaExtensions::parse(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view rest = lower;
  constexpr std::string_view kBase = "rv64i";
  // "rv64g" passes here, so that add_letter can say what g would need.
  if (rest.substr(0, 5) != kBase && rest.substr(0, 5) != "rv64g") refuse(text, "it must begin with rv64i");
  rest.remove_prefix(4);

  IsaExtensions set;
  const std::size_t letters = std::min(rest.find('_'), rest.size());
  for (char letter : rest.substr(0, letters)) add_letter(set, letter, text);
  rest.remove_prefix(letters);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('_'), rest.size());
    add_word(set, rest.substr(0, end), text);
    rest.remove_prefix(end);
  }
  check_dependencies(set, text);
  return set;
}

std::string IsaExtensions::text() const {
  std::string result = "rv64i";
  const bool a = has(Extension::zaamo) && has(Extension::zalrsc);
  if (has(Extension::m)) result += 'm';
  if (a) result += 'a';
  if (has(Extension::c)) result += 'c';
  if (has(Extension::s)) result += 's';
  if (has(Extension::h)) result += 'h';
  for (Extension e : kCanonical) {
    const bool covered = a && (e == Extension::zaamo || e == Extension::zalrsc);
    if (has(e) && !covered) result += "_" + std::string(name(e));
  }
  return result;
}

}  // namespace amoeba
