// The privilege modes of a hart as its statistics and traces tell them apart, V included.
// Source: RISC-V privileged manual, "Privilege Levels" and "Privilege Modes" of the hypervisor extension.
#pragma once
#include <cstdint>

namespace amoeba {

enum class HartMode : std::uint8_t { machine, supervisor, user, virtual_supervisor, virtual_user };
inline constexpr unsigned kHartModes = 5;

// "S" is HS mode on a hart with the hypervisor extension.
constexpr const char* name(HartMode mode) {
  constexpr const char* kNames[kHartModes] = {"M", "S", "U", "VS", "VU"};
  return kNames[static_cast<unsigned>(mode)];
}

}  // namespace amoeba
