// The CONFIG registers of a vcpu.
#include "amoeba/kvm/vcpu.h"

namespace amoeba::kvm {
namespace {

constexpr unsigned kLetters = 26;
constexpr std::uint64_t kLetterMask = (std::uint64_t{1} << kLetters) - 1;

constexpr KernelVersion since(ConfigRegister which) {
  switch (which) {
    case ConfigRegister::zicboz_block_size:
      return {6, 4};
    case ConfigRegister::satp_mode:
      return {6, 6};
    case ConfigRegister::zicbop_block_size:
      return {6, 18};
    default:
      return kOldestKernel;
  }
}

// The extension whose cache blocks a register describes; nullptr for the others.
constexpr const char* block_extension(ConfigRegister which) {
  switch (which) {
    case ConfigRegister::zicbom_block_size:
      return "zicbom";
    case ConfigRegister::zicboz_block_size:
      return "zicboz";
    case ConfigRegister::zicbop_block_size:
      return "zicbop";
    default:
      return nullptr;
  }
}

// The position of the highest set bit of the low 32, from 1; 0 when there is none. The kernel's search takes an
// unsigned int.
unsigned highest_bit(std::uint64_t value) {
  unsigned position = 0;
  for (auto low = static_cast<std::uint32_t>(value); low != 0; low >>= 1) ++position;
  return position;
}

const IsaExtension* letter_extension(unsigned letter, KernelVersion kernel) {
  const char name = static_cast<char>('a' + letter);
  const IsaExtension* extension = find_isa_extension(std::string_view(&name, 1));
  return extension != nullptr && extension->number < known_extensions(kernel) ? extension : nullptr;
}

}  // namespace

// Since 7.1 the host decides about the block sizes, before the guest's bit does.
bool Vcpu::offers(ConfigRegister which) const {
  if (kernel_ < since(which)) return false;
  const char* extension = block_extension(which);
  if (extension == nullptr) return true;
  return kernel_ >= kSeparateIsaChecks ? offers(isa_extension(extension).number) : guest_has(extension);
}

std::uint64_t Vcpu::base_letters(const std::bitset<128>& set) const {
  std::uint64_t letters = 0;
  for (unsigned i = 0; i < kLetters; ++i) {
    const IsaExtension* extension = letter_extension(i, kernel_);
    if (extension != nullptr && set[extension->number]) letters |= std::uint64_t{1} << i;
  }
  return letters;
}

std::uint64_t Vcpu::fixed_value(ConfigRegister which) const {
  switch (which) {
    case ConfigRegister::zicbom_block_size:
      return host_.zicbom_block_size;
    case ConfigRegister::zicboz_block_size:
      return host_.zicboz_block_size;
    case ConfigRegister::zicbop_block_size:
      return host_.zicbop_block_size;
    default:
      return host_.satp_mode;
  }
}

Answer Vcpu::get_config(RegisterId id) const {
  if (bytes_of(id) * 8 != host_.xlen) return {ErrorNumber::einval, 0, "the register has the size of an unsigned long"};
  const auto which = static_cast<ConfigRegister>(index_of(id));
  if (index_of(id) >= kConfigRegisters || subtype_of(id) != 0 || !offers(which))
    return {uniform_errors() ? ErrorNumber::enoent : ErrorNumber::einval, 0,
            "there is no such register on this host and kernel"};
  switch (which) {
    case ConfigRegister::isa:
      return {ErrorNumber::none, base_letters(isa_), "the single letters that the guest has, a in bit 0"};
    case ConfigRegister::mvendorid:
      return {ErrorNumber::none, mvendorid_, "what the guest reads"};
    case ConfigRegister::marchid:
      return {ErrorNumber::none, marchid_, "what the guest reads"};
    case ConfigRegister::mimpid:
      return {ErrorNumber::none, mimpid_, "what the guest reads"};
    default:
      return {ErrorNumber::none, fixed_value(which), "the host's"};
  }
}

Answer Vcpu::set_config(RegisterId id, std::uint64_t value, UserMemory memory) {
  if (bytes_of(id) * 8 != host_.xlen) return {ErrorNumber::einval, 0, "the register has the size of an unsigned long"};
  if (memory == UserMemory::inaccessible) return {ErrorNumber::efault, 0, "the address of the value cannot be read"};
  const auto which = static_cast<ConfigRegister>(index_of(id));
  const bool fixed = which == ConfigRegister::satp_mode || block_extension(which) != nullptr;
  if (!uniform_errors() && block_extension(which) != nullptr && kernel_ >= since(which))
    return {ErrorNumber::eopnotsupp, 0, "block sizes cannot be written before 6.6"};
  if (index_of(id) >= kConfigRegisters || subtype_of(id) != 0 || !offers(which)) return get_config(id);
  if (fixed) return set_fixed(which, value);
  switch (which) {
    case ConfigRegister::mvendorid:
      return set_machine_id(mvendorid_, value);
    case ConfigRegister::marchid:
      return set_machine_id(marchid_, value);
    case ConfigRegister::mimpid:
      return set_machine_id(mimpid_, value);
    default:
      return set_config_isa(value);
  }
}

Answer Vcpu::set_fixed(ConfigRegister which, std::uint64_t value) {
  const std::uint64_t fixed = fixed_value(which);
  if (value == fixed) return {ErrorNumber::none, 0, "it is the host's value"};
  return {ErrorNumber::einval, 0, "it is the host's, " + std::to_string(fixed) + ", and cannot be another"};
}

Answer Vcpu::set_machine_id(std::uint64_t& current, std::uint64_t value) {
  if (uniform_errors() && value == current) return {ErrorNumber::none, 0, "it has this value"};
  if (ran_) return {ErrorNumber::ebusy, 0, "the vcpu ran; its machine ids are fixed from the first KVM_RUN on"};
  current = value;
  return {ErrorNumber::none, 0, "the guest reads it from now on"};
}

// Reaches the single letters only, and puts right without a word what is not allowed.
Answer Vcpu::set_config_isa(std::uint64_t value) {
  if (highest_bit(value) >= kLetters) return {ErrorNumber::einval, 0, "only the bits of the letters a to y may be set"};
  if (uniform_errors() && value == base_letters(isa_)) return {ErrorNumber::none, 0, "it has this value"};
  if (ran_)
    return {uniform_errors() ? ErrorNumber::ebusy : ErrorNumber::eopnotsupp, 0,
            "the vcpu ran; its extensions are fixed from the first KVM_RUN on"};
  std::uint64_t letters = 0;
  for (unsigned i = 0; i < kLetters; ++i) {
    const IsaExtension* extension = letter_extension(i, kernel_);
    if (extension == nullptr) continue;
    bool on = value >> i & 1;
    if (!enable_allowed(*extension)) on = false;
    if (!disable_allowed(*extension)) on = true;
    on = on && host_.has(extension->number);
    isa_.set(extension->number, on);
    letters |= std::uint64_t{on} << i;
  }
  if (letters == (value & kLetterMask) && value == letters) return {ErrorNumber::none, 0, "every letter was taken"};
  return {ErrorNumber::none, 0, "letters that may not change were put right without an error"};
}

}  // namespace amoeba::kvm
