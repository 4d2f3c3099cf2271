#include "amoeba/platforms/hart_builder.h"

#include <algorithm>

#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba {

namespace {

MemoryOrder memory_order(const OrderConfiguration& o) {
  MemoryOrder order;
  order.model = o.model == "sc" ? MemoryModel::sc : o.model == "ztso" ? MemoryModel::ztso : MemoryModel::rvwmo;
  order.acquire_release = o.acquire_release == "drain" ? AcquireRelease::drain : AcquireRelease::precise;
  return order;
}

HartConfiguration hart_configuration(const Configuration& configuration, unsigned hart) {
  HartConfiguration h;
  h.hart_id = hart;
  h.extensions = IsaExtensions::parse(configuration.isa);
  h.multiply_latency = configuration.multiply_latency;
  h.divide_latency = configuration.divide_latency;
  h.mispredict_penalty = configuration.mispredict_penalty;
  h.trap_penalty = configuration.trap_penalty;
  h.csr_latency = configuration.csr_latency;
  h.store_buffer_entries = configuration.store_buffer_entries;
  h.outstanding_atomics = configuration.outstanding_atomics;
  h.misaligned_in_hardware = configuration.misaligned_in_hardware;
  h.wrs_timeout = configuration.wrs_timeout;
  h.order = memory_order(configuration.order);
  const MmuParameters& mmu = configuration.mmu;
  h.mmu = {mmu.instruction_entries, mmu.data_entries, mmu.second_entries, mmu.second_ways, mmu.second_latency};
  h.translation_fence_latency = mmu.fence_latency;
  if (configuration.region_account != "off")
    h.region_account = configuration.region_account == "first-operation" ? RegionAccount::Span::first_operation
                                                                         : RegionAccount::Span::region_of_interest;
  h.guests_have_zabha = guest_plan(configuration.guest, configuration.isa).performs_zabha;
  h.ticks_per_time = std::max<Tick>(1, configuration.clock_hertz / MemorySystem::kTimerHertz);
  return h;
}

OooConfiguration ooo_configuration(const Configuration& configuration, unsigned hart) {
  const OooCoreConfiguration& core = configuration.ooo;
  const OrderConfiguration& order = configuration.order;
  OooConfiguration o;
  o.hart = hart_configuration(configuration, hart);
  o.hart.mispredict_penalty = core.mispredict_penalty;
  o.width = core.width;
  o.window = core.window;
  o.integer_ports = core.integer_ports;
  o.multiply_ports = core.multiply_ports;
  o.address_ports = core.address_ports;
  o.predictor_entries = core.predictor_entries;
  MemoryQueueConfiguration& m = o.memory;
  m.hart_id = hart;
  m.loads = core.load_queue;
  m.stores = core.store_queue;
  m.store_buffer = configuration.store_buffer_entries;
  m.load_ports = core.load_ports;
  m.outstanding_atomics = configuration.outstanding_atomics;
  m.order = o.hart.order;
  m.relaxed_drain = order.store_drain == "relaxed";
  m.write_combining = order.write_combining;
  m.drain_delay = order.drain_delay;
  m.drain_jitter = order.drain_jitter;
  m.issue_jitter = order.issue_jitter;
  m.early_atomics = order.early_atomics;
  m.early_stores = order.early_stores;
  m.merged_forwarding = order.merged_forwarding;
  m.sc_failures = order.sc_failures;
  return o;
}

}  // namespace

std::unique_ptr<Hart> make_hart(const std::string& name, const Configuration& configuration, unsigned hart,
                                const HartEnvironment& environment) {
  if (configuration.core == "ooo")
    return std::make_unique<OooHart>(name.c_str(), ooo_configuration(configuration, hart), environment);
  return std::make_unique<InorderHart>(name.c_str(), hart_configuration(configuration, hart), environment);
}

// An LRwait, too, is performed at the home node.
OrderChecker make_order_checker(const Configuration& configuration) {
  const bool near =
      configuration.placement == "all-near" && !IsaExtensions::parse(configuration.isa).has(Extension::xlrwait);
  return {configuration.harts, memory_order(configuration.order),
          near ? OrderChecker::Values::checked : OrderChecker::Values::ignored};
}

}  // namespace amoeba
