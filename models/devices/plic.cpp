#include "amoeba/devices/plic.h"

#include <cstring>
#include <stdexcept>
#include <string>

#include "amoeba/devices/register_access.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kPending = 0x1000, kEnable = 0x2000, kEnableStride = 0x80, kThreshold = 0x20'0000,
                        kContextStride = 0x1000, kClaim = 4;
constexpr std::uint32_t kPriorityBits = 7;

}  // namespace

Plic::Plic(const sc_core::sc_module_name& name, unsigned harts, unsigned sources, InterruptSink sink)
    : sc_module(name), sink_(std::move(sink)), sources_(sources + 1), contexts_(2 * harts) {
  if (harts == 0 || harts > kMostHarts)
    throw std::invalid_argument("a PLIC serves 1 to 7936 harts, not " + std::to_string(harts));
  if (sources == 0 || sources > kMostSources)
    throw std::invalid_argument("a PLIC has 1 to 1023 sources, not " + std::to_string(sources));
  for (Context& context : contexts_) context.enabled.resize(sources_.size());
  socket.register_b_transport(this, &Plic::b_transport);
  socket.register_transport_dbg(this, &Plic::transport_dbg);
}

void Plic::reset() {
  for (Source& source : sources_) source = Source{};
  for (Context& context : contexts_) {
    context.threshold = 0;
    context.enabled.assign(sources_.size(), false);
  }
  update();
}

void Plic::serialize(Archive& archive) {
  archive(sources_);
  for (Context& context : contexts_) {
    std::vector<std::uint8_t> enabled(context.enabled.begin(), context.enabled.end());
    archive(context.threshold, context.line, enabled);
    context.enabled.assign(enabled.begin(), enabled.end());
  }
}

void Plic::set_source(unsigned source, bool level) {
  if (source == 0 || source >= sources_.size()) return;
  sources_[source].level = level;
  gate(sources_[source]);
  update();
}

// A level passes once, until its completion.
void Plic::gate(Source& source) {
  if (source.level && !source.in_service) source.pending = true;
}

// The pending, enabled source of the highest priority above the threshold; 0: none.
unsigned Plic::best(const Context& context) const {
  unsigned found = 0;
  std::uint32_t priority = context.threshold;
  for (unsigned s = 1; s < sources_.size(); ++s) {
    if (!sources_[s].pending || !context.enabled[s] || sources_[s].priority <= priority) continue;
    found = s;
    priority = sources_[s].priority;
  }
  return found;
}

void Plic::update() {
  for (unsigned c = 0; c < contexts_.size(); ++c) {
    const bool level = best(contexts_[c]) != 0;
    if (level == contexts_[c].line) continue;
    contexts_[c].line = level;
    sink_(c / 2, c % 2 == 0 ? kMachineLine : kSupervisorLine, level);
  }
}

std::uint32_t Plic::claim(unsigned context) {
  const unsigned source = best(contexts_[context]);
  if (source != 0) {
    sources_[source].pending = false;
    sources_[source].in_service = true;
    update();
  }
  return source;
}

void Plic::complete(unsigned context, std::uint32_t source) {
  if (source == 0 || source >= sources_.size() || !contexts_[context].enabled[source]) return;
  sources_[source].in_service = false;
  gate(sources_[source]);
  update();
}

// Without side effects; registers that do not exist read 0.
std::uint32_t Plic::read(std::uint64_t offset) const {
  const auto bits = [this](unsigned first, auto&& bit) {
    std::uint32_t word = 0;
    for (unsigned k = 0; k < 32 && first + k < sources_.size(); ++k)
      word |= static_cast<std::uint32_t>(bit(first + k)) << k;
    return word;
  };
  if (offset < kPending) return offset / 4 < sources_.size() ? sources_[offset / 4].priority : 0;
  if (offset < kEnable)
    return bits(static_cast<unsigned>(8 * (offset - kPending)), [this](unsigned s) { return sources_[s].pending; });
  const bool enables = offset < kThreshold;
  const std::uint64_t context = enables ? (offset - kEnable) / kEnableStride : (offset - kThreshold) / kContextStride;
  if (context >= contexts_.size()) return 0;
  const Context& c = contexts_[context];
  if (enables)
    return bits(static_cast<unsigned>(8 * ((offset - kEnable) % kEnableStride)),
                [&](unsigned s) { return c.enabled[s]; });
  const std::uint64_t place = (offset - kThreshold) % kContextStride;
  return place == 0 ? c.threshold : place == kClaim ? best(c) : 0;
}

void Plic::write(std::uint64_t offset, std::uint32_t value) {
  if (offset < kPending) {
    if (offset != 0 && offset / 4 < sources_.size()) sources_[offset / 4].priority = value & kPriorityBits;
    return update();
  }
  if (offset < kEnable) return;
  const bool enables = offset < kThreshold;
  const std::uint64_t context = enables ? (offset - kEnable) / kEnableStride : (offset - kThreshold) / kContextStride;
  if (context >= contexts_.size()) return;
  Context& c = contexts_[context];
  if (enables) {
    const std::uint64_t first = 8 * ((offset - kEnable) % kEnableStride);
    for (unsigned k = 0; k < 32; ++k)
      if (first + k != 0 && first + k < sources_.size()) c.enabled[first + k] = ((value >> k) & 1) != 0;
    return update();
  }
  const std::uint64_t place = (offset - kThreshold) % kContextStride;
  if (place == kClaim) return complete(static_cast<unsigned>(context), value);
  if (place == 0) c.threshold = value & kPriorityBits;
  update();
}

void Plic::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
  const auto status = payload.get_command() == tlm::TLM_IGNORE_COMMAND ? tlm::TLM_OK_RESPONSE
                                                                       : check_register_access(payload, 4, 4, kBytes);
  payload.set_response_status(status);
  if (status != tlm::TLM_OK_RESPONSE) return;
  const std::uint64_t offset = payload.get_address();
  std::uint32_t word = 0;
  if (payload.is_write()) {
    std::memcpy(&word, payload.get_data_ptr(), sizeof word);
    return write(offset, word);
  }
  if (!payload.is_read()) return;
  const bool claims = offset >= kThreshold && (offset - kThreshold) % kContextStride == kClaim;
  const std::uint64_t context = (offset - kThreshold) / kContextStride;
  word = claims && context < contexts_.size() ? claim(static_cast<unsigned>(context)) : read(offset);
  std::memcpy(payload.get_data_ptr(), &word, sizeof word);
}

// Reads only, and claims nothing.
unsigned Plic::transport_dbg(tlm::tlm_generic_payload& payload) {
  if (!payload.is_read() || check_register_access(payload, 4, 4, kBytes) != tlm::TLM_OK_RESPONSE) return 0;
  const std::uint32_t word = read(payload.get_address());
  std::memcpy(payload.get_data_ptr(), &word, sizeof word);
  return 4;
}

}  // namespace amoeba
