// A built-in memory channel with a DRAM controller and the devices behind it (amoeba/dram).
// Models: finite read and write queues; first-ready, first-come-first-served (FR-FCFS) choice with an age cap; writes
// drained in batches between two watermarks, or when there is nothing to read; reads served from the write queue; open,
// closed and adaptive page policy; refresh; back-pressure: a request that finds its queue full is held back, and so is
// everything behind it, in order of arrival.
// Data: bytes are written and read when a request arrives, so requests of one line take effect in order of arrival,
// whatever the order of their commands. A write is acknowledged once it is in the write queue.
// Scheduling: one decision per request settles all its commands, at most tRCD + tRP before the data bus is free for
// them; an entry leaves its queue then. The devices' clock is exact: commands fall on its edges, decisions on the first
// tick after one. No event while there is nothing to do: refreshes of an idle channel are made up for at the next
// request, and counted then.
// What bounds those held back: a home node has one read under way per transaction, and each write is a line that a
// slice evicted, of which there are as many as caches and slices hold dirty lines; the most there were is a statistic.
// Not modelled: the command bus's occupancy, power-down, ECC. Units: ticks, cycles of the command clock, bytes.
// Source of the policy: Rixner et al., Memory Access Scheduling, ISCA 2000; Hansson et al., ISPASS 2014 (event-driven).
#pragma once
#include <deque>
#include <string>

#include "amoeba/base/statistics.h"
#include "amoeba/dram/address_mapping.h"
#include "amoeba/dram/dram_device.h"
#include "amoeba/memory/backing_store.h"
#include "amoeba/memory/request_queue.h"
#include "amoeba/sched/memory_link.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

enum class PagePolicy : std::uint8_t {
  open,      // a row stays open until another one or a refresh needs its bank
  closed,    // a row is closed after an access unless a queued request wants it
  adaptive,  // the queues decide; if they hold nothing for the bank, what proved right for it lately
};
inline constexpr const char* kPagePolicyNames[] = {"open", "closed", "adaptive"};

struct DramParameters {
  DramSpecification specification;
  DramCycles times{};
  unsigned ranks = 1;
  std::uint64_t cluster_hertz = 1'000'000'000;
  PagePolicy page_policy = PagePolicy::open;
  unsigned read_queue = 32, write_queue = 64;  // entries
  unsigned write_high = 85, write_low = 50;    // per cent of the write queue
  Tick age_cap = 4000;                         // a request that has been in its queue for so long goes first
  Tick controller_latency = 10;                // of a request in controller and PHY, beside queue and devices
  MemoryLink link = 1;                         // back to the home node
};

class DramChannel : public Agent {
 public:
  DramChannel(const std::string& name, const DramParameters& parameters, const AddressMapping& mapping,
              Scheduler& scheduler, BackingStore& store);

  AgentId id() const { return id_; }
  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;

  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;
  DramDevice& device() { return device_; }
  // Writes to the data that queued reads will return.
  void debug_write(std::uint64_t line, std::uint64_t offset, const std::byte* bytes, std::size_t size);

 private:
  struct Statistics {
    std::uint64_t reads = 0, writes = 0, forwarded = 0, merged = 0;
    std::uint64_t held = 0, held_ticks = 0, held_peak = 0;
    std::uint64_t read_latency = 0, worst_read_latency = 0;
    std::uint64_t drains = 0;
  };

  DramRequest accept(Message& message);
  bool fits(const DramRequest& request) const;
  void enqueue(const DramRequest& request, Tick now);
  void admit_held(Tick now);
  void answer(const DramRequest& request, Tick ready);
  void arm(Tick now);
  void decide(Tick now);
  void choose_direction(Tick now);
  std::size_t choose(const RequestQueue& queue, Tick now, MemoryCycle from, DramDevice::Plan& best) const;
  void settle_page(const DramPlace& place, RowOutcome outcome);
  bool keep_open(const DramPlace& place) const;
  void learn(const DramPlace& place, RowOutcome outcome);

  DramParameters parameters_;
  AddressMapping mapping_;
  Scheduler& scheduler_;
  BackingStore& store_;
  AgentId id_;
  MemoryClock clock_;
  DramDevice device_;
  unsigned bursts_;  // per line
  std::size_t high_, low_;
  RequestQueue reads_, writes_;
  std::deque<DramRequest> held_;
  bool writing_ = false;
  bool armed_ = false;             // a decision is pending
  MemoryCycle next_decision_ = 0;  // not before
  std::vector<std::int64_t> last_row_;
  std::vector<std::uint8_t> stays_;  // per bank: 2 or 3 when leaving rows open has proved right
  Statistics statistics_;
};

}  // namespace amoeba
