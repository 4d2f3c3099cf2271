// The yardstick: what the SystemC kernel takes for one timed event.
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>

#include "amoeba/sims/bench/bench.h"

namespace amoeba {

namespace {

constexpr unsigned kMethods = 64;

// Re-notifies itself with a period of its own, at picoseconds of its own: no two methods run at the same time, and
// their order changes all the time.
class Ticker : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Ticker);
  Ticker(const sc_core::sc_module_name& name, unsigned offset)
      : sc_module(name), period_(kMethods * (kMethods + offset), sc_core::SC_PS), next_("next") {
    SC_METHOD(tick);
    sensitive << next_;
    dont_initialize();
    next_.notify(sc_core::sc_time(offset + 1, sc_core::SC_PS));
  }
  std::uint64_t count() const { return count_; }

 private:
  void tick() {
    ++count_;
    next_.notify(period_);
  }

  sc_core::sc_time period_;
  sc_core::sc_event next_;
  std::uint64_t count_ = 0;
};

}  // namespace

BenchSample measure_sc_event() {
  std::deque<Ticker> tickers;
  for (unsigned i = 0; i < kMethods; ++i) tickers.emplace_back(("ticker" + std::to_string(i)).c_str(), i);
  const auto events = [&tickers] {
    std::uint64_t sum = 0;
    for (const Ticker& ticker : tickers) sum += ticker.count();
    return static_cast<double>(sum);
  };
  return {fastest(7,
                  [&] {
                    const double before = events();
                    sc_core::sc_start(sc_core::sc_time(100, sc_core::SC_US));
                    return events() - before;
                  }),
          "64 methods"};
}

}  // namespace amoeba
