#include "traffic_rig.h"

#include <sstream>

namespace amoeba {

Configuration tiny_configuration(unsigned harts, unsigned line_bytes) {
  Configuration c;
  c.harts = harts;
  c.line_bytes = line_bytes;
  c.l1d = {4ull * line_bytes, 2, 2, 1, 1, 2, 2, 1};
  c.l1i = {4ull * line_bytes, 2, 1, 1, 1, 1, 2, 1};
  c.slice_bytes = 4ull * line_bytes;
  c.slice_ways = 2;
  c.crossbar_width = 8;
  c.memory_width = 4;
  c.memory_latency = 20;
  c.reservation_window = 24;
  c.reservation_timeout = 400;
  return c;
}

std::string first_difference(const std::string& expected, const std::string& found) {
  std::istringstream a(expected), b(found);
  std::string x, y;
  while (std::getline(a, x) && std::getline(b, y))
    if (x != y) return "'" + x + "' against '" + y + "'";
  return "none";
}

TrafficRig::TrafficRig(const sc_core::sc_module_name& name, const Configuration& configuration, const Load& load,
                       const std::optional<ProtocolTables>& tables)
    : sc_module(name),
      memory_("memory", configuration, PortUse::harts, tables),
      load_(load),
      base_(configuration.memory_base),
      inclusion_(parse_choice<Inclusion>(configuration.l2.inclusion, kInclusionNames).value()),
      bytes_(load.lines * configuration.line_bytes) {
  const auto connect = [this](tlm::tlm_initiator_socket<64>& from, auto& to) {
    checkers_.push_back(std::make_unique<ProtocolChecker<64>>(("checker" + std::to_string(checkers_.size())).c_str()));
    from.bind(checkers_.back()->target_socket);
    checkers_.back()->initiator_socket.bind(to);
  };
  const KernelClock& clock = memory_.cluster().clock();
  for (unsigned i = 0; i < configuration.harts; ++i) {
    const std::string number = std::to_string(i);
    const TrafficSource::Surroundings data{memory_.scheduler(), memory_.tile_id(i), clock, memory_.l1d(i), i,
                                           load.outstanding,    load.leases};
    agents_.push_back(
        std::make_unique<CheckedTraffic>(("agent" + number).c_str(), data,
                                         CheckedPattern{base_, bytes_ / 16, configuration.harts, load.accesses,
                                                        load.longest_think, load.ordered, load.waits},
                                         ledger_));
    if (load.repeats_atomics) {
      repeaters_.push_back(std::make_unique<AtomicRepeater>(("repeater" + number).c_str()));
      connect(agents_.back()->port, repeaters_.back()->target_socket);
      repeaters_.back()->initiator_socket.bind(memory_.data_port(i));
    } else {
      connect(agents_.back()->port, memory_.data_port(i));
    }
    TrafficPattern reads;
    reads.hot = {base_, load.lines};
    reads.stores_per_thousand = 0;
    reads.think = 20;
    reads.accesses = load.accesses / 4;
    const TrafficSource::Surroundings fetch{memory_.scheduler(), memory_.tile_id(i), clock, memory_.l1i(i), 1000 + i, 1,
                                            load.leases};
    fetchers_.push_back(std::make_unique<PatternTraffic>(("fetcher" + number).c_str(), fetch, reads));
    connect(fetchers_.back()->port, memory_.fetch_port(i));
  }
  if (configuration.memory_external) bind_external_memory(configuration);
  memory_.register_statistics(registry_);
}

void TrafficRig::bind_external_memory(const Configuration& configuration) {
  const sc_core::sc_time latency(static_cast<double>(configuration.memory_latency), sc_core::SC_NS);
  constexpr unsigned kBeyond = 64 * 1024;  // bytes for what is prefetched
  external_ = std::make_unique<ExternalMemory>("external", base_, bytes_ + kBeyond, latency);
  adapter_ = std::make_unique<LooselyTimedAdapter>("adapter");
  checkers_.push_back(std::make_unique<ProtocolChecker<64>>("memory_checker"));
  memory_.memory_port().bind(checkers_.back()->target_socket);
  checkers_.back()->initiator_socket.bind(adapter_->target_socket);
  adapter_->initiator_socket.bind(external_->socket);
}

Ledger::ReadMemory TrafficRig::reader() {
  return [this](std::uint64_t address, unsigned bytes) {
    std::uint64_t value = 0;
    memory_.debug_read(address, reinterpret_cast<std::byte*>(&value), bytes);
    return value;
  };
}

void TrafficRig::run_until(Tick end) {
  memory_.cluster().set_end(end);
  memory_.cluster().reschedule();
  sc_core::sc_start();
}

// A debug access in mid-flight must not see less than accesses that have completed, nor more than later ones.
void TrafficRig::observe_tickets(Tick now) {
  for (std::uint64_t granule = base_; granule < base_ + bytes_; granule += 16) {
    if (!agents_.front()->holds_tickets(granule)) continue;
    for (auto [offset, bytes] : {std::pair(0u, 8u), std::pair(8u, 4u), std::pair(12u, 4u)}) {
      const std::uint64_t value = reader()(granule + offset, bytes);
      ledger_.observe(granule + offset, now, now, value, value);
    }
  }
}

std::string TrafficRig::run(std::uint64_t seed) {
  ledger_ = Ledger();
  memory_.reset(seed);
  if (external_) external_->clear();
  for (Tick pause : {400, 1100, 1101, 2000, 20000, 100000}) {
    run_until(pause);
    observe_tickets(pause);
    if (std::string fault = inclusion_fault(inclusion_); !fault.empty()) return fault;
  }
  run_until(kNever);
  for (const auto& agent : agents_)
    if (!agent->idle()) return "deadlock:\n" + memory_.scheduler().deadlock_report();
  if (std::string fault = inclusion_fault(inclusion_); !fault.empty()) return fault;
  for (const auto& agent : agents_) agent->check_memory(reader());
  return ledger_.verdict(reader());
}

namespace {

bool holds(const CacheArray& array, std::uint64_t line) {
  for (const Way& way : array.ways())
    if (way.line == line) return is_readable(way.state);
  return false;
}

}  // namespace

std::string TrafficRig::inclusion_fault(Inclusion inclusion) {
  for (unsigned i = 0; i < agents_.size(); ++i) {
    if (memory_.l2(i) == nullptr) return {};
    const CacheArray& l2 = memory_.l2(i)->array();
    L1Cache &data = memory_.l1d(i), &code = memory_.l1i(i);
    for (const Way& way : data.array().ways()) {
      if (way.line == Way::kNoLine || !is_stable(way.state)) continue;
      if (inclusion == Inclusion::inclusive && !holds(l2, way.line)) return "a line of the L1D is not in the L2";
      if (inclusion == Inclusion::exclusive && holds(l2, way.line)) return "a line of the L1D is in the L2";
      if (is_unique(way.state) && code.copy_of(way.line).bytes != nullptr)
        return "the L1I has a line that may be written";
    }
    for (const Way& way : code.array().ways())
      if (way.line != Way::kNoLine && is_stable(way.state) && !holds(l2, way.line) &&
          data.copy_of(way.line).bytes == nullptr)
        return "a line of the L1I is in neither the L2 nor the L1D";
  }
  return {};
}

std::uint64_t TrafficRig::count(const std::string& suffix) const {
  std::uint64_t sum = 0;
  for (const Statistic* statistic : registry_.all()) {
    const std::string& name = statistic->name;
    if (name.size() >= suffix.size() && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
      sum += statistic->value();
  }
  return sum;
}

std::string TrafficRig::fingerprint() {
  std::string text;
  for (const auto& agent : agents_) text += "end " + std::to_string(agent->last_completion()) + "\n";
  for (const Statistic* statistic : registry_.all())
    text += statistic->name + " " + std::to_string(statistic->value()) + "\n";
  std::vector<std::byte> bytes(bytes_);
  memory_.debug_read(base_, bytes.data(), bytes.size());
  for (std::byte byte : bytes) text += std::to_string(std::to_integer<unsigned>(byte)) + ' ';
  return text;
}

}  // namespace amoeba
