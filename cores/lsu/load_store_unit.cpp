#include "amoeba/cores/lsu/load_store_unit.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace amoeba {

namespace {

const Gate& later(const Gate& a, const Gate& b) {
  return a.at >= b.at ? a : b;
}

Gate unknown() {
  return {kNever, {}};
}

std::uint64_t low_bytes(const std::byte* from, unsigned bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  return value;
}

}  // namespace

LoadStoreUnit::LoadStoreUnit(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, LeaseSource& leases,
                             unsigned store_buffer_entries, unsigned outstanding_atomics, const MemoryOrder& order,
                             unsigned hart_id, Client& client)
    : leases_(leases),
      client_(client),
      port_(socket, clock, *this),
      held_(leases.line_bytes()),
      translated_(leases.line_bytes()),
      stores_(store_buffer_entries),
      line_bytes_(leases.line_bytes()),
      hit_latency_(leases.hit_latency()),
      ecc_granule_(leases.ecc_granule()),
      ecc_latency_(leases.ecc_latency()),
      atomics_limit_(outstanding_atomics),
      weak_(order.model == MemoryModel::rvwmo),
      sequential_(order.model == MemoryModel::sc),
      drains_(order.acquire_release == AcquireRelease::drain),
      hart_id_(hart_id),
      observed_(hart_id) {
  leases.set_holder(*this);
}

void LoadStoreUnit::reset() {
  port_.reset();
  for (Outstanding& o : outstanding_) o.payload->release();
  outstanding_.clear();
  held_.clear();
  translated_.clear();
  observed_.reset();
  stores_.clear();
  loads_pending_ = atomics_pending_ = releases_pending_ = 0;
  loads_ = atomics_ = atomic_slot_ = releases_ = drained_ = acquired_ = retry_ = Gate{};
  port_free_ = drain_at_ = 0;
  drain_sent_ = false;
  drain_done_ = kNever;
  drain_latency_ = {};
}

void LoadStoreUnit::serialize(Archive& archive) {
  if (!outstanding_.empty()) throw std::logic_error("load/store unit: cannot be saved while requests are outstanding");
  if (archive.loading()) reset();
  archive(stores_, loads_, atomics_, atomic_slot_, releases_, drained_, acquired_, retry_, port_free_, drain_at_,
          drain_sent_, drain_done_, drain_latency_);
}

// ---------------------------------------------------------------------------------------------------------- order

Gate LoadStoreUnit::load_gate(std::uint64_t address, unsigned bytes) const {
  std::uint64_t value;
  if (stores_.find(address, bytes, value) == StoreBuffer::Cover::partial) return unknown();
  return later(later(later(acquired_, retry_), drained_), model_gate(sequential_));
}

Gate LoadStoreUnit::store_gate(unsigned stores) const {
  if (!stores_.room(stores)) return unknown();
  return later(later(later(acquired_, retry_), drained_), model_gate(false));
}

Gate LoadStoreUnit::acquire_gate(std::uint64_t address, unsigned bytes) const {
  return releases_pending_ > 0 ? unknown() : later(load_gate(address, bytes), releases_);
}

Gate LoadStoreUnit::release_gate() const {
  if (atomics_pending_ > 0) return unknown();
  return later(later(store_gate(1), atomics_), fence_gate(true, false));
}

Gate LoadStoreUnit::atomic_gate(const MemoryAccess& access) const {
  if (stores_.overlaps(access.address, access.bytes) || atomics_pending_ >= atomics_limit_) return unknown();
  Gate gate = later(later(later(acquired_, retry_), drained_), atomic_slot_);
  gate = later(gate, model_gate(sequential_ || access.op != AtomicOp::lr));
  if (access.rl || (drains_ && access.aq)) gate = later(gate, fence_gate(true, true));
  if (access.aq && releases_pending_ > 0) return unknown();
  return access.aq ? later(gate, releases_) : gate;
}

// What a stronger memory model adds: older loads come first, and before some accesses older stores; the store buffer
// keeps stores among themselves in order.
Gate LoadStoreUnit::model_gate(bool older_stores) const {
  return weak_ ? Gate{} : fence_gate(true, older_stores);
}

Gate LoadStoreUnit::fence_gate(bool older_loads, bool older_stores) const {
  if (older_loads && loads_pending_ > 0) return unknown();
  if (older_stores && (atomics_pending_ > 0 || !stores_.empty())) return unknown();
  Gate gate;
  if (older_loads) gate = later(gate, loads_);
  if (older_stores) gate = later(gate, later(atomics_, drained_));
  return gate;
}

Gate LoadStoreUnit::device_gate() const {
  return later(later(acquired_, retry_), fence_gate(true, true));
}

void LoadStoreUnit::begin_order(const MemoryAccess& access) {
  if (access.kind == MemoryAccess::Kind::store) return;
  ++loads_pending_;
  if (holds_younger(access)) acquired_ = unknown();
  if (access.kind != MemoryAccess::Kind::atomic) return;
  if (access.op != AtomicOp::lr) ++atomics_pending_;
  if (access.rl) ++releases_pending_;
}

void LoadStoreUnit::end_order(const MemoryAccess& access, const AccessResult& result) {
  if (access.kind == MemoryAccess::Kind::store) return;
  const Gate done{result.at, result.latency};
  --loads_pending_;
  loads_ = later(loads_, done);
  if (holds_younger(access)) acquired_ = done;
  if (access.kind != MemoryAccess::Kind::atomic) return;
  if (access.op != AtomicOp::lr) {
    if (atomics_pending_-- == atomics_limit_) atomic_slot_ = later(atomic_slot_, done);
    atomics_ = later(atomics_, done);
  }
  if (access.rl) end_release(done);
}

void LoadStoreUnit::end_release(const Gate& done) {
  --releases_pending_;
  releases_ = later(releases_, done);
}

// ------------------------------------------------------------------------------------------------------- accesses

const Lease* LoadStoreUnit::read_lease(std::uint64_t address) {
  const Lease* held = held_.readable(address, 1);
  return held != nullptr ? held : new_lease(address, LeaseAccess::read);
}

const Lease* LoadStoreUnit::write_lease(std::uint64_t address) {
  const Lease* held = held_.writable(address, 1);
  return held != nullptr ? held : new_lease(address, LeaseAccess::write);
}

const Lease* LoadStoreUnit::new_lease(std::uint64_t address, LeaseAccess access) {
  const std::uint64_t line = held_.line(address);
  const Lease lease = leases_.lease(line, access);
  if (!lease) return nullptr;
  held_.insert(line, lease);
  return held_.readable(address, 1);
}

void LoadStoreUnit::keep_translated(std::uint64_t address, std::uint64_t physical, bool may_store) {
  const Lease* held = held_.readable(physical, 1);
  if (held == nullptr) return;
  Lease lease = *held;
  lease.writable = lease.writable && may_store;
  translated_.insert(address, held_.line(physical), lease);
}

LoadStoreUnit::Outcome LoadStoreUnit::load(const MemoryAccess& access, Tick at, std::uint64_t& value) {
  acquired_ = {};  // its gate is open, now and for everything younger
  retry_ = {};
  if (stores_.find(access.address, access.bytes, value) == StoreBuffer::Cover::whole) {
    observed_.bound(observed_.add(access), {value}, at, at, true);
    return Outcome::hit;
  }
  if (const Lease* lease = read_lease(access.address)) {
    lease->record(LeaseAccess::read);
    value = low_bytes(lease->bytes + held_.offset(access.address), access.bytes);
    observed_.bound(observed_.add(access), {value}, at, at);
    return Outcome::hit;
  }
  return request(access, at);
}

void LoadStoreUnit::store(const MemoryAccess& access, Tick at) {
  acquired_ = {};
  retry_ = {};
  if (stores_.empty()) {
    const bool at_once = ecc_granule_ == 0 || (access.bytes >= ecc_granule_ && drain_at_ <= at);
    if (const Lease* lease = at_once ? write_lease(access.address) : nullptr) {
      lease->record(LeaseAccess::write);
      std::memcpy(lease->bytes + held_.offset(access.address), &access.operand[0], access.bytes);
      observed_.bound(observed_.add(access), {}, at, at);
      return;
    }
    drain_at_ = ecc_granule_ == 0 ? at : std::max(drain_at_, at);
  }
  releases_pending_ += access.rl;
  stores_.push({access.address, access.program_address, access.operand[0], access.pc, observed_.add(access),
                access.bytes, access.counted, access.rl, access.region});
}

LoadStoreUnit::Outcome LoadStoreUnit::request(const MemoryAccess& access, Tick at) {
  acquired_ = {};
  retry_ = {};
  if (port_.blocked()) {
    retry_ = unknown();
    return Outcome::refused;
  }
  if (port_free_ > at) {
    retry_.at = port_free_;
    return Outcome::refused;
  }
  MemoryAccess numbered = access;
  numbered.number = observed_.add(access);
  send(numbered, at);
  return Outcome::sent;
}

// ------------------------------------------------------------------------------------------------------- draining

Tick LoadStoreUnit::next_drain() const {
  if (stores_.empty()) return kNever;
  if (drain_sent_) return drain_done_;
  return port_.blocked() ? kNever : std::max(drain_at_, port_free_);
}

void LoadStoreUnit::drain(Tick at) {
  const BufferedStore store = stores_.front();
  if (drain_sent_) {
    drain_sent_ = false;
    drained_ = {at, drain_latency_};
    drain_at_ = at;
    if (store.release) end_release(drained_);
    stores_.pop();
    return;
  }
  if (const Lease* lease = write_lease(store.address)) {
    lease->record(LeaseAccess::write);
    std::memcpy(lease->bytes + held_.offset(store.address), &store.value, store.bytes);
    observed_.bound(store.number, {}, at, at);
    drained_ = {at, {}};
    if (store.release) end_release(drained_);
    drain_at_ = at + 1 + (store.bytes < ecc_granule_ ? ecc_latency_ : 0);
    stores_.pop();
    return;
  }
  MemoryAccess access;
  access.kind = MemoryAccess::Kind::store;
  access.address = store.address;
  access.program_address = store.program_address;
  access.bytes = store.bytes;
  access.operand[0] = store.value;
  access.pc = store.pc;
  access.counted = store.counted;
  access.region = store.region;
  access.from_buffer = true;
  access.number = store.number;
  drain_sent_ = true;
  drain_done_ = kNever;
  send(access, at);
}

// -------------------------------------------------------------------------------------------------------- the port

void LoadStoreUnit::fill(tlm::tlm_generic_payload& payload, const MemoryAccess& access) {
  const bool write = access.kind == MemoryAccess::Kind::store;
  port_.pool().prepare(payload, write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, access.address, access.bytes);
  if (write) std::memcpy(payload.get_data_ptr(), access.operand.data(), access.bytes);
  AtomicExtension& extension = port_.extension(payload);
  const bool atomic = access.kind == MemoryAccess::Kind::atomic;
  extension.kind = atomic ? AtomicExtension::Kind::atomic : AtomicExtension::Kind::plain;
  extension.op = access.op;
  extension.aq = atomic && access.aq;  // plain accesses have waited
  extension.rl = atomic && access.rl;
  extension.discards_result = access.kind == MemoryAccess::Kind::atomic && access.rd == 0;
  extension.counted = access.counted;
  extension.hart = hart_id_;
  extension.work = access.work;
  extension.operand = access.operand;
  extension.compare = access.compare;
}

void LoadStoreUnit::send(const MemoryAccess& access, Tick at) {
  // While the request is pending the line may be read old: what follows on it must queue behind.
  const std::uint64_t line = held_.line(access.address);
  held_.drop(line);
  translated_.drop(line);
  tlm::tlm_generic_payload* payload = port_.pool().acquire();
  fill(*payload, access);
  begin_order(access);
  outstanding_.push_back({payload, access, at});
  port_.send(*payload, at);
}

AccessResult LoadStoreUnit::result_of(tlm::tlm_generic_payload& payload, const MemoryAccess& access, Tick at) const {
  const AtomicExtension& extension = port_.extension(payload);
  AccessResult result;
  result.at = at;
  result.latency = extension.latency;
  const bool atomic = access.kind == MemoryAccess::Kind::atomic;
  result.failed = payload.is_response_error() || (atomic && !extension.handled);
  result.sc_success = extension.sc_success;
  result.sc_failure = extension.sc_failure;
  if (access.kind != MemoryAccess::Kind::store) std::memcpy(result.value.data(), payload.get_data_ptr(), access.bytes);
  return result;
}

void LoadStoreUnit::responded(tlm::tlm_generic_payload& payload, Tick at, bool from_later_call) {
  const auto found = std::find_if(outstanding_.begin(), outstanding_.end(),
                                  [&](const Outstanding& o) { return o.payload == &payload; });
  const MemoryAccess access = found->access;
  AccessResult result = result_of(payload, access, at);
  result.issued = found->since;
  payload.release();
  outstanding_.erase(found);
  end_order(access, result);
  const bool succeeded =
      access.kind != MemoryAccess::Kind::atomic || !stores_conditionally(access.op) || result.sc_success;
  if (result.failed && access.blocking) {
    observed_.withdraw(access.number);  // its instruction traps
  } else {
    observed_.bound(access.number, result.value, result.issued, at, false, succeeded);
  }
  if (access.from_buffer) {
    drain_done_ = at;
    drain_latency_ = result.latency;
  }
  client_.performed(access, result, from_later_call);
}

void LoadStoreUnit::accepted(Tick at) {
  port_free_ = at;
  if (retry_.at == kNever) retry_.at = at;
  client_.port_ready(at);
}

void LoadStoreUnit::withdraw(std::uint64_t line, WithdrawReason reason, Tick at) {
  held_.drop(line);
  translated_.drop(line);
  if (reason == WithdrawReason::snooped_unique || reason == WithdrawReason::evicted) observed_.lost(line, line_bytes_);
  client_.line_lost(line, reason, at);
}

std::string LoadStoreUnit::waiting_for() const {
  std::string text;
  for (const Outstanding& o : outstanding_) {
    static constexpr const char* kKinds[] = {"load", "store", "atomic"};
    char line[128];
    std::snprintf(line, sizeof line, "%s of %u bytes at 0x%llx, pc 0x%llx, since tick %llu\n",
                  kKinds[static_cast<unsigned>(o.access.kind)], o.access.bytes,
                  static_cast<unsigned long long>(o.access.address), static_cast<unsigned long long>(o.access.pc),
                  static_cast<unsigned long long>(o.since));
    text += line;
  }
  return text;
}

}  // namespace amoeba
