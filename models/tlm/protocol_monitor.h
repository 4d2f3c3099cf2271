// Follows every transaction through one hop and reports each breach of the base protocol.
// Models: the phase machine, exclusion rules, attribute, extension and timing rules listed in protocol_rule.h. Rules
// about order look at the order of calls alone, as the standard says; annotated time matters for time_order only. Not
// modelled: rules that need a second hop or the target's memory (routing, order of execution). Extended phases pass
// between BEGIN_REQ and END_RESP.
// Errors: SC_ERROR of type kReport that names the socket, the rule, its clause and the transaction.
#pragma once
#include <string>
#include <systemc>
#include <tlm>
#include <unordered_map>
#include <vector>

#include "amoeba/tlm/protocol_rule.h"

namespace amoeba {

class ProtocolMonitor {
 public:
  static constexpr const char* kReport = "/amoeba/tlm/protocol";
  using Payload = tlm::tlm_generic_payload;

  // `socket` is the name that reports give.
  explicit ProtocolMonitor(std::string socket) : socket_(std::move(socket)) {}

  // What a non-blocking call looked like when it was made; handed back to the matching after_*().
  struct Call {
    tlm::tlm_phase phase;
    sc_core::sc_time delay;
    sc_core::sc_time now;
    sc_dt::uint64 delta;
  };

  Call before_forward(const Payload& payload, const tlm::tlm_phase& phase, const sc_core::sc_time& delay);
  void after_forward(const Payload& payload, const Call& call, tlm::tlm_sync_enum status, const tlm::tlm_phase& phase,
                     const sc_core::sc_time& delay);
  Call before_backward(const Payload& payload, const tlm::tlm_phase& phase, const sc_core::sc_time& delay);
  void after_backward(const Payload& payload, const Call& call, tlm::tlm_sync_enum status, const tlm::tlm_phase& phase,
                      const sc_core::sc_time& delay);
  void before_blocking(const Payload& payload, const sc_core::sc_time& delay);
  void after_blocking(const Payload& payload, const sc_core::sc_time& delay);
  void after_debug(const Payload& payload, unsigned count);

  std::size_t in_flight() const { return transactions_.size(); }

 private:
  enum class State { blocking, request, accepted, response };  // after b_transport, BEGIN_REQ, END_REQ, BEGIN_RESP
  struct Transaction {
    explicit Transaction(const Payload& payload, State state, const sc_core::sc_time& time);
    State state;
    sc_core::sc_time time;  // local time of the latest call or return
    tlm::tlm_command command;
    sc_dt::uint64 address;
    const unsigned char* data;
    unsigned length;
    const unsigned char* enables;
    unsigned enables_length;
    unsigned streaming_width;
    std::vector<unsigned char> written;
  };

  Call begin(const tlm::tlm_phase& phase, const sc_core::sc_time& delay) const;
  void start(const Payload& payload, State state, const sc_core::sc_time& delay);
  void end_request(const Payload& payload, Transaction& transaction);
  void begin_response(const Payload& payload, Transaction& transaction);
  void finish(const Payload& payload);
  void check_start(const Payload& payload);
  void check_atomic(const Payload& payload);
  void check_attributes(const Payload& payload, const Transaction& transaction);
  void check_response(const Payload& payload, const Transaction& transaction);
  void check_time(const Payload& payload, Transaction& transaction, const sc_core::sc_time& delay);
  void check_return(const Payload& payload, const Call& call, tlm::tlm_sync_enum status, const tlm::tlm_phase& phase,
                    const sc_core::sc_time& delay);
  Transaction* find(const Payload& payload);
  Transaction* find_in_progress(const Payload& payload, const tlm::tlm_phase& phase);
  void report(ProtocolRule rule, const Payload& payload, const std::string& seen) const;
  void require(bool holds, ProtocolRule rule, const Payload& payload) const {
    if (!holds) report(rule, payload, {});
  }
  // `seen()` gives the text of what was seen instead.
  template <class Seen>
  void require(bool holds, ProtocolRule rule, const Payload& payload, Seen seen) const {
    if (!holds) report(rule, payload, seen());
  }

  std::string socket_;
  std::unordered_map<const Payload*, Transaction> transactions_;  // looked up, never iterated
  const Payload* requesting_ = nullptr;                           // between its BEGIN_REQ and END_REQ
  const Payload* responding_ = nullptr;                           // between its BEGIN_RESP and END_RESP
};

}  // namespace amoeba
