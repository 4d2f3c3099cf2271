// Wires that software pulls: a device whose registers are the levels of interrupt sources, so that programs can raise
// external interrupts. The level of source s is bit 0 of the word at 4s.
// Models: aligned accesses of 4 bytes. Not modelled: access latency.
// Errors: TLM error responses for other widths. Source: ours; hypothetical.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/devices/register_access.h"

namespace amoeba {

class Doorbell : public sc_core::sc_module {
 public:
  static constexpr std::uint64_t kBytes = 0x1000;
  // Called with each change of a level.
  using Wire = std::function<void(unsigned source, bool level)>;

  tlm_utils::simple_target_socket<Doorbell, 64> socket{"socket"};

  Doorbell(const sc_core::sc_module_name& name, unsigned sources, Wire wire)
      : sc_module(name), wire_(std::move(wire)), levels_(sources + 1) {
    socket.register_b_transport(this, &Doorbell::b_transport);
  }

  void reset() { levels_.assign(levels_.size(), 0); }
  void serialize(Archive& archive) { archive(levels_); }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    const auto status = payload.get_command() == tlm::TLM_IGNORE_COMMAND
                            ? tlm::TLM_OK_RESPONSE
                            : check_register_access(payload, 4, 4, 4 * levels_.size());
    payload.set_response_status(status);
    if (status != tlm::TLM_OK_RESPONSE) return;
    std::uint32_t& level = levels_[payload.get_address() / 4];
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), &level, sizeof level);
    if (!payload.is_write()) return;
    std::memcpy(&level, payload.get_data_ptr(), sizeof level);
    level &= 1;
    wire_(static_cast<unsigned>(payload.get_address() / 4), level != 0);
  }

  Wire wire_;
  std::vector<std::uint32_t> levels_;
};

}  // namespace amoeba
