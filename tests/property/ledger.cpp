#include "ledger.h"

namespace amoeba {

namespace {
std::string at(std::uint64_t address) {
  char text[32];
  std::snprintf(text, sizeof text, " at 0x%llx", static_cast<unsigned long long>(address));
  return text;
}
}  // namespace

// An observation that began after another one had ended must not see less.
void Ledger::check_growth(std::uint64_t address, std::vector<Observation>& seen) {
  std::vector<Observation> by_end = seen;
  std::sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.issued < b.issued; });
  std::sort(by_end.begin(), by_end.end(), [](const auto& a, const auto& b) { return a.done < b.done; });
  std::uint64_t least = 0;
  std::size_t ended = 0;
  for (const Observation& now : seen) {
    for (; ended < by_end.size() && by_end[ended].done < now.issued; ++ended)
      least = std::max(least, by_end[ended].high);
    if (now.low < least)
      fault("a counter went back" + at(address) + ": " + std::to_string(now.low) + " after " + std::to_string(least) +
            ", read at tick " + std::to_string(now.issued));
  }
}

std::string Ledger::verdict(const ReadMemory& read) {
  for (const auto& [address, counter] : counters_) {
    const std::uint64_t mask = counter.bytes == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << counter.bytes * 8) - 1;
    const std::uint64_t value = read(address, counter.bytes);
    if (value != (counter.total & mask))
      fault("a sum of " + std::to_string(counter.bytes) + " bytes" + at(address) + " is " + std::to_string(value) +
            " and should be " + std::to_string(counter.total & mask));
  }
  for (auto& [address, chain] : chains_) {
    chain.in.push_back(0);
    chain.out.push_back(read(address, chain.bytes));
    std::sort(chain.in.begin(), chain.in.end());
    std::sort(chain.out.begin(), chain.out.end());
    if (chain.in != chain.out) fault("a swapped token was lost or came out twice" + at(address));
  }
  for (auto& [address, drawn] : tickets_) {
    std::sort(drawn.begin(), drawn.end());
    for (std::size_t i = 0; i < drawn.size(); ++i)
      if (drawn[i] != i) {
        fault("ticket " + std::to_string(i) + at(address) + " was not drawn exactly once");
        break;
      }
  }
  for (auto& [address, seen] : observations_) check_growth(address, seen);
  return text_;
}

}  // namespace amoeba
