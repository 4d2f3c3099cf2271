// How the hart gets the instruction at fetch_pc_.
#include <algorithm>

#include "amoeba/cores/isa/decoder.h"
#include "amoeba/cores/ooo/ooo_hart.h"

namespace amoeba {

namespace {

constexpr std::uint64_t kFetchBytes = 8;

}  // namespace

// Sets next_; false when it has to be waited for.
bool OooHart::fetch_next(Tick t) {
  if (fetch_.pending() && !take_code(t)) return false;
  if (line_ != nullptr && (fetch_.is_alone(*line_) || fetch_pc_ - line_->base >= line_bytes_)) line_ = nullptr;
  if (line_ == nullptr && !enter_code(t)) return false;
  if (have_next_) return true;
  Slot* slot = line_->at(fetch_pc_);
  if (slot->handler == Handler::decode) fetch_.decode_slot(*line_, *slot);
  if (slot->handler == Handler::straddle) return enter_second_line(t, *line_);
  next_ = line_->instruction(slot);
  return have_next_ = true;
}

// Ends the miss under way; false when its answer is not here yet, or was a fault.
bool OooHart::take_code(Tick t) {
  const Gate answer = fetch_.answer();
  if (answer.at > t) {
    if (answer.at != kNever) due(answer.at);
    return false;
  }
  const std::uint64_t address = fetch_.request_address();
  if (discards_answer_) {
    discards_answer_ = false;
    fetch_.take_answer();
    fetch_.forget_received();
    return true;
  }
  if (window_.empty()) {
    account_.stall(account_.booked(), t, answer.latency);
    account_.close(t);
  }
  if (fetch_.take_answer()) return true;
  fetch_faults(address);
  return false;
}

// Sets line_, or next_ when the cache does not lend the line.
bool OooHart::enter_code(Tick t) {
  if (resumed_line_ != kNobody) {  // it was entered, and counted, before it was saved
    if (fetch_pc_ - resumed_line_ < line_bytes_) line_ = fetch_.find(resumed_line_);
    resumed_line_ = kNobody;
    if (line_ != nullptr) return true;
  }
  std::uint16_t low = 0, high = 0;
  const bool have_low = fetch_.received(fetch_pc_, low);
  const bool is_long = instruction_length(low) == 4;
  const bool have_high = fetch_.received(fetch_pc_ + 2, high);
  line_ = fetch_.enter(fetch_pc_);
  if (line_ != nullptr) return true;
  if (!have_low || (is_long && !have_high)) {
    request_code(have_low ? fetch_pc_ + 2 : fetch_pc_, t);
    return false;
  }
  line_ = fetch_.alone(fetch_pc_, is_long ? low | std::uint32_t{high} << 16 : low);
  next_ = line_->instruction(line_->slot(-1));
  return have_next_ = true;
}

// The instruction begins in the last halfword of `first` and ends in the next line.
bool OooHart::enter_second_line(Tick t, const PredecodedLine& first) {
  const std::uint16_t low = fetch_.last_half(first);
  std::uint16_t high = 0;
  const bool have_high = fetch_.received(fetch_pc_ + 2, high);
  if (PredecodedLine* second = fetch_.enter(fetch_pc_ + 2)) {
    fetch_.decode_straddling(*second, low);
    line_ = second;
  } else if (have_high) {
    line_ = fetch_.alone(fetch_pc_, low | std::uint32_t{high} << 16);
  } else {
    request_code(fetch_pc_ + 2, t);
    return false;
  }
  next_ = line_->instruction(line_->slot(-1));
  return have_next_ = true;
}

// Only main memory may be read for instructions that may never be executed.
void OooHart::request_code(std::uint64_t address, Tick t) {
  const Region* region = addresses_.find(address, 2);
  if (region == nullptr) return fetch_faults(address);
  if (region->kind != RegionKind::memory && !window_.empty()) return;
  const std::uint64_t in_line = line_bytes_ - address % line_bytes_;
  const std::uint64_t in_region = region->size - (address - region->base);
  const auto bytes = static_cast<unsigned>(std::min({kFetchBytes, in_line, in_region}));
  fetch_.request(address, bytes, t, in_region_);
  if (fetch_.answer().at != kNever) due(fetch_.answer().at);
}

// A trap if the instruction is reached.
void OooHart::fetch_faults(std::uint64_t address) {
  fetch_fault_ = true;
  fetch_fault_address_ = address;
}

}  // namespace amoeba
