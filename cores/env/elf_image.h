// A RISC-V program as an ELF file describes it: what to load where, where to start, and its symbols.
// Models: 64-bit little-endian statically linked executables; load addresses are the physical ones (p_paddr).
// Not modelled: relocation, dynamic linking, thread-local storage, attributes and notes.
// Units: bytes. Whether a segment fits the platform's memory is the platform's check.
// Source: System V ABI (ELF-64) and the RISC-V ELF psABI. Errors: ElfError.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace amoeba {

// Names what is wrong with the image and what to do about it.
class ElfError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ElfSegment {
  std::uint64_t address = 0;
  std::uint64_t size = 0;       // in memory; what `data` does not cover is zero
  std::vector<std::byte> data;  // from the file, at `address`
};

struct ElfSymbol {
  std::uint64_t address = 0;
  std::uint64_t size = 0;
};

class ElfImage {
 public:
  ElfImage(const std::byte* file, std::size_t size);
  explicit ElfImage(const std::vector<std::byte>& file) : ElfImage(file.data(), file.size()) {}

  std::uint64_t entry() const { return entry_; }
  // Sorted by address, without overlap, none empty.
  const std::vector<ElfSegment>& segments() const { return segments_; }
  // By name; of symbols that share a name, a global one.
  const std::map<std::string, ElfSymbol>& symbols() const { return symbols_; }
  const ElfSymbol* find_symbol(const std::string& name) const;

 private:
  std::uint64_t entry_ = 0;
  std::vector<ElfSegment> segments_;
  std::map<std::string, ElfSymbol> symbols_;
};

}  // namespace amoeba
