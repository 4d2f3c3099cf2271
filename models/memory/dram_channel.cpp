#include "amoeba/memory/dram_channel.h"

#include <algorithm>
#include <cstring>

#include "amoeba/coherence/opcodes.h"

namespace amoeba {

namespace {

constexpr std::uint8_t kUndecided = 2;  // of a bank's two-bit counter, leaning to open rows

unsigned banks_of(const DramParameters& p) {
  return p.ranks * p.specification.bank_groups * p.specification.banks;
}

}  // namespace

DramChannel::DramChannel(const std::string& name, const DramParameters& parameters, const AddressMapping& mapping,
                         Scheduler& scheduler, BackingStore& store)
    : parameters_(parameters),
      mapping_(mapping),
      scheduler_(scheduler),
      store_(store),
      id_(scheduler.add(*this, kFabric, name)),
      clock_(parameters.specification.clock_hertz, parameters.cluster_hertz),
      device_(parameters.specification, parameters.times, parameters.ranks),
      bursts_(std::max(1u, scheduler.lines().line_bytes() / parameters.specification.burst_bytes())),
      high_(std::max(1u, parameters.write_queue * parameters.write_high / 100)),
      low_(std::min<std::size_t>(high_ - 1, parameters.write_queue * parameters.write_low / 100)),
      reads_(parameters.read_queue),
      writes_(parameters.write_queue),
      last_row_(banks_of(parameters), -1),
      stays_(banks_of(parameters), kUndecided) {}

void DramChannel::receive(Message& message) {
  const Tick now = message.time;
  if (message.kind == EventKind::timer) {
    decide(now);
    return;
  }
  const DramRequest request = accept(message);
  if (held_.empty() && fits(request)) {
    enqueue(request, now);
  } else {
    held_.push_back(request);
    ++statistics_.held;
    statistics_.held_peak = std::max<std::uint64_t>(statistics_.held_peak, held_.size());
  }
  arm(now);
}

// Takes the data over, or reads it.
DramRequest DramChannel::accept(Message& message) {
  LinePool& lines = scheduler_.lines();
  DramRequest request;
  request.line = message.address;
  request.arrival = message.time;
  request.place = device_.place(mapping_.decode(message.address));
  request.source = message.source;
  request.requester = message.requester;
  request.tag = message.tag;
  request.counted = message.counted;
  request.network = message.network;
  request.write = static_cast<Opcode>(message.opcode) == Opcode::MemWrite;
  if (request.write) {
    ++statistics_.writes;
    store_.write(message.address, lines.data(message.buffer), lines.line_bytes());
    lines.release(message.buffer);
  } else {
    ++statistics_.reads;
    request.buffer = lines.acquire();
    store_.read(message.address, lines.data(request.buffer), lines.line_bytes());
  }
  return request;
}

// A write to a line that waits for its write already, and a read of one, need no entry.
bool DramChannel::fits(const DramRequest& request) const {
  return !(request.write ? writes_ : reads_).full() || writes_.holds(request.line);
}

void DramChannel::enqueue(const DramRequest& request, Tick now) {
  const bool waits_for_write = writes_.holds(request.line);
  if (request.write) {
    if (waits_for_write) {
      ++statistics_.merged;
    } else {
      writes_.push(request, now);
    }
    answer(request, now + parameters_.controller_latency);
  } else if (waits_for_write) {
    ++statistics_.forwarded;
    answer(request, now + parameters_.controller_latency);
  } else {
    reads_.push(request, now);
  }
}

void DramChannel::admit_held(Tick now) {
  while (!held_.empty() && fits(held_.front())) {
    statistics_.held_ticks += now - held_.front().arrival;
    enqueue(held_.front(), now);
    held_.pop_front();
  }
}

void DramChannel::answer(const DramRequest& request, Tick ready) {
  PooledMessage& message = scheduler_.compose();
  message.opcode = static_cast<std::uint8_t>(request.write ? Opcode::MemAck : Opcode::MemData);
  message.source = id_;
  message.destination = request.source;
  message.requester = request.requester;
  message.address = request.line;
  message.tag = request.tag;
  message.buffer = request.buffer;
  message.counted = request.counted;
  message.network = request.network;
  message.memory = static_cast<std::uint32_t>(ready + 2 * parameters_.link.delay() - request.arrival);
  if (!request.write) {
    statistics_.read_latency += ready - request.arrival;
    statistics_.worst_read_latency = std::max(statistics_.worst_read_latency, ready - request.arrival);
  }
  parameters_.link.send(scheduler_, message, ready);
}

void DramChannel::arm(Tick now) {
  if (armed_ || (reads_.empty() && writes_.empty())) return;
  armed_ = true;
  PooledMessage& message = scheduler_.compose();
  message.kind = EventKind::timer;
  message.source = message.destination = message.requester = id_;
  scheduler_.post(message, std::max(now, clock_.tick_at(next_decision_)));
}

void DramChannel::decide(Tick now) {
  armed_ = false;
  const MemoryCycle cycle = clock_.cycle_at(now);
  device_.refresh(cycle);
  choose_direction(now);
  RequestQueue& queue = writing_ ? writes_ : reads_;
  DramDevice::Plan plan{};
  const DramRequest request = queue.take(choose(queue, now, cycle, plan), now);
  const MemoryCycle end = device_.access(request.place, request.write, plan, bursts_);
  settle_page(request.place, plan.outcome);
  if (!request.write) answer(request, clock_.tick_at(end) + parameters_.controller_latency);
  const DramCycles& t = parameters_.times;
  next_decision_ = std::max(cycle, device_.last_column() + parameters_.specification.burst_cycles() - t[tRCD] - t[tRP]);
  admit_held(now);
  arm(now);
}

void DramChannel::choose_direction(Tick now) {
  const bool before = writing_;
  if (writes_.empty() || reads_.empty()) {
    writing_ = reads_.empty();
  } else if (now - reads_.oldest().queued >= parameters_.age_cap) {
    writing_ = false;
  } else {
    writing_ = writes_.size() > (writing_ ? low_ : high_ - 1);
  }
  statistics_.drains += writing_ && !before;
}

// The request whose column command can come first; of several, one that hits an open row; of several, the oldest. A row
// is thus not closed while a request of the same queue wants it, since that one could come first.
std::size_t DramChannel::choose(const RequestQueue& queue, Tick now, MemoryCycle from, DramDevice::Plan& best) const {
  best = device_.plan(queue[0].place, queue[0].write, from);
  std::size_t chosen = 0;
  if (now - queue[0].queued >= parameters_.age_cap) return chosen;
  const MemoryCycle bound = std::max(from, device_.earliest_column(queue[0].write));
  for (std::size_t i = 1; i < queue.size(); ++i) {
    if (best.outcome == RowOutcome::hit && best.column <= bound) break;  // none can be better
    const DramDevice::Plan plan = device_.plan(queue[i].place, queue[i].write, from);
    const bool hits = plan.outcome == RowOutcome::hit && best.outcome != RowOutcome::hit;
    if (plan.column < best.column || (plan.column == best.column && hits)) {
      best = plan;
      chosen = i;
    }
  }
  return chosen;
}

void DramChannel::settle_page(const DramPlace& place, RowOutcome outcome) {
  if (parameters_.page_policy == PagePolicy::open) return;
  if (parameters_.page_policy == PagePolicy::adaptive) learn(place, outcome);
  if (!keep_open(place)) device_.precharge(place);
}

bool DramChannel::keep_open(const DramPlace& place) const {
  if (reads_.wants_row(place) || writes_.wants_row(place)) return true;
  if (parameters_.page_policy == PagePolicy::closed) return false;
  if (reads_.wants_bank(place) || writes_.wants_bank(place)) return false;
  return stays_[place.bank] >= kUndecided;
}

// Whether this access wanted the bank's last row again tells what should have been done with that one.
void DramChannel::learn(const DramPlace& place, RowOutcome outcome) {
  const bool again = outcome == RowOutcome::hit || last_row_[place.bank] == place.row;
  std::uint8_t& stays = stays_[place.bank];
  if (again && stays < 3) ++stays;
  if (!again && last_row_[place.bank] >= 0 && stays > 0) --stays;
  last_row_[place.bank] = place.row;
}

void DramChannel::debug_write(std::uint64_t line, std::uint64_t offset, const std::byte* bytes, std::size_t size) {
  const auto write = [&](const DramRequest& request) {
    if (request.line == line && request.buffer != kNoBuffer)
      std::memcpy(scheduler_.lines().data(request.buffer) + offset, bytes, size);
  };
  std::for_each(reads_.begin(), reads_.end(), write);
  std::for_each(held_.begin(), held_.end(), write);
}

void DramChannel::reset(std::uint64_t) {
  device_.reset();
  reads_.reset();
  writes_.reset();
  held_.clear();
  writing_ = armed_ = false;
  next_decision_ = 0;
  std::fill(last_row_.begin(), last_row_.end(), -1);
  std::fill(stays_.begin(), stays_.end(), kUndecided);
  statistics_ = {};
}

void DramChannel::serialize(Archive& archive) {
  archive(device_, reads_, writes_, writing_, next_decision_, last_row_, stays_, statistics_);
}

std::string DramChannel::waiting_for() const {
  if (reads_.empty() && writes_.empty()) return {};
  return std::to_string(reads_.size()) + " reads and " + std::to_string(writes_.size()) +
         " writes wait for DRAM commands, " + std::to_string(held_.size()) + " requests for a place in the queues";
}

void DramChannel::register_statistics(StatisticsRegistry& registry, const std::string& prefix) const {
  const Statistics& s = statistics_;
  const DramStatistics& d = device_.statistics();
  const auto add = [&](const char* leaf, const char* unit, const char* meaning, const std::uint64_t& counter) {
    registry.add(prefix + "." + leaf, unit, meaning, counter);
  };
  add("reads", "lines", "Lines read.", s.reads);
  add("writes", "lines", "Lines written.", s.writes);
  add("forwarded", "lines", "Reads served from the write queue.", s.forwarded);
  add("merged", "lines", "Writes to a line that waited in the write queue.", s.merged);
  add("row_hits", "accesses", "Accesses to a row that was open.", d.hits);
  add("row_misses", "accesses", "Accesses to a bank without an open row.", d.misses);
  add("row_conflicts", "accesses", "Accesses to a bank in which another row was open.", d.conflicts);
  add("activates", "commands", "Rows opened.", d.activates);
  add("precharges", "commands", "Rows closed.", d.precharges);
  add("refreshes", "commands", "Refreshes of a rank up to the last access.", d.refreshes);
  add("bus_busy", "memory cycles", "Cycles of the command clock in which the data bus was in use.", d.bus_busy);
  add("drains", "drains", "Times that the controller turned from reads to writes.", s.drains);
  add("read_latency", "cycles", "Cycles from a read's arrival to its data, summed over the reads.", s.read_latency);
  add("worst_read_latency", "cycles", "The longest time from a read's arrival to its data.", s.worst_read_latency);
  add("read_queue_time", "entry-cycles",
      "Time that reads spent in their queue, summed: its mean occupancy times the run.", reads_.waited());
  add("read_queue_peak", "entries", "Most entries of the read queue at once.", reads_.peak());
  add("write_queue_time", "entry-cycles", "The same of the write queue.", writes_.waited());
  add("write_queue_peak", "entries", "Most entries of the write queue at once.", writes_.peak());
  add("held", "requests", "Requests held back because a queue was full.", s.held);
  add("held_time", "cycles", "Time that requests were held back, summed.", s.held_ticks);
  add("held_peak", "requests", "Most requests held back at once.", s.held_peak);
}

}  // namespace amoeba
