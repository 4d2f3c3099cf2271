// The guest programs inside this build: kernels, variants, which pairs exist, and their ELF images.
// Models nothing. The kernels are C programs (kernels/), each compiled once per variant; see kernels.def, variants.def.
// Errors: std::invalid_argument that lists the known names.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace amoeba {

// Kinds of atomic operation on 8 or 16 bits; combined as a set.
enum SubwordOperations : unsigned { kAdd = 1, kSwap = 2, kCas = 4, kLogical = 8 };

struct WorkloadKernel {
  std::string_view name;
  unsigned needs;  // set of SubwordOperations
  std::string_view description;
  bool takes_order;  // the memory order of its atomics is a run-time argument
};

struct WorkloadVariant {
  std::string_view name;
  unsigned provides;              // set of SubwordOperations
  std::string_view compiled_for;  // -march of the kernel's code
  std::string_view hart_isa;      // the extensions that the hart running it must have, and no others (for core.isa)
  std::string_view label;  // "real": compilers or firmware produce this code today; "hypothetical": none can run it
  std::string_view description;

  bool is_hypothetical() const { return label == "hypothetical"; }
};

struct WorkloadImage {
  const std::byte* data;
  std::size_t size;
};

const std::vector<WorkloadKernel>& workload_kernels();
const std::vector<WorkloadVariant>& workload_variants();

const WorkloadKernel& workload_kernel(std::string_view name);
const WorkloadVariant& workload_variant(std::string_view name);

// Why a kernel does not exist in a variant, as text for a cell that says n/a; empty when it does exist.
std::string_view why_unavailable(const WorkloadKernel& kernel, const WorkloadVariant& variant);

// The ELF image; null and 0 when the pair is unavailable.
WorkloadImage find_workload(std::string_view kernel, std::string_view variant);

}  // namespace amoeba
