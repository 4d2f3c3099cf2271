#include "amoeba/tlm/protocol_monitor.h"

#include <algorithm>
#include <sstream>

#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {
namespace {

std::string phase_name(const tlm::tlm_phase& phase) {
  std::ostringstream text;
  text << phase;
  return text.str();
}

const char* status_name(tlm::tlm_sync_enum status) {
  switch (status) {
    case tlm::TLM_ACCEPTED:
      return "TLM_ACCEPTED";
    case tlm::TLM_UPDATED:
      return "TLM_UPDATED";
    default:
      return "TLM_COMPLETED";
  }
}

std::string describe(const tlm::tlm_generic_payload& payload) {
  static constexpr const char* kCommands[] = {"read", "write", "ignore"};
  const unsigned command = payload.get_command();
  std::ostringstream text;
  text << (command < 3 ? kCommands[command] : "unknown command") << " of " << payload.get_data_length()
       << " bytes at 0x" << std::hex << payload.get_address();
  return text.str();
}

std::string describe(const ProtocolMonitor::Call& call, tlm::tlm_sync_enum status, const tlm::tlm_phase& phase) {
  std::string text = std::string(status_name(status)) + " in answer to " + phase_name(call.phase);
  return status == tlm::TLM_UPDATED ? text + ", with " + phase_name(phase) : text;
}

bool transfers_data(const tlm::tlm_generic_payload& payload) {
  return payload.get_command() != tlm::TLM_IGNORE_COMMAND;
}

bool is_extended(const tlm::tlm_phase& phase) {
  return static_cast<unsigned>(phase) > tlm::END_RESP;
}

bool valid_byte_enables(const tlm::tlm_generic_payload& payload) {
  const unsigned char* enables = payload.get_byte_enable_ptr();
  if (enables == nullptr) return true;
  const unsigned length = payload.get_byte_enable_length();
  const auto valid = [](unsigned char e) { return e == TLM_BYTE_ENABLED || e == TLM_BYTE_DISABLED; };
  return length > 0 && std::all_of(enables, enables + length, valid);
}

}  // namespace

ProtocolMonitor::Transaction::Transaction(const Payload& payload, State first, const sc_core::sc_time& start)
    : state(first),
      time(start),
      command(payload.get_command()),
      address(payload.get_address()),
      data(payload.get_data_ptr()),
      length(payload.get_data_length()),
      enables(payload.get_byte_enable_ptr()),
      enables_length(payload.get_byte_enable_length()),
      streaming_width(payload.get_streaming_width()) {
  if (command == tlm::TLM_WRITE_COMMAND && data != nullptr) written.assign(data, data + length);
}

void ProtocolMonitor::report(ProtocolRule rule, const Payload& payload, const std::string& seen) const {
  const ProtocolRuleText& broken = text(rule);
  std::string message = socket_ + ": rule " + broken.name + " (" + broken.clause + "): " + broken.meaning +
                        "; transaction: " + describe(payload);
  if (!seen.empty()) message += "; seen: " + seen;
  SC_REPORT_ERROR(kReport, message.c_str());
}

ProtocolMonitor::Transaction* ProtocolMonitor::find(const Payload& payload) {
  const auto found = transactions_.find(&payload);
  return found == transactions_.end() ? nullptr : &found->second;
}

ProtocolMonitor::Transaction* ProtocolMonitor::find_in_progress(const Payload& payload, const tlm::tlm_phase& phase) {
  Transaction* transaction = find(payload);
  require(transaction != nullptr, ProtocolRule::phase_sequence, payload,
          [&] { return phase_name(phase) + " of a transaction that is not in progress"; });
  return transaction;
}

// --- rules

void ProtocolMonitor::check_start(const Payload& payload) {
  const tlm::tlm_command command = payload.get_command();
  require(command == tlm::TLM_READ_COMMAND || command == tlm::TLM_WRITE_COMMAND || command == tlm::TLM_IGNORE_COMMAND,
          ProtocolRule::command, payload);
  require(payload.get_gp_option() == tlm::TLM_MIN_PAYLOAD, ProtocolRule::option, payload);
  require(!payload.is_dmi_allowed(), ProtocolRule::dmi_hint, payload);
  require(payload.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE, ProtocolRule::incomplete_status, payload,
          [&] { return payload.get_response_string(); });
  if (transfers_data(payload)) {
    require(payload.get_data_ptr() != nullptr, ProtocolRule::data_pointer, payload);
    require(payload.get_data_length() > 0, ProtocolRule::data_length, payload);
    require(payload.get_streaming_width() > 0, ProtocolRule::streaming_width, payload);
  }
  require(valid_byte_enables(payload), ProtocolRule::byte_enables, payload);
  check_atomic(payload);
}

void ProtocolMonitor::check_atomic(const Payload& payload) {
  const auto* atomic = payload.get_extension<AtomicExtension>();
  if (atomic == nullptr) return;
  require(!atomic->handled, ProtocolRule::atomic_handled, payload);
  if (atomic->kind != AtomicExtension::Kind::atomic) return;
  require(payload.is_read(), ProtocolRule::atomic_command, payload);
  const unsigned length = payload.get_data_length();
  const bool narrow = length == 1 || length == 2 || length == 4 || length == 8;
  require(narrow || (length == 16 && atomic->op == AtomicOp::cas), ProtocolRule::atomic_width, payload,
          [&] { return name(atomic->op); });
}

void ProtocolMonitor::check_attributes(const Payload& payload, const Transaction& sent) {
  require(payload.get_command() == sent.command && payload.get_data_ptr() == sent.data &&
              payload.get_data_length() == sent.length && payload.get_byte_enable_ptr() == sent.enables &&
              payload.get_byte_enable_length() == sent.enables_length &&
              payload.get_streaming_width() == sent.streaming_width,
          ProtocolRule::attributes_unchanged, payload);
}

void ProtocolMonitor::check_response(const Payload& payload, const Transaction& sent) {
  check_attributes(payload, sent);
  require(payload.get_address() == sent.address, ProtocolRule::address_restored, payload);
  require(sent.written.empty() || std::equal(sent.written.begin(), sent.written.end(), sent.data),
          ProtocolRule::write_data, payload);
  require(payload.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE, ProtocolRule::response_status, payload);
}

void ProtocolMonitor::check_time(const Payload& payload, Transaction& transaction, const sc_core::sc_time& delay) {
  const sc_core::sc_time time = sc_core::sc_time_stamp() + delay;
  require(time >= transaction.time, ProtocolRule::time_order, payload,
          [&] { return time.to_string() + " after " + transaction.time.to_string(); });
  transaction.time = time;
}

// --- phases

void ProtocolMonitor::start(const Payload& payload, State state, const sc_core::sc_time& delay) {
  check_start(payload);
  transactions_.insert_or_assign(&payload, Transaction(payload, state, sc_core::sc_time_stamp() + delay));
}

void ProtocolMonitor::end_request(const Payload& payload, Transaction& transaction) {
  require(transaction.state == State::request, ProtocolRule::phase_sequence, payload,
          [] { return "END_REQ out of sequence"; });
  transaction.state = State::accepted;
  if (requesting_ == &payload) requesting_ = nullptr;
}

void ProtocolMonitor::begin_response(const Payload& payload, Transaction& transaction) {
  require(transaction.state == State::request || transaction.state == State::accepted, ProtocolRule::phase_sequence,
          payload, [] { return "a response out of sequence"; });
  require(responding_ == nullptr, ProtocolRule::response_exclusion, payload);
  check_response(payload, transaction);
  transaction.state = State::response;
  if (requesting_ == &payload) requesting_ = nullptr;
  responding_ = &payload;
}

void ProtocolMonitor::finish(const Payload& payload) {
  if (responding_ == &payload) responding_ = nullptr;
  if (requesting_ == &payload) requesting_ = nullptr;
  transactions_.erase(&payload);
}

// --- calls

ProtocolMonitor::Call ProtocolMonitor::begin(const tlm::tlm_phase& phase, const sc_core::sc_time& delay) const {
  return {phase, delay, sc_core::sc_time_stamp(), sc_core::sc_delta_count()};
}

ProtocolMonitor::Call ProtocolMonitor::before_forward(const Payload& payload, const tlm::tlm_phase& phase,
                                                      const sc_core::sc_time& delay) {
  require(payload.has_mm(), ProtocolRule::memory_manager, payload);
  require(!payload.has_mm() || payload.get_ref_count() > 0, ProtocolRule::reference_count, payload);
  if (phase == tlm::BEGIN_REQ) {
    require(find(payload) == nullptr, ProtocolRule::reentrant_transaction, payload);
    require(requesting_ == nullptr, ProtocolRule::request_exclusion, payload);
    start(payload, State::request, delay);
    requesting_ = &payload;
  } else if (Transaction* transaction = find_in_progress(payload, phase)) {
    const bool ends = phase == tlm::END_RESP && transaction->state == State::response;
    require(ends || is_extended(phase), ProtocolRule::phase_sequence, payload,
            [&] { return phase_name(phase) + " on the forward path"; });
    check_time(payload, *transaction, delay);
    if (phase == tlm::END_RESP) finish(payload);
  }
  return begin(phase, delay);
}

ProtocolMonitor::Call ProtocolMonitor::before_backward(const Payload& payload, const tlm::tlm_phase& phase,
                                                       const sc_core::sc_time& delay) {
  require(!payload.has_mm() || payload.get_ref_count() > 0, ProtocolRule::reference_count, payload);
  if (Transaction* transaction = find_in_progress(payload, phase)) {
    check_time(payload, *transaction, delay);
    check_attributes(payload, *transaction);
    if (phase == tlm::END_REQ) {
      end_request(payload, *transaction);
    } else if (phase == tlm::BEGIN_RESP) {
      begin_response(payload, *transaction);
    } else {
      require(is_extended(phase), ProtocolRule::phase_sequence, payload,
              [&] { return phase_name(phase) + " on the backward path"; });
    }
  }
  return begin(phase, delay);
}

void ProtocolMonitor::check_return(const Payload& payload, const Call& call, tlm::tlm_sync_enum status,
                                   const tlm::tlm_phase& phase, const sc_core::sc_time& delay) {
  require(call.now == sc_core::sc_time_stamp() && call.delta == sc_core::sc_delta_count(), ProtocolRule::no_wait,
          payload);
  if (status == tlm::TLM_ACCEPTED) {
    require(phase == call.phase && delay == call.delay, ProtocolRule::accepted_unchanged, payload,
            [&] { return phase_name(phase) + " " + delay.to_string(); });
  }
}

void ProtocolMonitor::after_forward(const Payload& payload, const Call& call, tlm::tlm_sync_enum status,
                                    const tlm::tlm_phase& phase, const sc_core::sc_time& delay) {
  check_return(payload, call, status, phase, delay);
  const auto seen = [&] { return describe(call, status, phase); };
  if (call.phase == tlm::END_RESP) {
    require(status != tlm::TLM_UPDATED, ProtocolRule::return_status, payload, seen);
    return;
  }
  if (status == tlm::TLM_ACCEPTED) return;
  Transaction* transaction = find_in_progress(payload, phase);
  if (transaction == nullptr) return;
  check_time(payload, *transaction, delay);
  if (status == tlm::TLM_COMPLETED) {
    require(call.phase == tlm::BEGIN_REQ, ProtocolRule::return_status, payload, seen);
    begin_response(payload, *transaction);
    finish(payload);
  } else if (phase == tlm::END_REQ) {
    end_request(payload, *transaction);
  } else if (phase == tlm::BEGIN_RESP) {
    begin_response(payload, *transaction);
  } else {
    require(is_extended(phase), ProtocolRule::return_status, payload, seen);
  }
}

void ProtocolMonitor::after_backward(const Payload& payload, const Call& call, tlm::tlm_sync_enum status,
                                     const tlm::tlm_phase& phase, const sc_core::sc_time& delay) {
  check_return(payload, call, status, phase, delay);
  if (status == tlm::TLM_ACCEPTED) return;
  const bool ends = status == tlm::TLM_COMPLETED || phase == tlm::END_RESP;
  require(ends ? call.phase == tlm::BEGIN_RESP : is_extended(phase), ProtocolRule::return_status, payload,
          [&] { return describe(call, status, phase); });
  Transaction* transaction = find_in_progress(payload, phase);
  if (transaction == nullptr) return;
  check_time(payload, *transaction, delay);
  if (ends) finish(payload);
}

void ProtocolMonitor::before_blocking(const Payload& payload, const sc_core::sc_time& delay) {
  require(find(payload) == nullptr, ProtocolRule::reentrant_transaction, payload);
  start(payload, State::blocking, delay);
}

void ProtocolMonitor::after_blocking(const Payload& payload, const sc_core::sc_time& delay) {
  if (Transaction* transaction = find(payload)) {
    check_time(payload, *transaction, delay);
    check_response(payload, *transaction);
  }
  transactions_.erase(&payload);
}

void ProtocolMonitor::after_debug(const Payload& payload, unsigned count) {
  require(count <= payload.get_data_length(), ProtocolRule::debug_count, payload,
          [&] { return std::to_string(count) + " bytes"; });
}

}  // namespace amoeba
