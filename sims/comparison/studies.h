// Comparisons that answer a known question, by name: the kernels, variants, placements, hart counts and repeats they
// need. Errors: UsageError that lists the names.
#pragma once
#include <string>

#include "amoeba/sims/comparison/order_choices.h"

namespace amoeba {

struct Study {
  const char* name;
  const char* kernels;
  const char* variants;
  const char* policies;  // "": the platform's own
  const char* harts;
  const char* question;
  OrderLists orders = {};  // relaxed, on the platform's own harts
  unsigned repeats = 1;
};

const Study& study(const std::string& name);

// For --help.
std::string study_help();

}  // namespace amoeba
