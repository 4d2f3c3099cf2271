#include "amoeba/sims/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "amoeba/sims/errors.h"

namespace amoeba {
namespace {

// Why writing failed, or "".
std::string write_directly(const std::string& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return "";
  return errno != 0 ? std::strerror(errno) : "the stream failed";
}

// A device or a pipe, which cannot be replaced by a renamed file.
bool is_special(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw FileError(fmt::format("cannot write '{}': {}; name a writable place with enough room", path, reason));
}

}  // namespace

std::string read_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw UsageError(fmt::format("cannot read '{}': it is a folder; name a file in it", path));
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError(fmt::format("cannot read '{}': {}; check the path", path, std::strerror(errno)));
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) throw UsageError(fmt::format("cannot read '{}': {}", path, std::strerror(errno)));
  return text;
}

std::vector<std::byte> read_bytes(const std::string& path) {
  const std::string text = read_text(path);
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

void expect_writable(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) refuse(path, std::strerror(EISDIR));
  const std::string needed = is_special(path) ? path : folder.string();
  if (::access(needed.c_str(), W_OK) != 0) refuse(path, std::strerror(errno));
}

void write_text(const std::string& path, const std::string& text) {
  const bool direct = is_special(path);
  const std::string target = direct ? path : path + ".partial";
  std::string reason = write_directly(target, text);
  if (reason.empty() && !direct && std::rename(target.c_str(), path.c_str()) != 0) reason = std::strerror(errno);
  if (reason.empty()) return;
  std::error_code ignored;
  if (!direct) std::filesystem::remove(target, ignored);
  refuse(path, reason);
}

}  // namespace amoeba
