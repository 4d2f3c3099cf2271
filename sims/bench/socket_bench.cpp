// What a hit costs a foreign, loosely timed initiator: a thread that calls b_transport and runs ahead by the delays.
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/sims/bench/bench.h"

namespace amoeba {

namespace {

class Thread : public sc_core::sc_module, public tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(Thread);
  Thread(const sc_core::sc_module_name& name, std::uint64_t base, std::uint64_t words, unsigned number)
      : sc_module(name), socket("socket"), start_("start"), base_(base), words_mask_(words - 1), random_(1, number) {
    socket.bind(*this);
    SC_THREAD(run);
  }
  tlm::tlm_initiator_socket<64> socket;
  void start(std::uint64_t accesses) {
    left_ = accesses;
    start_.notify(sc_core::SC_ZERO_TIME);
  }
  bool finished() const { return left_ == 0; }

 private:
  void run() {
    tlm::tlm_generic_payload payload;
    std::array<unsigned char, 8> data{};
    payload.set_data_ptr(data.data());
    payload.set_data_length(data.size());
    payload.set_streaming_width(data.size());
    sc_core::sc_time delay;
    while (true) {
      wait(start_);
      for (; left_ > 0; --left_) {
        const std::uint64_t bits = random_.next();
        payload.set_command((bits & 0xff) < 77 ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);  // 30 %
        payload.set_address(base_ + (bits >> 8 & words_mask_) * 8);
        payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        socket->b_transport(payload, delay);
        if (payload.is_response_error()) throw std::runtime_error("an access failed");
      }
      wait(delay);
      delay = sc_core::SC_ZERO_TIME;
    }
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  sc_core::sc_event start_;
  std::uint64_t base_;
  std::uint64_t words_mask_;
  Random random_;
  std::uint64_t left_ = 0;
};

}  // namespace

BenchSample measure_hit_socket() {
  constexpr unsigned kHarts = 8, kWords = 512;
  constexpr std::uint64_t kAccesses = 200'000;  // of each thread
  Configuration configuration;
  configuration.harts = kHarts;
  MemorySystem memory("memory", configuration, PortUse::foreign);
  std::vector<std::unique_ptr<Thread>> threads;
  for (unsigned i = 0; i < kHarts; ++i) {
    threads.push_back(std::make_unique<Thread>(("thread" + std::to_string(i)).c_str(),
                                               configuration.memory_base + (i << 20), kWords, i));
    threads.back()->socket.bind(memory.data_port(i));
  }
  memory.reset(1);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const double best = fastest(5, [&] {
    for (const auto& thread : threads) thread->start(kAccesses);
    sc_core::sc_start();
    for (const auto& thread : threads)
      if (!thread->finished()) throw std::runtime_error("a thread did not end");
    return static_cast<double>(kAccesses * kHarts);
  });
  return {best, fmt::format("{} accesses", kAccesses * kHarts)};
}

}  // namespace amoeba
