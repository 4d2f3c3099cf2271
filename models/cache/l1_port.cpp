// The TLM-2.0 side of the first-level cache: phases, order at the port, responses, foreign initiators.
#include "amoeba/cache/l1_cache.h"

namespace amoeba {

using sc_core::sc_time;
using tlm::tlm_generic_payload;
using tlm::tlm_phase;
using tlm::tlm_sync_enum;

// Its messages are handled when the kernel's time is theirs, so it may call foreign initiators.
struct L1Cache::Outlet : Agent {
  Outlet(L1Cache& cache, TileId tile) : cache_(cache) {
    id = cache.scheduler_.add(*this, tile, std::string(cache.name()) + ".outlet", Reach::outside);
  }
  void receive(Message& message) override {
    cache_.cross_border(static_cast<Crossing>(message.detail), message.tag, message.time);
  }
  void reset(std::uint64_t) override {}
  void serialize(Archive&) override {}

  AgentId id;
  std::deque<sc_core::sc_event> finished;  // per request slot, for blocking transport

 private:
  L1Cache& cache_;
};

L1Cache::L1Cache(const sc_core::sc_module_name& name, const L1Parameters& parameters,
                 const L1Surroundings& surroundings, TileId tile, const CacheTable& table)
    : sc_module(name),
      port("port"),
      scheduler_(surroundings.cluster.scheduler()),
      table_(table),
      tile_(tile),
      id_(scheduler_.add(*this, tile, sc_module::name())),
      load_event_(parameters.instruction_cache ? CacheEvent::fetch : CacheEvent::load),
      mshrs_(parameters.mshrs),
      write_backs_(parameters.write_backs),
      array_(parameters.bytes, parameters.ways, scheduler_.lines().line_bytes(), parameters.replacement),
      hit_record_{&array_.policy(), array_.recency(), {}},
      parameters_(parameters),
      around_(surroundings),
      reservation_(parameters.reservation),
      banks_(parameters.banks),
      prefetcher_(parameters.prefetcher, parameters.prefetch_degree, scheduler_.lines().line_bytes()),
      predictor_(parameters.predictor, array_.line_bytes()),
      refused_(parameters.mshrs),
      outlet_(std::make_unique<Outlet>(*this, tile)) {
  port.bind(*this);
}

L1Cache::~L1Cache() = default;

namespace {

PortRequest::Kind kind_of(AtomicOp op) {
  switch (op) {
    case AtomicOp::lr:
      return PortRequest::Kind::load_reserved;
    case AtomicOp::sc:
      return PortRequest::Kind::store_conditional;
    case AtomicOp::lrwait:
      return PortRequest::Kind::lrwait;
    case AtomicOp::scwait:
      return PortRequest::Kind::scwait;
    default:
      return PortRequest::Kind::atomic;
  }
}

}  // namespace

RequestSlot L1Cache::open_request(tlm_generic_payload& payload, Tick at) {
  if (free_requests_.empty()) {
    free_requests_.push_back(static_cast<RequestSlot>(requests_.size()));
    requests_.emplace_back();
  }
  const RequestSlot slot = free_requests_.back();
  free_requests_.pop_back();
  PortRequest& request = requests_[slot];
  request = PortRequest{};
  request.payload = &payload;
  payload.get_extension(request.extension);
  request.address = payload.get_address();
  request.bytes = payload.get_data_length();
  if (region_ == nullptr || !region_->contains(request.address, request.bytes))
    region_ = around_.addresses.find(request.address, request.bytes);
  request.region = region_;
  request.foreign = foreign_;
  request.entered = at;
  if (request.extension != nullptr && request.extension->kind == AtomicExtension::Kind::atomic) {
    request.kind = kind_of(request.extension->op);
  } else {
    request.kind = payload.is_write() ? PortRequest::Kind::store : PortRequest::Kind::load;
  }
  if (payload.has_mm()) payload.acquire();
  return slot;
}

void L1Cache::close_request(RequestSlot slot) {
  tlm_generic_payload* payload = requests_[slot].payload;
  requests_[slot].payload = nullptr;
  free_requests_.push_back(slot);
  if (payload->has_mm()) payload->release();
}

tlm::tlm_response_status L1Cache::fault_of(const PortRequest& request) const {
  if (request.payload->get_command() == tlm::TLM_IGNORE_COMMAND) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (request.region == nullptr || request.bytes == 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  const bool memory = request.region->kind == RegionKind::memory;
  const std::uint64_t last = request.address + request.bytes - 1;
  if (memory ? line_of(request.address) != line_of(last) : request.bytes > 8) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (request.payload->get_streaming_width() < request.bytes) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (request.payload->get_byte_enable_ptr() != nullptr && (!memory || request.is_atomic()))
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (!request.is_atomic()) return tlm::TLM_OK_RESPONSE;
  if (request.address % request.bytes != 0 || !request.region->admits(request.extension->op, request.bytes) ||
      request.payload->get_command() != tlm::TLM_READ_COMMAND)
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

// A foreign request may be served at once when nothing can reach this cache before its time.
bool L1Cache::settled_until(Tick at) const {
  return at < scheduler_.foreign_horizon(tile_, around_.cluster.clock().now() + 1);
}

Tick L1Cache::foreign_entry(const sc_time& delay) {
  return last_entry_ = std::max(last_entry_, around_.cluster.entry_tick(delay));
}

tlm_sync_enum L1Cache::nb_transport_fw(tlm_generic_payload& payload, tlm_phase& phase, sc_time& delay) {
  if (phase == tlm::END_RESP) {
    responding_ = false;
    send_next_response();
    return tlm::TLM_COMPLETED;
  }
  if (phase != tlm::BEGIN_REQ) {
    SC_REPORT_ERROR("/amoeba/cache/phase", "the hart port accepts BEGIN_REQ and END_RESP only");
    return tlm::TLM_ACCEPTED;
  }
  const Tick at = foreign_ ? foreign_entry(delay) : around_.cluster.clock().tick_at(delay);
  const RequestSlot slot = open_request(payload, at);
  const tlm::tlm_response_status fault = fault_of(requests_[slot]);
  if (fault != tlm::TLM_OK_RESPONSE) {
    payload.set_response_status(fault);
    close_request(slot);
    return tlm::TLM_COMPLETED;
  }
  const Tick next = foreign_ ? scheduler_.next_event() : 0;
  if (foreign_ && !settled_until(at)) {
    post_crossing(Crossing::enter, slot, at);
    if (scheduler_.next_event() < next) around_.cluster.reschedule();
    return tlm::TLM_ACCEPTED;
  }
  const Served served = admit(slot, at);
  if (foreign_ && scheduler_.next_event() < next) around_.cluster.reschedule();
  switch (served.outcome) {
    case Outcome::done:
      if (responding_) {  // IEEE 1666, 15.2.3(i): no early completion while a response waits for its END_RESP
        respond(slot, served.ready);
        break;
      }
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
      delay = around_.cluster.clock().delay_until(served.ready);
      close_request(slot);
      return tlm::TLM_COMPLETED;
    case Outcome::pending:
      requests_[slot].accepted = true;
      phase = tlm::END_REQ;
      if (foreign_) delay = around_.cluster.clock().delay_until(at);
      return tlm::TLM_UPDATED;
    case Outcome::blocked:
      break;
  }
  return tlm::TLM_ACCEPTED;
}

bool L1Cache::must_wait_for_order(const PortRequest& request) const {
  return outstanding_acquires_ > 0 || (request.releases() && outstanding_ > 0);
}

L1Cache::Served L1Cache::admit(RequestSlot slot, Tick at) {
  Served served{Outcome::blocked};
  if (stalled_.empty() && !must_wait_for_order(requests_[slot])) served = serve(slot, at);
  if (served.outcome == Outcome::blocked) {
    ++statistics_.blocked;
    stalled_.push_back(requests_, slot);
  }
  // A hart must not pass a request of its own that is pending on a line it still holds a lease for.
  if (served.outcome != Outcome::done && holder_ != nullptr)
    holder_->withdraw(line_of(requests_[slot].address), WithdrawReason::busy, at);
  if (served.outcome == Outcome::pending) {
    ++outstanding_;
    outstanding_acquires_ += requests_[slot].acquires();
  }
  return served;
}

// A foreign request enters at its own tick, which is the kernel's: what can be answered leaves at once.
void L1Cache::enter(RequestSlot slot, Tick at) {
  const Served served = admit(slot, at);
  PortRequest& request = requests_[slot];
  if (served.outcome == Outcome::done) {
    request.due = served.ready;
    request.payload->set_response_status(tlm::TLM_OK_RESPONSE);
    cross_border(Crossing::response, slot, at);
  } else if (served.outcome == Outcome::pending && !request.blocking) {
    request.accepted = true;
    cross_border(Crossing::end_request, slot, at);
  }
}

void L1Cache::retry_stalled(Tick at) {
  while (!stalled_.empty()) {
    const RequestSlot slot = stalled_.front();
    if (must_wait_for_order(requests_[slot])) return;
    const Served served = serve(slot, at);
    if (served.outcome == Outcome::blocked) return;
    stalled_.pop_front(requests_);
    if (served.outcome == Outcome::done) {
      // It waited for the transaction that has just ended, on its line or on one that held its resource.
      if (AtomicExtension* extension = requests_[slot].extension)
        extension->latency.home = static_cast<std::uint32_t>(at - std::min(at, requests_[slot].entered));
      respond(slot, served.ready);
    } else {
      ++outstanding_;
      outstanding_acquires_ += requests_[slot].acquires();
      say_end_request(slot, at);
    }
  }
}

void L1Cache::say_end_request(RequestSlot slot, Tick at) {
  PortRequest& request = requests_[slot];
  if (request.accepted || request.blocking) return;
  request.accepted = true;
  if (request.foreign) {
    post_crossing(Crossing::end_request, slot, at);
    return;
  }
  tlm_phase phase = tlm::END_REQ;
  sc_time delay = around_.cluster.clock().delay_until(at);
  port->nb_transport_bw(*request.payload, phase, delay);
}

void L1Cache::respond(RequestSlot slot, Tick ready) {
  PortRequest& request = requests_[slot];
  request.due = ready;
  request.payload->set_response_status(request.failed ? tlm::TLM_GENERIC_ERROR_RESPONSE : tlm::TLM_OK_RESPONSE);
  if (request.foreign) {
    post_crossing(Crossing::response, slot, ready);
  } else {
    queue_response(slot);
  }
}

// None waits while the port is free.
void L1Cache::queue_response(RequestSlot slot) {
  if (responding_) {
    responses_.push_back(requests_, slot);
  } else {
    send_response(slot);
    send_next_response();
  }
}

void L1Cache::send_next_response() {
  while (!responding_ && !responses_.empty()) {
    const RequestSlot slot = responses_.front();
    responses_.pop_front(requests_);
    send_response(slot);
  }
}

void L1Cache::send_response(RequestSlot slot) {
  tlm_generic_payload& payload = *requests_[slot].payload;
  tlm_phase phase = tlm::BEGIN_RESP;
  const Tick ready = requests_[slot].due;
  sc_time delay = foreign_ ? time_left(ready) : around_.cluster.clock().delay_until(ready);
  responding_ = true;  // before the call, within which END_RESP may come
  if (port->nb_transport_bw(payload, phase, delay) != tlm::TLM_ACCEPTED) responding_ = false;
  close_request(slot);
}

// Annotated on a response: zero when it was held up beyond its time, by END_RESP of an earlier one.
sc_time L1Cache::time_left(Tick ready) const {
  const KernelClock& clock = around_.cluster.clock();
  return ready > clock.now() ? clock.delay_until(ready) : sc_core::SC_ZERO_TIME;
}

void L1Cache::post_crossing(Crossing crossing, RequestSlot slot, Tick at) {
  Message message;
  message.kind = crossing == Crossing::enter ? EventKind::timer : EventKind::delivery;
  message.source = id_;
  message.destination = outlet_->id;
  message.tag = slot;
  message.detail = static_cast<std::uint8_t>(crossing);
  scheduler_.post(message, std::max(at, scheduler_.now()));
}

// At kernel time `at`.
void L1Cache::cross_border(Crossing crossing, RequestSlot slot, Tick at) {
  PortRequest& request = requests_[slot];
  if (crossing == Crossing::enter) {
    enter(slot, at);
  } else if (crossing == Crossing::end_request) {
    tlm_phase phase = tlm::END_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    port->nb_transport_bw(*request.payload, phase, delay);
  } else if (request.blocking) {
    outlet_->finished[slot].notify(sc_core::SC_ZERO_TIME);
  } else {
    queue_response(slot);
  }
}

void L1Cache::b_transport(tlm_generic_payload& payload, sc_time& delay) {
  if (payload.is_dmi_allowed()) payload.set_dmi_allowed(false);
  const std::uint64_t begin = payload.get_address(), size = payload.get_data_length();
  if (size == 0 || line_of(begin) == line_of(begin + size - 1)) {
    blocking_piece(payload, delay);
    return;
  }
  AtomicExtension* extension = payload.get_extension<AtomicExtension>();
  if (extension != nullptr && extension->kind == AtomicExtension::Kind::atomic) {  // refused in one piece
    blocking_piece(payload, delay);
    return;
  }
  unsigned char* enables = payload.get_byte_enable_ptr();
  if (enables != nullptr && payload.get_byte_enable_length() < size) {  // a repeated pattern is not split
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return;
  }
  tlm_generic_payload piece;
  piece.set_command(payload.get_command());
  piece.set_extension(extension);
  for (std::uint64_t done = 0; done < size;) {
    const std::uint64_t address = begin + done;
    const std::uint64_t length = std::min(size - done, line_of(address) + line_bytes() - address);
    piece.set_address(address);
    piece.set_data_ptr(payload.get_data_ptr() + done);
    piece.set_data_length(static_cast<unsigned>(length));
    piece.set_streaming_width(static_cast<unsigned>(length));
    if (enables != nullptr) {
      piece.set_byte_enable_ptr(enables + done);
      piece.set_byte_enable_length(static_cast<unsigned>(length));
    }
    piece.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    blocking_piece(piece, delay);
    payload.set_response_status(piece.get_response_status());
    if (piece.is_response_error()) break;
    done += length;
  }
  piece.clear_extension(extension);
}

void L1Cache::blocking_piece(tlm_generic_payload& payload, sc_time& delay) {
  const Tick at = foreign_entry(delay);
  bool settled = settled_until(at);
  if (!settled && delay != sc_core::SC_ZERO_TIME) {  // to wait until then costs less than a message's way back
    sc_core::wait(delay);
    delay = sc_core::SC_ZERO_TIME;
    settled = settled_until(at);
  }
  const RequestSlot slot = open_request(payload, at);
  requests_[slot].foreign = requests_[slot].blocking = true;
  const tlm::tlm_response_status fault = fault_of(requests_[slot]);
  Served served{Outcome::done, at};
  if (fault == tlm::TLM_OK_RESPONSE) {
    const Tick next = scheduler_.next_event();
    if (settled) {
      served = admit(slot, at);
    } else {
      served.outcome = Outcome::pending;
      post_crossing(Crossing::enter, slot, at);
    }
    if (scheduler_.next_event() < next) around_.cluster.reschedule();
  }
  if (served.outcome == Outcome::done) {
    payload.set_response_status(fault);
    delay = around_.cluster.clock().delay_until(served.ready);
    close_request(slot);
    return;
  }
  while (outlet_->finished.size() <= slot) outlet_->finished.emplace_back("finished");
  sc_core::wait(outlet_->finished[slot]);
  delay = time_left(requests_[slot].due);
  close_request(slot);
}

unsigned L1Cache::transport_dbg(tlm_generic_payload& payload) {
  auto* bytes = reinterpret_cast<std::byte*>(payload.get_data_ptr());
  const std::size_t size = payload.get_data_length();
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  if (payload.is_write()) return static_cast<unsigned>(around_.debug.debug_write(payload.get_address(), bytes, size));
  if (payload.is_read()) return static_cast<unsigned>(around_.debug.debug_read(payload.get_address(), bytes, size));
  return 0;
}

}  // namespace amoeba
