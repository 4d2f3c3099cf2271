// The names by which commands choose among memory models.
// Errors: UsageError that lists the names.
#pragma once
#include <string>

#include "amoeba/litmus/oracle/model.h"

namespace amoeba::litmus {

MemoryModel model_named(const std::string& name);            // of --model
ZalasrAnnotation annotation_named(const std::string& name);  // of --zalasr

}  // namespace amoeba::litmus
