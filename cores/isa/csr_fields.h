// Fields of the control and status registers, as masks of their places.
// Source: RISC-V privileged manual, chapters on the machine and supervisor levels and the hypervisor extension.
#pragma once
#include <cstdint>

#include "amoeba/cores/isa/traps.h"

namespace amoeba {

namespace status {  // mstatus; sstatus and vsstatus have some of these at the same places
inline constexpr std::uint64_t kSie = 1u << 1, kMie = 1u << 3, kSpie = 1u << 5, kMpie = 1u << 7, kSpp = 1u << 8,
                               kMpp = 3u << 11, kMprv = 1u << 17, kSum = 1u << 18, kMxr = 1u << 19, kTvm = 1u << 20,
                               kTw = 1u << 21, kTsr = 1u << 22;
inline constexpr std::uint64_t kGva = std::uint64_t{1} << 38, kMpv = std::uint64_t{1} << 39;
inline constexpr std::uint64_t kUxl64 = std::uint64_t{2} << 32, kSxl64 = std::uint64_t{2} << 34;
inline constexpr unsigned kMppShift = 11;
inline constexpr std::uint64_t kSupervisor = kSie | kSpie | kSpp | kSum | kMxr;  // what sstatus can write
}  // namespace status

namespace hypervisor_status {  // hstatus
inline constexpr std::uint64_t kGva = 1u << 6, kSpv = 1u << 7, kSpvp = 1u << 8, kHu = 1u << 9, kVtvm = 1u << 20,
                               kVtw = 1u << 21, kVtsr = 1u << 22;
inline constexpr std::uint64_t kVsxl64 = std::uint64_t{2} << 32;
inline constexpr std::uint64_t kWritable = kGva | kSpv | kSpvp | kHu | kVtvm | kVtw | kVtsr;
}  // namespace hypervisor_status

namespace address_translation {  // satp, vsatp, hgatp
inline constexpr std::uint64_t kPpn = (std::uint64_t{1} << 44) - 1;
inline constexpr std::uint64_t kAsid = std::uint64_t{0xffff} << 44;  // satp and vsatp
inline constexpr std::uint64_t kVmid = std::uint64_t{0x3fff} << 44;  // hgatp
inline constexpr std::uint64_t kMode = std::uint64_t{15} << 60;
inline constexpr std::uint64_t kSv39 = std::uint64_t{8} << 60;  // Sv39x4 in hgatp
inline constexpr unsigned kIdShift = 44;
}  // namespace address_translation

namespace environment {  // menvcfg, henvcfg, senvcfg
inline constexpr std::uint64_t kFiom = 1, kAdue = std::uint64_t{1} << 61, kStce = std::uint64_t{1} << 63;
}  // namespace environment

namespace state_enable {  // mstateen0, hstateen0
inline constexpr std::uint64_t kEnvironment = std::uint64_t{1} << 62, kLowerStateEnable = std::uint64_t{1} << 63;
}  // namespace state_enable

namespace counters {  // mcounteren, hcounteren, scounteren
inline constexpr std::uint64_t kCycle = 1, kTime = 2, kInstret = 4;
}  // namespace counters

constexpr std::uint64_t bit_of(Interrupt line) {
  return std::uint64_t{1} << static_cast<unsigned>(line);
}

namespace interrupts {
inline constexpr std::uint64_t kMachine =
    bit_of(Interrupt::software) | bit_of(Interrupt::timer) | bit_of(Interrupt::external);
inline constexpr std::uint64_t kSupervisor = bit_of(Interrupt::supervisor_software) |
                                             bit_of(Interrupt::supervisor_timer) |
                                             bit_of(Interrupt::supervisor_external);
inline constexpr std::uint64_t kVirtualSupervisor = kSupervisor << 1;
inline constexpr std::uint64_t kHypervisor = kVirtualSupervisor | bit_of(Interrupt::supervisor_guest_external);
}  // namespace interrupts

inline constexpr std::uint64_t kInterruptCause = std::uint64_t{1} << 63;  // of xcause
inline constexpr std::uint64_t kVectorMode = 3, kReservedVectorMode = 2;  // of xtvec

constexpr std::uint64_t bit_of(Exception cause) {
  return std::uint64_t{1} << static_cast<unsigned>(cause);
}

}  // namespace amoeba
