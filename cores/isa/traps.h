// Privilege modes, exception causes and interrupt numbers of a hart with M and U mode.
// Source: RISC-V privileged manual, mcause.
#pragma once
#include <cstdint>

namespace amoeba {

enum class Privilege : std::uint8_t { user = 0, machine = 3 };

enum class Exception : std::uint8_t {
  instruction_misaligned = 0,
  instruction_access_fault = 1,
  illegal_instruction = 2,
  breakpoint = 3,
  load_misaligned = 4,
  load_access_fault = 5,
  store_misaligned = 6,
  store_access_fault = 7,
  user_ecall = 8,
  machine_ecall = 11
};

enum class Interrupt : std::uint8_t { software = 3, timer = 7, external = 11 };  // bits of mip and mie

}  // namespace amoeba
