#include "amoeba/memory/memory_port.h"

#include <cstring>
#include <vector>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

void MemoryPort::begin(Message& request) {
  LinePool& lines = cluster_.scheduler().lines();
  const bool write = static_cast<Opcode>(request.opcode) == Opcode::MemWrite;
  access(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, request.address, lines.line_bytes(),
         write ? lines.data(request.buffer) : nullptr);
}

void MemoryPort::accessed(Message& request, const tlm::tlm_generic_payload& payload, Tick at) {
  LinePool& lines = cluster_.scheduler().lines();
  if (payload.is_response_error()) {
    const std::string text = payload.get_response_string() + " for a line of main memory; bind a memory that covers it";
    SC_REPORT_ERROR("/amoeba/memory/port", text.c_str());
  }
  PooledMessage& answer = cluster_.scheduler().compose(request);
  answer.destination = request.source;
  answer.source = id();
  if (payload.is_write()) {
    lines.release(request.buffer);
    answer.opcode = static_cast<std::uint8_t>(Opcode::MemAck);
    answer.buffer = kNoBuffer;
  } else {
    answer.opcode = static_cast<std::uint8_t>(Opcode::MemData);
    answer.buffer = lines.acquire_copy(reinterpret_cast<const std::byte*>(payload.get_data_ptr()));
  }
  answer.memory = static_cast<std::uint32_t>(at - request.time);
  finish();
  link_.send(cluster_.scheduler(), answer, at);
}

bool MemoryPort::writes(const Message& request, std::uint64_t line) const {
  return static_cast<Opcode>(request.opcode) == Opcode::MemWrite && request.address == line;
}

void MemoryPort::debug_transport(tlm::tlm_command command, std::uint64_t address, std::byte* bytes, std::size_t size) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(bytes));
  payload.set_data_length(static_cast<unsigned>(size));
  payload.set_streaming_width(static_cast<unsigned>(size));
  if (socket->transport_dbg(payload) == size) return;
  SC_REPORT_ERROR("/amoeba/memory/port",
                  "the target does not serve transport_dbg for main memory, which loading and debugging need");
}

void MemoryPort::debug_read(std::uint64_t line, std::byte* bytes) {
  const LinePool& lines = cluster_.scheduler().lines();
  debug_transport(tlm::TLM_READ_COMMAND, line, bytes, lines.line_bytes());
  for (const Message& request : requests())
    if (writes(request, line)) std::memcpy(bytes, lines.data(request.buffer), lines.line_bytes());
}

void MemoryPort::debug_write(std::uint64_t line, std::uint64_t offset, const std::byte* bytes, std::size_t size) {
  std::vector<std::byte> copy(bytes, bytes + size);
  debug_transport(tlm::TLM_WRITE_COMMAND, line + offset, copy.data(), size);
  for (const Message& request : requests())
    if (writes(request, line)) std::memcpy(cluster_.scheduler().lines().data(request.buffer) + offset, bytes, size);
  tlm::tlm_generic_payload* in_hand = payload_in_hand();
  if (in_hand != nullptr && in_hand->is_write() && in_hand->get_address() == line)
    std::memcpy(in_hand->get_data_ptr() + offset, bytes, size);
}

}  // namespace amoeba
