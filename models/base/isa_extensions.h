// The ISA extensions that a hart may have, by their ratified names ("s", as in misa, for supervisor mode with Sv39),
// and one that is hypothetical: Xlrwait (LRwait and SCwait, after Riedel et al., "LRSCwait", 2024; encodings in
// cores/isa/operations.def).
// Models: the set, its text form ("rv64imac_zicsr_zabha"), and the dependencies between extensions.
// Source: RISC-V ISA manual, naming conventions; Zabha depends on Zaamo, amocas.b/h need Zabha and Zacas.
// Errors: std::invalid_argument that names the unknown or the missing extension.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace amoeba {

enum class Extension : std::uint8_t {
  m,
  zaamo,
  zalrsc,
  c,
  zicsr,
  zifencei,
  zicntr,
  zabha,
  zacas,
  zawrs,
  zalasr,
  xlrwait,
  s,  // supervisor mode with Sv39
  h,
  smstateen,
  sstc,
  svade,
  svadu
};
inline constexpr unsigned kExtensions = 18;
std::string_view name(Extension extension);

class IsaExtensions {
 public:
  IsaExtensions() = default;
  IsaExtensions(std::initializer_list<Extension> list) {
    for (Extension e : list) set(e);
  }
  // Reads "rv64imac_zicsr_zabha"; "a" stands for zaamo and zalrsc, "g" is refused because it needs F and D.
  static IsaExtensions parse(std::string_view text);

  bool has(Extension e) const { return (bits_ >> static_cast<unsigned>(e)) & 1; }
  void set(Extension e, bool on = true) {
    const std::uint32_t bit = 1u << static_cast<unsigned>(e);
    bits_ = on ? bits_ | bit : bits_ & ~bit;
  }
  // Canonical text, e.g. "rv64imac_zicntr_zicsr_zifencei_zabha".
  std::string text() const;
  bool operator==(const IsaExtensions& other) const { return bits_ == other.bits_; }

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace amoeba
