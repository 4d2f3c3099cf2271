#include "amoeba/platforms/system.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "amoeba/cores/env/elf_image.h"
#include "amoeba/cores/env/entry_convention.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/platforms/hart_builder.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/tlm/protocol_checker.h"

namespace amoeba {

namespace {

template <class Array>
void add_elements(Array& sum, const Array& part) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
}

void add(HartCounters& sum, const HartCounters& part) {
  sum.instructions += part.instructions;
  sum.loads += part.loads;
  sum.stores += part.stores;
  sum.atomics += part.atomics;
  sum.load_reserved += part.load_reserved;
  sum.store_conditional += part.store_conditional;
  sum.traps += part.traps;
  sum.branches_mispredicted += part.branches_mispredicted;
  sum.csr_accesses += part.csr_accesses;
  sum.hypervisor_work += part.hypervisor_work;
  sum.fetch_misses += part.fetch_misses;
  sum.tlb_misses += part.tlb_misses;
  sum.table_reads += part.table_reads;
  sum.operations += part.operations;
  sum.longest_atomic = std::max(sum.longest_atomic, part.longest_atomic);
  add_elements(sum.sc_failures, part.sc_failures);
  add_elements(sum.cycles, part.cycles);
  add_elements(sum.mode_cycles, part.mode_cycles);
  add_elements(sum.mode_instructions, part.mode_instructions);
}

void add(RegionTable& sum, const RegionTable* part) {
  if (part == nullptr) return;
  sum.resize(part->size());
  add_elements(sum, *part);
}

HartShare share_of(const Hart& hart) {
  const HartCounters& roi = hart.counters(true);
  const bool entered = hart.roi_begin() != kNever && hart.roi_end() != kNever;
  return {roi.operations, entered ? hart.roi_end() - hart.roi_begin() : 0, hart.longest_operation(),
          roi.longest_atomic};
}

}  // namespace

struct System::Parts {
  explicit Parts(const Configuration& c) : configuration(c), memory("memory_system", c, PortUse::harts) {
    if (c.check_order) order = make_order_checker(c);
    for (unsigned i = 0; i < c.harts; ++i) add_hart(i);
    memory.on_interrupt([this](unsigned hart) { return harts[hart]->agent(); });
    memory.cluster().on_stop([] { sc_core::sc_pause(); });
    memory.register_statistics(statistics);
    for (unsigned i = 0; i < c.harts; ++i) register_hart(i);
  }

  void add_hart(unsigned i);
  void connect(tlm::tlm_initiator_socket<64>& from, HartPort& to);
  void report_order() const;
  void register_hart(unsigned i);
  void write_segment(const ElfSegment& segment);
  void advance_to(Tick end);
  Measurement measure(RunEnd end) const;

  Configuration configuration;
  MemorySystem memory;
  std::vector<std::unique_ptr<Hart>> harts;
  std::vector<std::unique_ptr<ProtocolChecker<64>>> checkers;
  std::optional<OrderChecker> order;
  StatisticsRegistry statistics;
  std::function<bool(std::uint64_t)> poll;
};

void System::Parts::add_hart(unsigned i) {
  const HartEnvironment environment{memory.scheduler(), memory.tile_id(i), memory.cluster().clock(),
                                    memory.addresses(), memory.l1i(i),     memory.l1d(i)};
  const std::string name = "hart" + std::to_string(i);
  harts.push_back(make_hart(name, configuration, i, environment));
  memory.l1i(i).set_holder(*harts[i]);
  memory.l1d(i).set_holder(*harts[i]);
  if (order) harts[i]->set_observer(&*order);
  connect(harts[i]->fetch_port, memory.fetch_port(i));
  connect(harts[i]->data_port, memory.data_port(i));
}

void System::Parts::connect(tlm::tlm_initiator_socket<64>& from, HartPort& to) {
  if (!configuration.check_protocol) {
    from.bind(to);
    return;
  }
  checkers.push_back(std::make_unique<ProtocolChecker<64>>(sc_core::sc_gen_unique_name("protocol_checker")));
  from.bind(checkers.back()->target_socket);
  checkers.back()->initiator_socket.bind(to);
}

void System::Parts::register_hart(unsigned i) {
  const std::string prefix = "hart" + std::to_string(i);
  const auto count = [&](const char* name, const char* unit, const char* meaning, std::uint64_t HartCounters::*field) {
    const Hart* hart = harts[i].get();
    statistics.add(prefix + "." + name, unit, meaning,
                   [hart, field] { return hart->counters(false).*field + hart->counters(true).*field; });
  };
  count("instructions", "instructions", "Instructions retired, markers not included.", &HartCounters::instructions);
  count("loads", "accesses", "Loads.", &HartCounters::loads);
  count("stores", "accesses", "Stores.", &HartCounters::stores);
  count("atomics", "accesses", "AMOs and compare-and-swaps.", &HartCounters::atomics);
  count("load_reserved", "accesses", "LR instructions.", &HartCounters::load_reserved);
  count("store_conditional", "accesses", "SC instructions.", &HartCounters::store_conditional);
  count("traps", "traps", "Traps taken.", &HartCounters::traps);
  count("branches_mispredicted", "branches", "Branches that cost the misprediction penalty.",
        &HartCounters::branches_mispredicted);
  harts[i]->register_statistics(statistics, prefix);
}

System::System(const Configuration& configuration) : parts_(std::make_unique<Parts>(configuration)) {
  reset(configuration.seed);
}

// A run may end with accesses under way: their payloads must return to the harts' pools before these die.
System::~System() {
  reset(0);
}

void System::reset(std::uint64_t seed) {
  if (parts_->order) parts_->order->forget();
  parts_->memory.reset(seed);
}

void System::Parts::write_segment(const ElfSegment& segment) {
  const Region* region = memory.addresses().find(segment.address, segment.size);
  if (region == nullptr || region->kind != RegionKind::memory) {
    char text[256];
    std::snprintf(
        text, sizeof text,
        "the program's segment [0x%llx, 0x%llx) does not lie in main memory [0x%llx, 0x%llx); link it there, or "
        "change memory.base and memory.bytes",
        static_cast<unsigned long long>(segment.address),
        static_cast<unsigned long long>(segment.address + segment.size),
        static_cast<unsigned long long>(configuration.memory_base),
        static_cast<unsigned long long>(configuration.memory_base + configuration.memory_bytes));
    throw ElfError(text);
  }
  memory.debug_write(segment.address, segment.data.data(), segment.data.size());
}

void System::load(const std::byte* file, std::size_t size, const std::vector<std::uint64_t>& arguments) {
  Parts& p = *parts_;
  const ElfImage image(file, size);
  for (const ElfSegment& segment : image.segments()) p.write_segment(segment);
  if (const ElfSymbol* symbol = image.find_symbol(kArgumentsSymbol)) {
    if (symbol->size < arguments.size() * 8)
      throw ElfError("more arguments than amoeba_arguments of the program holds");
    p.memory.debug_write(symbol->address, reinterpret_cast<const std::byte*>(arguments.data()), arguments.size() * 8);
  } else if (!arguments.empty()) {
    throw ElfError("the program takes no arguments: it has no symbol amoeba_arguments");
  }
  const ElfSymbol* tohost = image.find_symbol(kTohostSymbol);
  const ElfSymbol* fromhost = image.find_symbol(kFromhostSymbol);
  if (tohost != nullptr) p.memory.watch_host_symbols(tohost->address, fromhost != nullptr ? fromhost->address : 0);
  for (unsigned i = 0; i < p.harts.size(); ++i) {
    Hart& hart = *p.harts[i];
    hart.set_entry(image.entry());
    hart.write_register(kEntryHartIdRegister, i);
    hart.write_register(kEntryHartsRegister, p.harts.size());
    p.memory.scheduler().wake(hart.agent(), 0);
  }
}

void System::set_console(std::function<void(char)> sink) {
  parts_->memory.on_console(std::move(sink));
}

void System::set_trace(TraceSink sink) {
  for (auto& hart : parts_->harts) hart->set_trace(sink);
}

void System::set_poll(std::function<bool(std::uint64_t)> poll) {
  parts_->poll = std::move(poll);
}

// Lets the cluster handle every event before `end`.
void System::Parts::advance_to(Tick end) {
  Cluster& cluster = memory.cluster();
  cluster.set_end(end);
  cluster.reschedule();
  sc_core::sc_start(cluster.clock().delay_until(end), sc_core::SC_EXIT_ON_STARVATION);
}

void System::Parts::report_order() const {
  if (!order || order->violations().empty()) return;
  std::string text = "memory order is violated:";
  for (const std::string& violation : order->violations()) text += "\n  " + violation;
  throw std::runtime_error(text);
}

std::vector<std::byte> System::save(std::uint64_t patience) {
  const Scheduler& scheduler = parts_->memory.scheduler();
  const Tick last = after(scheduler.now(), patience);
  while (!scheduler.quiescent() && scheduler.next_event() <= last && !scheduler.stopped())
    parts_->advance_to(scheduler.next_event() + 1);
  if (!scheduler.quiescent())
    throw std::runtime_error("cannot save: messages were in flight in each of " + std::to_string(patience) +
                             " cycles; save at a quieter point of the program");
  Archive archive;
  parts_->memory.serialize(archive);
  return archive.bytes();
}

void System::restore(const std::vector<std::byte>& state) {
  Archive archive(state);
  parts_->memory.serialize(archive);
  if (parts_->order) parts_->order->forget();
}

Measurement System::run(std::uint64_t max_cycles) {
  constexpr Tick kPollCycles = 1'000'000;
  const Scheduler& scheduler = parts_->memory.scheduler();
  for (Tick end = scheduler.now(); end < max_cycles;) {
    end = std::min(end + kPollCycles, max_cycles);
    parts_->advance_to(end);
    parts_->report_order();
    if (scheduler.stopped()) return parts_->measure(RunEnd::exited);
    if (scheduler.next_event() == kNever && !sc_core::sc_pending_activity()) return parts_->measure(RunEnd::deadlock);
    if (parts_->poll && parts_->poll(end)) return parts_->measure(RunEnd::interrupted);
  }
  return parts_->measure(RunEnd::max_cycles);
}

Measurement System::Parts::measure(RunEnd end) const {
  auto& self = const_cast<Parts&>(*this);
  Scheduler& scheduler = self.memory.scheduler();
  Measurement m;
  m.end = end;
  m.exit_code = self.memory.htif().exit_code();
  m.total_cycles = end == RunEnd::exited ? scheduler.stop_tick() : scheduler.now();
  m.events = scheduler.events_handled();
  if (end == RunEnd::deadlock) m.explanation = scheduler.deadlock_report();
  Tick begin = kNever, last = 0;
  std::uint64_t l2_accesses = 0;
  for (unsigned i = 0; i < harts.size(); ++i) {
    const Hart& hart = *harts[i];
    add(m.total, hart.counters(false));
    add(m.total, hart.counters(true));
    add(m.roi, hart.counters(true));
    begin = std::min(begin, hart.roi_begin());
    if (hart.roi_end() != kNever) last = std::max(last, hart.roi_end());
    m.operation_latencies.resize(hart.operation_latencies().size());
    add_elements(m.operation_latencies, hart.operation_latencies());
    m.shares.push_back(share_of(hart));
    add(m.regions, hart.regions());
    m.near_atomics += self.memory.l1d(i).statistics().near_atomics_counted;
    m.far_atomics += self.memory.l1d(i).statistics().far_atomics_counted;
    if (const PrivateL2* l2 = self.memory.l2(i)) l2_accesses += l2->statistics().accesses_counted;
  }
  if (begin != kNever && last > begin) m.roi_cycles = last - begin;
  const NetworkStatistics& network = self.memory.network().statistics();
  m.messages = network.counted().messages;
  m.message_bytes = network.counted().bytes;
  m.links = self.memory.network().links();
  std::uint64_t home_accesses = 0, memory_accesses = 0;
  for (unsigned i = 0; i < self.memory.homes(); ++i) {
    home_accesses += self.memory.home(i).statistics().requests_counted;
    memory_accesses += self.memory.home(i).statistics().memory_counted;
  }
  const HartCounters& r = m.roi;
  const std::uint64_t l1_accesses = r.loads + r.stores + r.atomics + r.load_reserved + r.store_conditional;
  m.picojoules = static_cast<double>(r.instructions) * configuration.energy_instruction +
                 static_cast<double>(l1_accesses) * configuration.energy_l1 +
                 static_cast<double>(l2_accesses) * configuration.energy_l2 +
                 static_cast<double>(home_accesses) * configuration.energy_home +
                 static_cast<double>(network.counted().beats) * configuration.energy_flit +
                 static_cast<double>(memory_accesses) * configuration.energy_memory;
  return m;
}

const StatisticsRegistry& System::statistics() const {
  return parts_->statistics;
}

Hart& System::hart(unsigned index) {
  return *parts_->harts[index];
}

}  // namespace amoeba
