#include "amoeba/cores/pipeline/fetch_unit.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "amoeba/cores/isa/decoder.h"

namespace amoeba {

namespace {

std::uint16_t half_at(const std::byte* bytes, std::size_t offset) {
  std::uint16_t half;
  std::memcpy(&half, bytes + offset, sizeof half);
  return half;
}

bool is_load(Operation op) {
  return op >= Operation::lb && op <= Operation::lwu;
}
bool is_long(Operation op) {
  return op >= Operation::mul && op <= Operation::remuw;
}
bool is_direct_jump(Operation op) {
  return op == Operation::jal || (op >= Operation::beq && op <= Operation::bgeu);
}
bool is_plain(Operation op) {
  return (op >= Operation::lui && op <= Operation::remuw) || is_long(op);
}
// x0 as destination of something long would only mark the sink as busy.
bool drops_long_result(const Instruction& i) {
  return i.rd == 0 && (is_load(i.op) || is_long(i.op));
}

}  // namespace

FetchUnit::FetchUnit(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, LeaseSource& leases,
                     const IsaExtensions& extensions, unsigned hart_id, Client& client)
    : leases_(leases),
      client_(client),
      port_(socket, clock, *this),
      extensions_(extensions),
      hart_id_(hart_id),
      line_bytes_(leases.line_bytes()),
      line_mask_(~std::uint64_t{leases.line_bytes() - 1}),
      lines_(kLines, PredecodedLine(leases.line_bytes())),
      alone_(leases.line_bytes()) {
  while ((1u << line_shift_) < line_bytes_) ++line_shift_;
  leases.set_holder(*this);
}

void FetchUnit::reset() {
  port_.reset();
  if (payload_ != nullptr) payload_->release();
  payload_ = nullptr;
  pending_ = failed_ = false;
  answer_ = {};
  forget_received();
  drop_all();
}

void FetchUnit::serialize(Archive& archive) {
  if (payload_ != nullptr) throw std::logic_error("fetch unit: cannot be saved during a miss");
  if (archive.loading()) reset();
  archive(pending_, failed_, answer_, since_, request_address_, received_address_, received_bytes_, received_);
}

void FetchUnit::drop_all() {
  for (PredecodedLine& line : lines_) line.base = line.physical = PredecodedLine::kNoLine;
  translated_ = false;
}

void FetchUnit::forget_addresses() {
  for (PredecodedLine& line : lines_) line.base = PredecodedLine::kNoLine;
}

PredecodedLine* FetchUnit::find(std::uint64_t line_address, std::uint64_t physical_line) {
  PredecodedLine& line = lines_[index(line_address)];
  if (line.base == line_address) return &line;
  if (line.physical != physical_line) {
    const Lease lease = leases_.lease(physical_line, LeaseAccess::fetch);
    if (!lease) return nullptr;
    line.blank(Handler::decode);
    line.physical = physical_line;
    line.lease = lease;
  }
  line.base = line_address;
  translated_ = translated_ || line_address != physical_line;
  return &line;
}

PredecodedLine* FetchUnit::enter(std::uint64_t pc, std::uint64_t physical) {
  const std::uint64_t line_address = pc & line_mask_;
  PredecodedLine* line = find(line_address, physical & line_mask_);
  if (line == nullptr) return nullptr;
  const bool filled_just_now = received_bytes_ > 0 && (received_address_ & line_mask_) == line_address;
  if (!filled_just_now) line->lease.record(LeaseAccess::fetch);
  forget_received();
  return line;
}

void FetchUnit::decode_slot(PredecodedLine& line, Slot& slot) {
  const auto offset = static_cast<std::size_t>(slot.offset);
  std::uint32_t raw = half_at(line.lease.bytes, offset);
  if (instruction_length(raw) == 4) {
    if (offset + 4 > line_bytes_) {
      slot.handler = Handler::straddle;
      return;
    }
    raw |= std::uint32_t{half_at(line.lease.bytes, offset + 2)} << 16;
  }
  decode_into(line, slot, raw);
}

std::uint16_t FetchUnit::last_half(const PredecodedLine& line) const {
  return half_at(line.lease.bytes, line_bytes_ - 2);
}

void FetchUnit::decode_straddling(PredecodedLine& second, std::uint16_t first_half) {
  if (second.straddles && second.straddling_half == first_half) return;
  second.straddles = true;
  second.straddling_half = first_half;
  decode_into(second, *second.slot(-1), first_half | std::uint32_t{half_at(second.lease.bytes, 0)} << 16);
}

void FetchUnit::decode_into(PredecodedLine& line, Slot& slot, std::uint32_t raw) {
  const Instruction i = decode(raw, extensions_);
  line.instruction(&slot) = i;
  slot.imm = i.imm;
  slot.rs1 = i.rs1;
  slot.rs2 = i.rs2;
  slot.step = i.length / 2;
  const bool writes =
      !(i.op >= Operation::beq && i.op <= Operation::bgeu) && !(i.op >= Operation::sb && i.op <= Operation::sd);
  slot.rd = i.rd == 0 && writes && is_plain(i.op) ? kSink : i.rd;
  const bool misaligned_target = !extensions_.has(Extension::c) && is_direct_jump(i.op) && (i.imm & 2) != 0;
  const bool complex = !is_plain(i.op) || misaligned_target || drops_long_result(i);
  slot.handler = complex ? Handler::complex : static_cast<Handler>(i.op);
}

void FetchUnit::request(std::uint64_t address, std::uint64_t physical, unsigned bytes, Tick at, bool counted) {
  payload_ = port_.pool().acquire();
  port_.pool().prepare(*payload_, tlm::TLM_READ_COMMAND, physical, bytes);
  AtomicExtension& extension = port_.extension(*payload_);
  extension.hart = hart_id_;
  extension.counted = counted;
  pending_ = true;
  answer_ = {kNever, {}};
  since_ = at;
  request_address_ = address;
  port_.send(*payload_, at);
}

void FetchUnit::responded(tlm::tlm_generic_payload& payload, Tick at, bool later) {
  const bool continues = received_bytes_ > 0 && received_address_ + received_bytes_ == request_address_ &&
                         received_bytes_ + payload.get_data_length() <= received_.size();
  if (!continues) {
    received_address_ = request_address_;
    received_bytes_ = 0;
  }
  std::memcpy(&received_[received_bytes_], payload.get_data_ptr(), payload.get_data_length());
  received_bytes_ += payload.get_data_length();
  failed_ = payload.is_response_error();
  answer_ = {at, port_.extension(payload).latency};
  payload.release();
  payload_ = nullptr;
  if (later) client_.fetched(at);
}

bool FetchUnit::take_answer() {
  pending_ = false;
  if (failed_) forget_received();
  return !failed_;
}

bool FetchUnit::received(std::uint64_t address, std::uint16_t& half) const {
  const std::uint64_t offset = address - received_address_;
  if (offset >= received_bytes_ || received_bytes_ - offset < 2) return false;
  std::memcpy(&half, &received_[offset], sizeof half);
  return true;
}

PredecodedLine* FetchUnit::alone(std::uint64_t pc, std::uint32_t raw) {
  alone_.blank(Handler::leave);
  alone_.base = pc + 2;
  decode_into(alone_, *alone_.slot(-1), raw);
  forget_received();
  return &alone_;
}

// Translation keeps the offset within a page only, so that a line may lie in several places of the table.
void FetchUnit::withdraw(std::uint64_t line_address, WithdrawReason, Tick at) {
  if (!translated_) return lose(lines_[index(line_address)], line_address, at);
  const std::size_t step = std::max<std::size_t>(1, kPageBytes >> line_shift_);
  for (std::size_t k = index(line_address) % step; k < kLines; k += step) lose(lines_[k], line_address, at);
}

void FetchUnit::lose(PredecodedLine& line, std::uint64_t physical, Tick at) {
  if (line.physical != physical) return;
  line.base = line.physical = PredecodedLine::kNoLine;
  client_.code_lost(line, at);
}

std::string FetchUnit::waiting_for() const {
  if (payload_ == nullptr) return {};
  char text[96];
  std::snprintf(text, sizeof text, "instruction fetch at 0x%llx, since tick %llu\n",
                static_cast<unsigned long long>(request_address_), static_cast<unsigned long long>(since_));
  return text;
}

}  // namespace amoeba
