#include "amoeba/sims/vmexit/kernel_figures.h"

#include <fmt/format.h>

#include <algorithm>

namespace amoeba::vmexit {
namespace {

// Of sims/workloads/runtime/regions.def.
enum Region : unsigned {
  kMEntry = 1,
  kMHandler = 2,
  kMRedirect = 3,
  kMReturn = 4,
  kRegistersOut = 5,
  kCsrsOut = 6,
  kExitWork = 7,
  kExitHandler = 8,
  kDecode = 9,
  kRedirect = 12,
  kEntryWork = 13,
  kCsrsIn = 14,
  kRegistersIn = 15,
};

double count(const Cost& cost, const std::vector<unsigned>& regions, HartMode mode,
             std::uint64_t RegionCounters::*field) {
  double sum = 0;
  for (const unsigned region : regions) sum += cost.of(region, mode, field);
  return sum;
}

bool executes(const Cost& cost, const KernelFigure& figure) {
  return std::all_of(figure.regions.begin(), figure.regions.end(),
                     [&](unsigned region) { return cost.of(region, figure.mode, &RegionCounters::instructions) > 0; });
}

// How often a trap went through the firmware, or the guest was entered, per operation.
double passes(const Cost& cost, HartMode mode) {
  return cost.of(mode == HartMode::machine ? kMReturn : kRegistersIn, mode, &RegionCounters::returns);
}

std::string explain(const KernelFigure& figure, double executed) {
  if (executed < figure.least) return fmt::format("{:.0f} fewer here: {}", figure.least - executed, figure.left_out);
  if (executed > figure.most)
    return fmt::format(
        "{:.0f} more here: nothing is inlined or specialised for one cause as the kernel's compiler "
        "does, and each part reads its own state anew",
        executed - figure.most);
  return "within the figure";
}

}  // namespace

const std::vector<KernelFigure>& kernel_figures() {
  static const std::vector<KernelFigure> figures = {
      {"OpenSBI's trap stub, entry and return",
       "OpenSBI, compiled",
       "compiled",
       105,
       105,
       34,
       41,
       13,
       HartMode::machine,
       {kMEntry, kMReturn},
       "the firmware here keeps no trap context on a chain, which OpenSBI links and unlinks around each trap"},
      {"OpenSBI's C from trap handler to redirect",
       "OpenSBI, from the sources",
       "estimated",
       150,
       250,
       -1,
       -1,
       -1,
       HartMode::machine,
       {kMHandler, kMRedirect},
       "no table of instruction handlers indexed by opcode, no probing of misa for each CSR, no trap logging, no error "
       "returns through three levels"},
      {"KVM's world switch, out and in (__kvm_riscv_switch_to)",
       "Linux 6.12, compiled",
       "compiled",
       144,
       144,
       63,
       63,
       13,
       HartMode::supervisor,
       {kRegistersOut, kCsrsOut, kCsrsIn, kRegistersIn},
       "the C function around it keeps some of the caller's registers"},
      {"KVM's light exit and entry, world switch included",
       "Linux 6.12 to 6.15, from the sources",
       "estimated",
       500,
       800,
       -1,
       -1,
       27,
       HartMode::supervisor,
       {kRegistersOut, kCsrsOut, kExitWork, kEntryWork, kCsrsIn, kRegistersIn},
       "no RCU and context tracking, no lockdep or tracepoints, no accounting of guest time to the scheduler, no SRCU "
       "beyond a counter per hart, no preemption notifiers, no AIA, no general work check before entering a guest; "
       "those are most of the kernel's instructions and none of its CSR accesses"},
      {"KVM's redirect of a trap to the guest's kernel",
       "Linux 6.12, compiled",
       "static, an upper bound",
       28,
       55,
       -1,
       -1,
       6,
       HartMode::supervisor,
       {kRedirect},
       "the cause's jump table and statistics stand in the exit handler here"},
      {"KVM's read of a guest's instruction (kvm_riscv_vcpu_unpriv_read)",
       "Linux 6.12, compiled",
       "static, an upper bound",
       40,
       40,
       -1,
       -1,
       6,
       HartMode::supervisor,
       {kDecode},
       "an instruction in stval need not be read again, so that HLVX and the swap of stvec around it fall away; KVM "
       "decodes no atomic, the rest of this region has no counterpart there"},
  };
  return figures;
}

std::vector<Correspondence> correspondences(const Cost& cost) {
  std::vector<Correspondence> found;
  for (const KernelFigure& figure : kernel_figures()) {
    if (!executes(cost, figure)) continue;
    const double times = passes(cost, figure.mode);
    if (times == 0) continue;
    const auto each = [&](std::uint64_t RegionCounters::*field) {
      return count(cost, figure.regions, figure.mode, field) / times;
    };
    const double instructions = each(&RegionCounters::instructions);
    found.push_back({&figure, instructions, each(&RegionCounters::loads), each(&RegionCounters::stores),
                     each(&RegionCounters::csr_accesses), explain(figure, instructions)});
  }
  return found;
}

WorldSwitch world_switch(const Cost& cost) {
  const double switches = cost.of_region(kRegistersIn, &RegionCounters::returns);
  if (switches == 0) return {};
  const auto of = [&](std::vector<unsigned> regions, std::uint64_t RegionCounters::*field) {
    return count(cost, regions, HartMode::supervisor, field) / switches;
  };
  return {of({kCsrsIn, kRegistersIn}, &RegionCounters::loads), of({kCsrsIn, kRegistersIn}, &RegionCounters::stores),
          of({kRegistersOut, kCsrsOut}, &RegionCounters::loads), of({kRegistersOut, kCsrsOut}, &RegionCounters::stores),
          switches};
}

}  // namespace amoeba::vmexit
