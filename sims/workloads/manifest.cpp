#include "amoeba/workloads/manifest.h"

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

const WorkloadKernel& workload_kernel(std::string_view name) {
  return find_by_name(workload_kernels(), name, "kernel");
}

const WorkloadVariant& workload_variant(std::string_view name) {
  return find_by_name(workload_variants(), name, "variant");
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

WorkloadImage find_workload(std::string_view kernel, std::string_view variant) {
  workload_kernel(kernel);
  workload_variant(variant);
  for (const EmbeddedImage& entry : embedded_images()) {
    if (entry.kernel == kernel && entry.variant == variant) return entry.image;
  }
  return {nullptr, 0};
}

}  // namespace amoeba
