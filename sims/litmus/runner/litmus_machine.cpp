#include "amoeba/sims/litmus/runner/litmus_machine.h"

#include <stdexcept>

#include "amoeba/platforms/hart_builder.h"

namespace amoeba::litmus {
namespace {

const std::byte* bytes_of(const void* data) {
  return static_cast<const std::byte*>(data);
}

Type type_of(const LitmusTest& test, const std::string& location) {
  for (const Location& known : test.locations)
    if (known.name == location) return known.type;
  return {};
}

}  // namespace

LitmusMachine::LitmusMachine(const Configuration& platform)
    : platform_(platform), memory_("memory", platform_, PortUse::harts) {
  build(
      [&](unsigned number, const HartEnvironment& environment) {
        return make_hart("hart" + std::to_string(number), platform_, number, environment);
      },
      bind_directly);
  if (!platform_.check_order) return;
  checker_ = make_order_checker(platform_);
  set_observer(&*checker_);
}

LitmusMachine::LitmusMachine(const Configuration& platform, const MakeHart& make_hart, const Connect& connect)
    : platform_(platform), memory_("memory", platform_, PortUse::harts) {
  build(make_hart, connect);
}

// A run may end with accesses under way: their payloads must return to the harts' pools before these die.
LitmusMachine::~LitmusMachine() {
  memory_.reset(0);
}

void LitmusMachine::build(const MakeHart& make_hart, const Connect& connect) {
  for (unsigned i = 0; i < platform_.harts; ++i) {
    const HartEnvironment environment{memory_.scheduler(), memory_.tile_id(i), memory_.cluster().clock(),
                                      memory_.addresses(), memory_.l1i(i),     memory_.l1d(i)};
    harts_.push_back(make_hart(i, environment));
    memory_.l1i(i).set_holder(*harts_[i]);
    memory_.l1d(i).set_holder(*harts_[i]);
    harts_[i]->fetch_port.bind(memory_.fetch_port(i));
    connect(harts_[i]->data_port, memory_.data_port(i));
  }
}

void LitmusMachine::set_observer(MemoryObserver* observer) {
  for (auto& hart : harts_) hart->set_observer(observer);
}

std::vector<std::string> LitmusMachine::take_order_violations() {
  return checker_ ? checker_->take_violations() : std::vector<std::string>{};
}

std::optional<StateRow> LitmusMachine::run(const LitmusTest& test, std::uint64_t seed) {
  const RunPlan plan(test, platform_, seed);
  if (checker_) checker_->forget();
  memory_.reset(seed);
  prepare(test, plan);
  advance_to(kStart);
  start(plan);
  advance_to(kEnd);
  expect_end(test, plan);
  const FinalValue value = [&](const Observable& observable) { return final_value(test, plan, observable); };
  if (test.filter && !holds(*test.filter, value)) return std::nullopt;
  StateRow row;
  for (const Observable& observable : test.observed) row.push_back(value(observable));
  return row;
}

FinalStates LitmusMachine::run(const LitmusTest& test, std::uint64_t first_seed, unsigned runs) {
  FinalStates states;
  for (unsigned n = 0; n < runs; ++n)
    if (const std::optional<StateRow> row = run(test, first_seed + n)) add(test, *row, 1, states);
  return states;
}

void LitmusMachine::prepare(const LitmusTest& test, const RunPlan& plan) {
  for (std::size_t i = 0; i < test.locations.size(); ++i) {
    const std::uint64_t bits = plan.bits_of(test.locations[i].initial);
    memory_.debug_write(plan.addresses()[i], bytes_of(&bits), sizeof bits);
  }
  memory_.debug_write(plan.idle_entry(), bytes_of(&kWaitForInterrupt), sizeof kWaitForInterrupt);
  for (auto& hart : harts_) hart->set_entry(plan.idle_entry());
  for (unsigned thread = 0; thread < plan.threads().size(); ++thread) {
    const ThreadPlan& one = plan.threads()[thread];
    memory_.debug_write(one.entry, bytes_of(one.code.data()), 4 * one.code.size());
    harts_[one.hart]->set_entry(one.entry);
    for (const auto& [name, value] : test.registers)
      if (name.thread == thread) harts_[one.hart]->write_register(name.index, plan.bits_of(value));
  }
}

void LitmusMachine::start(const RunPlan& plan) {
  for (const ThreadPlan& thread : plan.threads()) {
    Message message;
    message.kind = EventKind::delivery;
    message.opcode = kInterruptOpcode;
    message.destination = harts_[thread.hart]->agent();
    message.detail = static_cast<std::uint8_t>(InterruptLine::software);
    message.state = 1;
    const Tick first = kStart + memory_.scheduler().edge_latency().fabric_to_tile;
    memory_.scheduler().post(message, first + thread.skew);
  }
}

void LitmusMachine::advance_to(Tick end) {
  Cluster& cluster = memory_.cluster();
  cluster.set_end(end);
  cluster.reschedule();
  sc_core::sc_start(cluster.clock().delay_until(end), sc_core::SC_EXIT_ON_STARVATION);
}

void LitmusMachine::expect_end(const LitmusTest& test, const RunPlan& plan) {
  for (unsigned thread = 0; thread < plan.threads().size(); ++thread) {
    const ThreadPlan& one = plan.threads()[thread];
    const std::uint64_t pc = harts_[one.hart]->read_register(32);
    if (pc == one.end) continue;
    const bool trapped = pc < one.entry || pc > one.end;
    throw std::runtime_error(test.path + ": P" + std::to_string(thread) +
                             (trapped ? " trapped"
                                      : " did not end within " + std::to_string(kEnd - kStart) + " cycles\n" +
                                            memory_.scheduler().deadlock_report()));
  }
}

Value LitmusMachine::final_value(const LitmusTest& test, const RunPlan& plan, const Observable& o) {
  if (o.location.empty()) {
    const auto declared = test.register_types.find({o.thread, o.register_index});
    const Type type = declared == test.register_types.end() ? Type{8, true} : declared->second;
    return plan.value_of(harts_[plan.threads()[o.thread].hart]->read_register(o.register_index), type);
  }
  std::uint64_t bits = 0;
  const Type type = type_of(test, o.location);
  memory_.debug_read(plan.bits_of({0, o.location}), reinterpret_cast<std::byte*>(&bits), type.bytes);
  return plan.value_of(bits, type);
}

}  // namespace amoeba::litmus
