#include "amoeba/litmus/oracle/preserved_order.h"

namespace amoeba::litmus {

bool overlap(const MemoryOperation& o, std::uint64_t address, unsigned bytes) {
  return o.address < address + bytes && address < o.address + o.bytes;
}

namespace {

class PairOfOperations {
 public:
  PairOfOperations(const ThreadTrace& trace, unsigned a, unsigned b)
      : trace_(trace), a_(trace.operations[a]), b_(trace.operations[b]), first_(a), second_(b) {}

  bool preserved(const Rules& on) const {
    return (on[1] && rule_1_overlapping_store()) || (on[4] && rule_4_fence()) || (on[5] && rule_5_acquire()) ||
           (on[6] && rule_6_release()) || (on[7] && rule_7_rcsc_pair()) || (on[8] && rule_8_paired()) ||
           (on[9] && rule_9_address_dependency()) || (on[10] && rule_10_data_dependency()) ||
           (on[11] && rule_11_control_dependency()) || (on[13] && rule_13_address_then_store());
  }

 private:
  bool rule_1_overlapping_store() const { return b_.store && overlap(a_, b_.address, b_.bytes); }

  bool rule_4_fence() const {
    for (const Fence& fence : trace_.fences)
      if (fence.position > first_ && fence.position <= second_ && orders(fence)) return true;
    return false;
  }
  // fence.tso orders loads before everything, and stores before stores.
  bool orders(const Fence& fence) const {
    if (fence.tso) return a_.load || (a_.store && b_.store);
    return ((fence.before_reads && a_.load) || (fence.before_writes && a_.store)) &&
           ((fence.after_reads && b_.load) || (fence.after_writes && b_.store));
  }

  bool rule_5_acquire() const { return a_.acquire; }
  bool rule_6_release() const { return b_.release; }
  bool rule_7_rcsc_pair() const { return a_.rcsc && b_.rcsc; }
  bool rule_8_paired() const { return b_.paired_load == static_cast<int>(first_); }
  bool rule_9_address_dependency() const { return contains(b_.address_dependencies, first_); }
  bool rule_10_data_dependency() const { return b_.store && contains(b_.data_dependencies, first_); }
  bool rule_11_control_dependency() const { return b_.store && contains(b_.control_dependencies, first_); }
  bool rule_13_address_then_store() const { return b_.store && contains(b_.earlier_addresses, first_); }

  const ThreadTrace& trace_;
  const MemoryOperation& a_;
  const MemoryOperation& b_;
  unsigned first_;
  unsigned second_;
};

}  // namespace

std::vector<OperationSet> preserved_before(const ThreadTrace& trace, const ModelOptions& options) {
  const auto count = static_cast<unsigned>(trace.operations.size());
  std::vector<OperationSet> result(count);
  for (unsigned b = 0; b < count; ++b)
    for (unsigned a = 0; a < b; ++a)
      if (options.model == MemoryModel::sc || PairOfOperations(trace, a, b).preserved(options.rules))
        result[b] |= only(a);
  return result;
}

bool rule_2_load_load(const std::vector<MemoryOperation>& operations, unsigned a, unsigned b, std::uint64_t address,
                      unsigned bytes) {
  for (unsigned k = a + 1; k < b; ++k)
    if (operations[k].store && overlap(operations[k], address, bytes)) return false;
  return true;
}

bool rule_3_no_forwarding_from_atomic(const MemoryOperation& a) {
  return a.kind == OperationKind::amo || a.kind == OperationKind::store_conditional;
}

OperationSet rule_12_dependency_of_forwarded_store(const MemoryOperation& m) {
  return m.address_dependencies | m.data_dependencies;
}

}  // namespace amoeba::litmus
