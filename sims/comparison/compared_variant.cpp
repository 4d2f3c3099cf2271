#include "amoeba/sims/comparison/compared_variant.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/vmexit/subject.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

constexpr const char* kGuestPrefix = "guest-";
constexpr unsigned kMostGuestHarts = 8;  // for which the hypervisor has room

const GuestPath* find_path(const std::string& name) {
  for (const GuestPath& path : guest_paths())
    if (name == kGuestPrefix + std::string(path.name)) return &path;
  return nullptr;
}

bool is_bare_variant(const std::string& name) {
  const auto& variants = workload_variants();
  return std::any_of(variants.begin(), variants.end(), [&](const auto& variant) { return variant.name == name; });
}

std::string full_name(const std::string& name) {
  if (is_bare_variant(name) || find_path(name) != nullptr) return name;
  const std::string of_guest = kGuestPrefix + name;
  if (find_path(of_guest) != nullptr) return of_guest;
  const std::vector<std::string> known = compared_variant_names();
  throw UsageError(fmt::format("--variants does not know '{}'{}; it knows: {}", name, did_you_mean(name, known),
                               fmt::join(known, ", ")));
}

void add(const std::string& name, std::vector<std::string>& chosen) {
  if (std::find(chosen.begin(), chosen.end(), name) == chosen.end()) chosen.push_back(name);
}

// The paths' names alone, checked as `amoeba vmexit` checks them.
void add_paths(const std::string& paths, std::vector<std::string>& chosen) {
  if (paths.empty()) return;
  const std::string any_kernel(workload_kernels().front().name);
  for (const vmexit::Subject& subject : vmexit::choose_paths(paths, any_kernel, {}))
    add(kGuestPrefix + subject.name, chosen);
}

}  // namespace

std::vector<std::string> compared_variant_names() {
  std::vector<std::string> names;
  for (const WorkloadVariant& variant : workload_variants()) names.emplace_back(variant.name);
  for (const GuestPath& path : guest_paths()) names.push_back(kGuestPrefix + std::string(path.name));
  return names;
}

std::vector<std::string> choose_variants(const std::string& variants, const std::string& paths) {
  std::vector<std::string> chosen;
  if (variants.empty()) {
    for (const WorkloadVariant& variant : workload_variants())
      if (!variant.is_hypothetical()) chosen.emplace_back(variant.name);
  } else {
    for (const std::string& name : split_list(variants, "--variants")) add(full_name(name), chosen);
  }
  add_paths(paths, chosen);
  return chosen;
}

ComparedVariant compared_variant(const std::string& name, const Configuration& platform) {
  const GuestPath* path = find_path(name);
  if (path == nullptr) {
    const WorkloadVariant& bare = workload_variant(name);
    return {name, name, std::string(bare.hart_isa), std::string(bare.label), std::string(bare.description)};
  }
  vmexit::Subject subject = vmexit::path_subject(*path, std::string(workload_kernels().front().name), platform);
  ComparedVariant variant{name, subject.image, subject.isa, subject.label, "in a guest: " + subject.description};
  variant.of_guest = true;
  variant.path = subject.number;
  if (subject.withheld) variant.missing = subject.missing;
  return variant;
}

std::string ComparedVariant::why_unavailable(const std::string& kernel, unsigned harts, const std::string& core) const {
  const WorkloadKernel& program = workload_kernel(kernel);
  if (!of_guest) return std::string(amoeba::why_unavailable(program, workload_variant(name)));
  if (!missing.empty()) return missing;
  if (harts > kMostGuestHarts) return fmt::format("guests have at most {} harts", kMostGuestHarts);
  if (core == "ooo") return "guests need harts in order: out-of-order ones have no supervisor mode";
  return std::string(amoeba::why_unavailable(program, *find_path(name)));
}

Configuration ComparedVariant::configure(Configuration platform) const {
  platform.isa = hart_isa;
  if (!guest_plan(platform.guest, std::string(guest_path("native").hart_isa)).performs_zabha &&
      hart_isa == guest_path("native").hart_isa)
    return platform;
  platform.guest.disable = "none";  // there is no guest, or no Zabha to take from it
  return platform;
}

}  // namespace amoeba
