// Whether a run succeeded, and the sentence that says why not.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace amoeba {

struct Measurement;
struct WorkloadImage;
class System;

// "" when the program exited with 0. `console` is what it printed; its last line is quoted.
std::string failure_of(const Measurement& measurement, const std::string& console, std::uint64_t max_cycles);

// Loads the image and runs it; std::runtime_error with that sentence unless it succeeds.
Measurement run_to_success(System& system, const WorkloadImage& image, const std::vector<std::uint64_t>& arguments,
                           std::uint64_t max_cycles);

}  // namespace amoeba
