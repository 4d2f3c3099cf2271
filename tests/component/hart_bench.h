// One hart on a scheduler of its own, with a memory behind both ports that hits, misses, blocks, evicts and withdraws
// as a seed says, and a disturber outside of the tile that withdraws lines and raises interrupts.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "amoeba/base/address_map.h"
#include "amoeba/base/random.h"
#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/ooo/ooo_hart.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

inline constexpr std::uint64_t kMemoryBase = 0x8000'0000, kMemoryBytes = 0x1'0000;
inline constexpr std::uint64_t kDeviceBase = 0x1000'0000, kDeviceBytes = 0x1000;
inline constexpr std::uint64_t kUncachedBase = 0x2000'0000, kUncachedBytes = 0x1000;

// How the memory behaves.
struct MemoryBehaviour {
  unsigned line_bytes = 64;
  Tick hit_latency = 2;
  Tick least_latency = 20;     // of a miss
  Tick latency_spread = 0;     // random part
  unsigned quick_percent = 0;  // of socket requests that complete within the call
  unsigned limit = 100;        // requests outstanding; then the port blocks
  unsigned evict_percent = 0;  // of misses that throw out another line
  bool leases = true;
  LatencyBreakdown breakdown{4, 6, 8, 2};
  bool knows_atomics = true;
  std::uint64_t bad_line = ~std::uint64_t{0};  // answers with an error
};

// A port of the test memory: lends lines that it "has", takes requests, counts.
class TestPort : public sc_core::sc_module, public Agent, public LeaseSource, public tlm::tlm_fw_transport_if<> {
 public:
  TestPort(const sc_core::sc_module_name& name, Scheduler& scheduler, TileId tile, std::vector<std::byte>& memory)
      : sc_module(name), socket("socket"), scheduler_(scheduler), memory_(memory) {
    id = scheduler.add(*this, tile, this->name());
    socket.bind(*this);
  }

  tlm::tlm_target_socket<64> socket;
  AgentId id;
  MemoryBehaviour behaviour;
  unsigned granule = 0;  // of ECC

  struct Line {
    bool held = false;
    bool writable = false;
    unsigned pending = 0;
    Tick busy_until = 0;
  };
  struct Served {
    Tick begin, end;
    std::uint64_t address;
    unsigned bytes;
    bool write, atomic;
  };
  std::map<std::uint64_t, Line> lines;
  // As if all lines were in sets of one word: the order of the latest uses shows in it.
  const ReplacementPolicy replacement{Replacement::lru, ReplacementPolicy::kMostWays};
  std::uint64_t recency = replacement.initial(), requests = 0, withdrawals = 0;
  HitRecord hit_record{&replacement, &recency, {}};
  std::vector<Served> served;

  Lease lease(std::uint64_t line, LeaseAccess access) override {
    if (!behaviour.leases || line - kMemoryBase >= kMemoryBytes || !stalled_.empty()) return {};
    Line& l = lines[line];
    if (!l.held || l.pending > 0 || (access == LeaseAccess::write && !l.writable)) return {};
    const auto way = static_cast<std::uint8_t>(line / 64 % ReplacementPolicy::kMostWays);
    return {bytes_at(line), &hit_record, 0, way, access == LeaseAccess::write};
  }
  void set_holder(LeaseHolder& holder) override { holder_ = &holder; }
  unsigned line_bytes() const override { return 64; }
  Tick hit_latency() const override { return behaviour.hit_latency; }
  unsigned ecc_granule() const override { return granule; }
  Tick ecc_latency() const override { return 5; }

  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) {
    const auto found = lines.find(line);
    if (found == lines.end() || !found->second.held || found->second.pending > 0) return;
    found->second.writable = false;
    if (reason != WithdrawReason::snooped_shared) found->second.held = false;
    if (reservation_ == line && reason != WithdrawReason::snooped_shared) reservation_ = kNone;
    ++withdrawals;
    holder_->withdraw(line, reason, at);
  }
  void hold(std::uint64_t line, bool writable) {
    lines[line].held = true;
    lines[line].writable = writable;
  }

  void receive(Message& message) override {
    if (message.opcode == kWithdraw) {
      if (lines.empty()) return;
      auto it = lines.begin();
      std::advance(it, static_cast<long>(message.address % lines.size()));
      withdraw(it->first, message.state != 0 ? WithdrawReason::snooped_shared : WithdrawReason::snooped_unique,
               message.time);
      return;
    }
    finish(message.tag, message.time);
  }
  void reset(std::uint64_t seed) override {
    random_ = Random(seed, id);
    lines.clear();
    served.clear();
    requests_.clear();
    stalled_.clear();
    reservation_ = kNone;
    outstanding_ = 0;
    recency = replacement.initial();
    hit_record.hits = {};
    requests = withdrawals = 0;
  }
  void serialize(Archive&) override {}

  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    if (phase != tlm::BEGIN_REQ) throw std::logic_error("the test memory expects BEGIN_REQ");
    if (port_blocked_) throw std::logic_error("a request was begun on a blocked port");
    const Tick at = tick(delay);
    ++requests;
    Line& line = lines[payload.get_address() & ~std::uint64_t{63}];
    if (line.pending == 0 && outstanding_ < behaviour.limit && random_.below(100) < behaviour.quick_percent) {
      perform(payload, at);
      const Tick done = at + 1 + random_.below(behaviour.least_latency);
      served.push_back(
          {at, done, payload.get_address(), payload.get_data_length(), payload.is_write(), is_atomic(payload)});
      payload.get_extension<AtomicExtension>()->latency = behaviour.breakdown;
      delay = time(done);
      return tlm::TLM_COMPLETED;
    }
    requests_.push_back({&payload, at});
    const auto tag = static_cast<std::uint16_t>(requests_.size() - 1);
    ++line.pending;
    holder_->withdraw(payload.get_address() & ~std::uint64_t{63}, WithdrawReason::busy, at);
    if (outstanding_ >= behaviour.limit) {
      stalled_.push_back(tag);
      port_blocked_ = true;
      return tlm::TLM_ACCEPTED;
    }
    start(tag, at);
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
  }
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time&) override {}
  unsigned transport_dbg(tlm::tlm_generic_payload&) override { return 0; }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }

  static constexpr std::uint8_t kWithdraw = 1, kRespond = 2;

 private:
  struct Request {
    tlm::tlm_generic_payload* payload;
    Tick at;
  };
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  static Tick tick(const sc_core::sc_time& delay) { return (sc_core::sc_time_stamp() + delay).value() / 1000; }
  static sc_core::sc_time time(Tick at) { return sc_core::sc_time::from_value(at * 1000) - sc_core::sc_time_stamp(); }
  static bool is_atomic(const tlm::tlm_generic_payload& payload) {
    return payload.get_extension<AtomicExtension>()->kind == AtomicExtension::Kind::atomic;
  }
  std::byte* bytes_at(std::uint64_t address) {
    if (address - kMemoryBase < kMemoryBytes) return &memory_[address - kMemoryBase];
    if (address - kDeviceBase < kDeviceBytes) return &device[address - kDeviceBase];
    return &device[kDeviceBytes + address - kUncachedBase];
  }

  void start(std::uint16_t tag, Tick at) {
    ++outstanding_;
    const std::uint64_t address = requests_[tag].payload->get_address() & ~std::uint64_t{63};
    Line& line = lines[address];
    Tick done = at + behaviour.least_latency;
    if (behaviour.latency_spread > 0) done += random_.below(behaviour.latency_spread);
    line.busy_until = done = std::max(done, line.busy_until + 1);
    if (random_.below(100) < behaviour.evict_percent) {
      auto victim = lines.begin();
      std::advance(victim, static_cast<long>(random_.below(lines.size())));
      withdraw(victim->first, WithdrawReason::evicted, at);
    }
    Message message;
    message.source = message.destination = id;
    message.kind = EventKind::timer;
    message.opcode = kRespond;
    message.tag = tag;
    scheduler_.post(message, done);
  }

  void finish(std::uint16_t tag, Tick now) {
    tlm::tlm_generic_payload& payload = *requests_[tag].payload;
    const std::uint64_t address = payload.get_address() & ~std::uint64_t{63};
    perform(payload, now);
    Line& line = lines[address];
    --line.pending;
    if (address - kMemoryBase < kMemoryBytes) {
      line.held = true;
      line.writable = line.writable || payload.is_write() || is_atomic(payload) || random_.below(2) == 0;
    }
    payload.get_extension<AtomicExtension>()->latency = behaviour.breakdown;
    --outstanding_;
    const Tick done = now + random_.below(3);
    served.push_back({requests_[tag].at, done, payload.get_address(), payload.get_data_length(), payload.is_write(),
                      is_atomic(payload)});
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay = time(done);
    if (socket->nb_transport_bw(payload, phase, delay) != tlm::TLM_COMPLETED)
      throw std::logic_error("the hart must end a response at once");
    if (stalled_.empty()) return;
    const std::uint16_t next = stalled_.front();
    stalled_.pop_front();
    port_blocked_ = false;
    start(next, now);
    phase = tlm::END_REQ;
    delay = time(now + random_.below(2));
    socket->nb_transport_bw(*requests_[next].payload, phase, delay);
  }

  void perform(tlm::tlm_generic_payload& payload, Tick) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    const std::uint64_t address = payload.get_address();
    if ((address & ~std::uint64_t{63}) == behaviour.bad_line) {
      payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    std::byte* at = bytes_at(address);
    const unsigned bytes = payload.get_data_length();
    AtomicExtension& e = *payload.get_extension<AtomicExtension>();
    if (payload.is_write()) {
      std::memcpy(at, payload.get_data_ptr(), bytes);
      return;
    }
    std::memcpy(payload.get_data_ptr(), at, bytes);
    if (e.kind == AtomicExtension::Kind::plain || !behaviour.knows_atomics) return;
    e.handled = true;
    const std::uint64_t line = address & ~std::uint64_t{63};
    if (e.op == AtomicOp::lr) {
      reservation_ = line;
    } else if (e.op == AtomicOp::sc) {
      e.sc_success = reservation_ == line;
      e.sc_failure = e.sc_success ? ScFailure::none : ScFailure::snooped;
      if (e.sc_success) std::memcpy(at, &e.operand[0], bytes);
      reservation_ = kNone;
    } else {
      AtomicValue old{};
      std::memcpy(old.data(), at, bytes);
      const AtomicValue result = apply_atomic(e.op, bytes, old, e.operand, e.compare);
      std::memcpy(at, result.data(), bytes);
    }
  }

  Scheduler& scheduler_;
  std::vector<std::byte>& memory_;
  LeaseHolder* holder_ = nullptr;
  Random random_;
  std::deque<Request> requests_;
  std::deque<std::uint16_t> stalled_;
  bool port_blocked_ = false;
  unsigned outstanding_ = 0;
  std::uint64_t reservation_ = kNone;

 public:
  std::vector<std::byte> device = std::vector<std::byte>(kDeviceBytes + kUncachedBytes);
};

// Sends withdrawals to the ports and interrupts to the hart from outside of the tile.
class Disturber : public Agent {
 public:
  explicit Disturber(Scheduler& scheduler) : scheduler_(scheduler) { id = scheduler.add(*this, kFabric, "disturber"); }
  void wake(Tick now) override {
    if (mean == 0) return;
    if (sent++ >= most) {
      if (interrupts) interrupt(now + kEdge, false);
      return;
    }
    Message message;
    message.source = id;
    message.kind = EventKind::delivery;
    message.opcode = TestPort::kWithdraw;
    message.destination = ports[random_.below(2)];
    message.address = random_.next() >> 8;
    message.state = static_cast<std::uint8_t>(random_.below(2));
    scheduler_.post(message, now + kEdge + random_.below(5));
    if (interrupts) interrupt(now + kEdge + random_.below(9), random_.below(2) != 0);
    scheduler_.wake(id, now + 1 + random_.below(2 * mean));
  }
  void interrupt(Tick at, bool level, InterruptLine line = InterruptLine::software) {
    Message message;
    message.source = id;
    message.destination = hart;
    message.kind = EventKind::delivery;
    message.opcode = kInterruptOpcode;
    message.detail = static_cast<std::uint8_t>(line);
    message.state = level;
    scheduler_.post(message, at);
  }
  void receive(Message&) override {}
  void reset(std::uint64_t seed) override {
    random_ = Random(seed, id);
    sent = 0;
    if (mean != 0) scheduler_.wake(id, 1);
  }
  void serialize(Archive&) override {}

  static constexpr Tick kEdge = 3;
  AgentId id;
  AgentId hart = 0;
  std::array<AgentId, 2> ports{};
  Tick mean = 0;  // between withdrawals; 0: none
  std::uint64_t most = 2000;
  std::uint64_t sent = 0;
  bool interrupts = false;

 private:
  Scheduler& scheduler_;
  Random random_;
};

inline IsaExtensions all_extensions() {
  return IsaExtensions::parse("rv64imac_zicntr_zicsr_zifencei_zabha_zacas_zawrs_zalasr");
}

class HartBench {
 public:
  using MakeHart = std::function<std::unique_ptr<Hart>(const HartEnvironment&)>;

  explicit HartBench(HartConfiguration configuration = default_configuration(), unsigned ecc_granule = 0)
      : HartBench(
            [&](const HartEnvironment& environment) {
              return std::make_unique<InorderHart>("hart", configuration, environment);
            },
            ecc_granule) {}
  explicit HartBench(const OooConfiguration& configuration, unsigned ecc_granule = 0)
      : HartBench(
            [&](const HartEnvironment& environment) {
              return std::make_unique<OooHart>("hart", configuration, environment);
            },
            ecc_granule) {}
  HartBench(const MakeHart& make_hart, unsigned ecc_granule)
      : memory(kMemoryBytes), scheduler(64), tile(scheduler.add_tile()) {
    addresses.add(
        {"memory", kMemoryBase, kMemoryBytes, RegionKind::memory, AmoClass::cas_q, ReservationClass::eventual});
    addresses.add({"device", kDeviceBase, kDeviceBytes, RegionKind::io, AmoClass::none, ReservationClass::none});
    addresses.add({"uncached", kUncachedBase, kUncachedBytes, RegionKind::uncached, AmoClass::arithmetic,
                   ReservationClass::none});
    scheduler.set_edge_latency({Disturber::kEdge, Disturber::kEdge});
    code = std::make_unique<TestPort>("code", scheduler, tile, memory);
    data = std::make_unique<TestPort>("data", scheduler, tile, memory);
    data->granule = ecc_granule;
    const HartEnvironment environment{scheduler, tile, clock, addresses, *code, *data};
    hart = make_hart(environment);
    hart->fetch_port.bind(code->socket);
    hart->data_port.bind(data->socket);
    disturber = std::make_unique<Disturber>(scheduler);
    disturber->hart = hart->agent();
    disturber->ports = {code->id, data->id};
    hart->set_entry(kMemoryBase);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  static HartConfiguration default_configuration() {
    HartConfiguration configuration;
    configuration.extensions = all_extensions();
    return configuration;
  }
  static OooConfiguration ooo_configuration() {
    OooConfiguration configuration;
    configuration.hart = default_configuration();
    return configuration;
  }

  // Memory as the program wants it, the hart at the entry.
  void reset(const std::vector<std::byte>& image, std::uint64_t seed = 1) {
    std::fill(memory.begin(), memory.end(), std::byte{0});
    std::fill(data->device.begin(), data->device.end(), std::byte{0});
    std::copy(image.begin(), image.end(), memory.begin());
    scheduler.reset(seed);
  }
  // Every line is in both caches, ready to be written.
  void warm() {
    for (std::uint64_t line = kMemoryBase; line < kMemoryBase + kMemoryBytes; line += 64) {
      code->hold(line, false);
      data->hold(line, true);
    }
  }
  // Until nothing happens any more (the program ends in wfi) or `most` ticks.
  void run(Tick most = 1'000'000) { scheduler.run_until(most, kNever - 1); }
  // The same with windows whose ends are random.
  void run_in_windows(std::uint64_t seed, Tick widest, Tick most = 1'000'000) {
    Random random(seed);
    Tick end = 0;
    while (scheduler.next_event() < most) {
      end = std::max(end, std::min(scheduler.next_event(), most)) + 1 + random.below(widest);
      scheduler.run_until(std::min(end, most), kNever - 1);
    }
  }

  std::vector<std::byte> memory;
  KernelClock clock{TimeBase{}};
  Scheduler scheduler;
  TileId tile;
  AddressMap addresses;
  std::unique_ptr<TestPort> code, data;
  std::unique_ptr<Hart> hart;
  std::unique_ptr<Disturber> disturber;
};

}  // namespace amoeba
