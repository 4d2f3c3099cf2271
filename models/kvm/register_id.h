// The ids of the registers that KVM_GET_ONE_REG and KVM_SET_ONE_REG take.
// Models: architecture (bits 63:56), size (55:52, log2 of bytes), type (31:24), subtype (23:16), index (15:0).
// Source: Linux include/uapi/linux/kvm.h and arch/riscv/include/uapi/asm/kvm.h.
#pragma once
#include <cstdint>
#include <string>

namespace amoeba::kvm {

using RegisterId = std::uint64_t;

enum class RegisterType : unsigned char {
  config = 1,
  core = 2,
  csr = 3,
  timer = 4,
  fp_f = 5,
  fp_d = 6,
  isa_ext = 7,
  sbi_ext = 8,
  vector = 9,
  sbi_state = 10,
};

inline constexpr unsigned kIsaSingle = 0, kIsaMultiEnable = 1, kIsaMultiDisable = 2;  // subtypes of isa_ext
inline constexpr unsigned kCsrGeneral = 0, kCsrAia = 1, kCsrSmstateen = 2;            // subtypes of csr

// Indices of the config type.
enum class ConfigRegister : unsigned {
  isa,
  zicbom_block_size,
  mvendorid,
  marchid,
  mimpid,
  zicboz_block_size,
  satp_mode,
  zicbop_block_size,
};
inline constexpr unsigned kConfigRegisters = 8;
const char* name(ConfigRegister which);

constexpr RegisterId register_id(unsigned bytes, RegisterType type, unsigned subtype, unsigned index) {
  unsigned size = 0;
  while ((1u << size) < bytes) ++size;
  return std::uint64_t{0x80} << 56 | std::uint64_t{size} << 52 | std::uint64_t{static_cast<unsigned>(type)} << 24 |
         std::uint64_t{subtype} << 16 | index;
}
constexpr RegisterId isa_single_id(unsigned xlen, unsigned extension) {
  return register_id(xlen / 8, RegisterType::isa_ext, kIsaSingle, extension);
}
// The MULTI register that holds an extension, and the extension's bit in it.
constexpr RegisterId isa_multi_id(unsigned xlen, unsigned subtype, unsigned extension) {
  return register_id(xlen / 8, RegisterType::isa_ext, subtype, extension / xlen);
}
constexpr std::uint64_t isa_multi_mask(unsigned xlen, unsigned extension) {
  return std::uint64_t{1} << extension % xlen;
}
constexpr RegisterId config_id(unsigned xlen, ConfigRegister which) {
  return register_id(xlen / 8, RegisterType::config, 0, static_cast<unsigned>(which));
}

constexpr unsigned bytes_of(RegisterId id) {
  return 1u << (id >> 52 & 0xF);
}
constexpr unsigned type_of(RegisterId id) {
  return id >> 24 & 0xFF;
}
constexpr unsigned subtype_of(RegisterId id) {
  return id >> 16 & 0xFF;
}
// What the kernel takes for the index: it masks the known fields away and leaves the bits between them.
constexpr std::uint64_t index_of(RegisterId id) {
  return id & 0x000F'FFFF'0000'FFFF;
}

// "ISA_EXT SINGLE zabha", "CONFIG isa", "CSR GENERAL 3"; for any id, known or not.
std::string describe(RegisterId id);

}  // namespace amoeba::kvm
