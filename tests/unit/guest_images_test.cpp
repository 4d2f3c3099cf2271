// Each embedded guest program contains the atomics that its variant promises, and no others: read from its machine
// code.
#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

struct Function {
  std::string name;
  bool local;
  std::vector<std::uint8_t> code;
};

struct Program {
  Elf64_Ehdr header;
  std::set<std::string> symbols;
  std::vector<Function> functions;
};

template <typename T>
T read_at(const WorkloadImage& image, std::size_t offset) {
  T value;
  EXPECT_LE(offset + sizeof value, image.size);
  std::memcpy(&value, image.data + offset, sizeof value);
  return value;
}

Program read_program(const WorkloadImage& image) {
  Program program{read_at<Elf64_Ehdr>(image, 0), {}, {}};
  const auto section = [&](std::size_t i) {
    return read_at<Elf64_Shdr>(image, program.header.e_shoff + i * sizeof(Elf64_Shdr));
  };
  for (std::size_t i = 0; i < program.header.e_shnum; ++i) {
    const Elf64_Shdr table = section(i);
    if (table.sh_type != SHT_SYMTAB) continue;
    for (std::size_t at = table.sh_offset; at < table.sh_offset + table.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = read_at<Elf64_Sym>(image, at);
      const std::string name =
          reinterpret_cast<const char*>(image.data) + section(table.sh_link).sh_offset + symbol.st_name;
      program.symbols.insert(name);
      if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
      const Elf64_Shdr text = section(symbol.st_shndx);
      const auto* begin =
          reinterpret_cast<const std::uint8_t*>(image.data) + text.sh_offset + (symbol.st_value - text.sh_addr);
      program.functions.push_back({name, ELF64_ST_BIND(symbol.st_info) == STB_LOCAL, {begin, begin + symbol.st_size}});
    }
  }
  return program;
}

// How many of each kind of instruction some code holds.
struct Census {
  unsigned subword_amo = 0, subword_cas = 0, word_logical = 0, word_other = 0, word_cas = 0;
  unsigned lr_w = 0, lr_d = 0, sc = 0, lrwait = 0, scwait = 0, full_fence = 0, operation_begin = 0, operation_end = 0;
  unsigned reservations() const { return lr_w + lr_d + sc; }
  unsigned subword() const { return subword_amo + subword_cas; }
};

void count_atomic(std::uint32_t raw, Census& census) {
  const unsigned funct5 = raw >> 27, funct3 = (raw >> 12) & 7;
  const bool is_subword = funct3 < 2;
  if (funct5 == 2) return static_cast<void>(++(funct3 == 2 ? census.lr_w : census.lr_d));
  if (funct5 == 3) return static_cast<void>(++census.sc);
  if (funct5 == 5) return static_cast<void>(++(is_subword ? census.subword_cas : census.word_cas));
  if (is_subword) return static_cast<void>(++census.subword_amo);
  const bool logical = funct5 == 4 || funct5 == 8 || funct5 == 12;
  ++(logical ? census.word_logical : census.word_other);
}

void count(const Function& function, Census& census) {
  for (std::size_t at = 0; at < function.code.size();) {
    if ((function.code[at] & 3) != 3) {
      at += 2;
      continue;
    }
    std::uint32_t raw;
    std::memcpy(&raw, &function.code[at], sizeof raw);
    at += 4;
    if ((raw & 0x7f) == 0x2f) count_atomic(raw, census);
    census.lrwait += (raw & 0xf800607f) == 0x1000000b;  // of bytes and halfwords
    census.scwait += (raw & 0xf800607f) == 0x1800000b;
    census.full_fence += raw == 0x0330000f;
    census.operation_begin += raw == 0x00302013;
    census.operation_end += raw == 0x00402013;
  }
}

// The measured code: the kernel, what the compiler left out of line of it, and the library that it calls.
Census census_of_kernel(const Program& program) {
  Census census;
  for (const Function& function : program.functions) {
    if (function.name == "workload_run" || function.local || function.name.rfind("libatomic_", 0) == 0) {
      count(function, census);
    }
  }
  return census;
}

Census census_of_function(const Program& program, const std::string& name) {
  Census census;
  for (const Function& function : program.functions) {
    if (function.name == name) count(function, census);
  }
  return census;
}

// What is wrong with that code for that variant; empty when nothing is.
std::string violation(const WorkloadKernel& kernel, const WorkloadVariant& variant, const Census& census) {
  const bool native = variant.name == "zabha" || variant.name == "zabha_zacas" || variant.name == "trap-m";
  if (census.word_cas) return "word or wider amocas";
  if (census.word_other && kernel.name != "mixed-race") return "word AMO that the kernel does not ask for";
  if (native) {
    if (census.reservations()) return "LR/SC in a native variant";
    if (!census.subword()) return "no sub-word AMO";
    if (!(kernel.needs & kCas) != !census.subword_cas) return "amocas.b/h where CAS is not needed, or missing";
    return "";
  }
  if (census.subword()) return "sub-word AMO";
  if (variant.name == "lrwait") {
    if (census.reservations()) return "LR/SC";
    return census.lrwait && census.scwait ? "" : "no LRwait or SCwait";
  }
  if (census.lrwait || census.scwait) return "LRwait or SCwait";
  if (variant.name == "wordamo") {
    if (census.reservations()) return "LR/SC";
    return census.word_logical ? "" : "no word AMO";
  }
  if (census.word_logical) return "and, or, xor by word AMO";
  if (!census.sc) return "no SC";
  if (variant.name == "lrsc") return census.lr_w && !census.lr_d ? "" : "not by words";
  if (!census.lr_d || census.lr_w) return "not by doublewords";
  return census.full_fence >= 2 ? "" : "no full fences";
}

template <typename Visit>
void for_each_image(Visit visit) {
  for (const WorkloadKernel& kernel : workload_kernels()) {
    for (const WorkloadVariant& variant : workload_variants()) {
      SCOPED_TRACE(std::string(kernel.name) + "." + std::string(variant.name));
      const WorkloadImage image = find_workload(kernel.name, variant.name);
      if (image.data) visit(kernel, variant, read_program(image));
    }
  }
}

TEST(GuestImages, ExistExactlyWhereTheKernelExistsInTheVariant) {
  unsigned images = 0;
  for (const WorkloadKernel& kernel : workload_kernels()) {
    for (const WorkloadVariant& variant : workload_variants()) {
      const bool exists = find_workload(kernel.name, variant.name).data != nullptr;
      EXPECT_EQ(exists, why_unavailable(kernel, variant).empty()) << kernel.name << " " << variant.name;
      images += exists;
    }
  }
  EXPECT_EQ(images, 101u);  // 17 kernels in 7 variants, less 16 by word AMO and 2 CAS without Zacas
}

TEST(GuestImages, HoldOnlyTheAtomicsOfTheirVariant) {
  for_each_image([](const WorkloadKernel& kernel, const WorkloadVariant& variant, const Program& program) {
    const Census census = census_of_kernel(program);
    EXPECT_EQ(violation(kernel, variant, census), "");
    EXPECT_GT(census.operation_begin, 0u);
    EXPECT_GE(census.operation_end, census.operation_begin);
  });
}

TEST(GuestImages, CodeOfAnotherVariantIsNoticed) {
  const auto found = [](std::string_view kernel, std::string_view image, std::string_view claimed) {
    const Census census = census_of_kernel(read_program(find_workload(kernel, image)));
    return violation(workload_kernel(kernel), workload_variant(claimed), census);
  };
  EXPECT_EQ(found("shared-counter", "lrsc", "zabha"), "LR/SC in a native variant");
  EXPECT_EQ(found("shared-counter", "zabha", "lrsc"), "sub-word AMO");
  EXPECT_EQ(found("shared-counter", "libatomic", "lrsc"), "not by words");
  EXPECT_EQ(found("shared-counter", "lrsc", "libatomic"), "not by doublewords");
  EXPECT_EQ(found("bitmap", "lrwait", "lrsc"), "LRwait or SCwait");
  EXPECT_EQ(found("bitmap", "lrsc", "lrwait"), "LR/SC");
  EXPECT_EQ(found("bitmap", "wordamo", "lrsc"), "and, or, xor by word AMO");
  EXPECT_EQ(found("bitmap", "lrsc", "wordamo"), "LR/SC");
}

// The bare variant whose code the image of a path holds.
std::string_view variant_of(const GuestPath& path) {
  const std::string_view code = path.image.substr(std::string_view("guest-").size());
  return code == "native" ? "zabha_zacas" : code;
}

TEST(GuestImages, InAGuestExistExactlyWhereTheBareOnesDo) {
  for (const WorkloadKernel& kernel : workload_kernels()) {
    for (const GuestPath& path : guest_paths()) {
      SCOPED_TRACE(std::string(kernel.name) + " " + std::string(path.name));
      const bool exists = find_workload(kernel.name, path.image).data != nullptr;
      EXPECT_EQ(exists, why_unavailable(kernel, path).empty());
      EXPECT_EQ(exists, find_workload(kernel.name, variant_of(path)).data != nullptr);
    }
  }
  EXPECT_NE(find_workload("vmexit", "exits").data, nullptr);
}

TEST(GuestImages, InAGuestHoldTheAtomicsOfTheirPath) {
  for (const char* kernel : {"shared-counter", "bitmap"}) {
    for (const GuestPath& path : guest_paths()) {
      const WorkloadImage image = find_workload(kernel, path.image);
      if (!image.data) continue;
      const Program program = read_program(image);
      // The library's functions hold the atomics of a program that calls it.
      const bool calls = path.image == "guest-libatomic";
      const Census census = census_of_function(program, calls ? "libatomic_fetch_add8" : "workload_run");
      EXPECT_EQ(violation(workload_kernel(kernel), workload_variant(variant_of(path)), census), "") << path.name;
    }
  }
}

TEST(GuestPaths, AreNumberedAsTheyStandAndHaveTheirHarts) {
  unsigned number = 0;
  for (const GuestPath& path : guest_paths()) {
    EXPECT_EQ(path.number, ++number);
    const IsaExtensions isa = IsaExtensions::parse(path.hart_isa);
    EXPECT_EQ(isa.has(Extension::zabha), path.name == "native") << path.name;
    EXPECT_EQ(isa.has(Extension::zacas), path.name == "native") << path.name;
    EXPECT_TRUE(isa.has(Extension::h) && isa.has(Extension::sstc) && isa.has(Extension::smstateen)) << path.name;
    EXPECT_EQ(path.is_hypothetical(), path.name == "trap-hs" || path.name == "trap-m" || path.name == "exit-user");
  }
  EXPECT_THROW(guest_path("no-such"), std::invalid_argument);
  EXPECT_THROW(exit_kind("no-such"), std::invalid_argument);
}

TEST(GuestImages, OnlyTrapMCarriesTheEmulator) {
  for_each_image([](const WorkloadKernel&, const WorkloadVariant& variant, const Program& program) {
    EXPECT_EQ(census_of_function(program, "emulate_subword").lr_w > 0, variant.name == "trap-m");
  });
}

TEST(GuestImages, AreRiscvProgramsWithTheSymbolsOfTheContract) {
  for_each_image([](const WorkloadKernel&, const WorkloadVariant&, const Program& program) {
    EXPECT_EQ(program.header.e_machine, EM_RISCV);
    EXPECT_EQ(program.header.e_entry, 0x80000000u);
    for (const char* symbol : {"tohost", "fromhost", "amoeba_arguments"}) EXPECT_EQ(program.symbols.count(symbol), 1u);
  });
}

TEST(WorkloadManifest, NamesHartsThatLackWhatTheVariantAvoids) {
  for (const WorkloadVariant& variant : workload_variants()) {
    const IsaExtensions isa = IsaExtensions::parse(variant.hart_isa);
    EXPECT_EQ(isa.has(Extension::zabha), variant.name == "zabha" || variant.name == "zabha_zacas") << variant.name;
    EXPECT_EQ(isa.has(Extension::zacas), variant.name == "zabha_zacas") << variant.name;
    EXPECT_EQ(isa.has(Extension::xlrwait), variant.is_hypothetical()) << variant.name;
  }
}

TEST(WorkloadManifest, ExplainsWhatIsUnavailable) {
  const auto why = [](std::string_view kernel, std::string_view variant) {
    return why_unavailable(workload_kernel(kernel), workload_variant(variant));
  };
  EXPECT_NE(why("byte-spinlock-cas", "zabha").find("Zacas"), std::string_view::npos);
  EXPECT_NE(why("shared-counter", "wordamo").find("no sub-word add"), std::string_view::npos);
  EXPECT_NE(why("queued-lock", "wordamo").find("cannot exchange"), std::string_view::npos);
  EXPECT_NE(why("byte-spinlock-cas", "wordamo").find("compare-and-swap"), std::string_view::npos);
  EXPECT_EQ(why("bitmap", "wordamo"), "");
}

TEST(WorkloadManifest, RefusesUnknownNames) {
  EXPECT_THROW(find_workload("no-such", "lrsc"), std::invalid_argument);
  EXPECT_THROW(find_workload("bitmap", "no-such"), std::invalid_argument);
}

}  // namespace
}  // namespace amoeba
