// A built-in memory channel: fixed latency, limited bandwidth, requests in order.
// Models: one line at a time on the channel's data bus; the latency of every access.
// Not modelled: banks, rows, refresh. Units: ticks, bytes.
#pragma once
#include <string>

#include "amoeba/base/statistics.h"
#include "amoeba/memory/backing_store.h"
#include "amoeba/sched/memory_link.h"

namespace amoeba {

struct MemoryParameters {
  Tick latency = 80;    // from the request's arrival to the first data
  unsigned width = 8;   // bytes per cycle
  MemoryLink link = 1;  // back to the home node
};

class MemoryChannel : public Agent {
 public:
  MemoryChannel(const std::string& name, const MemoryParameters& parameters, Scheduler& scheduler, BackingStore& store);

  AgentId id() const { return id_; }
  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override { archive(bus_free_, reads_, writes_, busy_); }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;

 private:
  MemoryParameters parameters_;
  Scheduler& scheduler_;
  BackingStore& store_;
  AgentId id_;
  Tick bus_free_ = 0;
  std::uint64_t reads_ = 0, writes_ = 0, busy_ = 0;
};

}  // namespace amoeba
