// Foreign initiators of both kinds against each other: loosely timed threads, and non-blocking ones with several
// requests in flight that hold END_RESP back. Values must add up, and every answer must come at the same time in every
// mode.
#include <gtest/gtest.h>
#include <tlm_utils/peq_with_get.h>

#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../isolated.h"
#include "amoeba/base/random.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"

namespace amoeba {
namespace {

using sc_core::sc_time;
constexpr std::uint64_t kBase = 0x8000'0000, kAclint = 0x0200'0000;
constexpr unsigned kCounters = 6, kAdds = 150;

std::uint64_t now_ps(const sc_time& delay) {
  return (sc_core::sc_time_stamp() + delay).value() / sc_time(1, sc_core::SC_PS).value();
}

// What both kinds share: random additions to a few shared counters, and a log of what came back when.
class Adder : public sc_core::sc_module {
 public:
  Adder(const sc_core::sc_module_name& name, unsigned number) : sc_module(name), random_(7, number) {}
  unsigned left() const { return left_; }
  const std::string& log() const { return log_; }

 protected:
  tlm::tlm_generic_payload& prepare() {
    tlm::tlm_generic_payload& payload = *pool_.acquire();
    pool_.prepare(payload, tlm::TLM_READ_COMMAND, kBase + 40 * random_.below(kCounters) / 8 * 8, 8);
    auto* extension = payload.get_extension<AtomicExtension>();
    extension->kind = AtomicExtension::Kind::atomic;
    extension->op = AtomicOp::add;
    extension->operand = {1, 0};
    return payload;
  }
  void finish(tlm::tlm_generic_payload& payload, const sc_time& delay) {
    std::uint64_t old = 0;
    std::memcpy(&old, payload.get_data_ptr(), 8);
    const bool handled = payload.get_extension<AtomicExtension>()->handled;
    log_ += std::to_string(now_ps(delay)) + ":" +
            (handled && payload.is_response_ok() ? std::to_string(old) : "error") + " ";
    payload.release();
    --left_;
  }
  sc_time pause() { return sc_time(static_cast<double>(random_.below(40'000)), sc_core::SC_PS); }

  Random random_;

 private:
  PayloadPool pool_{8};
  unsigned left_ = kAdds;
  std::string log_;
};

class ThreadAdder : public Adder, public tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(ThreadAdder);
  tlm::tlm_initiator_socket<64> socket{"socket"};
  ThreadAdder(const sc_core::sc_module_name& name, unsigned number) : Adder(name, number) {
    socket.bind(*this);
    SC_THREAD(run);
  }

 private:
  void run() {
    sc_time delay;
    while (left() > 0) {
      delay += pause();
      if (delay > sc_time(100, sc_core::SC_NS)) {
        wait(delay);
        delay = sc_core::SC_ZERO_TIME;
      }
      tlm::tlm_generic_payload& payload = prepare();
      socket->b_transport(payload, delay);
      finish(payload, delay);
    }
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
};

// Up to four requests in flight. END_RESP comes with the response, or is held back some nanoseconds, which holds back
// other responses. What is annotated happens at its time, however the answer came.
class PhasedAdder : public Adder, public tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(PhasedAdder);
  tlm::tlm_initiator_socket<64> socket{"socket"};
  PhasedAdder(const sc_core::sc_module_name& name, unsigned number, bool holds_back)
      : Adder(name, number), holds_back_(holds_back) {
    socket.bind(*this);
    SC_THREAD(send);
    SC_THREAD(complete);
    SC_THREAD(end_responses);
  }
  unsigned most_in_flight = 0;

 private:
  void send() {
    for (unsigned i = 0; i < kAdds; ++i) {
      while (in_flight_ == 4) wait(progress_);
      wait(pause());
      most_in_flight = std::max(most_in_flight, ++in_flight_);
      tlm::tlm_generic_payload& payload = prepare();
      tlm::tlm_phase phase = tlm::BEGIN_REQ;
      sc_time delay = pause();
      waiting_ = &payload;
      const tlm::tlm_sync_enum answer = socket->nb_transport_fw(payload, phase, delay);
      if (answer == tlm::TLM_ACCEPTED) {
        wait(accepted_);
        continue;
      }
      waiting_ = nullptr;
      if (answer == tlm::TLM_COMPLETED) completions_.notify(payload, delay);
      wait(delay);
    }
  }
  void complete() {
    while (true) {
      wait(completions_.get_event());
      while (tlm::tlm_generic_payload* payload = completions_.get_next_transaction()) {
        --in_flight_;
        progress_.notify(sc_core::SC_ZERO_TIME);
        finish(*payload, sc_core::SC_ZERO_TIME);
      }
    }
  }
  void end_responses() {
    while (true) {
      wait(responded_);
      wait(sc_time(3, sc_core::SC_NS));
      tlm::tlm_phase phase = tlm::END_RESP;
      sc_time delay;
      tlm::tlm_generic_payload* payload = responding_;
      responding_ = nullptr;
      socket->nb_transport_fw(*payload, phase, delay);
      completions_.notify(*payload, delay);
    }
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_time& delay) override {
    if (&payload == waiting_) {
      waiting_ = nullptr;
      accepted_.notify(delay);
    }
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    if (!holds_back_) {
      completions_.notify(payload, delay);
      phase = tlm::END_RESP;
      return tlm::TLM_COMPLETED;
    }
    responding_ = &payload;
    responded_.notify(delay);
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  bool holds_back_;
  tlm_utils::peq_with_get<tlm::tlm_generic_payload> completions_{"completions"};
  unsigned in_flight_ = 0;
  tlm::tlm_generic_payload* waiting_ = nullptr;     // for END_REQ
  tlm::tlm_generic_payload* responding_ = nullptr;  // for END_RESP
  sc_core::sc_event accepted_, progress_, responded_;
};

// The logs of two initiators of each kind; begins with "fault" when something is wrong.
std::string run_adders(bool holds_back, const std::function<void(Configuration&)>& change) {
  return run_isolated([&]() -> std::string {
    Configuration configuration;
    configuration.harts = 4;
    configuration.l1d.bytes = 128;
    configuration.l1d.ways = 1;
    configuration.l1d.mshrs = 2;
    change(configuration);
    MemorySystem memory("memory", configuration, PortUse::foreign);
    std::deque<ProtocolChecker<64>> checkers;
    std::vector<std::unique_ptr<ThreadAdder>> threads;
    std::vector<std::unique_ptr<PhasedAdder>> phased;
    const auto connect = [&](tlm::tlm_initiator_socket<64>& socket, unsigned tile) {
      checkers.emplace_back(("checker" + std::to_string(tile)).c_str());
      socket.bind(checkers.back().target_socket);
      checkers.back().initiator_socket.bind(memory.data_port(tile));
    };
    for (unsigned i = 0; i < 2; ++i) {
      threads.push_back(std::make_unique<ThreadAdder>(("thread" + std::to_string(i)).c_str(), i));
      connect(threads[i]->socket, i);
      phased.push_back(std::make_unique<PhasedAdder>(("phased" + std::to_string(i)).c_str(), 2 + i, holds_back));
      connect(phased[i]->socket, 2 + i);
    }
    memory.reset(1);
    sc_core::sc_start(sc_time(5, sc_core::SC_MS));
    std::string logs;
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < kCounters; ++i) {
      std::uint64_t value = 0;
      memory.debug_read(kBase + 40 * i / 8 * 8, reinterpret_cast<std::byte*>(&value), 8);
      sum += value;
    }
    if (sum != 4 * kAdds) logs += "fault: " + std::to_string(sum) + " additions arrived; ";
    for (const auto& adder : phased)
      if (adder->most_in_flight < 2) logs += "fault: requests were never overlapped; ";
    for (unsigned i = 0; i < 2; ++i) {
      if (threads[i]->left() + phased[i]->left() != 0) logs += "fault: not finished; ";
      logs += threads[i]->log() + "| " + phased[i]->log() + "| ";
    }
    return logs;
  });
}

TEST(ForeignInitiators, AreAnsweredAtTheSameTimeInEveryMode) {
  struct Variant {
    const char *placement, *topology;
    unsigned l2_lines;
  };
  for (const Variant& variant :
       {Variant{"all-near", "crossbar", 0}, Variant{"all-far", "crossbar", 0}, Variant{"all-far", "mesh", 0},
        Variant{"all-near", "crossbar", 4}, Variant{"all-far", "crossbar", 2}}) {
    const auto [placement, topology, l2_lines] = variant;
    const auto base = [variant](Configuration& c) {
      c.placement = variant.placement;
      c.network.topology = variant.topology;
      c.l2.bytes = variant.l2_lines * c.line_bytes;
      c.l2.ways = 2;
    };
    const std::string reference = run_adders(false, base);
    ASSERT_EQ(reference.find("fault"), std::string::npos) << reference.substr(0, 200);
    ASSERT_EQ(reference.find("error"), std::string::npos);
    EXPECT_EQ(run_adders(false, [&](Configuration& c) { base(c), c.strict = true; }), reference) << placement;
    EXPECT_EQ(run_adders(false, [&](Configuration& c) { base(c), c.queue = "heap"; }), reference) << placement;
  }
}

TEST(ForeignInitiators, MayHoldEndRespBack) {
  for (bool strict : {false, true}) {
    const std::string log = run_adders(true, [strict](Configuration& c) { c.strict = strict; });
    EXPECT_EQ(log.find("fault"), std::string::npos) << log.substr(0, 200);
    EXPECT_EQ(log.find("error"), std::string::npos);
  }
}

// Stands for a hart: writes down the interrupts that reach it.
class InterruptLog : public Agent {
 public:
  explicit InterruptLog(Scheduler& scheduler, TileId tile) : id(scheduler.add(*this, tile, "interrupt log")) {}
  void receive(Message& message) override {
    text +=
        std::to_string(message.detail) + (message.state != 0 ? "+" : "-") + "@" + std::to_string(message.time) + " ";
  }
  void reset(std::uint64_t) override { text.clear(); }
  void serialize(Archive&) override {}

  AgentId id;
  std::string text;
};

// Writes a device register by a thread, waits, and writes again.
class RegisterWriter : public sc_core::sc_module, public tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(RegisterWriter);
  tlm::tlm_initiator_socket<64> socket{"socket"};
  RegisterWriter(const sc_core::sc_module_name& name, std::vector<std::pair<std::uint64_t, std::uint32_t>> writes)
      : sc_module(name), writes_(std::move(writes)) {
    socket.bind(*this);
    SC_THREAD(run);
  }
  bool failed = false;

 private:
  void run() {
    for (auto [address, value] : writes_) {
      tlm::tlm_generic_payload payload;
      payload.set_command(tlm::TLM_WRITE_COMMAND);
      payload.set_address(address);
      payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
      payload.set_data_length(4);
      payload.set_streaming_width(4);
      sc_time delay;
      socket->b_transport(payload, delay);
      failed |= !payload.is_response_ok();
      wait(delay + sc_time(1, sc_core::SC_US));
    }
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  std::vector<std::pair<std::uint64_t, std::uint32_t>> writes_;
};

std::string interrupts_of(bool strict, const char* topology) {
  return run_isolated([=]() -> std::string {
    Configuration configuration;
    configuration.network.topology = topology;
    configuration.harts = 2;
    configuration.strict = strict;
    MemorySystem memory("memory", configuration, PortUse::foreign);
    InterruptLog log(memory.scheduler(), memory.tile_id(1));
    memory.on_interrupt([&log](unsigned hart) { return hart == 1 ? log.id : kNoAgent; });
    ProtocolChecker<64> checker("checker");
    // Software interrupt of hart 1 up and down, then its timer at mtime 100, which is 10 us.
    RegisterWriter writer("writer",
                          {{kAclint + 4, 1}, {kAclint + 4, 0}, {kAclint + 0x4008, 100}, {kAclint + 0x400c, 0}});
    writer.socket.bind(checker.target_socket);
    checker.initiator_socket.bind(memory.data_port(0));
    memory.reset(1);
    sc_core::sc_start(sc_time(20, sc_core::SC_US));
    return writer.failed ? "a register write failed" : log.text;
  });
}

TEST(Interrupts, ReachTheHartSoonAfterTheirCause) {
  EXPECT_EQ(interrupts_of(false, "mesh"), interrupts_of(true, "mesh"));
  const std::string text = interrupts_of(false, "crossbar");
  EXPECT_EQ(interrupts_of(true, "crossbar"), text);
  unsigned software_up = 0, software_down = 0, timer = 0;
  ASSERT_EQ(std::sscanf(text.c_str(), "3+@%u 3-@%u 7+@%u ", &software_up, &software_down, &timer), 3) << text;
  EXPECT_LT(software_up, 60u);
  EXPECT_NEAR(software_down - software_up, 1000, 60);
  EXPECT_NEAR(timer, 10'000, 20) << "mtime 100 at 10 MHz on a hart of 1 GHz";
}

}  // namespace
}  // namespace amoeba
