#include "assembler.h"

#include <elf.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace amoeba {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A scratch file name that is removed at the end of its scope.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& suffix) {
    const char* folder = std::getenv("TMPDIR");
    path_ = std::string(folder ? folder : "/tmp") + "/amoeba_assembler_" + std::to_string(getpid()) + suffix;
  }
  ~ScratchFile() { unlink(path_.c_str()); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

template <class T>
T structure(const std::string& file, std::size_t offset) {
  T value;
  std::memcpy(&value, file.data() + offset, sizeof value);
  return value;
}

std::vector<std::uint8_t> text_section(const std::string& object) {
  const auto header = structure<Elf64_Ehdr>(object, 0);
  for (unsigned k = 0; k < header.e_shnum; ++k) {
    const auto section = structure<Elf64_Shdr>(object, header.e_shoff + k * sizeof(Elf64_Shdr));
    if (section.sh_type != SHT_PROGBITS || (section.sh_flags & SHF_EXECINSTR) == 0) continue;
    const auto first = object.begin() + static_cast<std::ptrdiff_t>(section.sh_offset);
    return {first, first + static_cast<std::ptrdiff_t>(section.sh_size)};
  }
  throw std::runtime_error("the object file has no code section");
}

}  // namespace

std::vector<std::uint8_t> assemble(const std::vector<std::string>& lines) {
  const ScratchFile source(".s"), object(".o"), messages(".txt");
  {
    std::ofstream file(source.path());
    bool compressed = true;
    for (const std::string& line : lines) {
      if (const bool c = line.rfind("c.", 0) == 0; c != compressed) {
        file << (c ? ".option rvc\n" : ".option norvc\n");
        compressed = c;
      }
      file << line << '\n';
    }
  }
  const std::string command = std::string(AMOEBA_CLANG) +
                              " --target=riscv64 -mno-relax -menable-experimental-extensions"
                              " -march=rv64imach_zicsr_zifencei_zabha_zacas_zawrs_zalasr -c " +
                              source.path() + " -o " + object.path() + " 2> " + messages.path();
  if (std::system(command.c_str()) != 0) {
    throw std::runtime_error("assembly failed:\n" + read_file(messages.path()).substr(0, 2000));
  }
  return text_section(read_file(object.path()));
}

}  // namespace amoeba
