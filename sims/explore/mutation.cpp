#include "amoeba/explore/mutation.h"

#include <array>

namespace amoeba {

namespace {

constexpr std::array kActionNames = {"hit",
                                     "wait",
                                     "send_read",
                                     "send_read_unique",
                                     "send_clean_unique",
                                     "send_atomic",
                                     "send_write_back",
                                     "respond",
                                     "respond_data",
                                     "lose",
                                     "lose_unique",
                                     "fill",
                                     "acknowledge",
                                     "complete",
                                     "send_evict",
                                     "forward"};
struct CacheCell {
  CacheState state;
  CacheEvent event;
  std::string name() const { return std::string("cache.") + amoeba::name(state) + "." + amoeba::name(event); }
  unsigned number() const { return static_cast<unsigned>(state) * kCacheEvents + static_cast<unsigned>(event); }
};

struct HomeCell {
  DirectoryState state;
  HomeRequest request;
  Listed listed;
  std::string name() const {
    return std::string("home.") + amoeba::name(state) + "." + amoeba::name(request) + "." + amoeba::name(listed);
  }
  unsigned number() const {
    return (static_cast<unsigned>(state) * kHomeRequests + static_cast<unsigned>(request)) * kListed +
           static_cast<unsigned>(listed);
  }
};

template <class Visit>
void for_each_cache_cell(const CacheTable& table, Visit&& visit) {
  for (unsigned state = 0; state < kCacheStates; ++state)
    for (unsigned event = 0; event < kCacheEvents; ++event) {
      const CacheCell cell{static_cast<CacheState>(state), static_cast<CacheEvent>(event)};
      if (!(table.at(cell.state, cell.event).actions & kImpossible)) visit(cell);
    }
}

template <class Visit>
void for_each_home_cell(const HomeTable& table, Visit&& visit) {
  for (unsigned state = 0; state < kDirectoryStates; ++state)
    for (unsigned request = 0; request < kHomeRequests; ++request)
      for (unsigned listed = 0; listed < kListed; ++listed) {
        const HomeCell cell{static_cast<DirectoryState>(state), static_cast<HomeRequest>(request),
                            static_cast<Listed>(listed)};
        if (table.at(cell.state, cell.request, cell.listed).reply != HomeReply::impossible) visit(cell);
      }
}

class MutantList {
 public:
  explicit MutantList(const ProtocolTables& tables) : tables_(tables) {}

  void mutate(const CacheCell& cell) {
    const auto add = [&](const std::string& change, CacheTransition instead) {
      mutants_.push_back({cell.name() + "." + change, tables_});
      mutants_.back().tables.cache.at(cell.state, cell.event) = instead;
    };
    const CacheTransition original = tables_.cache.at(cell.state, cell.event);
    add("removed", CacheTransition{});
    for (unsigned i = 0; i < kCacheStates; ++i)
      if (const auto next = static_cast<CacheState>(i); next != original.next)
        add(std::string("next=") + name(next), {next, original.actions});
    for (unsigned bit = 0; bit < kActionNames.size(); ++bit)
      if (original.actions >> bit & 1)
        add(std::string("without=") + kActionNames[bit], {original.next, original.actions & ~(1u << bit)});
  }

  void mutate(const HomeCell& cell) {
    const HomePlan original = tables_.home.at(cell.state, cell.request, cell.listed);
    const auto add = [&](const std::string& change, const HomePlan& instead) {
      mutants_.push_back({cell.name() + "." + change, tables_});
      mutants_.back().tables.home.at(cell.state, cell.request, cell.listed) = instead;
    };
    add("removed", HomePlan{});
    vary(original, &HomePlan::snoop, "snoop", kSnoopTargets, add);
    vary(original, &HomePlan::reply, "reply", kHomeReplies, add);
    vary(original, &HomePlan::update, "update", kDirectoryUpdates, add);
    flip(original, &HomePlan::awaits_ack, "awaits_ack", add);
    flip(original, &HomePlan::takes_data, "takes_data", add);
    if (original.needs_data) flip(original, &HomePlan::needs_data, "needs_data", add);
  }

  std::vector<Mutant> take() { return std::move(mutants_); }

 private:
  template <class Field, class Add>
  static void vary(const HomePlan& original, Field HomePlan::*field, const char* what, unsigned count, Add&& add) {
    for (unsigned i = 0; i < count; ++i) {
      HomePlan changed = original;
      changed.*field = static_cast<Field>(i);
      if (original.*field != changed.*field) add(std::string(what) + "=" + name(changed.*field), changed);
    }
  }
  template <class Add>
  static void flip(const HomePlan& original, bool HomePlan::*field, const char* what, Add&& add) {
    HomePlan changed = original;
    changed.*field = !(original.*field);
    add(std::string(what) + (changed.*field ? "=yes" : "=no"), changed);
  }

  const ProtocolTables& tables_;
  std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(const ProtocolTables& tables, const TableCoverage& coverage) {
  MutantList list(tables);
  for_each_cache_cell(tables.cache, [&](const CacheCell& cell) {
    if (coverage.cache.test(cell.number())) list.mutate(cell);
  });
  for_each_home_cell(tables.home, [&](const HomeCell& cell) {
    if (coverage.home.test(cell.number())) list.mutate(cell);
  });
  return list.take();
}

std::vector<std::string> unreached_entries(const ProtocolTables& tables, const TableCoverage& coverage) {
  std::vector<std::string> names;
  for_each_cache_cell(tables.cache, [&](const CacheCell& cell) {
    if (!coverage.cache.test(cell.number())) names.push_back(cell.name());
  });
  for_each_home_cell(tables.home, [&](const HomeCell& cell) {
    if (!coverage.home.test(cell.number())) names.push_back(cell.name());
  });
  return names;
}

}  // namespace amoeba
