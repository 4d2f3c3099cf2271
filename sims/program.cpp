#include "amoeba/sims/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/files.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

std::vector<std::string> built_in_names() {
  std::vector<std::string> names;
  for (const WorkloadKernel& kernel : workload_kernels()) {
    for (const WorkloadVariant& variant : workload_variants()) {
      if (why_unavailable(kernel, variant).empty()) names.push_back(fmt::format("{}.{}", kernel.name, variant.name));
    }
    for (const GuestPath& path : guest_paths()) {
      std::string name = fmt::format("{}.{}", kernel.name, path.image);
      const bool known = std::find(names.begin(), names.end(), name) != names.end();
      if (!known && why_unavailable(kernel, path).empty()) names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace

Program::Program(const std::string& name) {
  if (find_built_in(name)) return;
  if (!std::filesystem::exists(name))
    throw UsageError(
        fmt::format("there is neither a file nor a built-in workload '{}'{}; 'amoeba run --help' lists the "
                    "workloads",
                    name, did_you_mean(name, built_in_names())));
  file_ = read_bytes(name);
  data_ = file_.data();
  size_ = file_.size();
}

bool Program::find_built_in(const std::string& name) {
  for (const WorkloadKernel& kernel : workload_kernels()) {
    for (const WorkloadVariant& variant : workload_variants()) {
      if (name != fmt::format("{}.{}", kernel.name, variant.name)) continue;
      const std::string_view missing = why_unavailable(kernel, variant);
      if (!missing.empty())
        throw UsageError(fmt::format("{} does not exist: {}; choose another variant", name, missing));
      take(find_workload(kernel.name, variant.name), variant.hart_isa);
      return true;
    }
    if (find_in_guest(kernel, name)) return true;
  }
  return find_exits(name);
}

void Program::take(const WorkloadImage& image, std::string_view isa) {
  data_ = image.data;
  size_ = image.size;
  isa_ = isa;
}

// An image that serves several paths runs by default on the harts of the first: those that have what its code uses.
bool Program::find_in_guest(const WorkloadKernel& kernel, const std::string& name) {
  for (const GuestPath& path : guest_paths()) {
    if (name != fmt::format("{}.{}", kernel.name, path.image)) continue;
    const std::string_view missing = why_unavailable(kernel, path);
    if (!missing.empty()) throw UsageError(fmt::format("{} does not exist: {}; choose another path", name, missing));
    take(find_workload(kernel.name, path.image), path.hart_isa);
    return true;
  }
  return false;
}

bool Program::find_exits(const std::string& name) {
  if (name != "vmexit.exits") return false;
  take(find_workload("vmexit", "exits"), guest_path("redirect-6.17").hart_isa);
  return true;
}

}  // namespace amoeba
