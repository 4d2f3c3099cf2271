// Which of several agents serves a line: home nodes of a cluster, memory channels of a home node.
// Models: consecutive lines, or larger blocks, go to consecutive agents. Units: bytes.
// Errors: std::invalid_argument unless the agents are a power of two.
#pragma once
#include <utility>
#include <vector>

#include "amoeba/base/line_interleave.h"
#include "amoeba/sched/message.h"

namespace amoeba {

class AgentInterleave {
 public:
  AgentInterleave(std::uint64_t block_bytes, std::vector<AgentId> agents)
      : index_(block_bytes, agents.size()), agents_(std::move(agents)) {}

  AgentId operator()(std::uint64_t address) const { return agents_[index_(address)]; }

 private:
  LineInterleave index_;
  std::vector<AgentId> agents_;
};

}  // namespace amoeba
