#include "amoeba/kvm/migration.h"

#include <algorithm>
#include <set>

#include "amoeba/kvm/state_registers.h"

namespace amoeba::kvm {
namespace {

bool is_type(RegisterId id, RegisterType type) {
  return type_of(id) == static_cast<unsigned>(type);
}

const IsaExtension& extension_of(RegisterId id) {
  return isa_extensions()[index_of(id)];
}

std::vector<RegisterId> configuration_first(const Vcpu& vcpu) {
  std::vector<RegisterId> ids = vcpu.registers();
  std::stable_partition(ids.begin(), ids.end(), [](RegisterId id) {
    return is_type(id, RegisterType::config) || is_type(id, RegisterType::isa_ext);
  });
  return ids;
}

// Why a destination lacks an extension, and whether the guest could have been started without it.
void explain_absent(MigratedRegister& one, const Vcpu& source, const Vcpu& destination) {
  const IsaExtension& extension = extension_of(one.id);
  const std::string name = extension.name;
  const bool host_has = destination.host().has(extension.number);
  one.why = host_has ? "kernel " + destination.kernel().text() + " of the destination has no register for it; " +
                           extension.since.text() + " has"
                     : "the destination lacks " + name;
  if (one.saved == 0) {
    one.outcome = Restored::harmless;
    one.remedy = "skip the register: the guest does not have " + name;
    return;
  }
  one.outcome = Restored::not_so;
  if (host_has && *extension.gate == '\0') {
    one.outcome = Restored::harmless;
    one.remedy = "skip the register: the instructions work there all the same";
  } else if (source.disable_allowed(extension)) {
    one.remedy = "start the guest with " + name + "=0 at the source, before its first run";
  } else {
    one.remedy = "KVM cannot take " + name + " from a guest (EINVAL): choose hosts with it, or leave " + name +
                 " out of the device tree from the start and trust the guest not to use it";
  }
}

void explain_isa(MigratedRegister& one, const Vcpu& source, const Vcpu& destination) {
  const IsaExtension& extension = extension_of(one.id);
  if (!destination.offers(extension.number)) return explain_absent(one, source, destination);
  const std::string name = extension.name;
  if (one.saved == 0) {
    one.outcome = Restored::harmless;
    one.remedy = "leave it: the guest's device tree does not name " + name;
    return;
  }
  one.outcome = Restored::not_so;
  one.remedy = "choose a destination that gives guests " + name;
}

void explain_config(MigratedRegister& one, const Vcpu& source) {
  one.outcome = Restored::not_so;
  switch (static_cast<ConfigRegister>(index_of(one.id))) {
    case ConfigRegister::isa:
      if ((one.found & one.saved) == one.saved) one.outcome = Restored::harmless;
      one.remedy = "see the registers of the single letters";
      return;
    case ConfigRegister::satp_mode:
      if (one.found > one.saved) {
        one.outcome = Restored::harmless;
        one.remedy = "skip the register: the destination's MMU has the source's mode, too";
      } else {
        one.remedy = "start the guest with a device tree whose mmu-type the destination has";
      }
      return;
    case ConfigRegister::zicbom_block_size:
    case ConfigRegister::zicboz_block_size:
    case ConfigRegister::zicbop_block_size: {
      const std::string extension = std::string(name(static_cast<ConfigRegister>(index_of(one.id)))).substr(0, 6);
      if (source.guest_has(extension)) {
        one.remedy = "choose a destination with this block size, or start the guest without " + extension;
      } else {
        one.outcome = Restored::harmless;
        one.remedy = "skip the register: the guest does not have " + extension;
      }
      return;
    }
    default:
      one.remedy = "choose a destination whose kernel has the register";
  }
}

void explain_state(MigratedRegister& one, const Vcpu& source, const Vcpu& destination) {
  one.outcome = Restored::not_so;
  const std::string needed = needed_extension(one.id);
  if (one.id == timer_frequency_id()) {
    one.remedy = "choose a destination with this time base; the guest's clock would run wrong";
  } else if (one.id == vector_length_id(source.host().xlen)) {
    one.remedy = "choose a destination with this vector length";
  } else if (!needed.empty() && !destination.guest_has(needed)) {
    one.remedy = "see " + needed;
  } else {
    one.remedy = "choose a destination whose kernel and host have the register";
  }
}

void explain(MigratedRegister& one, const Vcpu& source, const Vcpu& destination) {
  if (is_type(one.id, RegisterType::isa_ext)) return explain_isa(one, source, destination);
  if (is_type(one.id, RegisterType::config)) return explain_config(one, source);
  explain_state(one, source, destination);
}

MigratedRegister restore(RegisterId id, const Vcpu& source, Vcpu& destination) {
  MigratedRegister one;
  one.id = id;
  one.saved = source.get(id).value;
  const Answer answer = destination.set(id, one.saved);
  one.error = answer.error;
  one.why = answer.why;
  one.found = destination.get(id).value;
  return one;
}

// An extension that the guest did not have at the source: monitors write 0, so that it meets what it was started with.
MigratedRegister take_away(RegisterId id, Vcpu& destination) {
  MigratedRegister one;
  one.id = id;
  one.at_source = false;
  const Answer answer = destination.set(id, 0);
  one.error = answer.error;
  one.found = destination.get(id).value;
  one.why = answer.why;
  if (one.error == ErrorNumber::none) {
    one.remedy = "write 0 before the first run";
    return one;
  }
  one.outcome = Restored::harmless;
  one.remedy = std::string("leave it at 1: the guest's device tree does not name ") + extension_of(id).name;
  return one;
}

}  // namespace

const char* name(Restored outcome) {
  switch (outcome) {
    case Restored::exactly:
      return "restored";
    case Restored::harmless:
      return "harmless";
    case Restored::not_so:
      break;
  }
  return "no";
}

bool Migration::possible() const {
  return std::none_of(registers.begin(), registers.end(),
                      [](const MigratedRegister& one) { return one.outcome == Restored::not_so; });
}

Migration migrate(const Vcpu& source, Vcpu& destination) {
  Migration migration;
  std::set<RegisterId> saved;
  for (RegisterId id : configuration_first(source)) {
    saved.insert(id);
    migration.registers.push_back(restore(id, source, destination));
  }
  for (RegisterId id : destination.registers()) {
    if (saved.count(id) == 0 && is_type(id, RegisterType::isa_ext) && destination.get(id).value == 1)
      migration.registers.push_back(take_away(id, destination));
  }
  // Only now: the letters of CONFIG isa may have come by their own registers.
  for (MigratedRegister& one : migration.registers) {
    if (one.at_source && (one.error != ErrorNumber::none || destination.get(one.id).value != one.saved)) {
      one.found = destination.get(one.id).value;
      explain(one, source, destination);
    }
  }
  return migration;
}

}  // namespace amoeba::kvm
