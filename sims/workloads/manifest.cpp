#include "amoeba/workloads/manifest.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "amoeba/workloads/images.h"

namespace amoeba {
namespace {

template <typename Entry>
const Entry& find_by_name(const std::vector<Entry>& entries, std::string_view name, const char* what) {
  std::string known;
  for (const Entry& entry : entries) {
    if (entry.name == name) return entry;
    known += known.empty() ? "" : ", ";
    known += entry.name;
  }
  throw std::invalid_argument("unknown " + std::string(what) + " '" + std::string(name) + "'; known are: " + known);
}

}  // namespace

const std::vector<WorkloadKernel>& workload_kernels() {
#define AMOEBA_KERNEL(name, needs, description) {name, needs, description, false},
#define AMOEBA_ORDERED_KERNEL(name, needs, description) {name, needs, description, true},
  static const std::vector<WorkloadKernel> kernels = {
#include "kernels.def"
  };
#undef AMOEBA_KERNEL
#undef AMOEBA_ORDERED_KERNEL
  return kernels;
}

const std::vector<WorkloadVariant>& workload_variants() {
#define AMOEBA_VARIANT(name, provides, compiled_for, subword, firmware, hart_isa, label, description) \
  {name, provides, compiled_for, hart_isa, label, description},
  static const std::vector<WorkloadVariant> variants = {
#include "variants.def"
  };
#undef AMOEBA_VARIANT
  return variants;
}

const std::vector<GuestPath>& guest_paths() {
#define AMOEBA_GUEST_PATH(number, id, name, image, extensions, label, emulator, description)            \
  {number, name,     image,      "rv64imacsh_zicntr_zicsr_zifencei" extensions "_zawrs_smstateen_sstc", \
   label,  emulator, description},
  static const std::vector<GuestPath> paths = {
#include "paths.def"
  };
#undef AMOEBA_GUEST_PATH
  return paths;
}

const std::vector<ExitKind>& exit_kinds() {
#define AMOEBA_EXIT_KIND(number, id, name, description) {number, name, description},
  static const std::vector<ExitKind> kinds = {
#include "exits.def"
  };
#undef AMOEBA_EXIT_KIND
  return kinds;
}

const std::vector<ExitRegion>& exit_regions() {
#define AMOEBA_EXIT_REGION(number, id, name, description) {number, name, description},
  static const std::vector<ExitRegion> regions = {
#include "runtime/regions.def"
  };
#undef AMOEBA_EXIT_REGION
  return regions;
}

const WorkloadKernel& workload_kernel(std::string_view name) {
  return find_by_name(workload_kernels(), name, "kernel");
}

const WorkloadVariant& workload_variant(std::string_view name) {
  return find_by_name(workload_variants(), name, "variant");
}

const GuestPath& guest_path(std::string_view name) {
  return find_by_name(guest_paths(), name, "guest path");
}

const ExitKind& exit_kind(std::string_view name) {
  return find_by_name(exit_kinds(), name, "kind of exit");
}

std::string_view why_unavailable(const WorkloadKernel& kernel, const WorkloadVariant& variant) {
  const unsigned missing = kernel.needs & ~variant.provides;
  if (missing == 0) return "";
  const bool native = variant.provides & kSwap;
  if (native) return "amocas.b/h need Zacas as well; with Zabha alone compare-and-swap stays an LR/SC loop";
  if (missing & kAdd) return "a word AMO has no sub-word add: the carry would run into the neighbouring byte";
  if (missing & kSwap) return "a word AMO cannot exchange a part of the word: it would replace the neighbours too";
  return "a word AMO has no sub-word compare-and-swap: it would compare the neighbours too";
}

std::string_view why_unavailable(const WorkloadKernel& kernel, const GuestPath& path) {
  // Only images of word AMOs lack operations: native code has Zabha and Zacas, on the hart or emulated.
  return path.name == "wordamo" ? why_unavailable(kernel, workload_variant("wordamo")) : "";
}

WorkloadImage find_workload(std::string_view kernel, std::string_view variant) {
  for (const EmbeddedImage& entry : embedded_images()) {
    if (entry.kernel == kernel && entry.variant == variant) return entry.image;
  }
  const auto is_image = [variant](const GuestPath& path) { return path.image == variant; };
  workload_kernel(kernel);
  if (std::none_of(guest_paths().begin(), guest_paths().end(), is_image)) workload_variant(variant);
  return {nullptr, 0};
}

}  // namespace amoeba
