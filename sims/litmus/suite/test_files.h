// Finds the .litmus files that a command line names.
// Errors: UsageError when a path does not exist or a folder has no such file.
#pragma once
#include <string>
#include <vector>

namespace amoeba::litmus {

// Files as they are named; of folders all *.litmus files below, sorted by path.
std::vector<std::string> find_test_files(const std::vector<std::string>& paths);

}  // namespace amoeba::litmus
