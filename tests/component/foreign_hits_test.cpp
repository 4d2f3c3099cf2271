// A loosely timed initiator that hits must not cost the scheduler an event per access: it is slow, and nothing else
// shows.
#include <gtest/gtest.h>

#include <string>
#include <tlm>

#include "../isolated.h"
#include "amoeba/platforms/memory_system.h"

namespace amoeba {
namespace {

// Reads one word again and again, ahead of the kernel by the delays.
class Reader : public sc_core::sc_module, public tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(Reader);
  tlm::tlm_initiator_socket<64> socket{"socket"};
  Reader(const sc_core::sc_module_name& name, std::uint64_t address, unsigned accesses)
      : sc_module(name), address_(address), accesses_(accesses) {
    socket.bind(*this);
    SC_THREAD(run);
  }
  bool finished = false;

 private:
  void run() {
    sc_core::sc_time delay;
    for (unsigned i = 0; i < accesses_; ++i) {
      std::uint64_t value = 0;
      tlm::tlm_generic_payload payload;
      payload.set_read();
      payload.set_address(address_);
      payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
      payload.set_data_length(sizeof value);
      payload.set_streaming_width(sizeof value);
      socket->b_transport(payload, delay);
      if (payload.is_response_error()) return;
    }
    finished = true;
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  std::uint64_t address_;
  unsigned accesses_;
};

constexpr unsigned kAccesses = 10'000;  // of each of two initiators, on lines of their own

// Of the scheduler.
unsigned long events(bool strict) {
  return std::stoul(run_isolated([strict]() -> std::string {
    Configuration configuration;
    configuration.harts = 2;
    configuration.strict = strict;
    MemorySystem memory("memory", configuration, PortUse::foreign);
    Reader first("first", configuration.memory_base, kAccesses);
    Reader second("second", configuration.memory_base + 4096, kAccesses);
    first.socket.bind(memory.data_port(0));
    second.socket.bind(memory.data_port(1));
    memory.reset(1);
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
    return first.finished && second.finished ? std::to_string(memory.scheduler().events_handled()) : "not finished";
  }));
}

TEST(ForeignHits, TakeNoEvents) {
  EXPECT_LT(events(false), kAccesses / 100);
}

TEST(ForeignHits, TakeEventsWhereEveryAccessIsScheduled) {
  EXPECT_GT(events(true), kAccesses) << "else the test above shows nothing";
}

}  // namespace
}  // namespace amoeba
