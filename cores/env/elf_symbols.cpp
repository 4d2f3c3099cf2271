#include <algorithm>

#include "amoeba/cores/env/elf_reader.h"

namespace amoeba {
namespace {

// A string table, of which names are read up to their terminating zero.
class StringTable {
 public:
  StringTable(const std::byte* bytes, std::uint64_t size, std::string part)
      : bytes_(reinterpret_cast<const char*>(bytes)), size_(size), part_(std::move(part)) {}

  std::string at(std::uint64_t offset) const {
    const char* end = bytes_ + size_;
    const char* first = offset < size_ ? bytes_ + offset : end;
    const char* last = std::find(first, end, '\0');
    if (last == end) {
      throw ElfError("ELF image: a symbol's name lies outside of " + part_ + "; the file is damaged, build it again");
    }
    return std::string(first, last);
  }

 private:
  const char* bytes_;
  std::uint64_t size_;
  std::string part_;
};

std::string section(std::size_t index) {
  return "section " + std::to_string(index);
}

bool names_an_address(const Elf64_Sym& symbol) {
  const unsigned type = ELF64_ST_TYPE(symbol.st_info);
  return symbol.st_shndx != SHN_UNDEF && type != STT_SECTION && type != STT_FILE && symbol.st_name != 0;
}

void read_symbol_table(const ElfReader& reader, const std::vector<Elf64_Shdr>& sections, std::size_t index,
                       std::map<std::string, ElfSymbol>& result) {
  const Elf64_Shdr& table = sections[index];
  if (table.sh_entsize != sizeof(Elf64_Sym) || table.sh_link >= sections.size()) {
    throw ElfError("ELF image: the symbol table, " + section(index) +
                   ", has a wrong entry size or string table; the file is damaged, build it again");
  }
  const Elf64_Shdr& strings = sections[table.sh_link];
  const StringTable names(reader.bytes(strings.sh_offset, strings.sh_size, section(table.sh_link)), strings.sh_size,
                          section(table.sh_link));
  const auto symbols = reader.table<Elf64_Sym>(table.sh_offset, table.sh_size / sizeof(Elf64_Sym), "the symbol table");
  for (const Elf64_Sym& symbol : symbols) {
    if (!names_an_address(symbol)) continue;
    const ElfSymbol value{symbol.st_value, symbol.st_size};
    if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL) {
      result.emplace(names.at(symbol.st_name), value);
    } else {
      result.insert_or_assign(names.at(symbol.st_name), value);
    }
  }
}

}  // namespace

std::map<std::string, ElfSymbol> read_elf_symbols(const ElfReader& reader, const Elf64_Ehdr& header) {
  std::map<std::string, ElfSymbol> result;
  const auto sections = reader.table<Elf64_Shdr>(header.e_shoff, header.e_shnum, "the section header table");
  for (std::size_t k = 0; k < sections.size(); ++k) {
    const bool has_bytes = sections[k].sh_type != SHT_NOBITS && sections[k].sh_type != SHT_NULL;
    if (has_bytes) reader.bytes(sections[k].sh_offset, sections[k].sh_size, section(k));
  }
  for (std::size_t k = 0; k < sections.size(); ++k) {
    if (sections[k].sh_type == SHT_SYMTAB) read_symbol_table(reader, sections, k, result);
  }
  return result;
}

}  // namespace amoeba
