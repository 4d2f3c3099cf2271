#include "checked_traffic.h"

#include <cstring>

namespace amoeba {

using Kind = TrafficAccess::Kind;

CheckedTraffic::CheckedTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings,
                               const CheckedPattern& pattern, Ledger& ledger)
    : TrafficSource(name, surroundings), pattern_(pattern), ledger_(ledger) {}

void CheckedTraffic::restart(std::uint64_t seed) {
  random_ = Random(seed, number());
  left_ = pattern_.accesses;
  tokens_ = 0;
  pair_ = Pair{};
  expectations_.clear();
  mine_.clear();
  last_.clear();
}

bool CheckedTraffic::next(TrafficAccess& access) {
  if (pair_.step == Pair::Step::reading) return false;
  if (pair_.step == Pair::Step::writing && !chance(15)) {
    access = pair_.sc;
    pair_.step = Pair::Step::answering;
    return true;
  }
  if (left_ == 0 && pair_.step != Pair::Step::writing) return false;
  access = TrafficAccess{};
  std::uint64_t granule = pattern_.base + 16 * random_.below(pattern_.granules);
  // A hart's own store between its LR and SC may let the SC succeed, which would spoil the sums.
  if (pair_.step != Pair::Step::none && granule == (pair_.counter & ~std::uint64_t{15})) granule = pattern_.base;
  switch (role_of(granule)) {
    case Role::owned:
      draw_owned(access, granule);
      break;
    case Role::modelled:
      draw_modelled(access, granule);
      break;
    case Role::sums:
      draw_sums(access, granule);
      break;
    case Role::chains:
      draw_chains(access, granule);
      break;
    case Role::tickets:
      draw_tickets(access, granule);
      break;
    case Role::wide:
      draw_wide(access, granule);
      break;
  }
  if (left_ > 0) --left_;
  access.think = random_.below(pattern_.longest_think + 1);
  if (pattern_.ordered) {
    access.aq = chance(10);
    access.rl = chance(10);
  }
  return true;
}

void CheckedTraffic::demand(TrafficAccess& access, const AtomicValue& value, const AtomicValue& mask) {
  expectations_.push_back({value, mask});
  access.tag = static_cast<std::uint32_t>(expectations_.size());
}

void CheckedTraffic::load(TrafficAccess& access, std::uint64_t address, unsigned bytes) {
  access.kind = Kind::load;
  access.address = address;
  access.bytes = static_cast<std::uint8_t>(bytes);
}

void CheckedTraffic::atomic(TrafficAccess& access, AtomicOp op, std::uint64_t address, unsigned bytes,
                            std::uint64_t operand) {
  access.kind = Kind::atomic;
  access.op = op;
  access.address = address;
  access.bytes = static_cast<std::uint8_t>(bytes);
  access.operand = truncate({operand, 0}, bytes);
}

void CheckedTraffic::draw_owned(TrafficAccess& access, std::uint64_t granule) {
  const unsigned offset = 2 * (number() % 8);
  auto& mine = mine_[granule];
  if (owns(granule, offset) && chance(50)) {
    const unsigned bytes = 1 + random_.below(2), place = offset + (bytes == 1 ? random_.below(2) : 0);
    load(access, granule + place, bytes);
    access.kind = Kind::store;
    access.operand[0] = random_.next();
    std::memcpy(mine.data() + place, access.operand.data(), bytes);
    return;
  }
  const unsigned bytes = 1u << random_.below(4), place = (offset + random_.below(2)) / bytes * bytes;
  load(access, granule + place, bytes);
  AtomicValue value{}, mask{};
  for (unsigned i = 0; i < bytes; ++i) {
    if (!owns(granule, place + i)) continue;
    value[0] |= std::to_integer<std::uint64_t>(mine[place + i]) << 8 * i;
    mask[0] |= std::uint64_t{0xff} << 8 * i;
  }
  demand(access, value, mask);
}

void CheckedTraffic::draw_modelled(TrafficAccess& access, std::uint64_t granule) {
  unsigned bytes = 1u << random_.below(4);
  if ((granule - pattern_.base) / 16 / kRoles % pattern_.agents != number()) {
    load(access, granule + random_.below(16 / bytes) * bytes, bytes);
    return;
  }
  auto& mine = mine_[granule];
  if (chance(10)) bytes = 16;
  const std::uint64_t place = random_.below(16 / bytes) * bytes;
  AtomicValue old{};
  std::memcpy(old.data(), mine.data() + place, bytes);
  constexpr AtomicOp ops[] = {AtomicOp::swap, AtomicOp::add, AtomicOp::bit_xor, AtomicOp::bit_and, AtomicOp::bit_or,
                              AtomicOp::min,  AtomicOp::max, AtomicOp::minu,    AtomicOp::maxu,    AtomicOp::cas};
  const unsigned choice = bytes == 16 ? 9 : random_.below(14);
  if (choice < 10) {
    atomic(access, ops[choice], granule + place, bytes, random_.next());
    if (bytes == 16) access.operand[1] = random_.next();
    access.compare = chance(50) ? old : truncate({random_.next(), random_.next()}, bytes);
    const AtomicValue result = apply_atomic(access.op, bytes, old, access.operand, access.compare);
    std::memcpy(mine.data() + place, result.data(), bytes);
    demand(access, old, truncate({~0ull, ~0ull}, bytes));
  } else if (choice < 12) {
    load(access, granule + place, bytes);
    demand(access, old, truncate({~0ull, ~0ull}, bytes));
  } else {
    load(access, granule + place, bytes);
    access.kind = Kind::store;
    access.operand[0] = random_.next();
    std::memcpy(mine.data() + place, access.operand.data(), bytes);
  }
}

// The LR of a pair whose SC adds `amount` to a counter inside of the bytes read.
void CheckedTraffic::begin_pair(TrafficAccess& access, std::uint64_t counter, unsigned counter_bytes,
                                std::uint64_t amount) {
  const bool waits = pattern_.waits && chance(70);
  const unsigned bytes = waits ? counter_bytes : counter_bytes == 8 ? 8 : 4;
  atomic(access, waits ? AtomicOp::lrwait : AtomicOp::lr, counter & ~std::uint64_t{bytes - 1}, bytes, 0);
  if (pair_.step != Pair::Step::none) {  // one pair at a time
    load(access, access.address, bytes);
    return;
  }
  pair_ = Pair{Pair::Step::reading, access, counter, counter_bytes, amount, {}};
}

void CheckedTraffic::draw_sums(TrafficAccess& access, std::uint64_t granule) {
  static constexpr struct {
    unsigned offset, bytes;
  } counters[] = {{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 2}, {6, 2}, {8, 4}, {12, 4}};
  const auto [offset, bytes] = counters[random_.below(8)];
  const std::uint64_t counter = granule + offset, amount = random_.next();
  switch (random_.below(4)) {
    case 0:
      begin_pair(access, counter, bytes, amount);
      return;
    case 1:
      atomic(access, AtomicOp::cas, counter, bytes, 0);
      access.compare = truncate(last_[counter], bytes);
      access.operand = truncate({access.compare[0] + amount, 0}, bytes);
      return;
    case 2:
      load(access, counter, bytes);
      return;
    default:
      atomic(access, AtomicOp::add, counter, bytes, amount);
      access.discards_result = chance(30);
  }
}

void CheckedTraffic::draw_chains(TrafficAccess& access, std::uint64_t granule) {
  const unsigned bytes = chance(50) ? 8 : 4;
  const std::uint64_t place = granule + (bytes == 8 ? 0 : 8 + 4 * random_.below(2));
  if (chance(25)) {
    begin_pair(access, place, bytes, 0);
    return;
  }
  atomic(access, chance(60) ? AtomicOp::swap : AtomicOp::cas, place, bytes, token(bytes));
  access.compare = truncate(last_[place], bytes);
}

void CheckedTraffic::draw_tickets(TrafficAccess& access, std::uint64_t granule) {
  const unsigned bytes = chance(50) ? 8 : 4;
  const std::uint64_t place = granule + (bytes == 8 ? 0 : 8);
  if (chance(20)) {
    atomic(access, AtomicOp::maxu, granule + 12, 4, random_.below(1u << 31));
  } else if (chance(50)) {
    load(access, place, bytes);
  } else {
    atomic(access, AtomicOp::add, place, bytes, 1);
  }
}

void CheckedTraffic::draw_wide(TrafficAccess& access, std::uint64_t granule) {
  if (chance(40)) {
    begin_pair(access, granule, 8, 1);
    return;
  }
  atomic(access, AtomicOp::cas, granule, 16, 0);
  access.compare = last_[granule];
  access.operand = {access.compare[0] + 1, access.compare[1] + 3};
}

void CheckedTraffic::completed(const TrafficAccess& access, const TrafficResult& result) {
  if (result.status != tlm::TLM_OK_RESPONSE) ledger_.fault("an access was answered with an error");
  if (access.tag != 0) {
    const Expectation& expected = expectations_[access.tag - 1];
    for (unsigned word = 0; word < 2; ++word)
      if ((result.value[word] & expected.mask[word]) != expected.value[word])
        ledger_.fault("agent " + std::to_string(number()) + " found " + std::to_string(result.value[word]) +
                      " instead of " + std::to_string(expected.value[word]) + " at offset " +
                      std::to_string(access.address - pattern_.base) + ", tick " + std::to_string(result.issued));
  }
  if (access.kind == Kind::atomic && (loads_reserved(access.op) || stores_conditionally(access.op))) {
    finish_pair(access, result);
    return;
  }
  const Role role = role_of(access.address & ~std::uint64_t{15});
  if (role == Role::sums || role == Role::chains || role == Role::wide) completed_sum(access, result);
  if (role == Role::tickets) completed_ticket(access, result);
}

void CheckedTraffic::finish_pair(const TrafficAccess& access, const TrafficResult& result) {
  const Role role = role_of(access.address & ~std::uint64_t{15});
  if (loads_reserved(access.op)) {
    pair_.step = Pair::Step::writing;
    pair_.old = truncate(result.value, access.bytes);
    const unsigned shift = 8 * static_cast<unsigned>(pair_.counter - access.address);
    const std::uint64_t field = truncate({~0ull, 0}, pair_.counter_bytes)[0] << shift;
    std::uint64_t value = (pair_.old[0] & ~field) | ((pair_.old[0] + (pair_.amount << shift)) & field);
    if (role == Role::chains) value = token(access.bytes);
    pair_.sc = access;
    pair_.sc.op = access.op == AtomicOp::lrwait ? AtomicOp::scwait : AtomicOp::sc;
    pair_.sc.operand = {value, 0};
    pair_.sc.alone = true;
    pair_.sc.think = random_.below(4);
    return;
  }
  pair_.step = Pair::Step::none;
  if (!result.sc_success) return;
  if (role == Role::chains) {
    ledger_.swap(access.address, access.bytes, access.operand[0], pair_.old[0]);
  } else {
    ledger_.add(pair_.counter, pair_.counter_bytes, pair_.amount);
  }
}

void CheckedTraffic::completed_sum(const TrafficAccess& access, const TrafficResult& result) {
  if (!access.discards_result) last_[access.address] = truncate(result.value, access.bytes);
  if (access.kind != Kind::atomic) return;
  const bool swapped = access.op == AtomicOp::swap || (access.op == AtomicOp::cas && succeeded(access, result));
  switch (role_of(access.address & ~std::uint64_t{15})) {
    case Role::chains:
      if (swapped) ledger_.swap(access.address, access.bytes, access.operand[0], result.value[0]);
      return;
    case Role::wide:
      if (result.value[1] % 3 != 0 || result.value[1] / 3 > result.value[0])
        ledger_.fault("a 16-byte value was torn, tick " + std::to_string(result.issued));
      if (swapped) ledger_.add(access.address, 8, 1), ledger_.add(access.address + 8, 8, 3);
      return;
    default:
      if (access.op == AtomicOp::add) ledger_.add(access.address, access.bytes, access.operand[0]);
      if (swapped) ledger_.add(access.address, access.bytes, access.operand[0] - access.compare[0]);
  }
}

void CheckedTraffic::completed_ticket(const TrafficAccess& access, const TrafficResult& result) {
  const std::uint64_t value = result.value[0];
  std::uint64_t after = value;
  if (access.kind == Kind::atomic && access.op == AtomicOp::add) {
    ledger_.draw_ticket(access.address, value);
    ledger_.add(access.address, access.bytes, 1);
    after = value + 1;
  } else if (access.kind == Kind::atomic) {
    after = std::max(value, access.operand[0]);
  }
  ledger_.observe(access.address, result.issued, result.at, value, after);
}

void CheckedTraffic::check_memory(const Ledger::ReadMemory& read) {
  for (const auto& [granule, bytes] : mine_)
    for (unsigned i = 0; i < 16; ++i) {
      if (role_of(granule) == Role::owned && !owns(granule, i)) continue;
      const std::uint64_t value = read(granule + i, 1);
      if (value != std::to_integer<std::uint64_t>(bytes[i]))
        ledger_.fault("memory holds " + std::to_string(value) + " instead of " +
                      std::to_string(std::to_integer<unsigned>(bytes[i])) + " at offset " +
                      std::to_string(granule + i - pattern_.base) + " of agent " + std::to_string(number()));
    }
}

}  // namespace amoeba
