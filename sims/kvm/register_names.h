// Register requests as a user writes them: NAME or NAME=VALUE, where NAME is an ISA extension (zabha or its KVM_RISCV_
// name), a CONFIG register (isa, mvendorid, ...), a word of a MULTI register (multi_en.1, multi_dis.1) or an id
// (0x80...). Errors: UsageError with the nearest name.
#pragma once
#include <cstdint>
#include <string>

#include "amoeba/kvm/isa_extension.h"
#include "amoeba/kvm/register_id.h"

namespace amoeba::kvm {

struct RegisterRequest {
  std::string text;
  RegisterId id = 0;
  std::uint64_t value = 0;
  const IsaExtension* extension = nullptr;  // when it was named
};

RegisterRequest parse_get(const std::string& text, unsigned xlen);
RegisterRequest parse_set(const std::string& text, unsigned xlen);
// The same by a MULTI register: MULTI_EN to set, MULTI_DIS to clear, with the extension's bit.
RegisterRequest by_multi(RegisterRequest request, unsigned xlen);

}  // namespace amoeba::kvm
