#include "amoeba/platforms/guest_parameters.h"

#include <sstream>
#include <stdexcept>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/kvm/vcpu.h"

namespace amoeba {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& reason, const std::string& remedy) {
  throw ParameterError("guest.disable = " + name + ": " + reason + "; " + remedy);
}

void disable(kvm::Vcpu& vcpu, const std::string& name) {
  const kvm::IsaExtension* extension = kvm::find_isa_extension(name);
  if (extension == nullptr) refuse(name, "KVM has no register for it", "name ISA extensions such as zabha");
  const kvm::Answer answer = vcpu.set(kvm::isa_single_id(vcpu.host().xlen, extension->number), 0);
  if (answer.error == kvm::ErrorNumber::none) return;
  const bool zabha = extension == &kvm::isa_extension("zabha");
  const std::string number = std::to_string(static_cast<int>(answer.error));
  refuse(name, std::string("KVM answers ") + kvm::name(answer.error) + " (" + number + "), " + answer.why,
         zabha && vcpu.host().has("zabha")
             ? "the guest keeps it; leave it out, or set guest.policy = gated (hypothetical)"
             : "leave it out");
}

}  // namespace

void add_guest(ParameterRegistry& registry, GuestParameters& guest) {
  registry.add("guest.kernel", &guest.kernel, "", "Version of the host's Linux kernel, whose KVM runs guests.")
      .checked_by([](const std::string& text) { kvm::KernelVersion::parse(text); }, "a version such as 6.12");
  registry
      .add("guest.policy", &guest.policy, "",
           "What KVM lets user space do: as upstream Linux, or with a hardware enable for Zabha that no hart has "
           "(hypothetical).")
      .choices({"upstream", "gated"});
  registry.add(
      "guest.disable", &guest.disable, "",
      "ISA extensions, separated by commas, that user space switches off before a guest runs, or none; what KVM "
      "refuses is an error.");
}

GuestPlan guest_plan(const GuestParameters& guest, const std::string& isa) {
  if (guest.disable == "none") return {};
  if (!IsaExtensions::parse(isa).has(Extension::h))
    refuse(guest.disable, "harts without the hypervisor extension run no guest", "add h to core.isa");
  const bool gated = guest.policy == "gated";
  kvm::Vcpu vcpu(kvm::Host::parse(isa), kvm::KernelVersion::parse(guest.kernel),
                 gated ? kvm::Policy::gated : kvm::Policy::upstream);
  std::istringstream names(guest.disable);
  for (std::string name; std::getline(names, name, ',');) disable(vcpu, name);
  vcpu.run();
  const bool performs = vcpu.performs_zabha();
  return {performs, gated && !performs};
}

}  // namespace amoeba
