// Plants a breach of every rule of the base protocol and sees it reported; permitted sequences report nothing.
#include "amoeba/tlm/protocol_monitor.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "amoeba/tlm/payload_pool.h"

namespace amoeba {
namespace {

using sc_core::sc_time;
using tlm::tlm_phase;
using Payload = tlm::tlm_generic_payload;

std::vector<std::string> reports;

void capture(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  if (std::string(report.get_msg_type()) == ProtocolMonitor::kReport) {
    reports.push_back(report.get_msg());
  } else {
    sc_core::sc_report_handler::default_handler(report, actions);
  }
}

sc_time ns(unsigned count) {
  return sc_time(count, sc_core::SC_NS);
}

// What the callee does before it returns.
struct Answer {
  tlm::tlm_sync_enum status = tlm::TLM_ACCEPTED;
  tlm_phase phase = tlm::UNINITIALIZED_PHASE;  // the phase on return, if set
  sc_time delay = sc_core::SC_ZERO_TIME;       // added to the call's
  std::function<void(Payload&)> act = [](Payload&) {};
};

void respond(Payload& payload) {
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

const Answer kAccepted{};
const Answer kEndReq{tlm::TLM_UPDATED, tlm::END_REQ, {}};
const Answer kBeginResp{tlm::TLM_UPDATED, tlm::BEGIN_RESP, {}, respond};
const Answer kEndResp{tlm::TLM_UPDATED, tlm::END_RESP, {}};
const Answer kCompleted{tlm::TLM_COMPLETED, tlm::UNINITIALIZED_PHASE, {}, respond};
const Answer kDone{tlm::TLM_COMPLETED};

// One hop with a monitor, where the test plays both sides.
class Hop {
 public:
  ProtocolMonitor monitor{"top.port"};
  PayloadPool pool{64};

  Payload& payload(tlm::tlm_command command = tlm::TLM_READ_COMMAND, unsigned bytes = 8) {
    Payload* payload = pool.acquire();
    pool.prepare(*payload, command, 0x1000, bytes);
    payloads_.push_back(payload);
    return *payload;
  }
  ~Hop() {
    for (Payload* payload : payloads_)
      if (payload->get_ref_count() > 0) payload->release();
  }
  void forward(Payload& payload, const tlm_phase& phase, const Answer& answer = kAccepted, sc_time delay = {}) {
    const auto call = monitor.before_forward(payload, phase, delay);
    answer.act(payload);
    monitor.after_forward(payload, call, answer.status, returned(phase, answer), delay + answer.delay);
  }
  void backward(Payload& payload, const tlm_phase& phase, const Answer& answer = kAccepted, sc_time delay = {}) {
    if (phase == tlm::BEGIN_RESP && respond_) respond(payload);
    const auto call = monitor.before_backward(payload, phase, delay);
    answer.act(payload);
    monitor.after_backward(payload, call, answer.status, returned(phase, answer), delay + answer.delay);
  }
  void blocking(Payload& payload, const std::function<void(Payload&)>& act, sc_time delay = {}, sc_time after = {}) {
    monitor.before_blocking(payload, delay);
    act(payload);
    monitor.after_blocking(payload, after);
  }
  void forget_to_respond() { respond_ = false; }

 private:
  static tlm_phase returned(const tlm_phase& phase, const Answer& answer) {
    return answer.phase == tlm::UNINITIALIZED_PHASE ? phase : answer.phase;
  }
  std::vector<Payload*> payloads_;
  bool respond_ = true;
};

struct Planted {
  ProtocolRule rule;
  const char* fault;
  std::function<void(Hop&)> plant;
};

void send_with(Hop& hop, const std::function<void(Payload&)>& spoil, tlm::tlm_command command = tlm::TLM_READ_COMMAND,
               unsigned bytes = 8) {
  Payload& payload = hop.payload(command, bytes);
  spoil(payload);
  hop.forward(payload, tlm::BEGIN_REQ);
}

AtomicExtension& make_atomic(Payload& payload, AtomicOp op) {
  auto* atomic = payload.get_extension<AtomicExtension>();
  atomic->kind = AtomicExtension::Kind::atomic;
  atomic->op = op;
  return *atomic;
}

// Sends a request and lets `spoil` change the payload before the response.
void respond_with(Hop& hop, const std::function<void(Payload&)>& spoil,
                  tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
  Payload& payload = hop.payload(command);
  hop.forward(payload, tlm::BEGIN_REQ, kEndReq);
  spoil(payload);
  hop.backward(payload, tlm::BEGIN_RESP);
}

unsigned char wrong_enables[] = {0xff, 0x01};
Payload unmanaged;

const std::vector<Planted>& planted() {
  static const std::vector<Planted> list = {
      {ProtocolRule::memory_manager, "no memory manager", [](Hop& hop) { hop.forward(unmanaged, tlm::BEGIN_REQ); }},
      {ProtocolRule::reference_count, "released payload",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.release(); }); }},
      {ProtocolRule::reference_count, "payload released before its response",
       [](Hop& hop) { respond_with(hop, [](Payload& p) { p.release(); }); }},
      {ProtocolRule::option, "full payload option",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_gp_option(tlm::TLM_FULL_PAYLOAD); }); }},
      {ProtocolRule::command, "unknown command",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_command(static_cast<tlm::tlm_command>(3)); }); }},
      {ProtocolRule::data_pointer, "null data",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_data_ptr(nullptr); }); }},
      {ProtocolRule::data_length, "no bytes",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_data_length(0); }); }},
      {ProtocolRule::byte_enables, "byte enables without length",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_byte_enable_ptr(wrong_enables); }); }},
      {ProtocolRule::byte_enables, "a byte enable of 0x01",
       [](Hop& hop) {
         send_with(hop, [](Payload& p) {
           p.set_byte_enable_ptr(wrong_enables);
           p.set_byte_enable_length(2);
         });
       }},
      {ProtocolRule::streaming_width, "streaming width 0",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_streaming_width(0); }); }},
      {ProtocolRule::dmi_hint, "DMI hint left set",
       [](Hop& hop) { send_with(hop, [](Payload& p) { p.set_dmi_allowed(true); }); }},
      {ProtocolRule::incomplete_status, "old response status", [](Hop& hop) { send_with(hop, respond); }},
      {ProtocolRule::atomic_command, "atomic write",
       [](Hop& hop) {
         send_with(
             hop, [](Payload& p) { make_atomic(p, AtomicOp::add); }, tlm::TLM_WRITE_COMMAND);
       }},
      {ProtocolRule::atomic_width, "atomic of three bytes",
       [](Hop& hop) {
         send_with(
             hop, [](Payload& p) { make_atomic(p, AtomicOp::cas); }, tlm::TLM_READ_COMMAND, 3);
       }},
      {ProtocolRule::atomic_width, "add of sixteen bytes",
       [](Hop& hop) {
         send_with(
             hop, [](Payload& p) { make_atomic(p, AtomicOp::add); }, tlm::TLM_READ_COMMAND, 16);
       }},
      {ProtocolRule::atomic_handled, "handled left set",
       [](Hop& hop) { send_with(hop, [](Payload& p) { make_atomic(p, AtomicOp::add).handled = true; }); }},
      {ProtocolRule::phase_sequence, "END_RESP of an unknown transaction",
       [](Hop& hop) { hop.forward(hop.payload(), tlm::END_RESP); }},
      {ProtocolRule::phase_sequence, "END_RESP before the response",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
         hop.forward(p, tlm::END_RESP);
       }},
      {ProtocolRule::phase_sequence, "END_REQ twice",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
         hop.backward(p, tlm::END_REQ);
       }},
      {ProtocolRule::phase_sequence, "BEGIN_RESP twice",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kBeginResp);
         hop.backward(p, tlm::BEGIN_RESP);
       }},
      {ProtocolRule::phase_sequence, "BEGIN_REQ on the backward path",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
         hop.backward(p, tlm::BEGIN_REQ);
       }},
      {ProtocolRule::phase_sequence, "BEGIN_RESP on the forward path",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
         hop.forward(p, tlm::BEGIN_RESP);
       }},
      {ProtocolRule::return_status, "TLM_UPDATED to END_RESP",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kBeginResp);
         hop.forward(p, tlm::END_RESP, kEndResp);
       }},
      {ProtocolRule::return_status, "TLM_COMPLETED to END_REQ",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ);
         hop.backward(p, tlm::END_REQ, kDone);
       }},
      {ProtocolRule::return_status, "END_RESP in answer to BEGIN_REQ",
       [](Hop& hop) { hop.forward(hop.payload(), tlm::BEGIN_REQ, kEndResp); }},
      {ProtocolRule::accepted_unchanged, "phase changed under TLM_ACCEPTED",
       [](Hop& hop) {
         hop.forward(hop.payload(), tlm::BEGIN_REQ, {tlm::TLM_ACCEPTED, tlm::END_REQ, {}});
       }},
      {ProtocolRule::accepted_unchanged, "time changed under TLM_ACCEPTED",
       [](Hop& hop) {
         hop.forward(hop.payload(), tlm::BEGIN_REQ, {tlm::TLM_ACCEPTED, tlm::UNINITIALIZED_PHASE, ns(1)});
       }},
      {ProtocolRule::request_exclusion, "second request before END_REQ",
       [](Hop& hop) {
         hop.forward(hop.payload(), tlm::BEGIN_REQ);
         hop.forward(hop.payload(), tlm::BEGIN_REQ);
       }},
      {ProtocolRule::response_exclusion, "second response before END_RESP",
       [](Hop& hop) {
         Payload &first = hop.payload(), &second = hop.payload();
         hop.forward(first, tlm::BEGIN_REQ, kEndReq);
         hop.forward(second, tlm::BEGIN_REQ, kEndReq);
         hop.backward(first, tlm::BEGIN_RESP);
         hop.backward(second, tlm::BEGIN_RESP);
       }},
      {ProtocolRule::response_exclusion, "early completion during a response",
       [](Hop& hop) {
         hop.forward(hop.payload(), tlm::BEGIN_REQ, kBeginResp);
         hop.forward(hop.payload(), tlm::BEGIN_REQ, kCompleted);
       }},
      {ProtocolRule::address_restored, "translated address",
       [](Hop& hop) { respond_with(hop, [](Payload& p) { p.set_address(0); }); }},
      {ProtocolRule::attributes_unchanged, "shorter data",
       [](Hop& hop) { respond_with(hop, [](Payload& p) { p.set_data_length(4); }); }},
      {ProtocolRule::attributes_unchanged, "moved data pointer",
       [](Hop& hop) { respond_with(hop, [](Payload& p) { p.set_data_ptr(p.get_data_ptr() + 1); }); }},
      {ProtocolRule::attributes_unchanged, "changed command",
       [](Hop& hop) { respond_with(hop, [](Payload& p) { p.set_write(); }); }},
      {ProtocolRule::write_data, "a write that returns data",
       [](Hop& hop) {
         respond_with(
             hop, [](Payload& p) { p.get_data_ptr()[7] ^= 1; }, tlm::TLM_WRITE_COMMAND);
       }},
      {ProtocolRule::response_status, "BEGIN_RESP without status",
       [](Hop& hop) {
         hop.forget_to_respond();
         respond_with(hop, [](Payload&) {});
       }},
      {ProtocolRule::response_status, "TLM_COMPLETED without status",
       [](Hop& hop) { hop.forward(hop.payload(), tlm::BEGIN_REQ, kDone); }},
      {ProtocolRule::response_status, "b_transport without status",
       [](Hop& hop) { hop.blocking(hop.payload(), [](Payload&) {}); }},
      {ProtocolRule::time_order, "a response before its request",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq, ns(10));
         hop.backward(p, tlm::BEGIN_RESP, kAccepted, ns(9));
       }},
      {ProtocolRule::time_order, "b_transport takes time back",
       [](Hop& hop) { hop.blocking(hop.payload(), respond, ns(10), ns(9)); }},
      {ProtocolRule::no_wait, "time passes within nb_transport",
       [](Hop& hop) {
         hop.forward(hop.payload(), tlm::BEGIN_REQ,
                     {tlm::TLM_ACCEPTED, tlm::UNINITIALIZED_PHASE, {}, [](Payload&) { sc_core::sc_start(ns(1)); }});
       }},
      {ProtocolRule::reentrant_transaction, "one payload twice",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
       }},
      {ProtocolRule::reentrant_transaction, "b_transport of a transaction in progress",
       [](Hop& hop) {
         Payload& p = hop.payload();
         hop.forward(p, tlm::BEGIN_REQ, kEndReq);
         hop.blocking(p, respond);
       }},
      {ProtocolRule::debug_count, "more bytes than asked for",
       [](Hop& hop) { hop.monitor.after_debug(hop.payload(), 9); }},
  };
  return list;
}

class ProtocolMonitorTest : public testing::Test {
 protected:
  void SetUp() override {
    reports.clear();
    sc_core::sc_report_handler::set_handler(capture);
  }
};

TEST_F(ProtocolMonitorTest, ReportsEveryPlantedViolation) {
  for (const Planted& violation : planted()) {
    SCOPED_TRACE(violation.fault);
    reports.clear();
    Hop hop;
    violation.plant(hop);
    ASSERT_FALSE(reports.empty());
    const ProtocolRuleText& rule = text(violation.rule);
    EXPECT_NE(reports.front().find("top.port: rule " + std::string(rule.name) + " ("), std::string::npos)
        << reports.front();
    EXPECT_NE(reports.front().find("transaction: "), std::string::npos) << reports.front();
  }
}

TEST_F(ProtocolMonitorTest, HasAPlantedViolationForEveryRule) {
  std::set<ProtocolRule> covered;
  for (const Planted& violation : planted()) covered.insert(violation.rule);
  EXPECT_EQ(covered.size(), kProtocolRules);
}

TEST_F(ProtocolMonitorTest, AcceptsEveryPermittedSequence) {
  Hop hop;
  const std::vector<Answer> requests = {kAccepted, kEndReq, kBeginResp, kCompleted};
  const std::vector<Answer> responses = {kAccepted, kEndResp, kDone};
  for (std::size_t request = 0; request < requests.size(); ++request) {
    for (std::size_t response = 0; response < responses.size(); ++response) {
      for (bool separate_end : {false, true}) {
        Payload& p = hop.payload(tlm::TLM_WRITE_COMMAND, 64);
        hop.forward(p, tlm::BEGIN_REQ, requests[request], ns(3));
        if (request == 3) continue;
        if (request == 0 && separate_end) hop.backward(p, tlm::END_REQ, kAccepted, ns(4));
        if (request < 2) hop.backward(p, tlm::BEGIN_RESP, responses[response], ns(5));
        if (request == 2 || response == 0) hop.forward(p, tlm::END_RESP, separate_end ? kDone : kAccepted, ns(6));
      }
    }
  }
  EXPECT_TRUE(reports.empty()) << reports.front();
  EXPECT_EQ(hop.monitor.in_flight(), 0u);
}

TEST_F(ProtocolMonitorTest, AcceptsPipelinesThatRespondOutOfOrder) {
  Hop hop;
  Payload &first = hop.payload(), &second = hop.payload();
  hop.forward(first, tlm::BEGIN_REQ, kEndReq, ns(20));
  hop.forward(second, tlm::BEGIN_REQ, kEndReq, ns(10));  // annotated times of different transactions may decrease
  hop.backward(second, tlm::BEGIN_RESP, kDone, ns(15));
  hop.backward(first, tlm::BEGIN_RESP, kEndResp, ns(30));
  EXPECT_TRUE(reports.empty()) << reports.front();
}

TEST_F(ProtocolMonitorTest, AcceptsAtomicsOfEveryWidth) {
  Hop hop;
  for (unsigned bytes : {1u, 2u, 4u, 8u, 16u}) {
    Payload& p = hop.payload(tlm::TLM_READ_COMMAND, bytes);
    make_atomic(p, AtomicOp::cas);
    hop.forward(p, tlm::BEGIN_REQ, kCompleted);
  }
  hop.blocking(hop.payload(), respond, ns(1), ns(2));
  EXPECT_TRUE(reports.empty()) << reports.front();
}

TEST_F(ProtocolMonitorTest, ThrowsByDefault) {
  sc_core::sc_report_handler::set_handler(nullptr);
  Hop hop;
  hop.forward(hop.payload(), tlm::BEGIN_REQ);
  EXPECT_THROW(hop.forward(hop.payload(), tlm::BEGIN_REQ), sc_core::sc_report);
}

}  // namespace
}  // namespace amoeba
