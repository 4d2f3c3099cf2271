#include "amoeba/devices/aclint.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

#include "amoeba/devices/register_access.h"

namespace amoeba {
namespace {

constexpr std::uint64_t kCompareBase = 0x4000;
constexpr std::uint64_t kTimeBase = 0xbff8;
constexpr std::uint64_t kNeverCompare = std::numeric_limits<std::uint64_t>::max();

std::uint64_t units_per_picosecond() {
  return sc_core::sc_time(1, sc_core::SC_PS).value();
}
std::uint64_t picoseconds(const sc_core::sc_time& time) {
  return time.value() / units_per_picosecond();
}

std::uint64_t with_half(std::uint64_t whole, bool upper, std::uint32_t half) {
  if (upper) return (whole & 0xffff'ffffull) | (std::uint64_t{half} << 32);
  return (whole & ~0xffff'ffffull) | half;
}

std::uint32_t half_of(std::uint64_t whole, bool upper) {
  return static_cast<std::uint32_t>(upper ? whole >> 32 : whole);
}

}  // namespace

Aclint::Aclint(const sc_core::sc_module_name& name, unsigned harts, std::uint64_t hertz, InterruptSink sink)
    : sc_module(name), rate_(hertz), sink_(std::move(sink)), harts_(harts, HartLines{kNeverCompare, false, false}) {
  if (harts == 0 || harts > kMostHarts)
    throw std::invalid_argument("an ACLINT serves 1 to 4095 harts, not " + std::to_string(harts));
  if (hertz == 0) throw std::invalid_argument("the rate of mtime must be above 0 Hz");
  socket.register_b_transport(this, &Aclint::b_transport);
  socket.register_transport_dbg(this, &Aclint::transport_dbg);
  SC_HAS_PROCESS(Aclint);
  SC_METHOD(update_timer);
  sensitive << timer_;
  dont_initialize();
}

void Aclint::reset() {
  epoch_ = sc_core::sc_time_stamp();
  mtime_at_epoch_ = 0;
  for (unsigned hart = 0; hart < harts_.size(); ++hart) {
    harts_[hart].compare = kNeverCompare;
    set_software(hart, false);
  }
  update_timer();
}

void Aclint::serialize(Archive& archive) {
  std::uint64_t now = mtime();
  archive(now, harts_);
  if (!archive.loading()) return;
  epoch_ = sc_core::sc_time_stamp();
  mtime_at_epoch_ = now;
  update_timer();
}

std::uint64_t Aclint::mtime() const {
  return mtime_at_epoch_ + rate_.tick(picoseconds(sc_core::sc_time_stamp() - epoch_));
}

void Aclint::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (delay > sc_core::SC_ZERO_TIME) wait(delay);
  delay = sc_core::SC_ZERO_TIME;
  payload.set_response_status(access(payload));
}

unsigned Aclint::transport_dbg(tlm::tlm_generic_payload& payload) {
  return access(payload) == tlm::TLM_OK_RESPONSE ? payload.get_data_length() : 0;
}

tlm::tlm_response_status Aclint::access(tlm::tlm_generic_payload& payload) {
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) return tlm::TLM_OK_RESPONSE;
  const auto status = check_register_access(payload, 4, 8, kBytes);
  if (status != tlm::TLM_OK_RESPONSE) return status;
  const std::uint64_t first = payload.get_address();
  const std::uint64_t end = first + payload.get_data_length();
  for (std::uint64_t offset = first; offset < end; offset += 4)
    if (!exists(offset)) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  for (std::uint64_t offset = first; offset < end; offset += 4) {
    unsigned char* bytes = payload.get_data_ptr() + (offset - first);
    std::uint32_t word = 0;
    if (payload.is_read()) {
      word = read_word(offset);
      std::memcpy(bytes, &word, sizeof word);
    } else {
      std::memcpy(&word, bytes, sizeof word);
      write_word(offset, word);
    }
  }
  if (payload.is_write()) update_timer();  // once for both halves, so that no level flickers between them
  return tlm::TLM_OK_RESPONSE;
}

bool Aclint::exists(std::uint64_t offset) const {
  if (offset >= kTimeBase) return offset < kTimeBase + 8;
  if (offset >= kCompareBase) return offset < kCompareBase + 8 * harts_.size();
  return offset < 4 * harts_.size();
}

std::uint32_t Aclint::read_word(std::uint64_t offset) const {
  const bool upper = offset & 4;
  if (offset >= kTimeBase) return half_of(mtime(), upper);
  if (offset >= kCompareBase) return half_of(harts_[(offset - kCompareBase) / 8].compare, upper);
  return harts_[offset / 4].software;
}

void Aclint::write_word(std::uint64_t offset, std::uint32_t value) {
  const bool upper = offset & 4;
  if (offset >= kTimeBase) {
    mtime_at_epoch_ = with_half(mtime(), upper, value);
    epoch_ = sc_core::sc_time_stamp();
  } else if (offset >= kCompareBase) {
    std::uint64_t& compare = harts_[(offset - kCompareBase) / 8].compare;
    compare = with_half(compare, upper, value);
  } else {
    set_software(static_cast<unsigned>(offset / 4), value & 1);
  }
}

void Aclint::set_software(unsigned hart, bool level) {
  if (harts_[hart].software == level) return;
  harts_[hart].software = level;
  sink_(hart, kSoftwareLine, level);
}

void Aclint::update_timer() {
  const std::uint64_t now = mtime();
  std::uint64_t next = kNeverCompare;
  for (unsigned hart = 0; hart < harts_.size(); ++hart) {
    const bool level = now >= harts_[hart].compare;
    if (!level) next = std::min(next, harts_[hart].compare);
    if (harts_[hart].timer == level) continue;
    harts_[hart].timer = level;
    sink_(hart, kTimerLine, level);
  }
  timer_.cancel();
  if (next != kNeverCompare) arm(next);
}

void Aclint::arm(std::uint64_t target) {
  const std::uint64_t elapsed = picoseconds(sc_core::sc_time_stamp() - epoch_);
  // A far target is approached in steps of at most an hour, which keeps the picoseconds within 64 bits.
  const std::uint64_t step = std::min(target - mtime(), rate_.hertz() * 3600);
  const std::uint64_t due = rate_.picoseconds(mtime() - mtime_at_epoch_ + step);
  timer_.notify(sc_core::sc_time::from_value((due - elapsed) * units_per_picosecond()));
}

}  // namespace amoeba
