// The host on which a virtual machine runs, as its kernel sees it.
// Models: the ISA extensions that KVM has registers for, cache block sizes, machine ids, MMU mode, time base, vector
// length. Not: the kernel's refusal of combinations that it thinks invalid (it takes Svadu from a host that lists
// Svade, too), ISA versions. The kernel reads more out of an ISA string than it says, and so does parse(): see
// isa_string.cpp. Errors: std::invalid_argument for what is no ISA string.
#pragma once
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace amoeba::kvm {

struct Host {
  unsigned xlen = 64;                     // bits
  std::bitset<128> extensions;            // by the numbers of isa_extensions()
  std::vector<std::string> unregistered;  // named in the ISA string, without a register in KVM
  bool hypervisor_named = true;           // otherwise parse() added it, since KVM runs on no host without

  std::uint64_t zicbom_block_size = 64;  // bytes
  std::uint64_t zicboz_block_size = 64;
  std::uint64_t zicbop_block_size = 64;
  std::uint64_t mvendorid = 0;
  std::uint64_t marchid = 0;
  std::uint64_t mimpid = 0;
  std::uint64_t satp_mode = 9;                    // 8 Sv39, 9 Sv48, 10 Sv57, 1 Sv32
  std::uint64_t timebase_frequency = 10'000'000;  // hertz
  std::uint64_t vlenb = 16;                       // bytes of a vector register
  bool vector_allowed = true;                     // user programs may use vectors (sysctl abi.riscv_v_default_allow)

  // From an ISA string such as "rv64gc_zabha".
  static Host parse(std::string_view isa);

  bool has(unsigned number) const { return number < extensions.size() && extensions[number]; }
  bool has(std::string_view name) const;
};

}  // namespace amoeba::kvm
