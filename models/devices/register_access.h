// What a device's registers accept: naturally aligned accesses of a power-of-two width, without byte enables or
// streaming. Units: bytes. Errors: the response status that the device should answer with, or TLM_OK_RESPONSE.
#pragma once
#include <tlm>

namespace amoeba {

inline tlm::tlm_response_status check_register_access(const tlm::tlm_generic_payload& payload, unsigned narrowest,
                                                      unsigned widest, std::uint64_t window) {
  const unsigned bytes = payload.get_data_length();
  const std::uint64_t offset = payload.get_address();
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  const bool power_of_two = bytes != 0 && (bytes & (bytes - 1)) == 0;
  if (!power_of_two || bytes < narrowest || bytes > widest) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (payload.get_streaming_width() < bytes) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (offset % bytes != 0 || offset >= window || window - offset < bytes) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

}  // namespace amoeba
