// All cycles of up to so many relations out of a list.
// Models: every cycle once, however it is turned; left out are those that a shorter one stands for: two relations
// inside of a thread in a row, and communications in a row that amount to one (Rfe Fre, Fre Wse, Wse Wse).
#pragma once
#include <string>
#include <vector>

namespace amoeba::litmus {

// As words for parse_cycle(). Errors: std::invalid_argument when a relation is unknown.
std::vector<std::string> all_cycles(const std::vector<std::string>& relations, unsigned most);

// Program order, fences and dependencies of the usual kinds.
std::vector<std::string> usual_relations();

}  // namespace amoeba::litmus
