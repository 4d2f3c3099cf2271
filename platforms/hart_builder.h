// The harts that a configuration asks for.
// Units: as in configuration.h. Errors: std::invalid_argument as the harts throw it.
#pragma once
#include <memory>
#include <string>

#include "amoeba/cores/lsu/hart.h"
#include "amoeba/cores/lsu/order_checker.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba {

// Its sockets are still to be bound.
std::unique_ptr<Hart> make_hart(const std::string& name, const Configuration& configuration, unsigned hart,
                                const HartEnvironment& environment);

// Checks the harts of `configuration` against the memory model that they keep to.
OrderChecker make_order_checker(const Configuration& configuration);

}  // namespace amoeba
