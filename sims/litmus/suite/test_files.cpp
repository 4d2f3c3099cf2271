#include "amoeba/sims/litmus/suite/test_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "amoeba/sims/errors.h"

namespace amoeba::litmus {

namespace fs = std::filesystem;

std::vector<std::string> find_test_files(const std::vector<std::string>& paths) {
  std::vector<std::string> result;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) throw UsageError(fmt::format("cannot find '{}'; check the path", path));
    if (!fs::is_directory(path, error)) {
      result.push_back(path);
      continue;
    }
    std::vector<std::string> below;
    for (const auto& entry : fs::recursive_directory_iterator(path))
      if (entry.is_regular_file() && entry.path().extension() == ".litmus") below.push_back(entry.path().string());
    if (below.empty()) throw UsageError(fmt::format("there is no .litmus file in '{}'; name another folder", path));
    std::sort(below.begin(), below.end());
    result.insert(result.end(), below.begin(), below.end());
  }
  return result;
}

}  // namespace amoeba::litmus
