// Clang's integrated assembler as an oracle for encodings.
// Errors: std::runtime_error with the assembler's own messages.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace amoeba {

// The code bytes of `lines`, one instruction or directive each. Lines that begin with "c." are compressed instructions,
// all others are kept from being compressed.
std::vector<std::uint8_t> assemble(const std::vector<std::string>& lines);

}  // namespace amoeba
