#include "amoeba/cores/traffic/traffic_source.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "amoeba/base/partial_word.h"

namespace amoeba {

using Kind = TrafficAccess::Kind;

TrafficSource::TrafficSource(const sc_core::sc_module_name& name, const Surroundings& surroundings)
    : sc_module(name),
      port("port"),
      scheduler_(surroundings.scheduler),
      tile_(surroundings.tile),
      lease_source_(surroundings.leases),
      number_(surroundings.number),
      uses_leases_(surroundings.uses_leases),
      hit_latency_(surroundings.leases.hit_latency()),
      request_port_(port, surroundings.clock, *this),
      id_(scheduler_.add(*this, tile_, sc_module::name())),
      outstanding_(surroundings.outstanding),
      flights_(outstanding_),
      leases_(surroundings.leases.line_bytes()) {
  lease_source_.set_holder(*this);
}

void TrafficSource::reset(std::uint64_t seed) {
  for (Flight& flight : flights_)
    if (flight.payload != nullptr) flight.payload->release();
  flights_.assign(flights_.size(), Flight{});
  leases_.clear();
  request_port_.reset();
  due_ = settled_ = issued_ = 0;
  in_flight_ = 0;
  restart(seed);
  go_on(0);
}

void TrafficSource::go_on(Tick at) {
  draw(at);
  if (has_next_) scheduler_.wake(id_, due_);
}

void TrafficSource::serialize(Archive& archive) {
  if (in_flight_ != 0) throw std::logic_error(std::string(name()) + ": cannot save while an access is in flight");
  archive(next_, has_next_, due_, settled_, issued_);
  if (!archive.loading()) return;
  leases_.clear();
}

void TrafficSource::draw(Tick from) {
  has_next_ = next(next_);
  due_ = from + next_.think;
}

Tick TrafficSource::next_issue() const {
  if (!has_next_ || request_port_.blocked() || in_flight_ == outstanding_) return kNever;
  if (!next_.alone) return due_;
  return in_flight_ == 0 ? std::max(due_, settled_) : kNever;
}

Tick TrafficSource::next_completion() const {
  if (in_flight_ == 0) return kNever;
  Tick earliest = kNever;
  for (const Flight& flight : flights_) earliest = std::min(earliest, flight.ready);
  return earliest;
}

// Completions and issues in time order, completions first; where the horizon cuts does not matter.
void TrafficSource::wake(Tick) {
  Tick horizon = 0;  // not asked for
  while (true) {
    const Tick completion = next_completion(), issue = next_issue();
    const Tick at = std::min(completion, issue);
    if (at == kNever) return scheduler_.waive(tile_);
    if (at >= horizon && at >= (horizon = scheduler_.horizon(tile_))) return scheduler_.wake(id_, at);
    if (completion <= issue) {
      complete(at);
    } else if (!hit(at)) {
      send(at);
      horizon = 0;  // the request may come back sooner
    }
  }
}

bool TrafficSource::hit(Tick at) {
  if (next_.kind == Kind::atomic || !uses_leases_) return false;
  const bool write = next_.kind == Kind::store;
  const LeaseAccess kind = write ? LeaseAccess::write : LeaseAccess::read;
  const Lease* lease =
      write ? leases_.writable(next_.address, next_.bytes) : leases_.readable(next_.address, next_.bytes);
  if (lease == nullptr) {
    const std::uint64_t line = leases_.line(next_.address);
    const Lease fresh = lease_source_.lease(line, kind);
    if (!fresh) return false;
    leases_.insert(line, fresh);
    lease = leases_.readable(next_.address, next_.bytes);
    if (lease == nullptr) return false;  // misaligned
  }
  const std::size_t offset = leases_.offset(next_.address);
  TrafficResult result;
  if (write) {
    write_part(lease->bytes, offset, next_.bytes, next_.operand[0]);
  } else {
    result.value[0] = read_part(lease->bytes, offset, next_.bytes);
  }
  lease->record(kind);
  ++issued_;
  result.issued = at;
  result.at = at + hit_latency_;
  settled_ = std::max(settled_, result.at);
  completed(next_, result);
  draw(at + 1);
  return true;
}

void TrafficSource::send(Tick at) {
  Flight& flight = flight_where([](const Flight& f) { return f.payload == nullptr; });
  flight.access = next_;
  flight.issued = at;
  flight.payload = request_port_.pool().acquire();
  tlm::tlm_generic_payload& payload = *flight.payload;
  const bool write = next_.kind == Kind::store;
  request_port_.pool().prepare(payload, write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, next_.address,
                               next_.bytes);
  std::memcpy(payload.get_data_ptr(), next_.operand.data(), sizeof next_.operand);  // what a load overwrites
  AtomicExtension& extension = request_port_.extension(payload);
  if (next_.kind == Kind::atomic) {
    extension.kind = AtomicExtension::Kind::atomic;
    extension.op = next_.op;
    extension.operand = next_.operand;
    extension.compare = next_.compare;
  }
  extension.discards_result = next_.discards_result;
  extension.aq = next_.aq;
  extension.rl = next_.rl;
  extension.hart = number_;
  extension.counted = true;
  ++in_flight_;
  ++issued_;
  request_port_.send(payload, at);
  draw(at + 1);
}

void TrafficSource::responded(tlm::tlm_generic_payload& payload, Tick at, bool later) {
  flight_where([&](const Flight& f) { return f.payload == &payload; }).ready = at;
  if (later) scheduler_.wake(id_, at);
}

void TrafficSource::accepted(Tick at) {
  due_ = std::max(due_, at);
  const Tick issue = next_issue();
  if (issue != kNever) scheduler_.wake(id_, issue);
}

void TrafficSource::complete(Tick at) {
  Flight& flight = flight_where([at](const Flight& f) { return f.ready == at; });
  tlm::tlm_generic_payload* payload = flight.payload;
  const AtomicExtension& extension = request_port_.extension(*payload);
  TrafficResult result{
      {}, flight.issued, at, extension.sc_success, extension.sc_failure, payload->get_response_status()};
  std::memcpy(result.value.data(), payload->get_data_ptr(), sizeof result.value);
  result.value = truncate(result.value, flight.access.bytes);
  payload->release();
  flight.payload = nullptr;
  flight.ready = kNever;
  --in_flight_;
  due_ = std::max(due_, at);
  settled_ = std::max(settled_, at);
  completed(flight.access, result);
  if (!has_next_) draw(at);
}

void TrafficSource::withdraw(std::uint64_t line, WithdrawReason, Tick) {
  leases_.drop(line);
}

std::string TrafficSource::waiting_for() const {
  std::string waits;
  for (const Flight& flight : flights_) {
    if (flight.payload == nullptr || flight.ready != kNever) continue;
    char text[96];
    std::snprintf(text, sizeof text, "access to 0x%llx has not completed\n",
                  static_cast<unsigned long long>(flight.access.address));
    waits += text;
  }
  return waits;
}

}  // namespace amoeba
