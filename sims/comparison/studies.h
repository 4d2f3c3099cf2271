// Comparisons that answer a known question, by name: the kernels, variants, placements and hart counts they need.
// Errors: UsageError that lists the names.
#pragma once
#include <string>

namespace amoeba {

struct Study {
  const char* name;
  const char* kernels;
  const char* variants;
  const char* policies;  // "": the platform's own
  const char* harts;
  const char* question;
};

const Study& study(const std::string& name);

// For --help.
std::string study_help();

}  // namespace amoeba
