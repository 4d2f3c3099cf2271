#include <algorithm>

#include "amoeba/cores/env/elf_reader.h"

namespace amoeba {
namespace {

ElfSegment read_segment(const ElfReader& reader, const Elf64_Phdr& p, const std::string& part) {
  if (p.p_filesz > p.p_memsz) {
    throw ElfError("ELF image: " + part + " is larger in the file than in memory; the file is damaged, build it again");
  }
  if (p.p_paddr + p.p_memsz < p.p_paddr) {
    throw ElfError("ELF image: " + part + " wraps around the end of the address space; correct the linker script");
  }
  const std::byte* data = reader.bytes(p.p_offset, p.p_filesz, part);
  return {p.p_paddr, p.p_memsz, std::vector<std::byte>(data, data + p.p_filesz)};
}

void check_overlap(const std::vector<ElfSegment>& sorted) {
  for (std::size_t k = 1; k < sorted.size(); ++k) {
    if (sorted[k - 1].address + sorted[k - 1].size > sorted[k].address) {
      throw ElfError("ELF image: two segments overlap at address " + hexadecimal(sorted[k].address) +
                     "; correct the linker script");
    }
  }
}

}  // namespace

std::vector<ElfSegment> read_elf_segments(const ElfReader& reader, const Elf64_Ehdr& header) {
  std::vector<ElfSegment> segments;
  const auto headers = reader.table<Elf64_Phdr>(header.e_phoff, header.e_phnum, "the program header table");
  for (std::size_t k = 0; k < headers.size(); ++k) {
    if (headers[k].p_type == PT_INTERP) {
      throw ElfError("ELF image: the program asks for a dynamic loader; link it with -static -no-pie");
    }
    if (headers[k].p_type != PT_LOAD || headers[k].p_memsz == 0) continue;
    segments.push_back(read_segment(reader, headers[k], "segment " + std::to_string(k)));
  }
  if (segments.empty()) throw ElfError("ELF image: no segment to load; link the program into an executable");
  std::sort(segments.begin(), segments.end(),
            [](const ElfSegment& a, const ElfSegment& b) { return a.address < b.address; });
  check_overlap(segments);
  return segments;
}

}  // namespace amoeba
