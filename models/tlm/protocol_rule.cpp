#include "amoeba/tlm/protocol_rule.h"

#include <array>

namespace amoeba {
namespace {

constexpr std::array<ProtocolRuleText, kProtocolRules> kTexts{{
    {"memory_manager", "14.5", "a payload sent by nb_transport has a memory manager"},
    {"reference_count", "14.5", "a payload sent by nb_transport is held: its reference count is at least 1"},
    {"option", "14.8", "the option attribute is TLM_MIN_PAYLOAD on the transport interfaces"},
    {"command", "14.9", "the command is read, write or ignore"},
    {"data_pointer", "14.11", "a read or write has a data array"},
    {"data_length", "14.12", "a read or write has a data length above 0"},
    {"byte_enables", "14.13", "byte enables have a length above 0 and elements that are 0x00 or 0xff"},
    {"streaming_width", "14.15", "a read or write has a streaming width above 0"},
    {"dmi_hint", "14.16", "the DMI hint is false when a transaction starts"},
    {"incomplete_status", "14.17", "the response status is TLM_INCOMPLETE_RESPONSE when a transaction starts"},
    {"atomic_command", "Amoeba", "an atomic access is a read command"},
    {"atomic_width", "Amoeba", "an atomic access is 1, 2, 4 or 8 bytes long, or 16 for cas"},
    {"atomic_handled", "Amoeba", "the initiator clears 'handled' of the atomic extension before it sends"},
    {"phase_sequence", "15.2.4", "phases follow BEGIN_REQ, END_REQ, BEGIN_RESP, END_RESP on the permitted paths"},
    {"return_status", "15.2.4", "the call returns a status and phase that the base protocol permits there"},
    {"accepted_unchanged", "11.2.3", "a callee that returns TLM_ACCEPTED leaves phase and time alone"},
    {"request_exclusion", "15.2.6", "no BEGIN_REQ while an earlier request of this socket waits for its END_REQ"},
    {"response_exclusion", "15.2.6", "no response while an earlier response of this socket waits for its END_RESP"},
    {"address_restored", "Amoeba", "the response carries the address of the request"},
    {"attributes_unchanged", "14.7", "command, data pointer, lengths, byte enables and streaming width stay as sent"},
    {"write_data", "14.7", "nobody changes the data array of a write"},
    {"response_status", "14.17", "the target sets the response status before it responds"},
    {"time_order", "15.2.7", "the local times of one transaction's calls and returns never decrease"},
    {"no_wait", "11.2.3", "nb_transport does not call wait"},
    {"reentrant_transaction", "15.2.8", "a transaction in progress is not sent again"},
    {"debug_count", "11.4.3", "transport_dbg returns at most the data length"},
}};

}  // namespace

const ProtocolRuleText& text(ProtocolRule rule) {
  return kTexts[static_cast<unsigned>(rule)];
}

}  // namespace amoeba
