#include "amoeba/memory/uncached_port.h"

#include <cstring>

#include "amoeba/base/amo.h"
#include "amoeba/coherence/opcodes.h"

namespace amoeba {

void UncachedPort::begin(Message& request) {
  const bool write = static_cast<Opcode>(request.opcode) == Opcode::WriteNoSnp;
  access(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, request.address, request.bytes,
         write ? reinterpret_cast<const std::byte*>(request.operand.data()) : nullptr);
}

void UncachedPort::accessed(Message& request, const tlm::tlm_generic_payload& payload, Tick at) {
  AtomicValue value{};
  const bool atomic = static_cast<Opcode>(request.opcode) == Opcode::AtomicNoSnp;
  if (payload.is_read()) std::memcpy(value.data(), payload.get_data_ptr(), request.bytes);
  if (!atomic || payload.is_response_error()) {
    answer(request, value, payload.is_response_error(), at);
  } else if (payload.is_read()) {
    old_ = value;
    const AtomicValue result =
        apply_atomic(static_cast<AtomicOp>(request.detail), request.bytes, value, request.operand, request.compare);
    access(tlm::TLM_WRITE_COMMAND, request.address, request.bytes, reinterpret_cast<const std::byte*>(result.data()));
  } else {
    answer(request, old_, false, at);
  }
}

void UncachedPort::answer(const Message& request, const AtomicValue& value, bool failed, Tick at) {
  PooledMessage& message = cluster_.scheduler().compose(request);
  message.destination = request.source;
  message.source = id();
  message.opcode = static_cast<std::uint8_t>(Opcode::CompData);
  message.operand = value;
  message.failed = failed;
  finish();
  network_.send(message, at + latency_);
}

}  // namespace amoeba
