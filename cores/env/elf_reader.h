// Bounds-checked reading of ELF structures from a byte span.
// Errors: ElfError that names the part of the file that is missing.
#pragma once
#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "amoeba/cores/env/elf_image.h"

namespace amoeba {

class ElfReader {
 public:
  ElfReader(const std::byte* file, std::size_t size) : file_(file), size_(size) {}

  // The bytes [offset, offset + size), which must lie in the file; `part` says what they are.
  const std::byte* bytes(std::uint64_t offset, std::uint64_t size, const std::string& part) const;

  // `count` structures laid out from `offset` on, copied, since files promise no alignment.
  template <class T>
  std::vector<T> table(std::uint64_t offset, std::uint64_t count, const std::string& part) const {
    static_assert(std::is_trivially_copyable_v<T>);
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the structures are read as they lie in the file");
    // A count beyond the file's size cannot fit; checked first, so that the product does not wrap.
    const std::byte* first = bytes(offset, count > size_ ? UINT64_MAX : count * sizeof(T), part);
    std::vector<T> result(count);
    if (count > 0) std::memcpy(result.data(), first, count * sizeof(T));
    return result;
  }

 private:
  const std::byte* file_;
  std::size_t size_;
};

// An address as messages print it.
std::string hexadecimal(std::uint64_t address);

// Header of a file that this loader accepts.
Elf64_Ehdr read_elf_header(const ElfReader& reader);
std::vector<ElfSegment> read_elf_segments(const ElfReader& reader, const Elf64_Ehdr& header);
std::map<std::string, ElfSymbol> read_elf_symbols(const ElfReader& reader, const Elf64_Ehdr& header);

}  // namespace amoeba
