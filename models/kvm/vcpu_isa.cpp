// The ISA_EXT registers of a vcpu.
#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {
namespace {

constexpr KernelVersion kSmstateenDisablesAia = {6, 7};

Answer wrong_size(unsigned xlen) {
  return {ErrorNumber::einval, 0,
          "the register has the size of an unsigned long, " + std::to_string(xlen / 8) + " bytes"};
}

const Answer kUnreadable = {ErrorNumber::efault, 0, "the address of the value cannot be read"};

std::string refusal(const IsaExtension& extension, std::uint64_t value) {
  if (value > 1) return "the value must be 0 or 1";
  if (value == 1) return "the kernel does not let user space enable it on this host";
  if (extension.disable != DisableRule::never) return "the kernel does not let user space disable it on this host";
  const bool gated = *extension.gate != '\0';
  return std::string("the kernel does not let user space disable it") +
         (gated ? "" : ": nothing in the hardware could take it from the guest");
}

}  // namespace

unsigned Vcpu::bit_of(unsigned number) const {
  const bool shared = kernel_ < kSeparateIsaChecks && number == isa_extension("smnpm").number;
  return shared ? isa_extension("ssnpm").number : number;
}

bool Vcpu::offers(unsigned number) const {
  if (number >= known_extensions(kernel_)) return false;
  // A host's Ssnpm is what gives a guest's kernel pointer masking, which the guest knows as Smnpm.
  return host_.has(number == isa_extension("smnpm").number ? isa_extension("ssnpm").number : number);
}

bool Vcpu::guest_has(unsigned number) const {
  return number < known_extensions(kernel_) && isa_[bit_of(number)];
}

bool Vcpu::guest_has(std::string_view name) const {
  return guest_has(isa_extension(name).number);
}

bool Vcpu::performs_zabha() const {
  return host_.has("zabha") && (policy_ == Policy::upstream || guest_has("zabha"));
}

bool Vcpu::enable_allowed(const IsaExtension& extension) const {
  switch (extension.enable) {
    case EnableRule::never:
      return false;
    case EnableRule::with_ssaia:
      return host_.has("ssaia");
    case EnableRule::with_hardware_ad_update:
      return host_.has("svadu");
    case EnableRule::with_vector_allowed:
      return host_.vector_allowed;
    case EnableRule::always:
      break;
  }
  return true;
}

bool Vcpu::disable_allowed(const IsaExtension& extension) const {
  if (policy_ == Policy::gated && extension.number == isa_extension("zabha").number) return true;
  switch (extension.disable) {
    case DisableRule::never:
      return false;
    case DisableRule::with_smstateen:
      return kernel_ >= kSmstateenDisablesAia && host_.has("smstateen");
    case DisableRule::with_hardware_ad_update:
      return host_.has("svadu");
    case DisableRule::as_own_bit:
      return kernel_ >= kSeparateIsaChecks;
    case DisableRule::always:
      break;
  }
  return true;
}

Answer Vcpu::get_isa(RegisterId id) const {
  if (bytes_of(id) * 8 != host_.xlen) return wrong_size(host_.xlen);
  if (!uniform_errors() && subtype_of(id) != kIsaSingle)
    return {ErrorNumber::einval, 0, "the kernel has no MULTI registers before 6.6"};
  if (subtype_of(id) == kIsaSingle) return get_isa_single(index_of(id));
  if (subtype_of(id) > kIsaMultiDisable) return {ErrorNumber::enoent, 0, "the subtype is unknown"};
  Answer answer = get_isa_multi(index_of(id));
  if (answer.error == ErrorNumber::none && subtype_of(id) == kIsaMultiDisable) {
    answer.value = word(~answer.value);
    answer.why = "the complement of MULTI_EN: absent and undefined extensions read as 1";
  }
  return answer;
}

Answer Vcpu::get_isa_single(std::uint64_t number) const {
  if (number >= known_extensions(kernel_))
    return {uniform_errors() ? ErrorNumber::enoent : ErrorNumber::einval, 0,
            "kernel " + kernel_.text() + " does not know the extension"};
  const auto index = static_cast<unsigned>(number);
  if (!uniform_errors()) return {ErrorNumber::none, guest_has(index), "before 6.6 the host is not looked at"};
  if (!offers(index)) return {ErrorNumber::enoent, 0, "the host lacks the extension"};
  return {ErrorNumber::none, guest_has(index), guest_has(index) ? "the guest has it" : "the guest does not have it"};
}

Answer Vcpu::get_isa_multi(std::uint64_t index) const {
  const unsigned known = known_extensions(kernel_);
  if (index > (known - 1) / host_.xlen) return {ErrorNumber::enoent, 0, "no extension has its bit in this word"};
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < host_.xlen; ++i) {
    const auto number = static_cast<unsigned>(index * host_.xlen + i);
    if (number < known && get_isa_single(number).value == 1) mask |= std::uint64_t{1} << i;
  }
  return {ErrorNumber::none, mask, "one bit for each extension"};
}

Answer Vcpu::set_isa(RegisterId id, std::uint64_t value, UserMemory memory) {
  if (bytes_of(id) * 8 != host_.xlen) return wrong_size(host_.xlen);
  const bool readable = memory == UserMemory::accessible;
  if (!uniform_errors()) {
    if (subtype_of(id) != kIsaSingle) return {ErrorNumber::einval, 0, "the kernel has no MULTI registers before 6.6"};
    if (index_of(id) >= known_extensions(kernel_)) return get_isa_single(index_of(id));
  }
  if (!readable) return kUnreadable;
  switch (subtype_of(id)) {
    case kIsaSingle:
      return set_isa_single(index_of(id), value);
    case kIsaMultiEnable:
      return set_isa_multi(index_of(id), value, true);
    case kIsaMultiDisable:
      return set_isa_multi(index_of(id), value, false);
    default:
      return {ErrorNumber::enoent, 0, "the subtype is unknown"};
  }
}

Answer Vcpu::set_isa_single(std::uint64_t number, std::uint64_t value) {
  if (number >= known_extensions(kernel_)) return get_isa_single(number);
  const IsaExtension& extension = isa_extensions()[number];
  if (!offers(extension.number))
    return {uniform_errors() ? ErrorNumber::enoent : ErrorNumber::eopnotsupp, 0, "the host lacks the extension"};
  if (uniform_errors() && value == (guest_has(extension.number) ? 1u : 0u))
    return {ErrorNumber::none, 0, "it has this value; nothing to do, even after the first run"};
  if (ran_)
    return {uniform_errors() ? ErrorNumber::ebusy : ErrorNumber::eopnotsupp, 0,
            "the vcpu ran; its extensions are fixed from the first KVM_RUN on"};
  return change_isa_bit(extension, value);
}

Answer Vcpu::change_isa_bit(const IsaExtension& extension, std::uint64_t value) {
  if (value == 1 && enable_allowed(extension)) {
    isa_.set(bit_of(extension.number));
    return {ErrorNumber::none, 0, "enabled"};
  }
  if (value == 0 && disable_allowed(extension)) {
    isa_.reset(bit_of(extension.number));
    const bool hypothetical = policy_ == Policy::gated && extension.number == isa_extension("zabha").number;
    return {ErrorNumber::none, 0,
            hypothetical ? "disabled (hypothetical: no hart can take Zabha from a guest)" : "disabled"};
  }
  return {ErrorNumber::einval, 0, refusal(extension, value)};
}

Answer Vcpu::set_isa_multi(std::uint64_t index, std::uint64_t mask, bool enable) {
  const unsigned known = known_extensions(kernel_);
  if (index > (known - 1) / host_.xlen) return {ErrorNumber::enoent, 0, "no extension has its bit in this word"};
  unsigned refused = 0;
  for (unsigned i = 0; i < host_.xlen; ++i) {
    const std::uint64_t number = index * host_.xlen + i;
    if ((mask >> i & 1) == 0 || number >= known) continue;
    refused += set_isa_single(number, enable).error != ErrorNumber::none;
  }
  return {ErrorNumber::none, 0,
          refused == 0 ? "every bit was taken"
                       : std::to_string(refused) + " of the bits refused, which MULTI registers do not report"};
}

}  // namespace amoeba::kvm
