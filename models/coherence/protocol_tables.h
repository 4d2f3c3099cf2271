// The tables of one protocol: what caches and home nodes run. A test may plant a fault in them.
#pragma once
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/coherence/home_protocol.h"

namespace amoeba {

struct ProtocolTables {
  CacheTable cache = CacheTable::mesi();
  HomeTable home = HomeTable::mesi();
};

}  // namespace amoeba
