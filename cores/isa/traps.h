// Privilege modes, exception causes and interrupt numbers, and what a trap tells its handler.
// Source: RISC-V privileged manual, mcause, and the chapter on the hypervisor extension.
#pragma once
#include <cstdint>

namespace amoeba {

// Nominal privilege; with the H extension the virtualisation mode V stands beside it.
enum class Privilege : std::uint8_t { user = 0, supervisor = 1, machine = 3 };

enum class Exception : std::uint8_t {
  instruction_misaligned = 0,
  instruction_access_fault = 1,
  illegal_instruction = 2,
  breakpoint = 3,
  load_misaligned = 4,
  load_access_fault = 5,
  store_misaligned = 6,
  store_access_fault = 7,
  user_ecall = 8,  // from U or VU
  supervisor_ecall = 9,
  virtual_supervisor_ecall = 10,
  machine_ecall = 11,
  instruction_page_fault = 12,
  load_page_fault = 13,
  store_page_fault = 15,
  instruction_guest_page_fault = 20,
  load_guest_page_fault = 21,
  virtual_instruction = 22,
  store_guest_page_fault = 23
};

// Bits of mip and mie; without a prefix, those of M mode.
enum class Interrupt : std::uint8_t {
  supervisor_software = 1,
  virtual_supervisor_software = 2,
  software = 3,
  supervisor_timer = 5,
  virtual_supervisor_timer = 6,
  timer = 7,
  supervisor_external = 9,
  virtual_supervisor_external = 10,
  external = 11,
  supervisor_guest_external = 12
};

struct TrapReport {
  Exception cause;
  std::uint64_t value = 0;          // xtval
  bool as_guest = false;            // the access was made as though V were 1
  std::uint64_t guest_address = 0;  // of a guest-page fault: guest physical
  std::uint32_t instruction = 0;    // what mtinst or htinst shows
};

}  // namespace amoeba
