#include "amoeba/cores/traffic/atomic_traffic.h"

namespace amoeba {

void AtomicTraffic::restart(std::uint64_t) {
  left_ = stream_.operations;
  performed_ = seen_ = 0;
  finished_ = kNever;
  go(Step::begin, stream_.work);
}

bool AtomicTraffic::next(TrafficAccess& access) {
  if (step_ == Step::begin && left_ == 0) return false;
  if (step_ == Step::wait) return false;
  access.address = stream_.address;
  access.bytes = stream_.bytes;
  access.think = pause_;
  access.kind = TrafficAccess::Kind::atomic;
  const bool compared = stream_.shape == AtomicStream::Shape::compared;
  if (stream_.shape == AtomicStream::Shape::amo) {
    access.op = AtomicOp::add;
    access.operand[0] = 1;
    access.discards_result = true;
    --left_;
    return true;
  }
  if (step_ == Step::begin && compared) access.kind = TrafficAccess::Kind::load;
  if (step_ == Step::begin) --left_;
  access.op = step_ == Step::store ? AtomicOp::sc : AtomicOp::lr;
  access.operand[0] = seen_ + 1;
  access.tag = static_cast<std::uint32_t>(step_ == Step::begin && !compared ? Step::reserve
                                          : step_ == Step::begin            ? Step::load
                                                                            : step_);
  step_ = Step::wait;
  return true;
}

void AtomicTraffic::completed(const TrafficAccess& access, const TrafficResult& result) {
  if (stream_.shape == AtomicStream::Shape::amo) return end_operation(result.at);
  const std::uint64_t expected = seen_;
  switch (static_cast<Step>(access.tag)) {
    case Step::load:
      seen_ = result.value[0];
      return go(Step::reserve, stream_.gap);
    case Step::reserve:
      seen_ = result.value[0];
      if (stream_.shape == AtomicStream::Shape::compared)
        return seen_ == expected ? go(Step::store, 1) : go(Step::reserve, stream_.retry + stream_.gap);
      return go(Step::store, stream_.gap);
    default:
      if (result.sc_success) return end_operation(result.at);
      return go(Step::reserve, stream_.retry + (stream_.shape == AtomicStream::Shape::compared ? stream_.gap : 0));
  }
}

void AtomicTraffic::end_operation(Tick at) {
  if (stream_.shape != AtomicStream::Shape::amo) go(Step::begin, stream_.work);
  if (++performed_ == stream_.operations) finished_ = at;
}

}  // namespace amoeba
