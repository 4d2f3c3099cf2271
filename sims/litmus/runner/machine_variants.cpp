#include "amoeba/sims/litmus/runner/machine_variants.h"

#include <initializer_list>

namespace amoeba::litmus {
namespace {

using Settings = std::initializer_list<const char*>;

// Small caches are quickly reset; a test fills only a few of their lines.
const Settings kEveryMachine = {"core.isa=rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zawrs_zalasr",
                                "l1i.bytes=4KiB",
                                "l1d.bytes=4KiB",
                                "home.slice_bytes=16KiB",
                                "core.outstanding_atomics=4",
                                "order.merged_forwarding=true",
                                "order.sc_failures=150",
                                "ooo.load_ports=2"};

const Settings kVariants[kMachineVariants] = {
    {"order.store_drain=relaxed", "order.early_stores=true", "order.early_atomics=true", "order.issue_jitter=120",
     "order.drain_jitter=120"},
    {"order.store_drain=relaxed", "order.early_stores=true", "order.early_atomics=true", "order.issue_jitter=30",
     "order.drain_jitter=60", "order.write_combining=true", "crossbar.latency=12", "memory.latency=40",
     "core.store_buffer_entries=4", "atomics.placement=all-far"},
    {"order.store_drain=relaxed", "order.early_stores=true", "order.early_atomics=true", "order.issue_jitter=300",
     "order.drain_jitter=300", "atomics.placement=unique-near", "l2.bytes=16KiB"},
    {"order.store_drain=fifo", "order.issue_jitter=60", "order.drain_jitter=240", "order.drain_delay=20",
     "atomics.lr_acquires=unique", "protocol.kind=moesi"},
};

// The configuration with the setting, where the platform admits it.
Configuration with(const Configuration& configuration, const std::string& setting) {
  Configuration changed = configuration;
  try {
    apply_setting(changed, setting);
    validate(changed);
    return changed;
  } catch (const ParameterError&) {
    return configuration;
  }
}

}  // namespace

Configuration machine_variant(const Configuration& platform, unsigned variant,
                              const std::function<bool(const std::string& path)>& chosen) {
  Configuration configuration = platform;
  for (const Settings& settings : {kEveryMachine, kVariants[variant]})
    for (const std::string setting : settings)
      if (!chosen(setting.substr(0, setting.find('=')))) configuration = with(configuration, setting);
  return configuration;
}

}  // namespace amoeba::litmus
