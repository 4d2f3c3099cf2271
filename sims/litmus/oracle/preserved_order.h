// The thirteen rules of preserved program order, each a function of two operations a before b of one thread.
// Rules 2, 3 and 12 depend on which store a load reads from, hence stand apart.
// Source: RISC-V unprivileged manual, chapter RVWMO, "Preserved Program Order", whose numbers these are.
#pragma once
#include <vector>

#include "amoeba/litmus/oracle/events.h"
#include "amoeba/litmus/oracle/model.h"

namespace amoeba::litmus {

// For each operation the earlier ones that are before it in the global order in every execution that has this trace:
// by rules 1, 4 to 11 and 13, or all of them under sequential consistency.
std::vector<OperationSet> preserved_before(const ThreadTrace& trace, const ModelOptions& options);

// Rule 2 where loads a and b read a byte of [address, address + bytes) from different operations: true when no store to
// it is between them.
bool rule_2_load_load(const std::vector<MemoryOperation>& operations, unsigned a, unsigned b, std::uint64_t address,
                      unsigned bytes);
// Rule 3 where b reads from a.
bool rule_3_no_forwarding_from_atomic(const MemoryOperation& a);
// Rule 12 where a load reads from m: the operations before that load.
OperationSet rule_12_dependency_of_forwarded_store(const MemoryOperation& m);

bool overlap(const MemoryOperation& o, std::uint64_t address, unsigned bytes);

}  // namespace amoeba::litmus
