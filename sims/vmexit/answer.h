// What a study says in plain language, made from its figures: what a guest gains by Zabha, what its absence costs,
// where it pays. Sentences on hypothetical paths say so.
#pragma once
#include <string>
#include <vector>

#include "amoeba/sims/vmexit/study.h"

namespace amoeba::vmexit {

std::vector<std::string> answer(const Study& study);

}  // namespace amoeba::vmexit
