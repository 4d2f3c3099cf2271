// A scratch folder in which a test runs the amoeba program and reads what it wrote.
#pragma once
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace amoeba {

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Finished {
  int status;
  std::string output;
  std::string errors;
};

class ProgramFolder {
 public:
  ProgramFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "amoeba_test_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~ProgramFolder() { std::filesystem::remove_all(path_); }
  ProgramFolder(const ProgramFolder&) = delete;
  ProgramFolder& operator=(const ProgramFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  Finished run(const std::string& arguments) const {
    const std::string command = "cd " + path_.string() + " && " AMOEBA_PROGRAM " " + arguments + " > out 2> err";
    const int status = std::system(command.c_str());
    return {WEXITSTATUS(status), read(path_ / "out"), read(path_ / "err")};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace amoeba
