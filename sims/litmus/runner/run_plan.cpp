#include "amoeba/sims/litmus/runner/run_plan.h"

#include <array>
#include <stdexcept>

#include "amoeba/base/isa_extensions.h"
#include "amoeba/base/random.h"
#include "amoeba/cores/isa/decoder.h"

namespace amoeba::litmus {
namespace {

constexpr std::uint64_t kIdleOffset = 0, kCodeOffset = 0x1000, kCodeStride = 0x1040, kDataOffset = 0x10'0000;
constexpr std::uint64_t kNeededMemory = 2 * kDataOffset;
constexpr std::uint32_t kNop = 0x13, kEnableSoftwareInterrupt = 0x30445073, kDisableInterrupts = 0x30405073;
constexpr unsigned kCodeLineWords = 16;

using Code = std::vector<std::uint32_t>;

bool uses(const LitmusTest& test, unsigned thread, unsigned r) {
  if (test.registers.count({thread, r}) != 0) return true;
  for (const Observable& o : test.observed)
    if (o.location.empty() && o.thread == thread && o.register_index == r) return true;
  for (const Instruction& i : test.threads[thread].code) {
    const unsigned pair = i.width == 16 ? 1 : 0;
    if (r == i.rs1 || r - i.rd <= pair || r - i.rs2 <= pair) return true;
  }
  return false;
}

std::array<unsigned, 2> free_registers(const LitmusTest& test, unsigned thread) {
  std::array<unsigned, 2> found{};
  unsigned count = 0;
  for (unsigned r = 31; r > 0 && count < found.size(); --r)
    if (!uses(test, thread, r)) found[count++] = r;
  if (count < found.size())
    throw std::invalid_argument(test.path + ": P" + std::to_string(thread) +
                                " leaves no two registers to prepare the caches with");
  return found;
}

void load_constant(Code& code, unsigned rd, std::uint64_t value) {
  const std::uint64_t high = (value + 0x800) >> 12, low = value & 0xfff;
  code.push_back(static_cast<std::uint32_t>(high << 12 | rd << 7 | 0x37));
  code.push_back(static_cast<std::uint32_t>(low << 20 | rd << 15 | rd << 7 | 0x13));
  code.push_back(32u << 20 | rd << 15 | 1 << 12 | rd << 7 | 0x13);  // slli, srli: addresses are positive
  code.push_back(32u << 20 | rd << 15 | 5 << 12 | rd << 7 | 0x13);
}

std::uint32_t load_word(unsigned rd, unsigned base) {
  return base << 15 | 2 << 12 | rd << 7 | 0x03;
}
std::uint32_t store_word(unsigned rs, unsigned base) {
  return rs << 20 | base << 15 | 2 << 12 | 0x23;
}
std::uint32_t jump(unsigned link, std::size_t words) {
  const auto offset = static_cast<std::uint32_t>(4 * words);  // below 1 KiB
  return (offset & 0x7fe) << 20 | link << 7 | 0x6f;
}
std::uint32_t jump_back(unsigned link) {
  return link << 15 | 0x67;
}

// Skews of four widths, the narrowest none at all: too exact a start hides outcomes as much as too loose a one.
Tick draw_skew(Random& random) {
  static constexpr Tick kWidest[] = {1, 30, 120, 600};
  return random.below(kWidest[random.below(4)]);
}

std::vector<unsigned> draw_harts(std::size_t harts, Random& random) {
  std::vector<unsigned> order(harts);
  for (unsigned i = 0; i < harts; ++i) order[i] = i;
  for (std::size_t i = harts; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace

void check_fits(const LitmusTest& test, const Configuration& platform) {
  if (test.threads.size() > platform.harts)
    throw std::invalid_argument(test.path + ": has " + std::to_string(test.threads.size()) +
                                " threads, the platform only " + std::to_string(platform.harts) +
                                " harts; raise system.harts");
  if (platform.memory_bytes < kNeededMemory)
    throw std::invalid_argument("litmus tests take 2 MiB of main memory; raise memory.bytes");
  const IsaExtensions extensions = IsaExtensions::parse(platform.isa);
  for (std::size_t thread = 0; thread < test.threads.size(); ++thread)
    for (const Instruction& i : test.threads[thread].code)
      if (decode(i.raw, extensions).op == Operation::illegal)
        throw std::invalid_argument(test.path + ": P" + std::to_string(thread) + " has an instruction that harts of " +
                                    platform.isa + " lack; add its extension to core.isa");
}

RunPlan::RunPlan(const LitmusTest& test, const Configuration& platform, std::uint64_t seed)
    : test_(test), base_(platform.memory_base) {
  Random random(seed, 0x117);
  layout_ = draw_layout(test, random);
  addresses_ = addresses_of(layout_, test.locations.size(), base_ + kDataOffset, platform);
  const std::vector<unsigned> harts = draw_harts(platform.harts, random);
  for (unsigned thread = 0; thread < test.threads.size(); ++thread) {
    ThreadPlan plan;
    plan.hart = harts[thread];
    plan.entry = base_ + kCodeOffset + kCodeStride * thread;
    write_prologue(plan, thread, random);
    plan.skew = draw_skew(random);
    threads_.push_back(std::move(plan));
  }
}

// Brings locations into the cache, then waits at the start of a line; the last line of the test's code has been
// executed in before, so that its fetch does not stand between the threads.
void RunPlan::write_prologue(ThreadPlan& plan, unsigned thread, Random& random) const {
  Code& code = plan.code;
  const auto [address, scratch] = free_registers(test_, thread);
  const bool as_asked = random.below(2) == 0;
  for (std::size_t i = 0; i < test_.locations.size(); ++i) {
    auto kind = static_cast<PrefetchKind>(random.below(3));
    for (const PrefetchHint& hint : test_.prefetch)
      if (as_asked && hint.thread == thread && hint.location == test_.locations[i].name) kind = hint.kind;
    if (kind == PrefetchKind::flush) continue;
    load_constant(code, address, addresses_[i]);
    code.push_back(load_word(scratch, address));
    if (kind == PrefetchKind::touch_for_write) code.push_back(store_word(scratch, address));
    plan.prologue_accesses += kind == PrefetchKind::touch_for_write ? 2 : 1;
  }
  code.push_back(kEnableSoftwareInterrupt);
  const Code ending{kDisableInterrupts, kWaitForInterrupt, jump_back(scratch)};
  const std::vector<Instruction>& body = test_.threads[thread].code;
  while ((code.size() + 1) % kCodeLineWords != 0) code.push_back(kNop);
  code.push_back(jump(scratch, 1 + 1 + body.size() + 2));  // behind the wait, the body and its ending
  code.push_back(kWaitForInterrupt);
  for (const Instruction& i : body) code.push_back(i.raw);
  code.insert(code.end(), ending.begin(), ending.end());
  plan.end = plan.entry + 4 * (code.size() - 2);
}

std::uint64_t RunPlan::idle_entry() const {
  return base_ + kIdleOffset;
}

std::uint64_t RunPlan::bits_of(const Value& value) const {
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < test_.locations.size(); ++i)
    if (!value.location.empty() && test_.locations[i].name == value.location) address = addresses_[i];
  return address + static_cast<std::uint64_t>(value.number);
}

Value RunPlan::value_of(std::uint64_t bits, Type type) const {
  for (std::size_t i = 0; i < test_.locations.size(); ++i)
    if (bits == addresses_[i]) return {0, test_.locations[i].name};
  if (type.bytes < 8) bits = type.is_signed ? sign_extend(bits, type.bytes) : bits & ((1ull << 8 * type.bytes) - 1);
  return {static_cast<std::int64_t>(bits), ""};
}

std::string RunPlan::name_of(std::uint64_t address) const {
  for (std::size_t i = 0; i < test_.locations.size(); ++i)
    if (address - addresses_[i] < 16)
      return test_.locations[i].name + (address == addresses_[i] ? "" : "+" + std::to_string(address - addresses_[i]));
  return std::to_string(address);
}

}  // namespace amoeba::litmus
