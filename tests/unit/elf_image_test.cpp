#include "amoeba/cores/env/elf_image.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>

#include "amoeba/cores/env/entry_convention.h"

namespace amoeba {
namespace {

// A file under construction: header, one program header, data, symbols, strings, section headers, in this order.
struct File {
  Elf64_Ehdr header{};
  std::vector<Elf64_Phdr> segments;
  std::vector<std::byte> data;
  std::vector<Elf64_Sym> symbols;
  std::string strings;
  std::vector<Elf64_Shdr> sections;

  File() {
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_EXEC;
    header.e_machine = EM_RISCV;
    header.e_entry = 0x80000002;
    header.e_phoff = sizeof(Elf64_Ehdr);
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_shentsize = sizeof(Elf64_Shdr);
    for (unsigned k = 0; k < 12; ++k) data.push_back(static_cast<std::byte>(k + 1));
    segments.push_back(segment(0x80000000, 12, 64));
    strings = std::string("\0tohost\0label\0", 14);
    symbols = {symbol(0, 0, 0), symbol(1, STB_GLOBAL, 0x80000010), symbol(8, STB_LOCAL, 0x80000004)};
  }

  static Elf64_Phdr segment(std::uint64_t address, std::uint64_t file_size, std::uint64_t memory_size) {
    Elf64_Phdr p{};
    p.p_type = PT_LOAD;
    p.p_vaddr = p.p_paddr = address;
    p.p_filesz = file_size;
    p.p_memsz = memory_size;
    return p;
  }
  static Elf64_Sym symbol(unsigned name, unsigned binding, std::uint64_t value) {
    Elf64_Sym s{};
    s.st_name = name;
    s.st_info = static_cast<unsigned char>(ELF64_ST_INFO(binding, STT_OBJECT));
    s.st_shndx = name == 0 ? SHN_UNDEF : 1;
    s.st_value = value;
    s.st_size = 8;
    return s;
  }

  std::size_t data_offset() const { return sizeof header + segments.size() * sizeof(Elf64_Phdr); }
  std::size_t symbols_offset() const { return data_offset() + data.size(); }
  std::size_t strings_offset() const { return symbols_offset() + symbols.size() * sizeof(Elf64_Sym); }
  std::size_t sections_offset() const { return strings_offset() + strings.size(); }

  void lay_out() {
    header.e_phnum = static_cast<std::uint16_t>(segments.size());
    for (Elf64_Phdr& p : segments) p.p_offset = data_offset();
    Elf64_Shdr none{}, symbol_table{}, string_table{};
    symbol_table.sh_type = SHT_SYMTAB;
    symbol_table.sh_offset = symbols_offset();
    symbol_table.sh_size = symbols.size() * sizeof(Elf64_Sym);
    symbol_table.sh_entsize = sizeof(Elf64_Sym);
    symbol_table.sh_link = 2;
    string_table.sh_type = SHT_STRTAB;
    string_table.sh_offset = strings_offset();
    string_table.sh_size = strings.size();
    sections = {none, symbol_table, string_table};
    header.e_shoff = sections_offset();
    header.e_shnum = 3;
  }

  std::vector<std::byte> bytes() const {
    std::vector<std::byte> result;
    const auto append = [&](const void* from, std::size_t size) {
      const auto* first = static_cast<const std::byte*>(from);
      result.insert(result.end(), first, first + size);
    };
    append(&header, sizeof header);
    append(segments.data(), segments.size() * sizeof(Elf64_Phdr));
    append(data.data(), data.size());
    append(symbols.data(), symbols.size() * sizeof(Elf64_Sym));
    append(strings.data(), strings.size());
    append(sections.data(), sections.size() * sizeof(Elf64_Shdr));
    return result;
  }
};

File good() {
  File file;
  file.lay_out();
  return file;
}

std::string error(const std::vector<std::byte>& bytes) {
  try {
    ElfImage image(bytes);
  } catch (const ElfError& e) {
    return e.what();
  }
  return "accepted";
}

// The error of a good file after `spoil` has changed it.
template <class Spoil>
std::string error_after(Spoil spoil) {
  File file = good();
  spoil(file);
  return error(file.bytes());
}

template <class Spoil>
void expect_error(const char* text, Spoil spoil) {
  EXPECT_NE(error_after(spoil).find(text), std::string::npos) << error_after(spoil);
}

TEST(ElfImage, ReadsSegmentsEntryAndSymbols) {
  const ElfImage image(good().bytes());
  EXPECT_EQ(image.entry(), 0x80000002u);
  ASSERT_EQ(image.segments().size(), 1u);
  EXPECT_EQ(image.segments()[0].address, 0x80000000u);
  EXPECT_EQ(image.segments()[0].size, 64u);
  EXPECT_EQ(image.segments()[0].data, good().data);
  EXPECT_EQ(image.symbols().size(), 2u);
  ASSERT_NE(image.find_symbol("tohost"), nullptr);
  EXPECT_EQ(image.find_symbol("tohost")->address, 0x80000010u);
  EXPECT_EQ(image.find_symbol("tohost")->size, 8u);
  EXPECT_EQ(image.find_symbol("label")->address, 0x80000004u);
  EXPECT_EQ(image.find_symbol("absent"), nullptr);
}

TEST(ElfImage, EveryTruncationIsRefused) {
  const std::vector<std::byte> whole = good().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of exactly this size, so that a sanitizer sees the first byte read beyond it.
    const std::vector<std::byte> part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_NE(error(part).find("truncated"), std::string::npos) << size << ": " << error(part);
  }
}

TEST(ElfImage, EveryDamagedByteIsReadOrRefusedWithoutHarm) {
  const std::vector<std::byte> whole = good().bytes();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (unsigned value : {0x00u, 0x7fu, 0x80u, 0xffu}) {
      std::vector<std::byte> damaged = whole;
      damaged[at] = static_cast<std::byte>(value);
      EXPECT_FALSE(error(damaged).empty());
    }
  }
}

TEST(ElfImage, SegmentsAreSortedAndEmptyOnesDropped) {
  File file;
  file.segments = {File::segment(0x80001000, 4, 4), File::segment(0x80000000, 12, 16), File::segment(5, 0, 0)};
  file.lay_out();
  const ElfImage image(file.bytes());
  ASSERT_EQ(image.segments().size(), 2u);
  EXPECT_EQ(image.segments()[0].address, 0x80000000u);
  EXPECT_EQ(image.segments()[1].address, 0x80001000u);
}

TEST(ElfImage, AGlobalSymbolWinsOverALocalOne) {
  for (bool global_first : {false, true}) {
    File file;
    file.symbols = {File::symbol(1, STB_LOCAL, 1), File::symbol(1, STB_GLOBAL, 2)};
    if (global_first) std::swap(file.symbols[0], file.symbols[1]);
    file.lay_out();
    EXPECT_EQ(ElfImage(file.bytes()).find_symbol("tohost")->address, 2u);
  }
}

TEST(ElfImage, AStrippedFileHasNoSymbols) {
  File file = good();
  file.header.e_shoff = file.header.e_shnum = file.header.e_shentsize = 0;
  EXPECT_TRUE(ElfImage(file.bytes()).symbols().empty());
}

TEST(ElfImage, WrongKindsOfFileAreNamed) {
  expect_error("magic", [](File& f) { f.header.e_ident[0] = 'x'; });
  expect_error("not of class ELF64", [](File& f) { f.header.e_ident[EI_CLASS] = ELFCLASS32; });
  expect_error("not little-endian", [](File& f) { f.header.e_ident[EI_DATA] = ELFDATA2MSB; });
  expect_error("version", [](File& f) { f.header.e_ident[EI_VERSION] = 9; });
  expect_error("made for machine 62, not for RISC-V", [](File& f) { f.header.e_machine = EM_X86_64; });
  expect_error("link it into an executable", [](File& f) { f.header.e_type = ET_REL; });
  expect_error("-no-pie", [](File& f) { f.header.e_type = ET_DYN; });
  expect_error("core dump", [](File& f) { f.header.e_type = ET_CORE; });
  expect_error("dynamic loader", [](File& f) { f.segments[0].p_type = PT_INTERP; });
}

TEST(ElfImage, DamagedTablesAreNamed) {
  expect_error("program headers of 7 bytes", [](File& f) { f.header.e_phentsize = 7; });
  expect_error("section headers of 7 bytes", [](File& f) { f.header.e_shentsize = 7; });
  expect_error("program header table", [](File& f) { f.header.e_phoff = ~0ull; });
  expect_error("section header table", [](File& f) { f.header.e_shnum = 60000; });
  expect_error("section 1", [](File& f) { f.sections[1].sh_offset = ~0ull - 4; });
  expect_error("symbol table", [](File& f) { f.sections[1].sh_entsize = 3; });
  expect_error("symbol table", [](File& f) { f.sections[1].sh_link = 3; });
  expect_error("symbol's name", [](File& f) { f.symbols[1].st_name = 14; });
  expect_error("symbol's name", [](File& f) { f.strings.back() = 'x', f.symbols[1].st_name = 13; });
}

TEST(ElfImage, DamagedSegmentsAreNamed) {
  expect_error("no segment to load", [](File& f) { f.segments[0].p_type = PT_NOTE; });
  expect_error("segment 0", [](File& f) { f.segments[0].p_offset = 1 << 20; });
  expect_error("larger in the file than in memory", [](File& f) { f.segments[0].p_memsz = 11; });
  expect_error("wraps around", [](File& f) { f.segments[0].p_paddr = ~0ull - 8; });
  expect_error("entry point 0x80000040", [](File& f) { f.header.e_entry = 0x80000040; });
  expect_error("entry point", [](File& f) { f.header.e_entry = 0x80000001; });
  File file;
  file.segments = {File::segment(0x80000000, 12, 64), File::segment(0x8000003f, 1, 1)};
  file.lay_out();
  EXPECT_NE(error(file.bytes()).find("overlap at address 0x8000003f"), std::string::npos);
}

TEST(EntryConvention, HtifWords) {
  EXPECT_TRUE(HtifCommand::from_word(1).is_exit());
  EXPECT_EQ(HtifCommand::from_word(1).exit_code(), 0u);
  EXPECT_EQ(HtifCommand::from_word(1337 << 1 | 1).exit_code(), 1337u);
  EXPECT_FALSE(HtifCommand::from_word(0).is_system_call());
  EXPECT_TRUE(HtifCommand::from_word(0x80001000).is_system_call());
  const HtifCommand put = HtifCommand::from_word(1ull << 56 | 1ull << 48 | 'A');
  EXPECT_TRUE(put.is_put_character());
  EXPECT_FALSE(put.is_exit());
  EXPECT_EQ(put.payload, 'A');
  EXPECT_EQ(put.word(), 0x0101000000000041u);
}

}  // namespace
}  // namespace amoeba
