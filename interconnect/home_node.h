// A home node: the point of coherence for its share of the lines.
// Models: a directory (a full map, entries with a limited number of pointers that overflow to broadcasts, or a limited
// number of entries with back-invalidation), one transaction per line at a time by HomeTable with later requests queued
// in order of arrival, a shared cache slice in front of memory, and a unit that executes far atomics, one every
// far_interval. With far_combining the unit keeps the line of its latest atomic until that interval is over: an atomic
// to the line which comes meanwhile, and needs no snoop, enters without a directory look-up or a read of the slice, one
// cycle after the one before; the interval begins anew with it. A line in progress needs no place in a limited
// directory until a copy is granted.
// Inclusion of the slice towards the private caches: inclusive (its tags are the directory, so that a line in a private
// cache keeps its place, and is taken back when others need that), exclusive (a line leaves when a cache gets it alone,
// its dirty data for memory, and comes back when that cache gives it up), non-inclusive, or no data at all.
// A limited number of places for requests, each taken from a request's arrival until its answer has left, or until its
// CompAck. When there is none, the request is refused as in AMBA CHI: RetryAck, and later PCrdGrant with a place that
// is reserved for it, in order of arrival. Lines given up by caches take no place, nor do lines that the directory
// takes back; what a place waits for therefore never waits for a place.
// LRwait and SCwait, which queue here for their line (wait_queue.h); loads of others share the line meanwhile.
// Not modelled: banks within a slice. Units: ticks, bytes. Errors: a protocol violation is std::logic_error.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "amoeba/base/node_set.h"
#include "amoeba/base/statistics.h"
#include "amoeba/coherence/home_protocol.h"
#include "amoeba/coherence/inclusion.h"
#include "amoeba/coherence/placement.h"
#include "amoeba/interconnect/directory.h"
#include "amoeba/interconnect/request_places.h"
#include "amoeba/interconnect/shared_slice.h"
#include "amoeba/interconnect/snoop_filter.h"
#include "amoeba/interconnect/wait_queue.h"
#include "amoeba/sched/agent_interleave.h"
#include "amoeba/sched/memory_link.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

struct HomeParameters {
  unsigned requests = 32;  // places: in progress, or waiting for a line
  std::uint64_t slice_bytes = 256 * 1024;
  unsigned slice_ways = 8;
  Replacement slice_replacement = Replacement::lru;
  SliceInclusion slice_inclusion = SliceInclusion::non_inclusive;
  Tick slice_occupancy = 0;    // per line read; 0: without limit
  unsigned interleave = 1;     // home nodes that share the lines
  Tick directory_latency = 3;  // before anything leaves the node
  Tick slice_latency = 6;      // added when the slice's data is read
  Tick far_latency = 2;        // of an atomic in the far unit
  Tick far_interval = 2;       // from one atomic of the unit to the next
  bool far_combining = false;
  int most_reuse = 0;           // confidence that a line is worth its transfer; 0: nobody places atomics by it
  MemoryLink memory_link = 1;   // to the memory channels
  unsigned pointers = 0;        // sharers that an entry can name before it overflows; 0: all
  unsigned filter_entries = 0;  // lines for which the directory has room; 0: all
  unsigned filter_ways = 1;
  unsigned wait_places = 32;  // for LRwaits that are not answered at once
  Tick wait_window = 1024;    // from an LRwait's answer until its SCwait must have come
  unsigned ecc_granule = 0;   // bytes of the slice's ECC; 0: none
  Tick ecc_latency = 0;       // added by a write of fewer bytes; an atomic reads anyway
};

struct HomeStatistics {
  std::uint64_t requests = 0, requests_counted = 0, queued = 0, joined = 0, retries = 0;
  std::uint64_t snoops = 0, broadcasts = 0, back_invalidations = 0;
  std::uint64_t slice_hits = 0, slice_misses = 0, slice_conflicts = 0;
  std::uint64_t atomics = 0, combined = 0;
  std::uint64_t memory_reads = 0, memory_writes = 0, memory_counted = 0;
};

class HomeNode final : public Agent {
 public:
  HomeNode(const std::string& name, const HomeParameters& parameters, Scheduler& scheduler, Network& network,
           const HomeTable& table, AgentInterleave memory_of);

  AgentId id() const { return id_; }
  void receive(Message& message) override;
  void prefetch(std::uint64_t address) const override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override;
  std::string waiting_for() const override;

  const HomeStatistics& statistics() const { return statistics_; }
  const WaitStatistics& wait_statistics() const { return wait_queue_.statistics; }
  void register_statistics(StatisticsRegistry& registry, const std::string& prefix) const;
  // Bytes of the line in the slice, or null; for debug views.
  std::byte* debug_bytes(std::uint64_t line);
  // Whom to snoop when it is not known who shares a line.
  void set_caches(std::vector<AgentId> caches) { caches_ = std::move(caches); }
  // The same for data that a snooped owner passes through.
  std::byte* debug_passing(std::uint64_t line);
  // Whether the directory takes `cache` for the owner, whose copy may be newer than all below.
  bool owned_by(std::uint64_t line, AgentId cache) const;
  // Requests that wait for the line.
  template <class Visit>
  void for_each_waiting(std::uint64_t line, Visit&& visit) const {
    const DirectoryEntry* entry = directory_.find(line);
    if (entry == nullptr || entry->transaction == kNone) return;
    for (const Message& request : transactions_[entry->transaction].waiting) visit(request);
  }

 private:
  static constexpr std::uint16_t kNone = DirectoryEntry::kNoTransaction;
  enum class Phase : std::uint8_t { snooping, write_pending, fetching, acknowledging, allocating, done, reserved };
  struct Transaction {
    std::uint64_t line = 0;
    DirectoryEntry* entry = nullptr;
    Message request;
    HomePlan plan;
    Phase phase = Phase::snooping;
    unsigned snoops_due = 0;
    std::uint32_t network = 0;
    std::uint32_t memory = 0;
    std::uint32_t queued = 0;
    std::int8_t bias = 0;
    ReuseHint reuse;
    Tick since = 0;
    Tick ready = 0;                             // to read memory, when a write to it is pending
    BufferId passing = kNoBuffer;               // data of a snooped cache that stays the owner
    bool forwarded = false;                     // a snooped cache has given the requester the data
    bool acknowledged = false;                  // and the requester has them
    bool window = false;                        // an LRwait holds the line until its SCwait comes
    unsigned acknowledgements_due = 0;          // of the requester, and of readers that have joined
    std::uint16_t beneficiary = kNone;          // transaction that gets the place of a line taken back
    std::vector<std::uint16_t> request_places;  // of requests that have not been answered or acknowledged
    std::deque<Message> waiting;                // requests for the same line, in order of arrival
  };

  std::uint64_t line_of(std::uint64_t address) const { return address & ~std::uint64_t(lines_.line_bytes() - 1); }
  void accept(Message& request);
  // --- places for requests: home_node_requests.cpp
  void refuse(const Message& request);
  void give_credit(const RequestPlaces::Credit& credit, Tick at);
  Tick next_credit(Tick at) { return latest_credit_ = std::max(latest_credit_ + 1, at); }
  // A transaction that readers have joined holds several places; which of them is freed makes no difference.
  void release_request_place(Transaction& transaction, Tick at, Tick credit_at) {
    if (transaction.request_places.empty()) return;
    const RequestPlaces::Place place = transaction.request_places.back();
    transaction.request_places.pop_back();
    free_request_place(place, at, credit_at);
  }
  void free_request_place(RequestPlaces::Place place, Tick at, Tick credit_at) {
    if (!request_places_.release(place, at)) give_credit(request_places_.pass_on(place, at), credit_at);
  }
  // --- LRwait and SCwait: home_node_wait.cpp
  void open_window(std::uint16_t index, Tick at);
  bool end_window(std::uint16_t index);
  void take_window_end(const Message& timer);
  void serve_reserved(std::uint16_t index, const Message& request);
  void begin_in_window(std::uint16_t index, Message request, Tick at);
  void queue_lrwait(std::uint16_t index, Message request, Tick at);
  bool take_turn(std::uint16_t index, const Message& request, Tick at);
  void refuse_store(const Transaction& transaction, Message& answer);
  bool breaks_window(const Transaction& transaction, const Message& request) const;
  // ---
  DirectoryEntry& entry_of(std::uint64_t line);
  std::uint16_t open_transaction(std::uint64_t line, DirectoryEntry& entry);
  void begin(std::uint16_t index, const Message& request, Tick at);
  void make_plan(Transaction& transaction, HomeRequest request, Listed listed) const;
  // What the table has for a request, as the directory knows the line now.
  const HomePlan& plan_of(const DirectoryEntry& entry, const Message& request) const {
    const HomeRequest kind = home_request(static_cast<Opcode>(request.opcode), request.exclusive);
    return table_.at(entry.state, kind, entry.listed(request.requester, kind));
  }
  std::string requester_of(const Transaction& transaction) const;
  bool find_place(std::uint16_t index, Tick at);
  void invalidate(std::uint16_t index, std::uint16_t beneficiary, Tick at);
  void grant_place(std::uint16_t index, Tick at);
  std::uint16_t next_starved(std::uint64_t line);
  bool pass_on_place(std::uint16_t index, Tick at);
  void send_snoops(std::uint16_t index, Tick at);
  void take_snoop_response(Message& message);
  void take_snooped_data(Transaction& transaction, const Message& message);
  void take_acknowledgement(const Message& message);
  void conclude(std::uint16_t index, Tick at);
  void gather_data(std::uint16_t index, Tick at);
  void read_memory(std::uint16_t index, Tick at);
  void take_memory_data(Message& message);
  void memory_write_done(std::uint64_t line, Tick at);
  // When a read of the slice begins.
  Tick occupy_slice(Tick at) { return parameters_.slice_occupancy == 0 ? at : queue_at_slice(at); }
  Tick queue_at_slice(Tick at);
  bool exclusive() const { return parameters_.slice_inclusion == SliceInclusion::exclusive; }
  bool keeps(const Transaction& transaction) const;
  bool last_copy(const Transaction& transaction) const;
  void give_away(const Transaction& transaction, Tick at);
  void write_memory(std::uint64_t line, const std::byte* bytes, bool counted, Tick at);
  void reply(std::uint16_t index, std::byte* bytes, Tick at, SharedSlice::Entry* slot = nullptr);
  PooledMessage& completion(const Transaction& transaction, Opcode opcode);
  void learn_reuse(Transaction& transaction, HomeRequest kind);
  void tell_reuse(const Transaction& transaction, Message& message) const {
    if (parameters_.most_reuse == 0) return;
    message.detail = transaction.reuse.packed();
    message.queued = transaction.queued;
    message.bias = transaction.bias;
  }
  bool combines(const Transaction& transaction, Tick at) const;
  Tick execute_atomic(const Transaction& transaction, std::byte* line, Message& answer, Tick at);
  Tick merge_write(const Transaction& transaction, std::byte* line);
  void update_directory(DirectoryEntry& entry, const Transaction& transaction);
  bool joins(const Transaction& transaction, const Message& request) const;
  // After each step of a transaction: what waits for the line may go on.
  void go_on(std::uint16_t index, Tick at) {
    const Transaction& transaction = transactions_[index];
    const bool open = transaction.phase == Phase::acknowledging && !transaction.waiting.empty();
    if (transaction.phase == Phase::done || open) serve_waiting(index, at);
  }
  void serve_waiting(std::uint16_t index, Tick at);
  // Once nothing of the transaction is left, but for a window that it has opened.
  void leave_idle(std::uint16_t index) {
    transactions_[index].window ? void(transactions_[index].phase = Phase::reserved) : close(index);
  }
  void close(std::uint16_t index);
  SharedSlice::Entry* store_line(std::uint64_t line, const std::byte* bytes, bool dirty, bool counted, Tick at);
  PooledMessage& to_memory(Opcode opcode, std::uint64_t line, bool counted);

  HomeParameters parameters_;
  Scheduler& scheduler_;
  LinePool& lines_;
  Network& network_;
  const HomeTable& table_;
  AgentInterleave memory_of_;
  AgentId id_;
  SharedSlice slice_;
  Directory directory_;
  std::optional<SnoopFilter> filter_;
  RequestPlaces request_places_;
  WaitQueue wait_queue_;
  Tick latest_credit_ = 0;  // or refusal: one leaves each tick, so that they keep their order
  std::vector<AgentId> caches_;
  std::vector<Transaction> transactions_;
  std::vector<std::uint16_t> free_transactions_;
  std::deque<std::uint16_t> starved_;                          // transactions that wait for a place in the directory
  std::unordered_map<std::uint64_t, unsigned> memory_writes_;  // lines on their way to memory
  Tick pipeline_free_ = 0;                                     // one request per tick
  Tick slice_free_ = 0;                                        // to read a line
  Tick unit_free_ = 0;                                         // of the far atomic unit
  std::uint64_t unit_line_ = DirectoryEntry::kNoLine;          // of its latest atomic
  Tick last_write_ = 0;                                        // to memory
  std::int8_t bias_ = 0;                                       // of adaptive requesters
  HomeStatistics statistics_;
};

}  // namespace amoeba
