// What can be set about the pipelines of the harts and the order of their memory operations.
#include "amoeba/base/isa_extensions.h"
#include "amoeba/platforms/parameter_groups.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kMaximumLatency = 100'000;

}  // namespace

void add_core(ParameterRegistry& registry, Configuration& c) {
  registry
      .add("hart.core", &c.core, "",
           "Pipeline of every hart: in order, single issue (core.*), or out of order and speculative (core.*, ooo.*).")
      .choices({"inorder", "ooo"});
  registry.add("core.isa", &c.isa, "", "ISA extensions of every hart; instructions of others trap as illegal.")
      .checked_by([](const std::string& text) { IsaExtensions::parse(text); },
                  "an ISA name such as rv64imac_zicsr_zabha");
  registry.add("core.multiply_latency", &c.multiply_latency, "cycles", "Cycles from a multiplication to its use.")
      .range(1, 1000);
  registry.add("core.divide_latency", &c.divide_latency, "cycles", "Cycles from a division to its use.").range(1, 1000);
  registry.add("core.mispredict_penalty", &c.mispredict_penalty, "cycles", "Cycles lost to a mispredicted branch.")
      .range(0, 1000);
  registry.add("core.trap_penalty", &c.trap_penalty, "cycles", "Cycles of pipeline flush on trap entry, mret and sret.")
      .range(0, 10'000);
  registry.add("core.csr_latency", &c.csr_latency, "cycles", "Cycles of a CSR access.").range(1, 1000);
  registry.add("core.store_buffer_entries", &c.store_buffer_entries, "entries", "Stores that wait in the store buffer.")
      .range(2, 1024)
      .source("4 speculative and 4 committed stores, as CVA6 has (cva6, core/include/ariane_pkg.sv)");
  registry.add("core.outstanding_atomics", &c.outstanding_atomics, "atomics", "AMOs of one hart under way at once.")
      .range(1, 64)
      .source("one at a time, as in XiangShan's atomics unit (XiangShan, mem/pipeline/AtomicsUnit.scala)");
  registry.add("core.misaligned_in_hardware", &c.misaligned_in_hardware, "",
               "Misaligned plain loads and stores are performed instead of trapping; atomics always trap.");
}

void add_ooo(ParameterRegistry& registry, OooCoreConfiguration& o) {
  constexpr const char* kBoom = "BOOM's medium configuration (riscv-boom, config-mixins.scala)";
  const auto add = [&](const char* leaf, std::uint32_t* field, const char* unit, const char* meaning) -> Parameter& {
    return registry.add(std::string("ooo.") + leaf, field, unit, meaning);
  };
  add("width", &o.width, "instructions/cycle", "Instructions fetched, renamed and retired per cycle, each.")
      .range(1, 16)
      .source(kBoom);
  add("window", &o.window, "instructions", "Instructions between rename and retirement.").range(16, 512).source(kBoom);
  add("load_queue", &o.load_queue, "entries", "Loads and LRs that have not retired.").range(1, 32).source(kBoom);
  add("store_queue", &o.store_queue, "entries",
      "Stores, AMOs and SCs that are not performed; core.store_buffer_entries of them may be retired stores.")
      .range(2, 32)
      .source(kBoom);
  add("integer_ports", &o.integer_ports, "instructions/cycle", "Arithmetic and branches issued per cycle.")
      .range(1, 16);
  add("multiply_ports", &o.multiply_ports, "instructions/cycle",
      "Multiplications and divisions issued per cycle; there is one divider, which is busy while it divides.")
      .range(1, 16);
  add("address_ports", &o.address_ports, "accesses/cycle", "Addresses of memory operations generated per cycle.")
      .range(1, 16)
      .source(kBoom);
  add("load_ports", &o.load_ports, "loads/cycle", "Loads performed per cycle.").range(1, 16).source(kBoom);
  add("mispredict_penalty", &o.mispredict_penalty, "cycles",
      "Cycles from the execution of a mispredicted branch, or from a load that must be executed again, until "
      "instructions are renamed again.")
      .range(0, 1000);
  add("predictor_entries", &o.predictor_entries, "counters", "Two-bit counters of the gshare branch predictor.")
      .range(16, 1 << 20)
      .power_of_two();
}

void add_order(ParameterRegistry& registry, OrderConfiguration& o) {
  registry
      .add("order.model", &o.model, "",
           "Memory model that the harts keep to: RVWMO, total store order (Ztso), or sequential consistency.")
      .choices({"rvwmo", "ztso", "sc"});
  registry
      .add("order.acquire_release", &o.acquire_release, "",
           "How aq and rl are built: as defined, or as full fences on either side.")
      .choices({"precise", "drain"});
  registry
      .add("order.store_drain", &o.store_drain, "",
           "Order in which retired stores of an ooo hart are performed: one at a time as they retired, or any that "
           "the memory model allows.")
      .choices({"fifo", "relaxed"});
  registry.add("order.write_combining", &o.write_combining, "",
               "Retired stores to one line that a cache holds for writing are performed together (ooo).");
  registry
      .add("order.drain_delay", &o.drain_delay, "cycles",
           "Cycles from a store's retirement until it may be performed (ooo).")
      .range(0, kMaximumLatency);
  registry
      .add("order.drain_jitter", &o.drain_jitter, "cycles",
           "Greatest random addition to order.drain_delay, drawn for each store (ooo).")
      .range(0, kMaximumLatency);
  registry
      .add("order.issue_jitter", &o.issue_jitter, "cycles",
           "Greatest random delay of each memory operation, which shuffles what the memory model lets be shuffled "
           "(ooo).")
      .range(0, kMaximumLatency);
  registry.add("order.early_atomics", &o.early_atomics, "",
               "AMOs, LRs and SCs are performed as soon as they are certain to retire, instead of as the oldest "
               "instruction; a pair of LR and SC may overtake another (ooo).");
  registry.add("order.early_stores", &o.early_stores, "",
               "Stores are performed as soon as they are certain to retire, even before older loads have their values "
               "(ooo).");
  registry.add("order.merged_forwarding", &o.merged_forwarding, "",
               "A load that stores of the hart cover in part takes the rest from the cache, instead of waiting (ooo).");
  registry
      .add("order.sc_failures", &o.sc_failures, "per mille",
           "SCs that fail for no reason, as the architecture lets them, once their address is known (ooo).")
      .range(0, 999);
}

}  // namespace amoeba
