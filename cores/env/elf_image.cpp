#include "amoeba/cores/env/elf_image.h"

#include <algorithm>

#include "amoeba/cores/env/elf_reader.h"

namespace amoeba {

ElfImage::ElfImage(const std::byte* file, std::size_t size) {
  const ElfReader reader(file, size);
  const Elf64_Ehdr header = read_elf_header(reader);
  entry_ = header.e_entry;
  segments_ = read_elf_segments(reader, header);
  symbols_ = read_elf_symbols(reader, header);
  const bool loaded =
      std::any_of(segments_.begin(), segments_.end(), [&](const ElfSegment& s) { return entry_ - s.address < s.size; });
  if (!loaded || entry_ % 2 != 0) {
    throw ElfError("ELF image: the entry point " + hexadecimal(entry_) +
                   " is odd or in no segment; define _start, or set ENTRY in the linker script");
  }
}

const ElfSymbol* ElfImage::find_symbol(const std::string& name) const {
  const auto found = symbols_.find(name);
  return found == symbols_.end() ? nullptr : &found->second;
}

}  // namespace amoeba
