#include "amoeba/interconnect/inbound_port.h"

#include <algorithm>
#include <cstring>

#include "amoeba/coherence/opcodes.h"
#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

InboundPort::InboundPort(const sc_core::sc_module_name& name, const Surroundings& surroundings)
    : sc_module(name),
      socket("socket"),
      around_(surroundings),
      id_(surroundings.cluster.scheduler().add(*this, kFabric, sc_module::name(), Reach::outside)) {
  socket.register_b_transport(this, &InboundPort::b_transport);
  socket.register_transport_dbg(this, &InboundPort::transport_dbg);
}

std::uint16_t InboundPort::free_transfer() {
  const auto found = std::find_if(transfers_.begin(), transfers_.end(), [](const Transfer& t) { return !t.busy; });
  if (found != transfers_.end()) return static_cast<std::uint16_t>(found - transfers_.begin());
  transfers_.emplace_back();
  return static_cast<std::uint16_t>(transfers_.size() - 1);
}

void InboundPort::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const auto* extension = payload.get_extension<AtomicExtension>();
  const bool atomic = extension != nullptr && extension->kind == AtomicExtension::Kind::atomic;
  const Region* region = around_.addresses.find(payload.get_address(), payload.get_data_length());
  if (atomic || payload.get_command() == tlm::TLM_IGNORE_COMMAND) {
    payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    return;
  }
  if (payload.get_byte_enable_ptr() != nullptr) {
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return;
  }
  if (region == nullptr || region->kind != RegionKind::memory) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  sc_core::wait(delay);
  delay = sc_core::SC_ZERO_TIME;
  const unsigned line_bytes = around_.cluster.scheduler().lines().line_bytes();
  auto* bytes = reinterpret_cast<std::byte*>(payload.get_data_ptr());
  for (std::size_t done = 0; done < payload.get_data_length();) {
    const std::uint64_t address = payload.get_address() + done;
    const std::size_t size = std::min<std::size_t>(payload.get_data_length() - done,
                                                   std::min(line_bytes - address % line_bytes, std::uint64_t{128}));
    move(address, bytes + done, size, payload.is_write());
    done += size;
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

// One transaction with the home node of a line.
void InboundPort::move(std::uint64_t address, std::byte* bytes, std::size_t size, bool write) {
  const std::uint16_t tag = free_transfer();
  Transfer& transfer = transfers_[tag];
  transfer.busy = true;
  transfer.bytes = write ? nullptr : bytes;
  transfer.size = size;
  PooledMessage& message = around_.cluster.scheduler().compose();
  message.opcode = static_cast<std::uint8_t>(write ? Opcode::WriteUnique : Opcode::ReadOnce);
  message.source = message.requester = id_;
  message.destination = around_.home_of(address);
  message.address = address;
  message.requester_tag = tag;
  if (write) {
    LinePool& lines = around_.cluster.scheduler().lines();
    message.bytes = static_cast<std::uint8_t>(size);
    message.buffer = lines.acquire();
    std::memcpy(lines.data(message.buffer) + address % lines.line_bytes(), bytes, size);
  }
  around_.network.send(message, around_.cluster.entry_tick(sc_core::SC_ZERO_TIME) + around_.latency);
  around_.cluster.reschedule();
  sc_core::wait(transfer.done);
  transfer.busy = false;
}

void InboundPort::receive(Message& message) {
  LinePool& lines = around_.cluster.scheduler().lines();
  Transfer& transfer = transfers_[message.requester_tag];
  const auto opcode = static_cast<Opcode>(message.opcode);
  if (opcode == Opcode::RetryAck || opcode == Opcode::PCrdGrant) {
    if (PooledMessage* request = transfer.refused.take(message, around_.cluster.scheduler()))
      around_.network.send(*request, message.time + around_.latency);
    return;
  }
  if (message.buffer != kNoBuffer) {
    if (transfer.bytes != nullptr)
      std::memcpy(transfer.bytes, lines.data(message.buffer) + message.address % lines.line_bytes(), transfer.size);
    lines.release(message.buffer);
  }
  transfer.done.notify(sc_core::SC_ZERO_TIME);
}

unsigned InboundPort::transport_dbg(tlm::tlm_generic_payload& payload) {
  auto* bytes = reinterpret_cast<std::byte*>(payload.get_data_ptr());
  if (payload.is_write())
    return static_cast<unsigned>(around_.debug.debug_write(payload.get_address(), bytes, payload.get_data_length()));
  return static_cast<unsigned>(around_.debug.debug_read(payload.get_address(), bytes, payload.get_data_length()));
}

void InboundPort::reset(std::uint64_t) {
  for (Transfer& transfer : transfers_) {
    transfer.busy = false;
    transfer.refused = {};
  }
}

std::string InboundPort::waiting_for() const {
  const auto busy = std::count_if(transfers_.begin(), transfers_.end(), [](const Transfer& t) { return t.busy; });
  return busy == 0 ? std::string() : std::to_string(busy) + " transfers of foreign masters wait for the home nodes\n";
}

}  // namespace amoeba
