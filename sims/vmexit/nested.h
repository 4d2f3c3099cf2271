// What a sub-word atomic would cost a guest's guest, estimated from counted events. Hypothetical, and computed: nothing
// here runs nested.
// Models: the guest's hypervisor handles the trap as `inner` did; each of its accesses to HS and VS CSRs, each hlv,
// hlvx, hsv and hfence, and each sret traps to the outer hypervisor, which spends a light exit on it; the trap itself
// passes through the outer hypervisor once more. Not modelled: shadow page tables, NACL or other acceleration of
// nesting, caches that the extra exits disturb. Units: cycles per operation of one hart.
#pragma once
#include "amoeba/sims/vmexit/cost.h"

namespace amoeba::vmexit {

struct Nested {
  double trapping_instructions = 0;  // of the guest's hypervisor, per operation
  double returns = 0;                // sret, of these
  double light_exit = 0;             // cycles of one
  double inner_cycles = 0;           // what the inner path costs by itself
  double cycles = 0;                 // in all
};

// `inner`: a path through a hypervisor; `light`: a hypercall.
Nested nested_cost(const Cost& inner, const Cost& light);

}  // namespace amoeba::vmexit
