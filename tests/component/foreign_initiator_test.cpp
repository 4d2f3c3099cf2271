// Foreign initiators beside each other: values must add up, and every answer must come at the same time in every mode.
// And what foreign device writes do to harts.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "../foreign_adders.h"
#include "../isolated.h"

namespace amoeba {
namespace {

using sc_core::sc_time;
constexpr std::uint64_t kAclint = 0x0200'0000;

std::string run_adders(bool holds_back, const std::function<void(Configuration&)>& change) {
  return run_isolated([&]() -> std::string {
    Configuration configuration;
    configuration.harts = 4;
    configuration.l1d.bytes = 128;
    configuration.l1d.ways = 1;
    configuration.l1d.mshrs = 2;
    change(configuration);
    AdderLoad load;
    load.holds_back = holds_back;
    return ForeignRig(configuration, load).run();
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
    const auto base = [variant](Configuration& c) {
      c.placement = variant.placement;
      c.network.topology = variant.topology;
      c.l2.bytes = variant.l2_lines * c.line_bytes;
      c.l2.ways = 2;
    };
    const std::string reference = run_adders(false, base);
    ASSERT_EQ(reference.find("fault"), std::string::npos) << reference.substr(0, 200);
    EXPECT_EQ(run_adders(false, [&](Configuration& c) { base(c), c.strict = true; }), reference) << variant.placement;
    EXPECT_EQ(run_adders(false, [&](Configuration& c) { base(c), c.queue = "heap"; }), reference) << variant.placement;
  }
}

TEST(ForeignInitiators, MayHoldEndRespBack) {
  for (bool strict : {false, true}) {
    const std::string log = run_adders(true, [strict](Configuration& c) { c.strict = strict; });
    EXPECT_EQ(log.find("fault"), std::string::npos) << log.substr(0, 200);
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
