// Whole files in and out.
// Models: a result file appears complete or not at all (written beside its place, then renamed); devices and pipes are
// written directly. Errors: UsageError when reading fails, FileError when writing fails, both with path and reason.
#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace amoeba {

class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string read_text(const std::string& path);
std::vector<std::byte> read_bytes(const std::string& path);
// Throws the FileError that write_text() would throw for a wrong place, so that a long run need not end with it.
void expect_writable(const std::string& path);
void write_text(const std::string& path, const std::string& text);

}  // namespace amoeba
