// What a configuration says about its DRAM channels.
// Units: as in the parameters. Errors: std::invalid_argument, which validate() has ruled out.
#pragma once
#include <cstdint>

#include "amoeba/memory/dram_channel.h"
#include "amoeba/platforms/configuration.h"

namespace amoeba {

DramParameters dram_parameters(const Configuration& configuration, MemoryLink link);
AddressMapping dram_mapping(const Configuration& configuration);
// How many bytes in a row belong to one memory channel, DRAM or not.
std::uint64_t channel_bytes(const Configuration& configuration);

}  // namespace amoeba
