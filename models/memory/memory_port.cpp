#include "amoeba/memory/memory_port.h"

#include <cstring>

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
  Message answer = request;
  answer.destination = request.source;
  answer.source = id();
  answer.kind = EventKind::delivery;
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
  cluster_.scheduler().post(answer, at);
}

}  // namespace amoeba
