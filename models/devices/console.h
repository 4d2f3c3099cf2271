// A transmit-only serial console with the first registers of the NS16550, one byte each, 8 bytes in all.
// Models: THR (offset 0, each write leaves by the callback), LSR (offset 5, always ready), LCR (offset 3) with its
// divisor-latch bit, which diverts offset 0. Other registers read 0 and ignore writes; IIR reads "no interrupt".
// Not modelled: reception, interrupts, FIFOs, baud rate: a character takes no time.
// Errors: TLM error responses for accesses of more than one byte. Source: National Semiconductor PC16550D data sheet.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <systemc>
#include <tlm>

#include "amoeba/devices/register_access.h"

namespace amoeba {

class Console : public sc_core::sc_module {
 public:
  static constexpr std::uint64_t kBytes = 8;

  tlm_utils::simple_target_socket<Console, 64> socket{"socket"};

  Console(const sc_core::sc_module_name& name, std::function<void(char)> sink)
      : sc_module(name), sink_(std::move(sink)) {
    socket.register_b_transport(this, &Console::b_transport);
    socket.register_transport_dbg(this, &Console::transport_dbg);
  }

  void reset() { line_control_ = 0; }

 private:
  enum Register : std::uint64_t { kTransmit = 0, kInterruptIdentity = 2, kLineControl = 3, kLineStatus = 5 };
  static constexpr unsigned char kDivisorLatch = 0x80;      // LCR
  static constexpr unsigned char kTransmitterEmpty = 0x60;  // LSR: holding register and shifter empty
  static constexpr unsigned char kNoInterrupt = 0x01;       // IIR

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    const auto status = payload.get_command() == tlm::TLM_IGNORE_COMMAND ? tlm::TLM_OK_RESPONSE
                                                                         : check_register_access(payload, 1, 1, kBytes);
    payload.set_response_status(status);
    if (status != tlm::TLM_OK_RESPONSE) return;
    if (payload.is_read()) *payload.get_data_ptr() = read(payload.get_address());
    if (payload.is_write()) write(payload.get_address(), *payload.get_data_ptr());
  }
  // Reads only: a debug write must not print.
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) {
    if (!payload.is_read() || check_register_access(payload, 1, 1, kBytes) != tlm::TLM_OK_RESPONSE) return 0;
    *payload.get_data_ptr() = read(payload.get_address());
    return 1;
  }

  unsigned char read(std::uint64_t offset) const {
    switch (offset) {
      case kInterruptIdentity:
        return kNoInterrupt;
      case kLineControl:
        return line_control_;
      case kLineStatus:
        return kTransmitterEmpty;
      default:
        return 0;
    }
  }
  void write(std::uint64_t offset, unsigned char value) {
    if (offset == kLineControl) line_control_ = value;
    if (offset == kTransmit && (line_control_ & kDivisorLatch) == 0) sink_(static_cast<char>(value));
  }

  std::function<void(char)> sink_;
  unsigned char line_control_ = 0;
};

}  // namespace amoeba
