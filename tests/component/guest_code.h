// A tiny assembler for test programs: 32-bit words and 16-bit parcels appended to an image at kMemoryBase.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace amoeba {

class GuestCode {
 public:
  std::uint64_t size() const { return bytes_.size(); }
  const std::vector<std::byte>& image() const { return bytes_; }
  void word(std::uint32_t value) { append(&value, 4); }
  void half(std::uint32_t value) { append(&value, 2); }
  void patch(std::uint64_t at, std::uint32_t value) { std::memcpy(&bytes_[at], &value, 4); }
  void fill_to(std::uint64_t offset) {
    while (size() + 2 <= offset) half(0x0001);
  }

  static std::uint32_t r(unsigned f7, unsigned rs2, unsigned rs1, unsigned f3, unsigned rd, unsigned opcode) {
    return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode;
  }
  static std::uint32_t i(int imm, unsigned rs1, unsigned f3, unsigned rd, unsigned opcode) {
    return (static_cast<unsigned>(imm) & 0xfff) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode;
  }
  static std::uint32_t s(int imm, unsigned rs2, unsigned rs1, unsigned f3) {
    const unsigned u = static_cast<unsigned>(imm);
    return (u >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (u & 31) << 7 | 0x23;
  }
  static std::uint32_t b(int offset, unsigned rs2, unsigned rs1, unsigned f3) {
    const unsigned u = static_cast<unsigned>(offset);
    return (u >> 12 & 1) << 31 | (u >> 5 & 63) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (u >> 1 & 15) << 8 |
           (u >> 11 & 1) << 7 | 0x63;
  }
  static std::uint32_t j(int offset, unsigned rd) {
    const unsigned u = static_cast<unsigned>(offset);
    return (u >> 20 & 1) << 31 | (u >> 1 & 0x3ff) << 21 | (u >> 11 & 1) << 20 | (u >> 12 & 0xff) << 12 | rd << 7 | 0x6f;
  }

  void addi(unsigned rd, unsigned rs1, int imm) { word(i(imm, rs1, 0, rd, 0x13)); }
  void add(unsigned rd, unsigned rs1, unsigned rs2) { word(r(0, rs2, rs1, 0, rd, 0x33)); }
  void lui(unsigned rd, std::uint32_t upper) { word((upper << 12) | rd << 7 | 0x37); }
  void auipc(unsigned rd, std::uint32_t upper) { word((upper << 12) | rd << 7 | 0x17); }
  void load(unsigned f3, unsigned rd, unsigned rs1, int imm) { word(i(imm, rs1, f3, rd, 0x03)); }
  void ld(unsigned rd, unsigned rs1, int imm) { load(3, rd, rs1, imm); }
  void lw(unsigned rd, unsigned rs1, int imm) { load(2, rd, rs1, imm); }
  void store(unsigned f3, unsigned rs2, unsigned rs1, int imm) { word(s(imm, rs2, rs1, f3)); }
  void sd(unsigned rs2, unsigned rs1, int imm) { store(3, rs2, rs1, imm); }
  void amo(unsigned f5, unsigned f3, unsigned rd, unsigned rs2, unsigned rs1, unsigned aqrl = 0) {
    word(r(f5 << 2 | aqrl, rs2, rs1, f3, rd, 0x2f));
  }
  void lr(unsigned f3, unsigned rd, unsigned rs1, unsigned aqrl = 0) { amo(2, f3, rd, 0, rs1, aqrl); }
  void sc(unsigned f3, unsigned rd, unsigned rs2, unsigned rs1, unsigned aqrl = 0) { amo(3, f3, rd, rs2, rs1, aqrl); }
  void csr(unsigned f3, unsigned rd, unsigned number, unsigned rs1) {
    word(number << 20 | rs1 << 15 | f3 << 12 | rd << 7 | 0x73);
  }
  void csrw(unsigned number, unsigned rs1) { csr(1, 0, number, rs1); }
  void csrr(unsigned rd, unsigned number) { csr(2, rd, number, 0); }
  void fence(unsigned pred, unsigned succ) { word(pred << 24 | succ << 20 | 0x0f); }
  void fence_i() { word(0x100f); }
  void ecall() { word(0x73); }
  void mret() { word(0x30200073); }
  void wfi() { word(0x10500073); }
  void wrs_nto() { word(0x00d00073); }
  void wrs_sto() { word(0x01d00073); }
  void marker(int code) { word(i(code, 0, 2, 0, 0x13)); }
  void jal(unsigned rd, int offset) { word(j(offset, rd)); }
  void jalr(unsigned rd, unsigned rs1, int imm) { word(i(imm, rs1, 0, rd, 0x67)); }
  void bne(unsigned rs1, unsigned rs2, int offset) { word(b(offset, rs2, rs1, 1)); }
  // Loads a 32-bit address, zero-extended.
  void address(unsigned rd, std::uint64_t value) {
    const auto low = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << 20) >> 20;
    lui(rd, (static_cast<std::uint32_t>(value) - static_cast<std::uint32_t>(low)) >> 12);
    addi(rd, rd, low);
    word(i(32, rd, 1, rd, 0x13));  // slli 32
    word(i(32, rd, 5, rd, 0x13));  // srli 32
  }

 private:
  void append(const void* from, std::size_t count) {
    const auto* first = static_cast<const std::byte*>(from);
    bytes_.insert(bytes_.end(), first, first + count);
  }
  std::vector<std::byte> bytes_;
};

}  // namespace amoeba
