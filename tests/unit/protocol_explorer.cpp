#include "protocol_explorer.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <unordered_map>

namespace amoeba {

namespace {

constexpr unsigned kMostCaches = 3;
constexpr std::uint8_t kIo = kMostCaches;  // number of the I/O agent
constexpr std::uint8_t kNobody = 0xff;

enum class Kind : std::uint8_t {
  request,
  snp_shared,
  snp_unique,
  snp_resp,
  snp_data,
  data_shared,
  data_unique,
  data_once,
  atomic_done,
  comp,
  refused,
  ack
};

struct Packet {
  Kind kind;
  std::uint8_t node = 0;  // the cache or I/O agent concerned
  HomeRequest request = HomeRequest::read_shared;
  bool newest = false;  // of the data carried
  bool keeps = false;   // the snooped cache keeps a copy
  bool operator<(const Packet& o) const { return std::memcmp(this, &o, sizeof o) < 0; }
};

struct Cache {
  CacheState state = CacheState::I;
  bool newest = false;
};

enum class Phase : std::uint8_t { idle, snooping, acknowledging };

struct Home {
  DirectoryState directory = DirectoryState::none;
  std::uint8_t owner = kNobody;
  std::uint8_t sharers = 0;
  bool newest = true;  // of slice and memory
  Phase phase = Phase::idle;
  std::uint8_t snoops_due = 0;
  std::uint8_t keepers = 0;
  Packet request{Kind::request};
  bool listed = false;
  DirectoryState seen = DirectoryState::none;  // the directory when the transaction began
};

struct World {
  std::array<Cache, kMostCaches> caches;
  bool io_busy = false;
  Home home;
  std::vector<Packet> waiting;  // at the home node, in order of arrival
  std::vector<Packet> network;  // sorted

  std::string key() const {
    std::string text;
    const auto put = [&text](const auto& value) { text.append(reinterpret_cast<const char*>(&value), sizeof value); };
    for (const Cache& cache : caches) put(cache.state), put(cache.newest);
    put(io_busy), put(home.directory), put(home.owner), put(home.sharers), put(home.newest), put(home.phase);
    put(home.snoops_due), put(home.keepers), put(home.request), put(home.listed), put(home.seen);
    for (const Packet& packet : waiting) put(packet);
    text.push_back('|');
    for (const Packet& packet : network) put(packet);
    return text;
  }
};

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Explorer {
 public:
  Explorer(const CacheTable& caches, const HomeTable& home, const ExplorerOptions& options)
      : cache_table_(caches), home_table_(home), options_(options) {}

  ExplorerResult run();

 private:
  struct Visit {
    World world;
    std::size_t from;
    std::string step;
  };

  void successors(std::size_t index);
  template <class Step>
  void attempt(std::size_t index, std::string name, Step&& step);
  void check(const World& world) const;
  void core(World& world, unsigned node, CacheEvent event, bool exclusive);
  void deliver(World& world, const Packet& packet);
  void to_cache(World& world, const Packet& packet, CacheEvent event);
  void to_home(World& world, const Packet& packet);
  void begin(World& world, const Packet& request);
  void reply(World& world);
  void update_directory(Home& home, const HomePlan& plan);
  static void finish(Home& home);
  const HomePlan& plan_of(const Home& home) const {
    return home_table_.at(home.seen, home.request.request, home.listed ? Listed::yes : Listed::no);
  }
  static void send(World& world, const Packet& packet) {
    world.network.insert(std::upper_bound(world.network.begin(), world.network.end(), packet), packet);
  }
  // A write at one place makes every other copy old.
  static void wrote(World& world) {
    for (Cache& cache : world.caches) cache.newest = false;
    world.home.newest = false;
    for (Packet& packet : world.network) packet.newest = false;
    for (Packet& packet : world.waiting) packet.newest = false;
    world.home.request.newest = false;
    std::sort(world.network.begin(), world.network.end());
  }

  const CacheTable& cache_table_;
  const HomeTable& home_table_;
  ExplorerOptions options_;
  std::deque<Visit> visits_;
  std::unordered_map<std::string, std::size_t> known_;
};

void Explorer::core(World& world, unsigned node, CacheEvent event, bool exclusive) {
  Cache& cache = world.caches[node];
  const CacheTransition& next = cache_table_.at(cache.state, event);
  if (next.actions & kImpossible)
    throw Violation(std::string("no answer to ") + name(event) + " in " + name(cache.state));
  if (next.actions & kHit) {
    if (!cache.newest) throw Violation("a hit on old data");
    if (event == CacheEvent::modify) {
      wrote(world);
      cache.newest = true;
    }
  }
  Packet request{Kind::request, static_cast<std::uint8_t>(node)};
  const bool fetches = event == CacheEvent::fetch;
  if (next.actions & kSendRead) request.request = fetches ? HomeRequest::read_clean : HomeRequest::read_shared;
  if (next.actions & kSendReadUnique) request.request = HomeRequest::read_unique;
  if (next.actions & kSendCleanUnique)
    request.request = exclusive ? HomeRequest::clean_unique_exclusive : HomeRequest::clean_unique;
  if (next.actions & kSendAtomic) request.request = HomeRequest::atomic;
  if (next.actions & kSendWriteBack) {
    request.request = HomeRequest::write_back;
    request.newest = cache.newest;
  }
  if (next.actions & (kSendRead | kSendReadUnique | kSendCleanUnique | kSendAtomic | kSendWriteBack))
    send(world, request);
  cache.state = next.next;
}

void Explorer::to_cache(World& world, const Packet& packet, CacheEvent event) {
  Cache& cache = world.caches[packet.node];
  const CacheTransition& next = cache_table_.at(cache.state, event);
  if (next.actions & kImpossible)
    throw Violation(std::string("no answer to ") + name(event) + " in " + name(cache.state));
  if (next.actions & (kRespond | kRespondData)) {
    Packet answer{next.actions & kRespondData ? Kind::snp_data : Kind::snp_resp, packet.node};
    answer.newest = (next.actions & kRespondData) && cache.newest;
    answer.keeps = is_stable(next.next) && next.next != CacheState::I;
    send(world, answer);
  }
  if (next.actions & kFill) cache.newest = packet.newest;
  if (next.actions & kAcknowledge) send(world, {Kind::ack, packet.node});
  if (next.next == CacheState::I) cache.newest = false;
  cache.state = next.next;
}

void Explorer::deliver(World& world, const Packet& packet) {
  switch (packet.kind) {
    case Kind::snp_shared:
      return to_cache(world, packet, CacheEvent::snp_shared);
    case Kind::snp_unique:
      return to_cache(world, packet, CacheEvent::snp_unique);
    case Kind::data_shared:
      return to_cache(world, packet, CacheEvent::data_shared);
    case Kind::data_unique:
      return to_cache(world, packet, CacheEvent::data_unique);
    case Kind::atomic_done:
      return to_cache(world, packet, CacheEvent::data_atomic);
    case Kind::comp:
      if (packet.node != kIo) return to_cache(world, packet, CacheEvent::comp);
      world.io_busy = false;
      return;
    case Kind::refused:
      return to_cache(world, packet, CacheEvent::comp_refused);
    case Kind::data_once:
      world.io_busy = false;
      return;
    default:
      return to_home(world, packet);
  }
}

void Explorer::to_home(World& world, const Packet& packet) {
  Home& home = world.home;
  if (packet.kind == Kind::request) {
    if (home.phase != Phase::idle) {
      world.waiting.push_back(packet);
    } else {
      begin(world, packet);
    }
    return;
  }
  if (packet.kind == Kind::ack) {
    if (home.phase != Phase::acknowledging) throw Violation("an acknowledgement that nobody waits for");
    finish(home);
  } else {
    if (home.phase != Phase::snooping || home.snoops_due == 0)
      throw Violation("a snoop response that nobody waits for");
    if (packet.kind == Kind::snp_data) home.newest = packet.newest;
    if (packet.keeps) home.keepers |= 1u << packet.node;
    if (--home.snoops_due == 0) reply(world);
  }
  while (home.phase == Phase::idle && !world.waiting.empty()) {
    const Packet next = world.waiting.front();
    world.waiting.erase(world.waiting.begin());
    begin(world, next);
  }
}

void Explorer::begin(World& world, const Packet& request) {
  Home& home = world.home;
  home.request = request;
  home.seen = home.directory;
  home.listed = request.node != kIo && (home.directory == DirectoryState::owned    ? home.owner == request.node
                                        : home.directory == DirectoryState::shared ? (home.sharers >> request.node) & 1
                                                                                   : false);
  home.keepers = 0;
  home.snoops_due = 0;
  home.phase = Phase::snooping;
  const HomePlan& plan = plan_of(home);
  if (plan.takes_data) home.newest = request.newest;
  std::uint8_t targets = 0;
  if (plan.snoop == SnoopTargets::owner_shared || plan.snoop == SnoopTargets::owner_unique) targets = 1u << home.owner;
  if (plan.snoop == SnoopTargets::others_unique) targets = home.sharers & ~(1u << request.node);
  for (std::uint8_t node = 0; node < options_.caches; ++node) {
    if (!((targets >> node) & 1)) continue;
    ++home.snoops_due;
    send(world, {plan.snoop == SnoopTargets::owner_shared ? Kind::snp_shared : Kind::snp_unique, node});
  }
  if (home.snoops_due == 0) reply(world);
}

void Explorer::reply(World& world) {
  Home& home = world.home;
  const HomePlan plan = plan_of(home);
  Packet answer{Kind::comp, home.request.node};
  if (plan.needs_data && !home.newest) throw Violation("the home node uses old data");
  answer.newest = plan.needs_data;
  switch (plan.reply) {
    case HomeReply::data_shared:
      answer.kind = Kind::data_shared;
      break;
    case HomeReply::data_unique:
      answer.kind = Kind::data_unique;
      break;
    case HomeReply::data_once:
      answer.kind = Kind::data_once;
      break;
    case HomeReply::atomic:
    case HomeReply::write:
      wrote(world);
      home.newest = true;
      answer.newest = false;
      answer.kind = plan.reply == HomeReply::atomic ? Kind::atomic_done : Kind::comp;
      break;
    case HomeReply::refuse:
      answer.kind = Kind::refused;
      break;
    case HomeReply::comp:
      break;
  }
  if (plan.reply == HomeReply::data_once) answer.newest = false;
  send(world, answer);
  update_directory(home, plan);
  home.phase = Phase::acknowledging;
  if (!plan.awaits_ack) finish(home);
}

// What a finished transaction leaves behind must not tell states apart.
void Explorer::finish(Home& home) {
  home.phase = Phase::idle;
  home.request = {Kind::request};
  home.listed = false;
  home.seen = DirectoryState::none;
  home.keepers = 0;
}

void Explorer::update_directory(Home& home, const HomePlan& plan) {
  const std::uint8_t requester = 1u << home.request.node;
  switch (plan.update) {
    case DirectoryUpdate::keep:
      return;
    case DirectoryUpdate::add_requester:
      if (plan.snoop == SnoopTargets::owner_shared) home.sharers = home.keepers;
      if (home.directory == DirectoryState::none) home.sharers = 0;
      home.sharers |= requester;
      home.directory = DirectoryState::shared;
      home.owner = kNobody;
      return;
    case DirectoryUpdate::own_requester:
      home.sharers = 0;
      home.owner = home.request.node;
      home.directory = DirectoryState::owned;
      return;
    case DirectoryUpdate::keep_sharers:
      home.sharers = home.keepers;
      home.owner = kNobody;
      home.directory = home.sharers == 0 ? DirectoryState::none : DirectoryState::shared;
      return;
    case DirectoryUpdate::clear:
      home.sharers = 0;
      home.owner = kNobody;
      home.directory = DirectoryState::none;
      return;
  }
}

void Explorer::check(const World& world) const {
  unsigned writers = 0, readers = 0, transient = 0;
  bool data = world.home.newest;
  for (const Cache& cache : world.caches) {
    writers += is_unique(cache.state);
    readers += is_readable(cache.state);
    transient += !is_stable(cache.state);
    data |= cache.newest;
    if (is_readable(cache.state) && !cache.newest) throw Violation(std::string("an old copy in ") + name(cache.state));
  }
  for (const Packet& packet : world.network) data |= packet.newest;
  for (const Packet& packet : world.waiting) data |= packet.newest;
  if (writers > 1 || (writers == 1 && readers > 1)) throw Violation("a writer beside another copy");
  if (!data) throw Violation("the newest data is lost");
  if (world.network.empty() && (transient != 0 || world.home.phase != Phase::idle || world.io_busy))
    throw Violation("deadlock");
}

template <class Step>
void Explorer::attempt(std::size_t index, std::string name, Step&& step) {
  World next = visits_[index].world;
  std::string violation;
  try {
    step(next);
    check(next);
  } catch (const Violation& found) {
    violation = found.what();
  }
  if (!violation.empty()) {
    std::string path = "\n  " + name;
    for (std::size_t at = index; at != 0; at = visits_[at].from) path = "\n  " + visits_[at].step + path;
    throw Violation(violation + ", after" + path);
  }
  if (known_.emplace(next.key(), visits_.size()).second) visits_.push_back({std::move(next), index, std::move(name)});
}

void Explorer::successors(std::size_t index) {
  const World world = visits_[index].world;
  for (std::size_t i = 0; i < world.network.size(); ++i) {
    const Packet packet = world.network[i];
    if (i > 0 && !(world.network[i - 1] < packet)) continue;  // the same again
    attempt(index,
            "deliver " + std::to_string(static_cast<int>(packet.kind)) + " of node " + std::to_string(packet.node),
            [&](World& next) {
              next.network.erase(next.network.begin() + static_cast<std::ptrdiff_t>(i));
              deliver(next, packet);
            });
  }
  const auto act = [&](unsigned node, CacheEvent event, bool exclusive) {
    attempt(index, std::string(name(event)) + (exclusive ? " exclusive" : "") + " at " + std::to_string(node),
            [&](World& next) { core(next, node, event, exclusive); });
  };
  for (unsigned node = 0; node < options_.caches; ++node) {
    const CacheState state = world.caches[node].state;
    if (!is_stable(state)) continue;
    if (state != CacheState::I) act(node, CacheEvent::replace, false);
    if (options_.instruction_cache && node + 1 == options_.caches) {
      act(node, CacheEvent::fetch, false);
      continue;
    }
    act(node, CacheEvent::load, false);
    act(node, CacheEvent::modify, false);
    if (options_.exclusives && state == CacheState::SC) act(node, CacheEvent::modify, true);
    if (options_.far_atomics) act(node, CacheEvent::far_atomic, false);
  }
  if (options_.io && !world.io_busy)
    for (HomeRequest request : {HomeRequest::read_once, HomeRequest::write_unique})
      attempt(index, name(request), [&](World& next) {
        next.io_busy = true;
        send(next, {Kind::request, kIo, request});
      });
}

ExplorerResult Explorer::run() {
  visits_.push_back({World{}, 0, "start"});
  known_.emplace(World{}.key(), 0);
  try {
    for (std::size_t index = 0; index < visits_.size(); ++index) {
      if (visits_.size() > options_.most_states) throw Violation("more states than expected");
      successors(index);
    }
  } catch (const Violation& found) {
    return {visits_.size(), found.what()};
  }
  return {visits_.size(), {}};
}

}  // namespace

ExplorerResult explore(const CacheTable& caches, const HomeTable& home, const ExplorerOptions& options) {
  return Explorer(caches, home, options).run();
}

}  // namespace amoeba
