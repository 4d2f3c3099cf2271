// Explores every run of the protocol tables: a few caches, one line, one home node, a network that may reorder
// anything. Models: what controllers do with a transition's actions; one outstanding request per cache; an I/O agent.
// Data is one bit per copy: whether it is the newest. Not modelled: timing, several lines, reservations. Errors:
// explore() returns the first violation with the steps that lead to it.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/coherence/cache_protocol.h"
#include "amoeba/coherence/home_protocol.h"

namespace amoeba {

struct ExplorerResult {
  std::size_t states = 0;
  std::string violation;  // empty when there is none
};

struct ExplorerOptions {
  unsigned caches = 2;  // at most 3
  bool far_atomics = true;
  bool exclusives = true;          // upgrades of SC instructions
  bool io = false;                 // an agent with ReadOnce and WriteUnique
  bool instruction_cache = false;  // the last cache fetches and never writes
  std::size_t most_states = 4'000'000;
};

ExplorerResult explore(const CacheTable& caches, const HomeTable& home, const ExplorerOptions& options);

}  // namespace amoeba
