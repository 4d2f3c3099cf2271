#include "amoeba/devices/htif.h"

#include <algorithm>
#include <cstring>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

namespace {
constexpr std::uint64_t kSysWrite = 64;
constexpr std::uint64_t kSysExit = 93;
constexpr std::uint64_t kNotImplemented = static_cast<std::uint64_t>(-38);  // -ENOSYS
}  // namespace

Htif::Htif(const std::string& name, const Surroundings& surroundings)
    : around_(surroundings), id_(surroundings.scheduler.add(*this, kFabric, name)) {}

void Htif::set_symbols(std::uint64_t tohost, std::uint64_t fromhost) {
  tohost_ = tohost;
  fromhost_ = fromhost;
}

void Htif::receive(Message& message) {
  const Tick at = message.time;
  switch (static_cast<Opcode>(message.opcode)) {
    case Opcode::StoreNotice:
      if (message.operand[0] == 0) return;
      if (step_ == Step::idle) {
        take_command(message.operand[0], at);
      } else {
        commands_.push_back(message.operand[0]);
      }
      return;
    case Opcode::CompData: {
      LinePool& lines = around_.scheduler.lines();
      const std::byte* bytes = lines.data(message.buffer);
      const std::uint64_t offset = message.address % lines.line_bytes();
      if (step_ == Step::read_call) {
        std::memcpy(call_, bytes + offset, std::min<std::size_t>(sizeof call_, lines.line_bytes() - offset));
        lines.release(message.buffer);
        system_call(at);
      } else {
        const std::uint64_t length = std::min<std::uint64_t>(text_left_, lines.line_bytes() - offset);
        for (std::uint64_t i = 0; i < length; ++i) print(static_cast<char>(bytes[offset + i]));
        lines.release(message.buffer);
        text_ += length;
        text_left_ -= length;
        next_text(at);
      }
      return;
    }
    case Opcode::Comp:  // of a write
      if (step_ == Step::answer) {
        step_ = Step::clear;
        const std::uint64_t zero = 0;
        write_words(tohost_, &zero, 1, at);
      } else if (step_ == Step::clear && answers_ && fromhost_ != 0) {
        answers_ = false;
        const std::uint64_t one = 1;
        write_words(fromhost_, &one, 1, at);
      } else {
        become_idle(at);
      }
      return;
    case Opcode::RetryAck:
    case Opcode::PCrdGrant:
      if (PooledMessage* request = refused_.take(message, around_.scheduler))
        around_.network.send(*request, at + around_.latency);
      return;
    default:
      return;
  }
}

void Htif::become_idle(Tick at) {
  step_ = Step::idle;
  while (step_ == Step::idle && !exited_ && !commands_.empty()) {
    const std::uint64_t word = commands_.front();
    commands_.pop_front();
    take_command(word, at);
  }
}

void Htif::take_command(std::uint64_t word, Tick at) {
  const unsigned device = static_cast<unsigned>(word >> 56);
  const unsigned command = static_cast<unsigned>(word >> 48) & 0xff;
  const std::uint64_t payload = word & 0xffff'ffff'ffff;
  if (device == 0 && command == 0 && (payload & 1)) {
    exit(payload >> 1, at);
  } else if (device == 0 && command == 0) {
    step_ = Step::read_call;
    call_address_ = payload;
    read_line(payload, at);
  } else {
    if (device == 1 && command == 1) print(static_cast<char>(payload));
    step_ = Step::clear;
    const std::uint64_t zero = 0;
    write_words(tohost_, &zero, 1, at);
  }
}

// Nobody has gone beyond this tick plus the latency to the tiles, so the run ends there for all.
void Htif::exit(std::uint64_t code, Tick at) {
  exited_ = true;
  exit_code_ = code;
  around_.scheduler.stop_at(at + around_.scheduler.stop_latency());
}

void Htif::system_call(Tick at) {
  if (call_[0] == kSysExit) {
    exit(call_[1], at);
  } else if (call_[0] == kSysWrite) {
    text_ = call_[2];
    text_left_ = call_[3];
    step_ = Step::read_text;
    next_text(at);
  } else {
    finish_call(kNotImplemented, at);
  }
}

void Htif::next_text(Tick at) {
  if (text_left_ > 0) {
    read_line(text_, at);
  } else {
    finish_call(call_[3], at);
  }
}

void Htif::finish_call(std::uint64_t result, Tick at) {
  step_ = Step::answer;
  answers_ = true;
  write_words(call_address_, &result, 1, at);
}

void Htif::read_line(std::uint64_t address, Tick at) {
  PooledMessage& message = around_.scheduler.compose();
  message.opcode = static_cast<std::uint8_t>(Opcode::ReadOnce);
  message.source = message.requester = id_;
  message.address = address;
  message.destination = around_.home_of(address);
  around_.network.send(message, at + around_.latency);
}

void Htif::write_words(std::uint64_t address, const std::uint64_t* words, unsigned count, Tick at) {
  LinePool& lines = around_.scheduler.lines();
  PooledMessage& message = around_.scheduler.compose();
  message.opcode = static_cast<std::uint8_t>(Opcode::WriteUnique);
  message.source = message.requester = id_;
  message.address = address;
  message.destination = around_.home_of(address);
  message.bytes = static_cast<std::uint8_t>(count * 8);
  message.buffer = lines.acquire();
  std::memcpy(lines.data(message.buffer) + address % lines.line_bytes(), words, message.bytes);
  around_.network.send(message, at + around_.latency);
}

void Htif::reset(std::uint64_t) {
  tohost_ = fromhost_ = exit_code_ = text_left_ = 0;
  exited_ = answers_ = false;
  step_ = Step::idle;
  commands_.clear();
  refused_ = {};
}

}  // namespace amoeba
