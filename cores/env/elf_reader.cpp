#include "amoeba/cores/env/elf_reader.h"

#include <cinttypes>
#include <cstdio>

namespace amoeba {
namespace {

constexpr const char* kBuildHint = "build the program with clang --target=riscv64 -static -nostdlib";

void require(bool condition, const std::string& what) {
  if (!condition) throw ElfError("ELF image: " + what);
}

void check_identification(const unsigned char* ident) {
  const bool magic = std::memcmp(ident, ELFMAG, SELFMAG) == 0;
  require(magic, std::string("the file does not begin with the ELF magic number; ") + kBuildHint);
  require(ident[EI_CLASS] == ELFCLASS64,
          "it is not of class ELF64 (class " + std::to_string(ident[EI_CLASS]) + "); " + kBuildHint);
  require(ident[EI_DATA] == ELFDATA2LSB, std::string("it is not little-endian; ") + kBuildHint);
  require(ident[EI_VERSION] == EV_CURRENT,
          "unknown ELF version " + std::to_string(ident[EI_VERSION]) + "; the file is damaged, build it again");
}

std::string remedy_for_type(unsigned type) {
  switch (type) {
    case ET_REL:
      return "it is an object file; link it into an executable";
    case ET_DYN:
      return "it is position-independent or a shared library; link it with -static -no-pie";
    case ET_CORE:
      return "it is a core dump; pass the executable";
    default:
      return "it is no executable (type " + std::to_string(type) + "); " + kBuildHint;
  }
}

}  // namespace

const std::byte* ElfReader::bytes(std::uint64_t offset, std::uint64_t size, const std::string& part) const {
  const bool inside = offset <= size_ && size <= size_ - offset;
  require(inside, part + " at offset " + std::to_string(offset) + " reaches beyond the file's " +
                      std::to_string(size_) + " bytes; the file is truncated or damaged, build or copy it again");
  return file_ + offset;
}

std::string hexadecimal(std::uint64_t address) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%" PRIx64, address);
  return text;
}

Elf64_Ehdr read_elf_header(const ElfReader& reader) {
  unsigned char ident[EI_NIDENT];
  std::memcpy(ident, reader.bytes(0, EI_NIDENT, "the identification"), EI_NIDENT);
  check_identification(ident);
  const Elf64_Ehdr header = reader.table<Elf64_Ehdr>(0, 1, "the ELF header").front();
  require(header.e_machine == EM_RISCV, "it is made for machine " + std::to_string(header.e_machine) +
                                            ", not for RISC-V (" + std::to_string(EM_RISCV) + "); " + kBuildHint);
  require(header.e_type == ET_EXEC, remedy_for_type(header.e_type));
  require(header.e_phentsize == sizeof(Elf64_Phdr) || header.e_phnum == 0,
          "program headers of " + std::to_string(header.e_phentsize) + " bytes instead of " +
              std::to_string(sizeof(Elf64_Phdr)) + "; the file is damaged, build it again");
  require(header.e_shentsize == sizeof(Elf64_Shdr) || header.e_shnum == 0,
          "section headers of " + std::to_string(header.e_shentsize) + " bytes instead of " +
              std::to_string(sizeof(Elf64_Shdr)) + "; the file is damaged, build it again");
  return header;
}

}  // namespace amoeba
