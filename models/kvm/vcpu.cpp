#include "amoeba/kvm/vcpu.h"

#include <stdexcept>

#include "amoeba/kvm/state_registers.h"

namespace amoeba::kvm {
namespace {

bool is_sbi(RegisterId id) {
  return type_of(id) == static_cast<unsigned>(RegisterType::sbi_ext) ||
         type_of(id) == static_cast<unsigned>(RegisterType::sbi_state);
}

constexpr RegisterId kSizeMask = std::uint64_t{0xF} << 52;
constexpr RegisterId kArchitectureMask = std::uint64_t{0xFF} << 56;

}  // namespace

Vcpu::Vcpu(Host host, KernelVersion kernel, Policy policy)
    : host_(std::move(host)),
      kernel_(kernel),
      policy_(policy),
      mvendorid_(host_.mvendorid),
      marchid_(host_.marchid),
      mimpid_(host_.mimpid) {
  for (const IsaExtension& extension : isa_extensions()) {
    if (offers(extension.number) && enable_allowed(extension)) isa_.set(bit_of(extension.number));
  }
}

std::uint64_t Vcpu::word(std::uint64_t value) const {
  return host_.xlen == 32 ? value & 0xFFFF'FFFF : value;
}

Answer Vcpu::get(RegisterId id, UserMemory memory) const {
  if (is_sbi(id)) throw std::invalid_argument(describe(id) + ": SBI registers are not modelled");
  Answer answer;
  switch (static_cast<RegisterType>(type_of(id))) {
    case RegisterType::config:
      answer = get_config(id);
      break;
    case RegisterType::isa_ext:
      answer = get_isa(id);
      break;
    default:
      answer = get_state(id);
  }
  if (answer.error == ErrorNumber::none && memory == UserMemory::inaccessible)
    return {ErrorNumber::efault, 0, "the address for the value cannot be written"};
  return answer;
}

Answer Vcpu::set(RegisterId id, std::uint64_t value, UserMemory memory) {
  if (is_sbi(id)) throw std::invalid_argument(describe(id) + ": SBI registers are not modelled");
  switch (static_cast<RegisterType>(type_of(id))) {
    case RegisterType::config:
      return set_config(id, word(value), memory);
    case RegisterType::isa_ext:
      return set_isa(id, word(value), memory);
    default:
      return set_state(id, value, memory);
  }
}

std::vector<RegisterId> Vcpu::registers() const {
  std::vector<RegisterId> ids;
  for (unsigned i = 0; i < kConfigRegisters; ++i) {
    const auto which = static_cast<ConfigRegister>(i);
    if (offers(which)) ids.push_back(config_id(host_.xlen, which));
  }
  for (RegisterId id : state_ids()) ids.push_back(id);
  for (const IsaExtension& extension : isa_extensions()) {
    if (offers(extension.number)) ids.push_back(isa_single_id(host_.xlen, extension.number));
  }
  return ids;
}

RegisterList Vcpu::list(std::size_t room) const {
  if (!uniform_errors()) return {ErrorNumber::einval, 0, {}};
  std::vector<RegisterId> ids = registers();
  const std::size_t count = ids.size();
  if (room < count) return {ErrorNumber::e2big, count, {}};
  return {ErrorNumber::none, count, std::move(ids)};
}

std::vector<RegisterId> Vcpu::state_ids() const {
  return state_registers({host_.xlen, kernel_, host_.vlenb}, [this](const char* name) { return guest_has(name); });
}

// Completes the id with architecture and size, which the kernel's search does not look at.
Answer Vcpu::find_state(RegisterId& id) const {
  for (RegisterId known : state_ids()) {
    const RegisterId plain = ~(kSizeMask | kArchitectureMask);
    if ((known & plain) != (id & plain)) continue;
    if ((known & kSizeMask) != (id & kSizeMask))
      return {ErrorNumber::einval, 0,
              "the id says " + std::to_string(bytes_of(id)) + " bytes, the register has " +
                  std::to_string(bytes_of(known))};
    id = known;
    return {};
  }
  const std::string needed = needed_extension(id);
  const std::string why =
      needed.empty() || guest_has(needed) ? "there is no such register" : "the vcpu lacks " + needed;
  return {uniform_errors() ? ErrorNumber::enoent : ErrorNumber::einval, 0, why};
}

Answer Vcpu::get_state(RegisterId id) const {
  Answer found = find_state(id);
  if (found.error != ErrorNumber::none) return found;
  if (id == timer_frequency_id()) return {ErrorNumber::none, host_.timebase_frequency, "the host's"};
  if (id == vector_length_id(host_.xlen)) return {ErrorNumber::none, host_.vlenb, "the host's"};
  const auto stored = state_.find(id);
  return {ErrorNumber::none, stored == state_.end() ? 0 : stored->second, "state of the guest"};
}

Answer Vcpu::set_state(RegisterId id, std::uint64_t value, UserMemory memory) {
  Answer found = find_state(id);
  if (found.error != ErrorNumber::none) return found;
  if (memory == UserMemory::inaccessible) return {ErrorNumber::efault, 0, "the address of the value cannot be read"};
  if (id == timer_frequency_id() || id == vector_length_id(host_.xlen)) {
    const std::uint64_t fixed = get_state(id).value;
    if (value == fixed && uniform_errors()) return {ErrorNumber::none, 0, "it is the host's value"};
    return {uniform_errors() ? ErrorNumber::einval : ErrorNumber::eopnotsupp, 0,
            "it is the host's, " + std::to_string(fixed) + ", and cannot be another"};
  }
  state_[id] = value;
  return {ErrorNumber::none, 0, "state of the guest"};
}

}  // namespace amoeba::kvm
