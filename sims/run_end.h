// Whether a run succeeded, and the sentence that says why not.
#pragma once
#include <cstdint>
#include <string>

namespace amoeba {

struct Measurement;

// "" when the program exited with 0. `console` is what it printed; its last line is quoted.
std::string failure_of(const Measurement& measurement, const std::string& console, std::uint64_t max_cycles);

}  // namespace amoeba
