// What can happen to a World under given protocol tables, and what must never happen.
// Models: harts that load, store, execute AMOs near or far (increments), LR and SC, or LRwait and SCwait, at any time;
// lines evicted at any time; an I/O agent that reads and writes; messages delivered in any order; directories of any
// kind: one may forget which caches share the line, or take the line from all caches, at any time when it is idle.
// Checked at every step: a single writer or several readers; every value read is the newest; no increment is lost; an
// SC succeeds only if nobody wrote since its LR and a doomed SC takes nothing from others; leases and reservations end
// with the copy they rest on; the directory lists exactly the caches that may hold a copy; somebody can always go on.
// Errors: Violation.
#pragma once
#include <bitset>
#include <optional>
#include <stdexcept>
#include <string>

#include "amoeba/coherence/placement.h"
#include "amoeba/coherence/protocol_tables.h"
#include "amoeba/explore/chart.h"
#include "amoeba/explore/world.h"

namespace amoeba {

// What two lines compete for; see two_line_model.h.
struct TwoLineOptions {
  bool filter = false;           // a snoop filter with room for one line instead of a full map
  unsigned mshrs = 1;            // of each cache
  unsigned outstanding = 1;      // operations of each hart, at most one for each line
  bool waits_for_filter = true;  // false plants a fault: a line takes the place before the other one has left
  bool retries_requests = true;  // false plants a fault: the end of a write-back serves nobody at the port
};

// Harts that use LRwait and SCwait as well.
struct WaitOptions {
  bool writes_end_turns = true;  // false plants a fault: a turn outlives a write of somebody else
};

struct ExplorerOptions {
  unsigned caches = 2;                    // at most kMostExploredCaches
  bool io = true;                         // an agent with ReadOnce and WriteUnique
  bool instruction_cache = false;         // the last cache fetches and never writes
  std::optional<AtomicPlacement> policy;  // near or far by free choice when absent, which covers every policy
  bool overflows = true;                  // the directory may forget which caches share, as limited pointers do
  bool back_invalidates = true;           // and may take the line from all caches, as a snoop filter does
  std::optional<WaitOptions> waits;       // LRwait and SCwait instead of LR and SC
  unsigned values = 2;                    // that the line can have, at most 7
  std::size_t most_states = 200'000'000;
  std::optional<TwoLineOptions> two_lines;  // explores two lines that compete for places instead of one
};

class Violation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Which cells of the tables have been used.
struct TableCoverage {
  std::bitset<kCacheStates * kCacheEvents> cache;
  std::bitset<kDirectoryStates * kHomeRequests * kListed> home;
};

struct ModelStep {
  enum class Kind : std::uint8_t {
    request,
    snoop,
    answer,
    reply,
    acknowledgement,
    evict,
    issue,
    overflow,
    back_invalidate,
    end_turn,
    turn_away,
  } kind;
  std::uint8_t node;
  Operation operation = Operation::none;  // issued
  bool is_delivery() const { return kind < Kind::evict; }
};

class ProtocolModel {
 public:
  using State = World;
  using Packed = PackedWorld;
  using Step = ModelStep;

  ProtocolModel(const ProtocolTables& tables, const ExplorerOptions& options);

  // Calls visit(step) for every step that is possible; deliveries first.
  template <class Visit>
  void for_each_step(const World& world, Visit&& visit) const;
  // Takes the step and checks what it leads to. `chart` may be null.
  void take(World& world, const ModelStep& step, Chart* chart = nullptr) const;
  PackedWorld pack(const World& world) const { return world.pack(interchangeable_); }
  World unpack(const PackedWorld& packed) const { return World::unpack(packed); }
  const TableCoverage& coverage() const { return coverage_; }

 protected:
  using Kind = ModelStep::Kind;

  const CacheTransition& cell(CacheState state, CacheEvent event) const;
  const HomePlan& plan_of(const World& world) const;
  bool fetches(unsigned node) const { return options_.instruction_cache && node + 1 == options_.caches; }
  CacheEvent event_of(Operation operation, CacheState state) const;
  bool just_waits(const ExploredNode& node, Operation operation) const;
  void apply(World& world, const ModelStep& step) const;
  void check(const World& world) const;
  void check_copies(const World& world) const;
  // A step in a chart, with the line's state before and after it; `line` names the line, if there are several.
  std::size_t open_event(Chart* chart, const World& world, const ModelStep& step, const std::string& line = {}) const;
  void close_event(Chart* chart, std::size_t event, const World& world) const;
  // caches: cache_model.cpp
  void evict(World& world, unsigned node) const;
  void issue(World& world, unsigned node, Operation operation) const;
  void issue_io(World& world, Operation operation) const;
  void serve(World& world, unsigned node, Operation operation) const;
  void change(World& world, unsigned node, const CacheTransition& transition) const;
  void forward(World& world, unsigned node, CacheEvent snoop) const;
  void send_request(ExploredNode& node, unsigned actions, Operation operation) const;
  void perform(World& world, unsigned node, Operation operation) const;
  void take_snoop(World& world, unsigned node) const;
  void take_reply(World& world, unsigned node) const;
  void take_io_reply(World& world) const;
  void complete(World& world, unsigned node, CacheEvent event) const;
  // LRwait and SCwait: wait_model.cpp
  static bool may_find_no_place(const World& world, const ExploredNode& node);
  void end_turn(World& world) const;
  bool enter(World& world, unsigned requester) const;
  void answer_lrwait(ExploredNode& node) const;
  void perform_scwait(ExploredNode& node) const;
  void check_turns(const World& world) const;
  // home node: home_model.cpp
  static Listed listed(const World& world, const ExploredNode& node);
  bool serves(const World& world, const ExploredNode& node) const;
  void begin(World& world, unsigned node) const;
  void accept(World& world, unsigned node) const;
  void overflow(World& world) const;
  void back_invalidate(World& world) const;
  void proceed(World& world, unsigned requester) const;
  bool snoop(World& world, const HomePlan& plan, unsigned requester) const;
  void take_answer(World& world, unsigned node) const;
  void take_query_answer(World& world, unsigned requester) const;
  void note_answer(World& world, unsigned node) const;
  void check_plan(const World& world, const HomePlan& plan) const;
  void finish_snoops(World& world, unsigned requester) const;
  void take_acknowledgement(World& world, unsigned node) const;
  void reply(World& world, unsigned requester) const;
  static void forget(World& world);
  void leave(World& world, unsigned requester) const;
  RelativeValue reply_value(World& world, const HomePlan& plan, unsigned requester) const;
  void update_directory(World& world, const HomePlan& plan, unsigned requester) const;
  void wrote(World& world, unsigned writer) const;

  ProtocolTables tables_;
  ExplorerOptions options_;
  unsigned interchangeable_;
  mutable TableCoverage coverage_;
};

// Whether a message can be delivered at once without missing anything (partial-order reduction): the home node or the
// I/O agent waits for just this one, and nobody else can tell whether it has come. Reads of a shared line can.
inline bool arrives_unnoticed(const World& world, unsigned number, ModelStep::Kind& kind) {
  const ExploredNode& node = world.nodes[number];
  if (node.acknowledgement && world.phase == HomePhase::acknowledging && world.directory != DirectoryState::shared) {
    kind = ModelStep::Kind::acknowledgement;
  } else if (node.answer.present && !node.answer.forwarded && world.phase == HomePhase::snooping) {
    kind = ModelStep::Kind::answer;
  } else if (number == kExploredIo && node.reply != ExploredReply::none) {
    kind = ModelStep::Kind::reply;
  } else {
    return false;
  }
  return true;
}

template <class Visit>
void ProtocolModel::for_each_step(const World& world, Visit&& visit) const {
  for (std::uint8_t i = 0; i < kExploredNodes; ++i)
    if (Kind kind; arrives_unnoticed(world, i, kind)) {
      visit({kind, i});
      return;
    }
  for (std::uint8_t i = 0; i < kExploredNodes; ++i) {
    const ExploredNode& node = world.nodes[i];
    if (node.request.present && serves(world, node)) visit({Kind::request, i});
    if (node.snoop != ExploredSnoop::none) visit({Kind::snoop, i});
    if (node.answer.present) visit({Kind::answer, i});
    if (node.reply != ExploredReply::none) visit({Kind::reply, i});
    if (node.acknowledgement) visit({Kind::acknowledgement, i});
  }
  for (std::uint8_t i = 0; i < options_.caches; ++i) {
    const ExploredNode& node = world.nodes[i];
    if (is_stable(node.state) && node.state != CacheState::I) visit({Kind::evict, i});
    const auto issue = [&](Operation operation) {
      if (!just_waits(node, operation)) visit({Kind::issue, i, operation});
    };
    if (fetches(i)) {
      issue(Operation::fetch);
      continue;
    }
    issue(Operation::load);
    issue(Operation::store);
    if (options_.waits) {
      issue(Operation::lrwait);
      if (node.waited) issue(Operation::scwait);
      if (node.turn) visit({Kind::end_turn, i});
      if (may_find_no_place(world, node)) visit({Kind::turn_away, i});
    } else {
      issue(Operation::load_reserved);
      issue(Operation::load_reserved_unique);
      if (node.reserved) issue(Operation::store_conditional);
    }
    issue(options_.policy ? Operation::atomic : Operation::far_atomic);
  }
  if (options_.io && world.nodes[kExploredIo].operation == Operation::none) {
    visit({Kind::issue, kExploredIo, Operation::load});
    visit({Kind::issue, kExploredIo, Operation::store});
  }
  if (world.phase != HomePhase::idle || world.directory == DirectoryState::none) return;
  if (options_.overflows && world.directory != DirectoryState::owned && !world.overflowed)
    visit({Kind::overflow, kExploredIo});
  if (options_.back_invalidates) visit({Kind::back_invalidate, kExploredIo});
}

}  // namespace amoeba
