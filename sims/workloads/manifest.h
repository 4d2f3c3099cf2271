// The guest programs inside this build: kernels, variants, paths in a guest, which pairs exist, and their ELF images.
// Models nothing. The kernels are C programs (kernels/), each compiled once per variant, for the bare machine and with
// firmware, hypervisor and guest kernel around it; see kernels.def, variants.def, paths.def, exits.def.
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

// A way to a sub-word atomic in a guest; see paths.def. Its image is find_workload(kernel, image).
struct GuestPath {
  unsigned number;  // value of the argument kGuestPathArgument
  std::string_view name;
  std::string_view image;
  std::string_view hart_isa;  // for core.isa
  std::string_view label;     // as of variants: "real" or "hypothetical"
  std::string_view emulator;  // who performs the operation
  std::string_view description;

  bool is_hypothetical() const { return label == "hypothetical"; }
};

// A kind of VM exit that the image find_workload("vmexit", "exits") performs, on harts like those of redirect-6.17.
struct ExitKind {
  unsigned number;  // value of the argument kExitKindArgument
  std::string_view name;
  std::string_view description;
};

// A part of the path into or out of a guest, by the number of the label that begins it; see runtime/regions.def.
struct ExitRegion {
  unsigned number;
  std::string_view name;
  std::string_view description;
};

// Places in the run-time arguments (runtime/arguments.h).
inline constexpr unsigned kGuestPathArgument = 10, kExitKindArgument = 11, kTimerArgument = 12, kHedelegArgument = 13,
                          kHideStvalArgument = 14;

const std::vector<GuestPath>& guest_paths();
const GuestPath& guest_path(std::string_view name);
const std::vector<ExitKind>& exit_kinds();
const ExitKind& exit_kind(std::string_view name);
const std::vector<ExitRegion>& exit_regions();

const std::vector<WorkloadKernel>& workload_kernels();
const std::vector<WorkloadVariant>& workload_variants();

const WorkloadKernel& workload_kernel(std::string_view name);
const WorkloadVariant& workload_variant(std::string_view name);

// Why a kernel does not exist in a variant or on a path, as text for a cell that says n/a; empty when it does exist.
std::string_view why_unavailable(const WorkloadKernel& kernel, const WorkloadVariant& variant);
std::string_view why_unavailable(const WorkloadKernel& kernel, const GuestPath& path);

// The ELF image of a kernel and a variant, or the image of a path; null and 0 when the pair is unavailable.
WorkloadImage find_workload(std::string_view kernel, std::string_view variant);

}  // namespace amoeba
