// Litmus tests written inside of unit tests.
#pragma once
#include <string>

#include "amoeba/litmus/oracle/oracle.h"
#include "amoeba/litmus/reader.h"

namespace amoeba::litmus {

inline LitmusTest parse(const std::string& text) {
  return read_litmus_test("test.litmus", text);
}

// "Never", "Sometimes" or "Always".
inline std::string judged(const std::string& text, const ModelOptions& options = {}) {
  return observation(allowed_states(parse(text), options));
}

// The message of the LitmusError that reading `text` ends with, or "accepted".
inline std::string refusal(const std::string& text) {
  try {
    parse(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace amoeba::litmus
