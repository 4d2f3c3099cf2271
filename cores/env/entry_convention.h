// What a program finds when its harts start, and how it talks to the host: the contract with guest programs.
//
// Start: every hart begins at the ELF entry point in M mode with a0 = hart id, a1 = number of harts and all other
// registers zero, as after a bare reset; there is no SBI below. Programs made for riscv-tests' `p` environment read
// mhartid themselves and park every hart but 0. Programs set up their own stacks: startup code indexes an area of its
// own with the hart id.
// Host interface (HTIF, as riscv-tests and Spike use it): the program stores a command in the doubleword `tohost`; the
// host acts on it, clears `tohost`, and answers, where the command has an answer, in `fromhost`.
// Arguments: the host copies the run's argument values as doublewords to the array `amoeba_arguments`, where the
// program defines one, before the harts start.
// Not modelled: HTIF devices other than the system-call proxy and the console; console input.
#pragma once
#include <cstdint>

namespace amoeba {

inline constexpr unsigned kEntryHartIdRegister = 10;  // a0
inline constexpr unsigned kEntryHartsRegister = 11;   // a1

inline constexpr const char* kTohostSymbol = "tohost";
inline constexpr const char* kFromhostSymbol = "fromhost";
inline constexpr const char* kArgumentsSymbol = "amoeba_arguments";

// The word in tohost: device in bits 63:56, command in bits 55:48, payload in bits 47:0.
struct HtifCommand {
  std::uint8_t device = 0;
  std::uint8_t command = 0;
  std::uint64_t payload = 0;

  static constexpr HtifCommand from_word(std::uint64_t word) {
    return {static_cast<std::uint8_t>(word >> 56), static_cast<std::uint8_t>(word >> 48), word & kPayloadMask};
  }
  constexpr std::uint64_t word() const {
    return std::uint64_t{device} << 56 | std::uint64_t{command} << 48 | (payload & kPayloadMask);
  }
  // Device 0, command 0: an odd payload ends the program with code payload >> 1 (0 means success).
  constexpr bool is_exit() const { return device == 0 && command == 0 && (payload & 1) != 0; }
  constexpr std::uint64_t exit_code() const { return payload >> 1; }
  // Device 0, command 0: an even payload is the address of a system call: eight doublewords, the call's number and up
  // to seven arguments. The result replaces the first, then fromhost becomes kHtifSystemCallDone.
  constexpr bool is_system_call() const { return device == 0 && command == 0 && payload != 0 && (payload & 1) == 0; }
  // Device 1, command 1: the low byte of the payload is a character to print; there is no answer.
  constexpr bool is_put_character() const { return device == 1 && command == 1; }

 private:
  static constexpr std::uint64_t kPayloadMask = (std::uint64_t{1} << 48) - 1;
};

inline constexpr unsigned kHtifSystemCallDoublewords = 8;
inline constexpr std::uint64_t kHtifSystemCallDone = 1;
// Numbers of the calls that bare-metal test programs make (those of Linux for RISC-V).
inline constexpr std::uint64_t kSystemCallWrite = 64;  // descriptor, address, bytes -> bytes written
inline constexpr std::uint64_t kSystemCallExit = 93;   // code

}  // namespace amoeba
