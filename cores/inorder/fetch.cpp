// How the hart gets the line or the single instruction to execute next.
#include <algorithm>

#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/isa/decoder.h"

namespace amoeba {

namespace {

constexpr std::uint64_t kFetchBytes = 8;

}  // namespace

// Sets line_ to where pc_ can be executed.
Tick InorderHart::fetch(Tick limit) {
  if (fetch_.pending()) return await_code(limit);
  if (time_ >= limit) return time_;
  if (resumed_.valid) return enter_resumed_line();
  std::uint64_t physical = 0;
  if (!translate_code(pc_, physical)) return kAgain;
  std::uint16_t low = 0, high = 0;
  const bool have_low = fetch_.received(pc_, low);
  const bool long_instruction = instruction_length(low) == 4;
  const bool have_high = fetch_.received(pc_ + 2, high);
  line_ = fetch_.enter(pc_, physical);
  if (line_ != nullptr) return kAgain;
  if (!have_low) return request_code(pc_, physical);
  if (long_instruction && !have_high)
    return translate_code(pc_ + 2, physical) ? request_code(pc_ + 2, physical) : kAgain;
  line_ = fetch_.alone(pc_, long_instruction ? low | std::uint32_t{high} << 16 : low);
  return kAgain;
}

// The instruction at pc_ begins in the last halfword of line_ and ends in the next line.
Tick InorderHart::straddle(Tick limit) {
  if (fetch_.pending()) return await_code(limit);
  if (time_ >= limit) return time_;
  std::uint64_t physical = 0;
  if (!translate_code(pc_ + 2, physical)) return kAgain;
  const std::uint16_t low = fetch_.last_half(*line_);
  std::uint16_t high = 0;
  const bool have_high = fetch_.received(pc_ + 2, high);
  if (PredecodedLine* second = fetch_.enter(pc_ + 2, physical)) {
    fetch_.decode_straddling(*second, low);
    line_ = second;
    return kAgain;
  }
  if (!have_high) return request_code(pc_ + 2, physical);
  line_ = fetch_.alone(pc_, low | std::uint32_t{high} << 16);
  return kAgain;
}

Tick InorderHart::await_code(Tick limit) {
  const Gate answer = fetch_.answer();
  const Tick done = std::max(time_, answer.at);
  if (done >= limit) return done;
  account_.stall(time_, done, answer.latency);
  account_.current().fetch_misses += from_beyond(answer.latency);
  time_ = done;
  const std::uint64_t address = fetch_.request_address();
  return fetch_.take_answer() ? kAgain : trap(Exception::instruction_access_fault, address, done);
}

Tick InorderHart::request_code(std::uint64_t address, std::uint64_t physical) {
  const Region* region = addresses_.find(physical, 2);
  if (region == nullptr) return trap(Exception::instruction_access_fault, address, time_);
  const std::uint64_t in_line = line_bytes_ - physical % line_bytes_;
  const std::uint64_t in_region = region->size - (physical - region->base);
  const auto bytes = static_cast<unsigned>(std::min({kFetchBytes, in_line, in_region}));
  fetch_.request(address, physical, bytes, time_, account_.in_region());
  return kAgain;
}

// After loading an archive: the line was entered, and counted, before it was saved.
Tick InorderHart::enter_resumed_line() {
  resumed_.valid = false;
  if (resumed_.alone) {
    line_ = fetch_.alone(pc_, resumed_.raw);
    return kAgain;
  }
  line_ = fetch_.find(resumed_.base, resumed_.physical);
  if (line_ != nullptr && pc_ + 2 == resumed_.base)
    fetch_.decode_straddling(*line_, static_cast<std::uint16_t>(resumed_.raw));
  return kAgain;
}

}  // namespace amoeba
