#include "amoeba/cores/traffic/operation_traffic.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace amoeba {

namespace {

using Kind = TrafficAccess::Kind;

bool reserves(const TrafficAccess& access) {
  return access.kind == Kind::atomic && loads_reserved(access.op);
}
bool ends_reservation(const TrafficAccess& access) {
  return access.kind == Kind::atomic && stores_conditionally(access.op);
}

// The branch behind a failed SC, which is predicted to be taken.
constexpr double kRetry = 1;

}  // namespace

OperationTraffic::OperationTraffic(const sc_core::sc_module_name& name, const Surroundings& surroundings,
                                   std::vector<OperationStep> steps)
    : TrafficSource(name, surroundings), steps_(std::move(steps)) {
  if (steps_.empty()) throw std::invalid_argument("analytic traffic needs a shared access");
}

void OperationTraffic::begin(std::uint64_t operations, Tick at) {
  left_ = operations;
  think_ = whole_cycles(steps_[step_].before);
  ready_ = true;
  go_on(at);
}

void OperationTraffic::restart(std::uint64_t) {
  left_ = sc_failures_ = 0;
  step_ = 0;
  fraction_ = 0;
  ready_ = false;
}

bool OperationTraffic::next(TrafficAccess& access) {
  if (!ready_ || left_ == 0) return false;
  ready_ = false;
  access = steps_[step_].access;
  access.think = think_;
  access.tag = static_cast<std::uint32_t>(step_);
  // Another value than any hart has read lately, so that compare-and-swaps can fail.
  access.operand[0] = (left_ << 8 | number()) + 1;
  return true;
}

// Behind an SC the hart goes on when it has its result; else when an instruction needs the value, and not with another
// shared access before.
void OperationTraffic::completed(const TrafficAccess& access, const TrafficResult& result) {
  const OperationStep& done = steps_[access.tag];
  const auto [step, work] = successor(access.tag, result);
  const double latency = static_cast<double>(result.at - result.issued);
  const double from_completion =
      ends_reservation(access) ? work - 1 : std::max({0.0, work - latency, work - std::min(work, done.until_use)});
  step_ = step;
  think_ = whole_cycles(std::max(0.0, from_completion));
  ready_ = true;
}

OperationTraffic::Successor OperationTraffic::successor(std::size_t step, const TrafficResult& result) {
  const TrafficAccess& access = steps_[step].access;
  if (ends_reservation(access) && !result.sc_success) {
    ++sc_failures_;
    return {reservation_before(step), kRetry + 1};
  }
  if (access.kind == Kind::load) expected_ = result.value[0];
  if (reserves(access) && expects(step) && result.value[0] != expected_) {
    expected_ = result.value[0];
    return {step, steps_[step].before};
  }
  const std::size_t next = (step + 1) % steps_.size();
  if (steps_[step].ends_operation) --left_;
  return {next, steps_[next].before};
}

std::size_t OperationTraffic::reservation_before(std::size_t step) const {
  while (step > 0 && !reserves(steps_[step].access)) --step;
  return step;
}

bool OperationTraffic::expects(std::size_t step) const {
  if (step == 0) return false;
  const TrafficAccess& before = steps_[step - 1].access;
  return before.kind == Kind::load && before.address == steps_[step].access.address;
}

Tick OperationTraffic::whole_cycles(double cycles) {
  const double whole = std::floor(cycles + fraction_);
  fraction_ += cycles - whole;
  return static_cast<Tick>(whole);
}

}  // namespace amoeba
