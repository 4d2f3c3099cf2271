// Numbers with units in text: "16KiB", "1.4985 GHz", "0x8000_0000", "80 cycles".
// Models: bytes take B, KiB, MiB, GiB, TiB; Hz takes Hz, kHz, MHz, GHz; pJ takes pJ, nJ; an address takes none and is
// written in hexadecimal; any other unit takes its own name. Whole numbers are computed with integers, so that 1.4985
// GHz is exact. "_" may separate digits. Not modelled: the decimal kB and MB, which are refused because they are so
// often meant as KiB and MiB. Errors: std::invalid_argument that says what is wrong with the text.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace amoeba {

// A whole number of `unit`.
std::uint64_t parse_quantity(std::string_view text, std::string_view unit);

double parse_real_quantity(std::string_view text, std::string_view unit);

// The shortest text that parse_quantity reads back to `value`, e.g. "16KiB"; the unit is left out where it is no
// prefix.
std::string format_quantity(std::uint64_t value, std::string_view unit);

// The shortest text that reads back to the same `value`.
std::string format_real(double value);

// "B, KiB, MiB, GiB, TiB" for bytes; what may follow a number of this unit, "" for none.
std::string unit_suffixes(std::string_view unit);

}  // namespace amoeba
