#include "amoeba/kvm/host.h"

#include "amoeba/kvm/isa_extension.h"

namespace amoeba::kvm {

bool Host::has(std::string_view name) const {
  const IsaExtension* extension = find_isa_extension(name);
  return extension != nullptr && has(extension->number);
}

}  // namespace amoeba::kvm
