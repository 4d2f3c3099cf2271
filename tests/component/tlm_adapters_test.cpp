// Width adapter, protocol checker and loosely timed adapter in line: a pipelining 32-bit initiator, a target that
// waits.
#include <gtest/gtest.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstring>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/tlm/loosely_timed_adapter.h"
#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"
#include "amoeba/tlm/width_adapter.h"

namespace amoeba {
namespace {

using sc_core::sc_time;
using Payload = tlm::tlm_generic_payload;

sc_time ns(unsigned count) {
  return sc_time(count, sc_core::SC_NS);
}

std::vector<std::string>* captured = nullptr;
void capture(const sc_core::sc_report& report, const sc_core::sc_actions&) {
  captured->push_back(report.get_msg());
}

// 256 bytes; waits 10 ns and annotates 5 more.
class WaitingMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<WaitingMemory, 256> socket{"socket"};
  std::vector<sc_dt::uint64> order;
  sc_dt::uint64 translate_by = 0;

  explicit WaitingMemory(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_b_transport(this, &WaitingMemory::b_transport);
    socket.register_transport_dbg(this, &WaitingMemory::transport_dbg);
  }

 private:
  void b_transport(Payload& payload, sc_time& delay) {
    order.push_back(payload.get_address());
    wait(delay + ns(10));
    delay = ns(5);
    transport_dbg(payload);
    payload.set_address(payload.get_address() + translate_by);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  unsigned transport_dbg(Payload& payload) {
    unsigned char* place = bytes_ + payload.get_address();
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), place, payload.get_data_length());
    if (payload.is_write()) std::memcpy(place, payload.get_data_ptr(), payload.get_data_length());
    return payload.get_data_length();
  }
  unsigned char bytes_[256] = {};
};

// Sends requests back to back as the exclusion rules allow and notes what comes when.
class Initiator : public sc_core::sc_module, public tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<32> socket{"socket"};
  struct Response {
    sc_dt::uint64 address;
    sc_time at;
    unsigned char first_byte;
  };
  std::vector<Response> responses;
  std::vector<sc_time> accepted;  // time of each END_REQ
  PayloadPool pool{64};
  bool ends_at_once = true;  // answers BEGIN_RESP by TLM_COMPLETED, else by a later END_RESP

  explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.bind(*this);
    SC_HAS_PROCESS(Initiator);
    SC_METHOD(end_response);
    sensitive << end_response_;
    dont_initialize();
  }
  void send(Payload& payload, const sc_time& annotated = {}) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = annotated;
    const auto status = socket->nb_transport_fw(payload, phase, delay);
    if (status == tlm::TLM_UPDATED && phase == tlm::END_REQ) accepted.push_back(sc_core::sc_time_stamp() + delay);
  }
  Payload& request(tlm::tlm_command command, sc_dt::uint64 address, unsigned bytes) {
    Payload* payload = pool.acquire();
    pool.prepare(*payload, command, address, bytes);
    return *payload;
  }

 private:
  tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_time& delay) override {
    if (phase == tlm::END_REQ) {
      accepted.push_back(sc_core::sc_time_stamp() + delay);
      return tlm::TLM_ACCEPTED;
    }
    responses.push_back({payload.get_address(), sc_core::sc_time_stamp() + delay, payload.get_data_ptr()[0]});
    if (ends_at_once) {
      payload.release();
      return tlm::TLM_COMPLETED;
    }
    ending_ = &payload;
    end_response_.notify(ns(7));
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
  void end_response() {
    tlm::tlm_phase phase = tlm::END_RESP;
    sc_time delay;
    socket->nb_transport_fw(*ending_, phase, delay);
    ending_->release();
  }

  Payload* ending_ = nullptr;
  sc_core::sc_event end_response_;
};

// initiator (32) - width - checker (64) - loosely timed adapter - checker (64) - width - memory (256)
struct Chain {
  Initiator initiator{"initiator"};
  WidthAdapter<32, 64> widen{"widen"};
  ProtocolChecker<64> above{"above"};
  LooselyTimedAdapter adapter{"adapter", 2};
  ProtocolChecker<64> below{"below"};
  WidthAdapter<64, 256> widen_again{"widen_again"};
  WaitingMemory memory{"memory"};
  sc_time start;

  Chain() {
    initiator.socket.bind(widen.target_socket);
    widen.initiator_socket.bind(above.target_socket);
    above.initiator_socket.bind(adapter.target_socket);
    adapter.initiator_socket.bind(below.target_socket);
    below.initiator_socket.bind(widen_again.target_socket);
    widen_again.initiator_socket.bind(memory.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    start = sc_core::sc_time_stamp();
  }
  sc_time since_start(const sc_time& time) const { return time - start; }
};

TEST(TlmAdapters, ExecutesInOrderWithinTheDepth) {
  Chain chain;
  Initiator& initiator = chain.initiator;
  initiator.send(initiator.request(tlm::TLM_WRITE_COMMAND, 16, 8));
  initiator.send(initiator.request(tlm::TLM_READ_COMMAND, 32, 64));
  EXPECT_EQ(initiator.accepted.size(), 2u);
  initiator.send(initiator.request(tlm::TLM_READ_COMMAND, 0, 4));
  EXPECT_EQ(initiator.accepted.size(), 2u) << "the queue has two places";
  EXPECT_FALSE(chain.adapter.idle());
  sc_core::sc_start(ns(100));
  EXPECT_EQ(chain.memory.order, (std::vector<sc_dt::uint64>{16, 32, 0}));
  ASSERT_EQ(initiator.accepted.size(), 3u);
  EXPECT_EQ(chain.since_start(initiator.accepted[2]), ns(15));
  ASSERT_EQ(initiator.responses.size(), 3u);
  EXPECT_EQ(chain.since_start(initiator.responses[0].at), ns(15));
  EXPECT_EQ(chain.since_start(initiator.responses[1].at), ns(30));
  EXPECT_EQ(chain.since_start(initiator.responses[2].at), ns(45));
  EXPECT_TRUE(chain.adapter.idle());
  EXPECT_EQ(chain.above.monitor().in_flight(), 0u);
}

TEST(TlmAdapters, StartsARequestAtItsAnnotatedTime) {
  Chain chain;
  chain.initiator.send(chain.initiator.request(tlm::TLM_READ_COMMAND, 0, 4), ns(20));
  sc_core::sc_start(ns(100));
  ASSERT_EQ(chain.initiator.responses.size(), 1u);
  EXPECT_EQ(chain.since_start(chain.initiator.responses[0].at), ns(35));
}

TEST(TlmAdapters, WaitsForEndOfResponseBeforeTheNextResponse) {
  Chain chain;
  chain.initiator.ends_at_once = false;
  chain.initiator.send(chain.initiator.request(tlm::TLM_READ_COMMAND, 0, 4));
  chain.initiator.send(chain.initiator.request(tlm::TLM_READ_COMMAND, 4, 4));
  sc_core::sc_start(ns(100));
  ASSERT_EQ(chain.initiator.responses.size(), 2u);
  EXPECT_EQ(chain.since_start(chain.initiator.responses[0].at), ns(15));
  EXPECT_EQ(chain.since_start(chain.initiator.responses[1].at), ns(37));
}

TEST(TlmAdapters, CarriesDataBothWaysAndDebugBesideIt) {
  Chain chain;
  Payload& write = chain.initiator.request(tlm::TLM_WRITE_COMMAND, 40, 1);
  write.get_data_ptr()[0] = 0x5a;
  chain.initiator.send(write);
  chain.initiator.send(chain.initiator.request(tlm::TLM_READ_COMMAND, 40, 1));
  sc_core::sc_start(ns(100));
  ASSERT_EQ(chain.initiator.responses.size(), 2u);
  EXPECT_EQ(chain.initiator.responses[1].first_byte, 0x5a);
  Payload& debug = chain.initiator.request(tlm::TLM_READ_COMMAND, 40, 1);
  EXPECT_EQ(chain.initiator.socket->transport_dbg(debug), 1u);
  EXPECT_EQ(debug.get_data_ptr()[0], 0x5a);
  debug.release();
}

TEST(TlmAdapters, RestoresAnAddressTranslatedBelow) {
  Chain chain;
  chain.memory.translate_by = 128;
  std::vector<std::string> reports;
  captured = &reports;
  sc_core::sc_report_handler::set_handler(capture);
  chain.initiator.send(chain.initiator.request(tlm::TLM_READ_COMMAND, 8, 4));
  sc_core::sc_start(ns(100));
  ASSERT_EQ(chain.initiator.responses.size(), 1u);
  EXPECT_EQ(chain.initiator.responses[0].address, 8u);
  ASSERT_EQ(reports.size(), 1u) << "only the checker below the adapter sees the translation";
  EXPECT_EQ(reports[0].find("below: rule address_restored"), 0u) << reports[0];
}

TEST(TlmAdapters, CheckerInLineReportsTheInitiatorsFault) {
  Chain chain;
  Payload& spoilt = chain.initiator.request(tlm::TLM_READ_COMMAND, 0, 4);
  spoilt.set_streaming_width(0);
  try {
    chain.initiator.send(spoilt);
    FAIL() << "the checker reported nothing";
  } catch (const sc_core::sc_report& report) {
    EXPECT_STREQ(report.get_msg_type(), ProtocolMonitor::kReport);
    EXPECT_NE(std::string(report.get_msg()).find("above: rule streaming_width"), std::string::npos);
  }
  spoilt.release();
}

}  // namespace
}  // namespace amoeba
