// What can be set about the virtual machines that a platform runs, and what that means for its harts.
// Models: the host's kernel, the policy (upstream Linux, or a hardware enable for Zabha that no hart has), the ISA
// extensions that user space switches off before a guest runs; KVM decides (models/kvm).
// Not modelled: settings that differ from guest to guest.
// Errors: ParameterError with KVM's error number where it refuses.
#pragma once
#include <cstdint>
#include <string>

#include "amoeba/base/parameters.h"

namespace amoeba {

struct GuestParameters {
  std::string kernel = "7.1";
  std::string policy = "upstream";  // upstream | gated
  std::string disable = "none";     // or names of ISA extensions, a,b,c
};

void add_guest(ParameterRegistry& registry, GuestParameters& guest);

struct GuestPlan {
  bool performs_zabha = true;  // the guest's byte and halfword AMOs are performed where the hart has Zabha
  bool hypothetical = false;   // no hardware and no kernel does this
};

// What KVM makes of the settings on a host of this ISA.
GuestPlan guest_plan(const GuestParameters& guest, const std::string& isa);

}  // namespace amoeba
