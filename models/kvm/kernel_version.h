// The version of the host's Linux kernel, as far as KVM's register interface and its trap delegation depend on it.
// Models: 6.3 to 7.1; what changed when stands beside each change. Not: distributions that backport.
// Errors: std::invalid_argument that names the text and the range.
#pragma once
#include <string>
#include <string_view>

namespace amoeba::kvm {

struct KernelVersion {
  unsigned major = 0;
  unsigned minor = 0;

  // "6.14", "v6.14-rc3" or "6.12.117".
  static KernelVersion parse(std::string_view text);
  std::string text() const;

  friend constexpr bool operator<(KernelVersion a, KernelVersion b) {
    return a.major != b.major ? a.major < b.major : a.minor < b.minor;
  }
  friend constexpr bool operator>=(KernelVersion a, KernelVersion b) { return !(a < b); }
  friend constexpr bool operator==(KernelVersion a, KernelVersion b) {
    return a.major == b.major && a.minor == b.minor;
  }
};

inline constexpr KernelVersion kOldestKernel = {6, 3};
inline constexpr KernelVersion kNewestKernel = {7, 1};

// Error codes became uniform, MULTI_EN, MULTI_DIS and KVM_GET_REG_LIST came, equal values may be written after the run.
inline constexpr KernelVersion kUniformErrors = {6, 6};
// The guest's illegal instructions no longer pass through the hypervisor.
inline constexpr KernelVersion kDelegatesIllegalInstruction = {6, 17};
// Smnpm got a bit of its own, and cache block sizes follow the host instead of the guest's bits.
inline constexpr KernelVersion kSeparateIsaChecks = {7, 1};

// hedeleg as KVM sets it: bit n gives exception n of a guest straight to the guest's kernel.
constexpr unsigned default_hedeleg(KernelVersion kernel) {
  return kernel >= kDelegatesIllegalInstruction ? 0xB10D : 0xB109;
}

}  // namespace amoeba::kvm
