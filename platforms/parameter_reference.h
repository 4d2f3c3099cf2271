// The reference of all parameters, in Markdown: one table per group with path, type, unit, default, rule, meaning,
// source.
#pragma once
#include <string>

namespace amoeba {

std::string parameter_reference();

}  // namespace amoeba
