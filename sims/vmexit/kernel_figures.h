// What the corresponding pieces of OpenSBI and of Linux' KVM execute, beside what the guest software here executed.
// Models: instruction, load, store and CSR counts of code compiled or read elsewhere, each with its source and how sure
// it is; the parts of a cost that correspond; in words, what the software here leaves out.
// Not modelled: the cycles of that code. Units: instructions per operation.
// Source: OpenSBI at 4e79fd7de59f, gcc-12 -O2; Linux 6.12 and 6.8, arch/riscv/kvm, clang-22 -O2; counts "estimated"
// were inferred from the sources, not traced.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/vmexit/cost.h"

namespace amoeba::vmexit {

struct KernelFigure {
  const char* piece;                   // what it is
  const char* source;                  // of the figure
  const char* kind;                    // "compiled", "static, an upper bound", "estimated"
  double least, most;                  // instructions; equal where the figure is one number
  double loads, stores, csr_accesses;  // negative: not known
  HartMode mode;                       // in which it executes
  std::vector<unsigned> regions;       // that correspond
  const char* left_out;                // by the software here, or done differently
};

const std::vector<KernelFigure>& kernel_figures();

// One figure beside a cost that executed the piece, for each pass through it.
struct Correspondence {
  const KernelFigure* figure;
  double instructions, loads, stores, csr_accesses;
  std::string explanation;
};
// Of the pieces that the cost executed, all parts of each.
std::vector<Correspondence> correspondences(const Cost& cost);

// Loads and stores of a world switch, counted, of one entry and one exit.
struct WorldSwitch {
  double entry_loads, entry_stores, exit_loads, exit_stores;  // per switch
  double switches;                                            // per operation
};
inline constexpr WorldSwitch kKernelWorldSwitch = {35, 28, 28, 35, 1};  // of 6.12
WorldSwitch world_switch(const Cost& cost);

}  // namespace amoeba::vmexit
