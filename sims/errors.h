// What the user asked for cannot be done: wrong usage or wrong input. The program ends with status 2.
// The text names the place and the remedy.
#pragma once
#include <stdexcept>

namespace amoeba {

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace amoeba
