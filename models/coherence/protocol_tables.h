// The tables of one protocol: what caches and home nodes run. A test may plant a fault in them.
#pragma once
#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/coherence/home_protocol.h"

namespace amoeba {

struct ProtocolTables {
  ProtocolTables() : ProtocolTables(ProtocolOptions{}) {}
  explicit ProtocolTables(const ProtocolOptions& options)
      : cache(CacheTable::make(options)), home(HomeTable::make(options)) {}

  CacheTable cache;
  HomeTable home;
};

}  // namespace amoeba
