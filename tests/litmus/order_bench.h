// Litmus tests on harts of a chosen configuration, run after run on one elaborated platform.
// Each run draws from its seed: what the caches hold before, who starts when, and the harts' own random delays.
#pragma once
#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/cores/lsu/hart.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/litmus/final_states.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba::litmus {

class OrderBench {
 public:
  using MakeHart = std::function<std::unique_ptr<Hart>(unsigned number, const HartEnvironment& environment)>;

  OrderBench(const Configuration& platform, const MakeHart& make_hart)
      : memory_("memory", platform, PortUse::harts), harts_(platform.harts) {
    for (unsigned i = 0; i < platform.harts; ++i) {
      const HartEnvironment environment{memory_.scheduler(), memory_.tile_id(i), memory_.cluster().clock(),
                                        memory_.addresses(), memory_.l1i(i),     memory_.l1d(i)};
      harts_[i] = make_hart(i, environment);
      memory_.l1i(i).set_holder(*harts_[i]);
      memory_.l1d(i).set_holder(*harts_[i]);
      harts_[i]->fetch_port.bind(memory_.fetch_port(i));
      harts_[i]->data_port.bind(memory_.data_port(i));
    }
  }
  ~OrderBench() { memory_.reset(0); }

  // Harts that let everything overtake that the rules allow.
  static OooConfiguration relaxed_hart(unsigned number) {
    OooConfiguration hart;
    hart.hart.hart_id = number;
    hart.hart.extensions = IsaExtensions::parse("rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zalasr");
    hart.memory.hart_id = number;
    hart.memory.relaxed_drain = hart.memory.early_atomics = hart.memory.early_stores = true;
    hart.memory.outstanding_atomics = 4;
    hart.memory.load_ports = 2;
    hart.memory.issue_jitter = 120;
    hart.memory.drain_jitter = 120;
    return hart;
  }

  std::function<void()> before_run;  // may be empty

  FinalStates run(const LitmusTest& test, unsigned runs, std::uint64_t first_seed = 1) {
    FinalStates states;
    for (unsigned n = 0; n < runs; ++n) {
      const StateRow row = run_once(test, first_seed + n);
      if (test.filter && !holds(*test.filter, [&](const Observable& o) { return final_value(test, o); })) continue;
      ++states.counts[row];
      const bool held = holds(test.condition, [&](const Observable& o) { return final_value(test, o); });
      ++(held ? states.positive : states.negative);
    }
    return states;
  }

 private:
  static constexpr std::uint64_t kCode = 0x8000'0000, kData = 0x8010'0000;
  static constexpr std::uint32_t kWfi = 0x10500073;
  static constexpr Tick kMostCycles = 100'000;
  static constexpr std::uint64_t kStart = 600;  // cycle at which the first threads begin
  static constexpr std::uint32_t kNop = 0x13;

  std::uint64_t address_of(const LitmusTest& test, const std::string& name) const {
    for (std::size_t i = 0; i < test.locations.size(); ++i)
      if (test.locations[i].name == name) return kData + 64 * spread_ * i;
    return 0;
  }
  std::uint64_t number_of(const LitmusTest& test, const Value& value) const {
    return (value.location.empty() ? 0 : address_of(test, value.location)) + static_cast<std::uint64_t>(value.number);
  }
  Value value_of(const LitmusTest& test, std::uint64_t bits, Type type) const {
    for (const Location& location : test.locations)
      if (bits == address_of(test, location.name)) return {0, location.name};
    if (type.bytes < 8) bits = type.is_signed ? sign_extend(bits, type.bytes) : bits & ((1ull << 8 * type.bytes) - 1);
    return {static_cast<std::int64_t>(bits), ""};
  }

  void load_constant(std::vector<std::uint32_t>& code, unsigned rd, std::uint64_t value) const {
    const auto low = static_cast<std::int32_t>(value << 52 >> 32) >> 20;
    code.push_back(static_cast<std::uint32_t>(value - static_cast<std::uint64_t>(std::int64_t{low})) >> 12 << 12 |
                   rd << 7 | 0x37);
    code.push_back(static_cast<std::uint32_t>(low) << 20 | rd << 15 | rd << 7 | 0x13);
    code.push_back(32u << 20 | rd << 15 | 1 << 12 | rd << 7 | 0x13);  // slli, srli: addresses are positive
    code.push_back(32u << 20 | rd << 15 | 5 << 12 | rd << 7 | 0x13);
  }
  static std::uint64_t skew(Random& random) {
    static constexpr std::uint64_t kWidest[] = {1, 30, 120, 600};
    return random.below(kWidest[random.below(4)]);
  }
  // Two registers that the test neither sets nor shows.
  static std::array<unsigned, 2> free_registers(const LitmusTest& test, unsigned thread) {
    std::array<unsigned, 2> found{};
    unsigned count = 0;
    for (unsigned r = 31; r > 0 && count < found.size(); --r) {
      bool used = test.registers.count({thread, r}) != 0;
      for (const Observable& o : test.observed)
        used = used || (o.location.empty() && o.thread == thread && o.register_index == r);
      if (!used) found[count++] = r;
    }
    return found;
  }
  // Brings locations into the cache as the test asks or at random, shared or unique, then waits for its time.
  std::vector<std::uint32_t> program_of(const LitmusTest& test, unsigned thread, Random& random) const {
    std::vector<std::uint32_t> code;
    const auto [address, scratch] = free_registers(test, thread);
    const bool as_asked = random.below(2) == 0;
    for (const Location& location : test.locations) {
      auto kind = static_cast<PrefetchKind>(random.below(3));
      for (const PrefetchHint& hint : test.prefetch)
        if (as_asked && hint.thread == thread && hint.location == location.name) kind = hint.kind;
      if (kind == PrefetchKind::flush) continue;
      load_constant(code, address, address_of(test, location.name));
      code.push_back(kind == PrefetchKind::touch ? address << 15 | 2 << 12 | scratch << 7 | 0x03   // lw
                                                 : 0x08u << 27 | address << 15 | 2 << 12 | 0x2f);  // amoor.w x0, x0
    }
    load_constant(code, address, kStart + skew(random));
    while (code.size() % 16 != 0) code.push_back(kNop);                     // what follows begins in a line of its own
    code.push_back(0x0330000f);                                             // fence rw, rw
    code.push_back(0xc00u << 20 | 2 << 12 | scratch << 7 | 0x73);           // rdcycle
    code.push_back(0xfe000ee3u | 6 << 12 | scratch << 15 | address << 20);  // bltu, -4
    for (const Instruction& i : test.threads[thread].code) code.push_back(i.raw);
    code.push_back(kWfi);
    return code;
  }

  StateRow run_once(const LitmusTest& test, std::uint64_t seed) {
    if (before_run) before_run();
    memory_.reset(seed);
    Random random(seed, 0x117);
    spread_ = 1 + random.below(3);
    for (const Location& location : test.locations) {
      const std::uint64_t bits = number_of(test, location.initial);
      memory_.debug_write(address_of(test, location.name), reinterpret_cast<const std::byte*>(&bits), 8);
    }
    for (unsigned thread = 0; thread < harts_.size(); ++thread) {
      const bool idle = thread >= test.threads.size();
      const auto code = idle ? std::vector<std::uint32_t>{kWfi} : program_of(test, thread, random);
      const std::uint64_t entry = kCode + 0x1040 * thread;
      memory_.debug_write(entry, reinterpret_cast<const std::byte*>(code.data()), 4 * code.size());
      harts_[thread]->set_entry(entry);
      for (unsigned r = 1; r < 32; ++r) {
        const auto known = test.registers.find({thread, r});
        harts_[thread]->write_register(r, known == test.registers.end() ? 0 : number_of(test, known->second));
      }
      memory_.scheduler().wake(harts_[thread]->agent(), 0);
    }
    memory_.cluster().set_end(kMostCycles);
    memory_.cluster().reschedule();
    sc_core::sc_start(memory_.cluster().clock().delay_until(kMostCycles), sc_core::SC_EXIT_ON_STARVATION);
    if (memory_.scheduler().next_event() != kNever)
      throw std::runtime_error(test.path + ": did not end\n" + memory_.scheduler().deadlock_report());
    StateRow row;
    for (const Observable& observable : test.observed) row.push_back(final_value(test, observable));
    return row;
  }
  Value final_value(const LitmusTest& test, const Observable& o) {
    if (o.location.empty()) {
      const auto declared = test.register_types.find({o.thread, o.register_index});
      const Type type = declared == test.register_types.end() ? Type{8, true} : declared->second;
      return value_of(test, harts_[o.thread]->read_register(o.register_index), type);
    }
    std::uint64_t bits = 0;
    Type type;
    for (const Location& location : test.locations)
      if (location.name == o.location) type = location.type;
    memory_.debug_read(address_of(test, o.location), reinterpret_cast<std::byte*>(&bits), type.bytes);
    return value_of(test, bits, type);
  }

  MemorySystem memory_;
  std::vector<std::unique_ptr<Hart>> harts_;
  std::uint64_t spread_ = 1;  // lines from one location to the next
};

}  // namespace amoeba::litmus
