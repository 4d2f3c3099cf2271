// Atomics that are none: planted between harts and caches, and found by the final states and by the online checker.
#include <gtest/gtest.h>

#include <deque>
#include <set>

#include "../isolated.h"
#include "amoeba/cores/inorder/inorder_hart.h"
#include "amoeba/cores/lsu/order_checker.h"
#include "amoeba/litmus/oracle/oracle.h"
#include "amoeba/sims/litmus/runner/litmus_machine.h"
#include "own_tests.h"
#include "relaxed_machine.h"

namespace amoeba::litmus {
namespace {

enum class Fault : std::uint8_t {
  split_amo,        // reads as a load does; what it writes follows later
  deaf_conditional  // an SC that succeeds whatever others have stored since its LR
};

// Between a hart and its data cache: passes everything on but the atomics that it breaks.
class BrokenPort final : public sc_core::sc_module,
                         public tlm::tlm_fw_transport_if<>,
                         public tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(BrokenPort);
  BrokenPort(const sc_core::sc_module_name& name, Fault fault) : sc_module(name), fault_(fault) {
    SC_METHOD(write);
    sensitive << writes_due_;
    dont_initialize();
    target_socket.bind(*this);
    initiator_socket.bind(*this);
  }
  tlm::tlm_target_socket<64> target_socket{"target_socket"};
  tlm::tlm_initiator_socket<64> initiator_socket{"initiator_socket"};
  MemorySystem* memory = nullptr;

 private:
  using Payload = tlm::tlm_generic_payload;

  bool breaks(const AtomicExtension& extension) const {
    if (extension.kind != AtomicExtension::Kind::atomic) return false;
    if (fault_ == Fault::deaf_conditional) return extension.op == AtomicOp::sc;
    return !loads_reserved(extension.op) && !stores_conditionally(extension.op);
  }
  void break_request(Payload& payload) {
    auto& extension = *payload.get_extension<AtomicExtension>();
    if (!breaks(extension)) return;
    extension.kind = AtomicExtension::Kind::plain;
    broken_.insert(&payload);
    if (fault_ == Fault::split_amo) return;
    payload.set_write();
    std::memcpy(payload.get_data_ptr(), extension.operand.data(), payload.get_data_length());
  }
  void mend_response(Payload& payload) {
    if (broken_.erase(&payload) == 0) return;
    auto& extension = *payload.get_extension<AtomicExtension>();
    extension.kind = AtomicExtension::Kind::atomic;
    extension.handled = true;
    payload.set_read();
    if (fault_ == Fault::deaf_conditional) {
      extension.sc_success = true;
      return;
    }
    AtomicValue old{};
    std::memcpy(old.data(), payload.get_data_ptr(), payload.get_data_length());
    const AtomicValue next =
        apply_atomic(extension.op, payload.get_data_length(), old, extension.operand, extension.compare);
    writes_.push_back({payload.get_address(), payload.get_data_length(), next});
    writes_due_.notify(sc_core::sc_time(40, sc_core::SC_NS));
  }

  tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    if (phase == tlm::BEGIN_REQ) break_request(payload);
    const tlm::tlm_sync_enum status = initiator_socket->nb_transport_fw(payload, phase, delay);
    const bool answered = status == tlm::TLM_COMPLETED || (status == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP);
    if (answered) mend_response(payload);
    return status;
  }
  tlm::tlm_sync_enum nb_transport_bw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) override {
    if (phase == tlm::BEGIN_RESP) mend_response(payload);
    return target_socket->nb_transport_bw(payload, phase, delay);
  }
  void b_transport(Payload& payload, sc_core::sc_time& delay) override {
    initiator_socket->b_transport(payload, delay);
  }
  unsigned transport_dbg(Payload& payload) override { return initiator_socket->transport_dbg(payload); }
  bool get_direct_mem_ptr(Payload&, tlm::tlm_dmi&) override { return false; }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  struct Write {
    std::uint64_t address;
    unsigned bytes;
    AtomicValue value;
  };
  void write() {
    const Write due = writes_.front();
    writes_.pop_front();
    memory->debug_write(due.address, reinterpret_cast<const std::byte*>(due.value.data()), due.bytes);
  }

  const Fault fault_;
  std::deque<Write> writes_;
  sc_core::sc_event_queue writes_due_{"writes_due"};
  std::set<const Payload*> broken_;
};

struct Findings {
  bool forbidden_state = false, order_violated = false;
};

Findings look_for(const std::optional<Fault>& fault) {
  const Configuration platform = small_platform();
  OrderChecker checker(platform.harts, {}, OrderChecker::Values::checked);
  std::vector<std::unique_ptr<BrokenPort>> ports;
  LitmusMachine machine(
      platform,
      [](unsigned number, const HartEnvironment& environment) {
        return std::make_unique<InorderHart>(("hart" + std::to_string(number)).c_str(), relaxed_hart(number).hart,
                                             environment);
      },
      [&](tlm::tlm_initiator_socket<64>& data_port, HartPort& cache) {
        if (!fault) return data_port.bind(cache);
        ports.push_back(std::make_unique<BrokenPort>(sc_core::sc_gen_unique_name("broken_port"), *fault));
        data_port.bind(ports.back()->target_socket);
        ports.back()->initiator_socket.bind(cache);
      });
  for (auto& port : ports) port->memory = &machine.memory();
  machine.set_observer(&checker);
  Findings found;
  for (const LitmusTest& test : own_tests()) {
    const bool atomic = test.path.find("ATOM") != std::string::npos || test.path.find("LRSC") != std::string::npos;
    if (!atomic || test.threads.size() > platform.harts) continue;
    const FinalStates allowed = allowed_states(test, {});
    for (unsigned seed = 1; seed <= 400; ++seed) {
      checker.forget();
      const auto row = machine.run(test, seed);
      found.forbidden_state = found.forbidden_state || (row && allowed.counts.count(*row) == 0);
    }
  }
  found.order_violated = !checker.violations().empty();
  return found;
}

std::string text(const Findings& found) {
  return std::string(found.forbidden_state ? "state " : "") + (found.order_violated ? "order" : "");
}

TEST(BrokenAtomics, ARightMachineShowsNothing) {
  EXPECT_EQ(run_isolated([] { return text(look_for(std::nullopt)); }), "");
}

TEST(BrokenAtomics, AnAmoThatReadsAndWritesApartIsFound) {
  EXPECT_EQ(run_isolated([] { return text(look_for(Fault::split_amo)); }), "state order");
}

TEST(BrokenAtomics, AnScThatSucceedsAfterAForeignStoreIsFound) {
  EXPECT_EQ(run_isolated([] { return text(look_for(Fault::deaf_conditional)); }), "state order");
}

}  // namespace
}  // namespace amoeba::litmus
