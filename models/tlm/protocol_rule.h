// The rules that the protocol checker holds a socket to, with the clause of IEEE 1666-2011 each comes from.
#pragma once
#include <cstdint>

namespace amoeba {

enum class ProtocolRule : std::uint8_t {
  memory_manager,
  reference_count,
  option,
  command,
  data_pointer,
  data_length,
  byte_enables,
  streaming_width,
  dmi_hint,
  incomplete_status,
  atomic_command,
  atomic_width,
  atomic_handled,
  phase_sequence,
  return_status,
  accepted_unchanged,
  request_exclusion,
  response_exclusion,
  address_restored,
  attributes_unchanged,
  write_data,
  response_status,
  time_order,
  no_wait,
  reentrant_transaction,
  debug_count,
};
inline constexpr unsigned kProtocolRules = 26;

struct ProtocolRuleText {
  const char* name;
  const char* clause;  // of IEEE 1666-2011, or "Amoeba" for a rule of the hart port's contract
  const char* meaning;
};
const ProtocolRuleText& text(ProtocolRule rule);

}  // namespace amoeba
