#include "amoeba/cores/lsu/order_checker.h"

#include <algorithm>
#include <cstdio>

namespace amoeba {

namespace {

unsigned classes_of(const MemoryEvent& event) {
  const unsigned memory = (event.access.reads ? FenceSets::kRead : 0) | (event.access.writes ? FenceSets::kWrite : 0);
  return event.device ? memory << 2 : memory;
}

bool overlap(const MemoryEvent& a, const MemoryEvent& b) {
  return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
}

bool covers(const MemoryEvent& store, const MemoryEvent& access) {
  return store.access.writes && store.address <= access.address &&
         access.address + access.bytes <= store.address + store.bytes;
}

bool is_conditional(const MemoryEvent& event) {
  return event.access.atomic && !event.access.reads;
}

std::uint8_t byte_of(const AtomicValue& value, unsigned index) {
  return static_cast<std::uint8_t>(value[index / 8] >> 8 * (index % 8));
}

}  // namespace

void OrderChecker::forget() {
  memory_.clear();
  for (Hart& hart : harts_) hart = Hart{};
}

void OrderChecker::report(const MemoryEvent& event, const std::string& what) {
  if (violations_.size() >= kMostViolations) return;
  char text[160];
  std::snprintf(text, sizeof text, "hart %u, operation %llu, %u bytes at 0x%llx, tick %llu: ", event.hart,
                static_cast<unsigned long long>(event.number), event.bytes,
                static_cast<unsigned long long>(event.address), static_cast<unsigned long long>(event.until));
  violations_.push_back(text + what);
}

// ------------------------------------------------------------------------------------------------- order of each hart

void OrderChecker::lost(unsigned hart, std::uint64_t line, unsigned line_bytes) {
  harts_[hart].losses.push_back({++moment_, line, line_bytes});
  if (harts_[hart].losses.size() > 4 * kWindow) harts_[hart].losses.pop_front();
}

void OrderChecker::passed(const MemoryEvent& event) {
  Hart& hart = harts_[event.hart];
  Passed younger;
  younger.event = event;
  if (const auto found = hart.moments.find(event.number); found != hart.moments.end()) {
    younger.moment = found->second;
    hart.moments.erase(found);
  }
  hart.events.push_back(std::move(younger));
  match(hart);
}

void OrderChecker::retired(const RetiredInstruction& instruction) {
  Hart& hart = harts_[instruction.hart];
  Dependencies dependencies = hart.tracker.retired(instruction);
  const bool has_event =
      instruction.kind == RetiredInstruction::Kind::accesses || instruction.kind == RetiredInstruction::Kind::fences;
  if (!has_event) return;
  hart.instructions.push_back(std::move(dependencies));
  match(hart);
}

// Each event belongs to the instruction at its place in program order; one that crosses a line has two, and a fence
// that orders nothing may have none.
void OrderChecker::match(Hart& hart) {
  while (!hart.events.empty() && !hart.instructions.empty()) {
    Dependencies& instruction = hart.instructions.front();
    if (instruction.is_fence && !hart.events.front().event.is_fence) {
      hart.instructions.pop_front();
      continue;
    }
    Passed younger = std::move(hart.events.front());
    hart.events.pop_front();
    younger.dependencies = instruction;
    if (instruction.bytes <= younger.event.bytes) {
      hart.instructions.pop_front();
    } else {
      instruction.bytes -= younger.event.bytes;
    }
    check(hart, younger);
  }
}

void OrderChecker::check(Hart& hart, Passed& younger) {
  const MemoryEvent& event = younger.event;
  if (!event.succeeded) return;
  if (event.forwarded) younger.fed_by = sources_of_forwarded(hart, event);
  unsigned fenced = 0;
  bool pairs = is_conditional(event);  // with the LR before it, if no other SC is between
  if (!event.is_fence && !event.device)
    for (auto older = hart.passed.rbegin(); older != hart.passed.rend(); ++older) {
      if (older->event.is_fence) {
        fenced |= older->event.fence.holds(classes_of(event));
      } else if (!older->event.device) {
        check_pair(*older, younger, fenced, pairs && older->event.reserves);
        pairs = pairs && !older->event.reserves && !is_conditional(older->event);
      }
    }
  hart.addresses.add(younger.dependencies.address);
  hart.addresses.forget_before(younger.dependencies.number - std::min(younger.dependencies.number, kReach));
  hart.passed.push_back(std::move(younger));
  if (hart.passed.size() > kWindow) hart.passed.pop_front();
}

// What address and data of the youngest older stores to the load's bytes depend on.
Operations OrderChecker::sources_of_forwarded(const Hart& hart, const MemoryEvent& load) {
  Operations sources;
  unsigned left = (1u << load.bytes) - 1;
  for (auto store = hart.passed.rbegin(); store != hart.passed.rend() && left != 0; ++store) {
    if (!store->event.access.writes || !overlap(store->event, load)) continue;
    for (unsigned n = 0; n < load.bytes; ++n) {
      const bool written = load.address + n - store->event.address < store->event.bytes;
      if (!written || (left >> n & 1) == 0) continue;
      left &= ~(1u << n);
      sources.add(store->dependencies.address);
      sources.add(store->dependencies.data);
    }
  }
  return sources;
}

void OrderChecker::check_pair(const Passed& older, const Passed& younger, unsigned fenced_classes, bool paired) {
  const MemoryEvent &a = older.event, &b = younger.event;
  const Hart& hart = harts_[b.hart];
  PairRelation pair;
  pair.overlap = overlap(a, b);
  pair.fenced = (fenced_classes & classes_of(a)) != 0;
  pair.paired = paired;
  const std::uint64_t source = older.dependencies.number;
  pair.address = younger.dependencies.address.contains(source);
  pair.data = younger.dependencies.data.contains(source);
  pair.control = younger.dependencies.control.contains(source);
  pair.store_pipeline = younger.fed_by.contains(source);
  pair.address_pipeline = hart.addresses.contains(source);
  if (pair.overlap)
    for (const Passed& between : hart.passed)
      pair.written_between = pair.written_between || (between.event.number > a.number && covers(between.event, b));
  const OrderRule rule = preserving_rule(a.access, b.access, pair, order_);
  const bool queued_at_port = (pair.overlap || paired) && older.moment < younger.moment;
  if (rule == OrderRule::none || a.until <= b.from || queued_at_port) return;
  const bool loads = !a.access.writes && !b.access.writes && !b.reserves;
  const bool may_be_early = rule == OrderRule::load_load_coherence || rule == OrderRule::total_store_order ||
                            rule == OrderRule::sequential_consistency;
  if (loads && may_be_early &&
      (older.moment <= younger.moment || fed_from_between(hart, a, b) || stayed(hart, younger, older.moment)))
    return;
  report(b, "performed before operation " + std::to_string(a.number) + ", against rule " +
                std::to_string(static_cast<unsigned>(rule)));
}

// Whether stores of the hart behind `older` fed the whole load: it then has its value wherever it is performed before
// these are.
bool OrderChecker::fed_from_between(const Hart& hart, const MemoryEvent& older, const MemoryEvent& load) {
  if (!load.forwarded) return false;
  unsigned left = (1u << load.bytes) - 1;
  for (const Passed& store : hart.passed) {
    if (!store.event.access.writes || store.event.number <= older.number) continue;
    for (unsigned n = 0; n < load.bytes; ++n)
      if (load.address + n - store.event.address < store.event.bytes) left &= ~(1u << n);
  }
  return left == 0;
}

// Whether no line of the load was lost from when it had its value until `until`.
bool OrderChecker::stayed(const Hart& hart, const Passed& load, std::uint64_t until) const {
  const MemoryEvent& e = load.event;
  return std::none_of(hart.losses.begin(), hart.losses.end(), [&](const Loss& loss) {
    return loss.moment > load.moment && loss.moment < until && loss.line < e.address + e.bytes &&
           e.address < loss.line + loss.bytes;
  });
}

// ------------------------------------------------------------------------------------------- values and atomicity

void OrderChecker::bound(const MemoryEvent& event) {
  harts_[event.hart].moments[event.number] = ++moment_;
  if (event.device || values_ == Values::ignored) return;
  const bool conditional = is_conditional(event);
  if (event.access.reads && !event.forwarded) check_read(event);
  if (event.reserves) {
    harts_[event.hart].reserved = event.address;
    harts_[event.hart].reserved_at = moment_;
  }
  if (conditional && event.succeeded) check_reservation(event);
  if (event.access.writes && (!conditional || event.succeeded)) write(event);
}

// A load returns the last write to each byte; so does an AMO, which therefore nothing came between.
void OrderChecker::check_read(const MemoryEvent& event) {
  for (unsigned n = 0; n < event.bytes; ++n) {
    Byte& byte = memory_[event.address + n];
    const std::uint8_t value = byte_of(event.read, n);
    if (byte.known && byte.value != value)
      report(event, "read " + std::to_string(value) + " at byte " + std::to_string(n) + ", last written was " +
                        std::to_string(byte.value));
    byte.value = value;
    byte.known = true;
  }
}

void OrderChecker::check_reservation(const MemoryEvent& event) {
  const Hart& hart = harts_[event.hart];
  if (hart.reserved_at == 0) report(event, "an SC succeeded without an LR");
  for (unsigned n = 0; n < event.bytes; ++n) {
    const auto byte = memory_.find(event.address + n);
    if (byte != memory_.end() && byte->second.writer != event.hart && byte->second.written > hart.reserved_at)
      report(event, "an SC succeeded although another hart wrote since its LR");
  }
}

void OrderChecker::write(const MemoryEvent& event) {
  const bool amo = event.access.atomic && event.access.reads;
  const AtomicValue value =
      amo ? apply_atomic(event.op, event.bytes, event.read, event.operand, event.compare) : event.operand;
  for (unsigned n = 0; n < event.bytes; ++n)
    memory_[event.address + n] = {byte_of(value, n), true, event.hart, moment_};
}

}  // namespace amoeba
