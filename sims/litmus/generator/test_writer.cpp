#include "amoeba/litmus/generator/test_writer.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace amoeba::litmus {
namespace {

std::string location_name(unsigned location) {
  constexpr std::array kNames = {"x", "y", "z", "a", "b", "c", "d", "e"};
  return location < kNames.size() ? kNames[location] : "v" + std::to_string(location);
}

const char* type_name(char width) {
  switch (width) {
    case 'b':
      return "int8_t";
    case 'h':
      return "int16_t";
    case 'w':
      return "int32_t";
    case 'd':
      return "int64_t";
    default:
      throw std::invalid_argument(std::string("there is no width '") + width + "'; write b, h, w or d");
  }
}

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string result;
  for (const std::string& part : parts) result += (result.empty() ? "" : separator) + part;
  return result;
}

// One thread: its instructions, initial registers, and what it contributes to the condition.
class ThreadWriter {
 public:
  ThreadWriter(unsigned thread, char width) : thread_(thread), width_(1, width) {}

  void add(const Access& access, const Edge* before) {
    std::string base = initial(location_name(access.location));
    std::string value = access.write && !follows_data(before) ? initial(std::to_string(access.value)) : "";
    if (before != nullptr) lead_to(access, *before, base, value);
    write(access, base, value);
    hints_.push_back(access);
  }

  const std::vector<std::string>& lines() const { return lines_; }
  const std::vector<std::string>& terms() const { return terms_; }
  std::string state() const { return joined(state_, " "); }
  std::string prefetch() const {
    if (hints_.front().location == hints_.back().location) return "";
    const std::string thread = std::to_string(thread_) + ":";
    return thread + location_name(hints_.front().location) + "=F," + thread + location_name(hints_.back().location) +
           (hints_.back().write ? "=W" : "=T");
  }

 private:
  static bool follows_data(const Edge* before) { return before != nullptr && before->kind == EdgeKind::data; }

  std::string fresh() {
    if (next_ > 31) throw std::invalid_argument("a thread needs more registers than there are; shorten the cycle");
    return "x" + std::to_string(next_++);
  }
  std::string initial(const std::string& value) {
    const std::string reg = fresh();
    state_.push_back(std::to_string(thread_) + ":" + reg + "=" + value + ";");
    return reg;
  }
  void expect(const std::string& reg, unsigned value) {
    terms_.push_back(std::to_string(thread_) + ":" + reg + "=" + std::to_string(value));
  }
  std::string zero_from_latest() {
    const std::string zero = fresh();
    lines_.push_back("xor " + zero + "," + loaded_ + "," + loaded_);
    return zero;
  }

  // What the relation puts between the access before and this one.
  void lead_to(const Access& access, const Edge& before, std::string& base, std::string& value) {
    switch (before.kind) {
      case EdgeKind::fence:
        return lines_.push_back(before.fence);
      case EdgeKind::address: {
        const std::string zero = zero_from_latest(), sum = fresh();
        lines_.push_back("add " + sum + "," + base + "," + zero);
        base = sum;
        return;
      }
      case EdgeKind::data:
        value = zero_from_latest();
        return lines_.push_back("ori " + value + "," + value + "," + std::to_string(access.value));
      case EdgeKind::control: {
        const std::string label = "L" + std::to_string(labels_++);
        lines_.push_back("bne " + loaded_ + ",x0," + label);
        return lines_.push_back(label + ":");
      }
      default:
        return;
    }
  }

  std::string order(const Annotation& a) const {
    return std::string(a.acquire || a.release ? "." : "") + (a.acquire ? "aq" : "") + (a.release ? "rl" : "");
  }

  void write(const Access& access, const std::string& base, const std::string& value) {
    switch (access.annotation.form) {
      case AccessForm::plain:
        return access.write ? write_store(access, base, value) : write_load(access, base);
      case AccessForm::amo:
        return write_amo(access, base, value);
      case AccessForm::compare_and_swap:
        return write_compare_and_swap(access, base, value);
      case AccessForm::reserved_pair:
        return write_pair(access, base, value);
    }
  }
  void write_store(const Access& access, const std::string& base, const std::string& value) {
    if (access.annotation.acquire && !access.annotation.release)
      throw std::invalid_argument("a plain store has no acquire alone; write Rl, AqRl or AAq");
    lines_.push_back("s" + width_ + order(access.annotation) + " " + value + ",0(" + base + ")");
  }
  void write_load(const Access& access, const std::string& base) {
    if (access.annotation.release && !access.annotation.acquire)
      throw std::invalid_argument("a plain load has no release alone; write Aq, AqRl or ARl");
    loaded_ = fresh();
    lines_.push_back("l" + width_ + order(access.annotation) + " " + loaded_ + ",0(" + base + ")");
    if (access.decided) expect(loaded_, access.value);
  }
  void write_amo(const Access& access, const std::string& base, const std::string& value) {
    loaded_ = fresh();
    const std::string operation = access.write ? "amoswap." : "amoor.", operand = access.write ? value : "x0";
    lines_.push_back(operation + width_ + order(access.annotation) + " " + loaded_ + "," + operand + ",(" + base + ")");
    if (access.decided) expect(loaded_, access.value);
  }
  // To load, 0 is replaced by 0; to store, the value before by the new one.
  void write_compare_and_swap(const Access& access, const std::string& base, const std::string& value) {
    loaded_ = initial(std::to_string(access.write ? access.value - 1 : 0));
    const std::string operand = access.write ? value : "x0";
    lines_.push_back("amocas." + width_ + order(access.annotation) + " " + loaded_ + "," + operand + ",(" + base + ")");
    if (access.write) expect(loaded_, access.value - 1);
    if (access.decided) expect(loaded_, access.value);
  }
  void write_pair(const Access& access, const std::string& base, const std::string& value) {
    if (width_ != "w" && width_ != "d") throw std::invalid_argument("LR and SC have no width b or h; use w or d");
    loaded_ = fresh();
    const std::string failed = fresh();
    const Annotation& a = access.annotation;
    lines_.push_back("lr." + width_ + (a.acquire ? ".aq " : " ") + loaded_ + ",(" + base + ")");
    lines_.push_back("sc." + width_ + (a.release ? ".rl " : " ") + failed + "," + (access.write ? value : loaded_) +
                     ",(" + base + ")");
    expect(failed, 0);
    if (access.decided) expect(loaded_, access.value);
  }

  unsigned thread_;
  std::string width_;
  std::vector<std::string> lines_, terms_, state_;
  std::vector<Access> hints_;
  std::string loaded_;  // the register of the latest load
  unsigned next_ = 5, labels_ = 0;
};

std::vector<ThreadWriter> write_threads(const Cycle& cycle, char width) {
  std::vector<ThreadWriter> threads;
  for (std::size_t k = 0; k < cycle.accesses.size(); ++k) {
    const bool first = k == 0 || cycle.edges[k - 1].external;
    if (first) threads.emplace_back(cycle.accesses[k].thread, width);
    threads.back().add(cycle.accesses[k], first ? nullptr : &cycle.edges[k - 1]);
  }
  return threads;
}

std::string columns(const std::vector<ThreadWriter>& threads) {
  std::vector<std::vector<std::string>> cells;
  std::size_t rows = 0;
  for (std::size_t t = 0; t < threads.size(); ++t) {
    cells.push_back({"P" + std::to_string(t)});
    cells.back().insert(cells.back().end(), threads[t].lines().begin(), threads[t].lines().end());
    rows = std::max(rows, cells.back().size());
  }
  std::string result;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t t = 0; t < cells.size(); ++t) {
      std::size_t widest = 0;
      for (const std::string& cell : cells[t]) widest = std::max(widest, cell.size());
      std::string cell = row < cells[t].size() ? cells[t][row] : "";
      cell.resize(widest, ' ');
      result += (t == 0 ? " " : " | ") + cell + (t + 1 == cells.size() ? " ;\n" : "");
    }
  return result;
}

}  // namespace

std::string write_test(const Cycle& cycle, const std::string& name, char width) {
  const std::vector<ThreadWriter> threads = write_threads(cycle, width);
  std::vector<std::string> hints, terms;
  std::string state;
  for (unsigned location = 0; location < cycle.locations; ++location) {
    state += std::string(type_name(width)) + " " + location_name(location) + "; ";
    if (cycle.last_value[location] > 1)
      terms.push_back(location_name(location) + "=" + std::to_string(cycle.last_value[location]));
  }
  for (const ThreadWriter& thread : threads) {
    state += "\n" + thread.state();
    if (!thread.prefetch().empty()) hints.push_back(thread.prefetch());
    terms.insert(terms.end(), thread.terms().begin(), thread.terms().end());
  }
  return "RISCV " + name + "\n\"" + cycle.text() + "\"\n" +
         (hints.empty() ? "" : "Prefetch=" + joined(hints, ",") + "\n") + "{\n" + state + "\n}\n" + columns(threads) +
         "exists (" + (terms.empty() ? "true" : joined(terms, " /\\ ")) + ")\n";
}

}  // namespace amoeba::litmus
