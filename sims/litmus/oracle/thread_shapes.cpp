#include "amoeba/litmus/oracle/thread_shapes.h"

#include <algorithm>
#include <map>

#include "amoeba/litmus/lexer.h"
#include "amoeba/litmus/oracle/preserved_order.h"

namespace amoeba::litmus {
namespace {

constexpr std::size_t kMostTraces = 1000000;

using Key = std::vector<std::uint64_t>;

void append(Key& key, const MemoryOperation& o) {
  const std::uint64_t flags = static_cast<std::uint64_t>(o.kind) | std::uint64_t{o.load} << 8 |
                              std::uint64_t{o.store} << 9 | std::uint64_t{o.acquire} << 10 |
                              std::uint64_t{o.release} << 11 | std::uint64_t{o.rcsc} << 12 |
                              static_cast<std::uint64_t>(o.paired_load + 1) << 16 | std::uint64_t{o.bytes} << 32;
  key.insert(key.end(), {flags, o.address, o.stored, o.address_dependencies, o.data_dependencies,
                         o.control_dependencies, o.earlier_addresses});
}

// Everything in which traces of one shape agree.
Key key_of(const ThreadTrace& trace) {
  Key key{trace.operations.size(), trace.fences.size(), trace.fault.empty() ? 0u : 1u};
  for (const MemoryOperation& o : trace.operations) append(key, o);
  for (const Fence& f : trace.fences)
    key.push_back(f.position << 8 | std::uint64_t{f.tso} << 4 | std::uint64_t{f.before_reads} << 3 |
                  std::uint64_t{f.before_writes} << 2 | std::uint64_t{f.after_reads} << 1 | f.after_writes);
  return key;
}

Variant variant_of(const ThreadTrace& trace) {
  Variant variant;
  for (const MemoryOperation& o : trace.operations) variant.loaded.push_back(o.loaded);
  variant.registers = trace.registers;
  return variant;
}

// Counts the traces of a test, over all threads.
class TraceLimit {
 public:
  explicit TraceLimit(const std::string& path) : path_(path) {}
  void count() {
    if (++traces_ > kMostTraces)
      throw LitmusError(path_ + ": more than " + std::to_string(kMostTraces) +
                        " executions of its threads; make the test smaller");
  }

 private:
  const std::string& path_;
  std::size_t traces_ = 0;
};

std::vector<unsigned> registers_of(unsigned thread, const std::vector<Observable>& observables) {
  std::vector<unsigned> result;
  for (const Observable& o : observables)
    if (o.location.empty() && o.thread == thread) result.push_back(o.register_index);
  return result;
}

// A value that took n stores to compute has a chain of n stores, each depending on the one before: the number of stores
// bounds the rounds after which nothing new can be part of an execution without cycles.
PossibleValues possible_values(const std::vector<ThreadQuestion>& questions, const MemoryLayout& layout) {
  PossibleValues values(layout);
  std::size_t rounds = 1;
  for (std::size_t round = 0; round < rounds; ++round) {
    PossibleValues next = values;
    TraceLimit limit(questions.front().test.path);
    bool changed = false;
    std::size_t stores = 0;
    for (const ThreadQuestion& question : questions) {
      std::size_t most = 0;
      for_each_trace(question, values, [&](const ThreadTrace& trace) {
        limit.count();
        std::size_t here = 0;
        for (const MemoryOperation& o : trace.operations) {
          if (!o.store) continue;
          ++here;
          changed |= next.add_store(o.address, o.bytes, o.stored);
        }
        most = std::max(most, here);
      });
      stores += most;
    }
    values = std::move(next);
    if (!changed) break;
    rounds = stores + 1;
  }
  return values;
}

std::vector<ThreadShape> shapes_of(const ThreadQuestion& question, const PossibleValues& values) {
  std::map<Key, ThreadShape> by_key;
  TraceLimit limit(question.test.path);
  for_each_trace(question, values, [&](const ThreadTrace& trace) {
    limit.count();
    ThreadShape& shape = by_key[key_of(trace)];
    if (shape.variants.empty()) {
      shape.trace = trace;
      shape.preserved_before = preserved_before(trace, question.options);
    }
    shape.variants.push_back(variant_of(trace));
  });
  std::vector<ThreadShape> result;
  for (auto& [key, shape] : by_key) result.push_back(std::move(shape));
  return result;
}

}  // namespace

std::vector<std::vector<ThreadShape>> thread_shapes(const LitmusTest& test, const MemoryLayout& layout,
                                                    const ModelOptions& options,
                                                    const std::vector<Observable>& observables) {
  std::vector<ThreadQuestion> questions;
  for (unsigned thread = 0; thread < test.threads.size(); ++thread)
    questions.push_back({test, layout, options, thread, registers_of(thread, observables)});
  const PossibleValues values = possible_values(questions, layout);
  std::vector<std::vector<ThreadShape>> result;
  for (const ThreadQuestion& question : questions) result.push_back(shapes_of(question, values));
  return result;
}

}  // namespace amoeba::litmus
