// Every small change of protocol tables, to measure what a checker of protocols notices.
// Models: an entry removed; its next state replaced by each other one; each of its actions dropped; each field of a
// home node's plan replaced by each other value. Entries that no run reaches are left out: pass the coverage of a
// complete exploration. Names are stable: "cache.UD.snp_shared.next=SC", "home.owned.atomic.unlisted.snoop=nobody".
#pragma once
#include <string>
#include <vector>

#include "amoeba/explore/protocol_model.h"

namespace amoeba {

struct Mutant {
  std::string name;
  ProtocolTables tables;
};

std::vector<Mutant> mutants_of(const ProtocolTables& tables, const TableCoverage& coverage);
// Names of the entries that the tables have and the coverage lacks.
std::vector<std::string> unreached_entries(const ProtocolTables& tables, const TableCoverage& coverage);

}  // namespace amoeba
