// A platform of one's own around Amoeba's memory system: two initiators, one blocking and one non-blocking, drive the
// hart ports of two tiles and add to the same byte; a DMA master reads the sum through the I/O-coherent port.
#include <tlm_utils/simple_initiator_socket.h>

#include <functional>
#include <iostream>
#include <systemc>
#include <tlm>

#include "amoeba/platforms/memory_system.h"
#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"

namespace {

constexpr std::uint64_t kCounter = 0x8000'0105;
constexpr unsigned kAdditions = 100;

void make_addition(amoeba::PayloadPool& pool, tlm::tlm_generic_payload& payload, unsigned hart) {
  pool.prepare(payload, tlm::TLM_READ_COMMAND, kCounter, 1);
  auto* atomic = payload.get_extension<amoeba::AtomicExtension>();
  atomic->kind = amoeba::AtomicExtension::Kind::atomic;
  atomic->op = amoeba::AtomicOp::add;
  atomic->operand = {1, 0};
  atomic->hart = hart;
}

class BlockingInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<BlockingInitiator, 64> socket{"socket"};
  tlm_utils::simple_initiator_socket<BlockingInitiator, 64> dma{"dma"};
  std::function<bool()> other_finished;
  unsigned failures = 0;
  unsigned sum = 0;

  explicit BlockingInitiator(const sc_core::sc_module_name& name) : sc_module(name) {
    SC_HAS_PROCESS(BlockingInitiator);
    SC_THREAD(run);
  }

 private:
  void run() {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    for (unsigned i = 0; i < kAdditions; ++i) {
      tlm::tlm_generic_payload* payload = pool_.acquire();
      make_addition(pool_, *payload, 0);
      socket->b_transport(*payload, delay);
      failures += !payload->is_response_ok() || !payload->get_extension<amoeba::AtomicExtension>()->handled;
      payload->release();
    }
    wait(delay);
    while (!other_finished()) wait(sc_core::sc_time(100, sc_core::SC_NS));
    read_sum();
    sc_core::sc_stop();
  }
  void read_sum() {
    tlm::tlm_generic_payload* payload = pool_.acquire();
    pool_.prepare(*payload, tlm::TLM_READ_COMMAND, kCounter, 1);
    payload->get_extension<amoeba::AtomicExtension>()->kind = amoeba::AtomicExtension::Kind::plain;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    dma->b_transport(*payload, delay);
    failures += !payload->is_response_ok();
    sum = payload->get_data_ptr()[0];
    payload->release();
  }
  amoeba::PayloadPool pool_{64};
};

class NonBlockingInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<NonBlockingInitiator, 64> socket{"socket"};
  bool finished = false;
  unsigned failures = 0;

  explicit NonBlockingInitiator(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_nb_transport_bw(this, &NonBlockingInitiator::nb_transport_bw);
    SC_HAS_PROCESS(NonBlockingInitiator);
    SC_THREAD(run);
  }

 private:
  void run() {
    for (unsigned i = 0; i < kAdditions; ++i) {
      tlm::tlm_generic_payload* payload = pool_.acquire();
      make_addition(pool_, *payload, 1);
      tlm::tlm_phase phase = tlm::BEGIN_REQ;
      sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
      if (socket->nb_transport_fw(*payload, phase, delay) == tlm::TLM_COMPLETED) {
        wait(delay);
      } else {
        wait(responded_);
      }
      failures += !payload->is_response_ok() || !payload->get_extension<amoeba::AtomicExtension>()->handled;
      payload->release();
    }
    finished = true;
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    phase = tlm::END_RESP;
    responded_.notify(delay);
    return tlm::TLM_COMPLETED;
  }
  sc_core::sc_event responded_;
  amoeba::PayloadPool pool_{64};
};

}  // namespace

int sc_main(int, char**) {
  amoeba::Configuration configuration;
  configuration.harts = 2;
  amoeba::MemorySystem memory("memory", configuration, amoeba::PortUse::foreign);
  BlockingInitiator blocking("blocking");
  NonBlockingInitiator non_blocking("non_blocking");
  amoeba::ProtocolChecker<64> first("first_checker"), second("second_checker");
  blocking.socket.bind(first.target_socket);
  first.initiator_socket.bind(memory.data_port(0));
  non_blocking.socket.bind(second.target_socket);
  second.initiator_socket.bind(memory.data_port(1));
  blocking.other_finished = [&] { return non_blocking.finished; };
  blocking.dma.bind(memory.inbound_port());
  memory.reset(1);
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));

  const bool right = blocking.failures == 0 && non_blocking.failures == 0 && blocking.sum == 2 * kAdditions;
  std::cout << (right ? "passed" : "failed") << ": " << blocking.sum << " of " << 2 * kAdditions << " additions at "
            << sc_core::sc_time_stamp() << '\n';
  return right ? 0 : 1;
}
