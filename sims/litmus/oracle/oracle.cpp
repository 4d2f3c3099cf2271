#include "amoeba/litmus/oracle/oracle.h"

#include <algorithm>

#include "amoeba/litmus/lexer.h"
#include "amoeba/litmus/oracle/candidate_executions.h"

namespace amoeba::litmus {
namespace {

class Judge {
 public:
  Judge(const LitmusTest& test, const ModelOptions& options) : test_(test), options_(options), layout_(test) {
    columns_ = test.observed;
    if (test.filter) collect_observables(*test.filter, columns_);
    shapes_ = thread_shapes(test, layout_, options, columns_);
  }

  FinalStates states() {
    std::vector<const ThreadShape*> chosen;
    combine(chosen);
    return std::move(result_);
  }

 private:
  void combine(std::vector<const ThreadShape*>& chosen) {
    if (chosen.size() == shapes_.size()) {
      check_size(chosen);
      return for_each_execution(chosen, layout_, options_, [this](const Execution& e) { take(e); });
    }
    for (const ThreadShape& shape : shapes_[chosen.size()]) {
      chosen.push_back(&shape);
      combine(chosen);
      chosen.pop_back();
    }
  }

  void check_size(const std::vector<const ThreadShape*>& chosen) const {
    std::size_t operations = 0;
    for (const ThreadShape* shape : chosen) operations += shape->trace.operations.size();
    if (operations > kMostOperations)
      throw LitmusError(test_.path + ": the threads perform " + std::to_string(operations) +
                        " memory operations together, and the oracle takes " + std::to_string(kMostOperations) +
                        "; shorten the test");
  }

  void take(const Execution& execution) {
    for (const ThreadShape* shape : execution.shapes)
      if (!shape->trace.fault.empty())
        throw LitmusError(test_.path + ": " + shape->trace.fault + "; correct the address");
    const StateRow row = final_row(execution);
    const auto value_of = [&](const Observable& o) {
      return row[static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), o) - columns_.begin())];
    };
    if (test_.filter && !holds(*test_.filter, value_of)) return;
    ++(holds(test_.condition, value_of) ? result_.positive : result_.negative);
    const auto shown = row.begin() + static_cast<std::ptrdiff_t>(test_.observed.size());
    ++result_.counts[StateRow(row.begin(), shown)];
  }

  StateRow final_row(const Execution& execution) const {
    StateRow row;
    std::vector<std::size_t> next(execution.variants.size());
    for (const Observable& o : columns_)
      row.push_back(o.location.empty() ? final_register(o, execution.variants[o.thread]->registers[next[o.thread]++])
                                       : final_memory(o, execution));
    return row;
  }
  Value final_register(const Observable& o, std::uint64_t number) const {
    const auto type = test_.register_types.find({o.thread, o.register_index});
    return layout_.value(number, type == test_.register_types.end() ? Type{8, true} : type->second);
  }
  Value final_memory(const Observable& o, const Execution& execution) const {
    const auto location = std::find_if(test_.locations.begin(), test_.locations.end(),
                                       [&](const Location& l) { return l.name == o.location; });
    const std::uint64_t address = layout_.address(o.location);
    std::uint64_t number = 0;
    for (unsigned k = 0; k < location->type.bytes; ++k) {
      const MemoryOperation* store = execution.last_store(address + k);
      const std::uint64_t byte = store == nullptr ? layout_.initial(address + k, 1)
                                                  : store->stored >> (8 * (address + k - store->address)) & 0xff;
      number |= byte << (8 * k);
    }
    return layout_.value(number, location->type);
  }

  const LitmusTest& test_;
  const ModelOptions& options_;
  MemoryLayout layout_;
  std::vector<Observable> columns_;  // the observed ones, then those of the filter
  std::vector<std::vector<ThreadShape>> shapes_;
  FinalStates result_;
};

}  // namespace

FinalStates allowed_states(const LitmusTest& test, const ModelOptions& options) {
  return Judge(test, options).states();
}

}  // namespace amoeba::litmus
