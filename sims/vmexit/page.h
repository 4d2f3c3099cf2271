// The study as one HTML page: the answer in words, stacked bars of each path and exit, curves, tables; offline.
#pragma once
#include <string>

#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

std::string html_page(const Study& study);

}  // namespace amoeba::vmexit
