// What the CSRs say about the translation of one kind of access: which stages apply, where their tables are, who asks
// and with which rights. The page-table walker and the TLBs (cores/mmu) obey it.
// Units: byte addresses. Errors: none. Source: RISC-V privileged manual, Sv39 and two-stage address translation.
#pragma once
#include <cstdint>

namespace amoeba {

struct TranslationRegime {
  bool virtualised = false;           // the addresses are a guest's
  bool first = false;                 // satp, or vsatp of a guest, asks for Sv39
  bool second = false;                // hgatp asks for Sv39x4
  bool user = false;                  // effective privilege
  bool user_pages_open = false;       // SUM: supervisor may touch pages of user mode
  bool executable_readable = false;   // MXR in the first stage
  bool executable_readable2 = false;  // and in the second
  bool first_sets_bits = false;       // ADUE: hardware sets A and D; otherwise the access faults
  bool second_sets_bits = false;
  std::uint16_t asid = 0;
  std::uint16_t vmid = 0;
  std::uint64_t first_root = 0;
  std::uint64_t second_root = 0;

  bool translates() const { return first || second; }
  bool operator==(const TranslationRegime& o) const {
    return virtualised == o.virtualised && first == o.first && second == o.second && user == o.user &&
           user_pages_open == o.user_pages_open && executable_readable == o.executable_readable &&
           executable_readable2 == o.executable_readable2 && first_sets_bits == o.first_sets_bits &&
           second_sets_bits == o.second_sets_bits && asid == o.asid && vmid == o.vmid && first_root == o.first_root &&
           second_root == o.second_root;
  }
  bool operator!=(const TranslationRegime& o) const { return !(*this == o); }
};

}  // namespace amoeba
