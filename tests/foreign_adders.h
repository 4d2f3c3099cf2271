// Foreign initiators of three kinds against each other: loosely timed threads, non-blocking ones with several requests
// in flight that may hold END_RESP back, and readers on the fetch ports. Values must add up, and every answer must come
// at the same time in every mode.
#pragma once
#include <tlm_utils/peq_with_get.h>

#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "amoeba/base/random.h"
#include "amoeba/base/statistics.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"

namespace amoeba {

struct AdderLoad {
  std::uint64_t base = 0x8000'0000;
  unsigned counters = 6;
  unsigned accesses = 150;  // of each initiator
  bool holds_back = false;  // END_RESP
  bool mixed = false;       // loads, LR and SC beside the additions, and readers on the fetch ports

  std::uint64_t address_of(unsigned counter) const { return base + 40 * counter; }
};

// What all kinds share: random accesses to a few shared counters, and a log of what came back when.
class Adder : public sc_core::sc_module, public tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<64> socket{"socket"};

  Adder(const sc_core::sc_module_name& name, const AdderLoad& load, unsigned number)
      : sc_module(name), random_(7, number), load_(load), left_(load.accesses) {
    socket.bind(*this);
  }
  unsigned left() const { return left_; }
  unsigned added() const { return added_; }
  const std::string& log() const { return log_; }

 protected:
  tlm::tlm_generic_payload& prepare(AtomicOp op, std::uint64_t operand) {
    return prepare(op, operand, load_.address_of(random_.below(load_.counters)));
  }
  tlm::tlm_generic_payload& prepare(AtomicOp op, std::uint64_t operand, std::uint64_t address) {
    tlm::tlm_generic_payload& payload = prepare_load(address);
    auto* extension = payload.get_extension<AtomicExtension>();
    extension->kind = AtomicExtension::Kind::atomic;
    extension->op = op;
    extension->operand = {operand, 0};
    return payload;
  }
  tlm::tlm_generic_payload& prepare_load(std::uint64_t address) {
    tlm::tlm_generic_payload& payload = *pool_.acquire();
    pool_.prepare(payload, tlm::TLM_READ_COMMAND, address, 8);
    return payload;
  }
  // An addition, or, now and then, a load.
  tlm::tlm_generic_payload& prepare_any() {
    if (load_.mixed && random_.below(3) == 0) return prepare_load(load_.address_of(random_.below(load_.counters)));
    return prepare(AtomicOp::add, 1);
  }
  // Returns what was read.
  std::uint64_t finish(tlm::tlm_generic_payload& payload, const sc_core::sc_time& delay) {
    std::uint64_t read = 0;
    std::memcpy(&read, payload.get_data_ptr(), 8);
    const auto* extension = payload.get_extension<AtomicExtension>();
    const bool atomic = extension->kind == AtomicExtension::Kind::atomic;
    const bool fine = payload.is_response_ok() && (!atomic || extension->handled);
    if (atomic) added_ += extension->op == AtomicOp::add || (extension->op == AtomicOp::sc && extension->sc_success);
    log_ += std::to_string((sc_core::sc_time_stamp() + delay).value()) + ":" + (fine ? std::to_string(read) : "error") +
            " ";
    payload.release();
    --left_;
    return read;
  }
  sc_core::sc_time pause() { return sc_core::sc_time(static_cast<double>(random_.below(40'000)), sc_core::SC_PS); }

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  Random random_;
  const AdderLoad load_;

 private:
  PayloadPool pool_{8};
  unsigned left_, added_ = 0;
  std::string log_;
};

class ThreadAdder : public Adder {
 public:
  SC_HAS_PROCESS(ThreadAdder);
  ThreadAdder(const sc_core::sc_module_name& name, const AdderLoad& load, unsigned number) : Adder(name, load, number) {
    SC_THREAD(run);
  }

 private:
  void run() {
    while (left() > 0) {
      if (load_.mixed && left() > 1 && random_.below(4) == 0) {
        const std::uint64_t address = load_.address_of(random_.below(load_.counters));
        const std::uint64_t value = access(prepare(AtomicOp::lr, 0, address));
        access(prepare(AtomicOp::sc, value + 1, address));
      } else {
        access(prepare_any());
      }
    }
  }
  std::uint64_t access(tlm::tlm_generic_payload& payload) {
    delay_ += pause();
    if (delay_ > sc_core::sc_time(100, sc_core::SC_NS)) {
      wait(delay_);
      delay_ = sc_core::SC_ZERO_TIME;
    }
    socket->b_transport(payload, delay_);
    return finish(payload, delay_);
  }

  sc_core::sc_time delay_;
};

// Reads the lines of the counters as an instruction cache does.
class ThreadReader : public Adder {
 public:
  SC_HAS_PROCESS(ThreadReader);
  ThreadReader(const sc_core::sc_module_name& name, const AdderLoad& load, unsigned number)
      : Adder(name, load, number) {
    SC_THREAD(run);
  }

 private:
  void run() {
    while (left() > 0) {
      sc_core::sc_time delay = pause();
      tlm::tlm_generic_payload& payload = prepare_load(load_.address_of(random_.below(load_.counters)));
      socket->b_transport(payload, delay);
      finish(payload, delay);
      wait(delay + 4 * pause());
    }
  }
};

// Up to four requests in flight. END_RESP comes with the response, or is held back some nanoseconds, which holds back
// other responses. What is annotated happens at its time, however the answer came.
class PhasedAdder : public Adder {
 public:
  SC_HAS_PROCESS(PhasedAdder);
  PhasedAdder(const sc_core::sc_module_name& name, const AdderLoad& load, unsigned number) : Adder(name, load, number) {
    SC_THREAD(send);
    SC_THREAD(complete);
    SC_THREAD(end_responses);
  }
  unsigned most_in_flight = 0;

 private:
  void send() {
    for (unsigned i = 0; i < load_.accesses; ++i) {
      while (in_flight_ == 4) wait(progress_);
      wait(pause());
      most_in_flight = std::max(most_in_flight, ++in_flight_);
      tlm::tlm_generic_payload& payload = prepare_any();
      tlm::tlm_phase phase = tlm::BEGIN_REQ;
      sc_core::sc_time delay = pause();
      waiting_ = &payload;
      const tlm::tlm_sync_enum answer = socket->nb_transport_fw(payload, phase, delay);
      if (answer == tlm::TLM_ACCEPTED) {
        wait(accepted_);
        continue;
      }
      waiting_ = nullptr;
      if (answer == tlm::TLM_COMPLETED) completions_.notify(payload, delay);
      wait(delay);
    }
  }
  void complete() {
    while (true) {
      wait(completions_.get_event());
      while (tlm::tlm_generic_payload* payload = completions_.get_next_transaction()) {
        --in_flight_;
        progress_.notify(sc_core::SC_ZERO_TIME);
        finish(*payload, sc_core::SC_ZERO_TIME);
      }
    }
  }
  void end_responses() {
    while (true) {
      wait(responded_);
      wait(sc_core::sc_time(3, sc_core::SC_NS));
      tlm::tlm_phase phase = tlm::END_RESP;
      sc_core::sc_time delay;
      tlm::tlm_generic_payload* payload = responding_;
      responding_ = nullptr;
      socket->nb_transport_fw(*payload, phase, delay);
      completions_.notify(*payload, delay);
    }
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    if (&payload == waiting_) {
      waiting_ = nullptr;
      accepted_.notify(delay);
    }
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    if (!load_.holds_back) {
      completions_.notify(payload, delay);
      phase = tlm::END_RESP;
      return tlm::TLM_COMPLETED;
    }
    responding_ = &payload;
    responded_.notify(delay);
    return tlm::TLM_ACCEPTED;
  }

  tlm_utils::peq_with_get<tlm::tlm_generic_payload> completions_{"completions"};
  unsigned in_flight_ = 0;
  tlm::tlm_generic_payload* waiting_ = nullptr;     // for END_REQ
  tlm::tlm_generic_payload* responding_ = nullptr;  // for END_RESP
  // An event has one pending notification, of which the earliest wins: each has its own meaning.
  sc_core::sc_event accepted_, progress_, responded_;
};

// A memory system whose data ports drive threads and phased initiators by turns; to be made once per process.
class ForeignRig {
 public:
  ForeignRig(const Configuration& configuration, const AdderLoad& load)
      : load_(load), memory_("memory", configuration, PortUse::foreign) {
    for (unsigned i = 0; i < configuration.harts; ++i) {
      const std::string number = std::to_string(i);
      if (i % 2 == 0) {
        adders_.push_back(std::make_unique<ThreadAdder>(("thread" + number).c_str(), load, i));
      } else {
        auto phased = std::make_unique<PhasedAdder>(("phased" + number).c_str(), load, i);
        phased_.push_back(phased.get());
        adders_.push_back(std::move(phased));
      }
      connect(memory_.data_port(i));
      if (!load.mixed) continue;
      adders_.push_back(std::make_unique<ThreadReader>(("reader" + number).c_str(), load, 1000 + i));
      connect(memory_.fetch_port(i));
    }
    memory_.register_statistics(registry_);
  }

  MemorySystem& memory() { return memory_; }

  // The logs of all, and the statistics; begins with "fault" when something is wrong.
  std::string run() {
    memory_.reset(1);
    sc_core::sc_start(sc_core::sc_time(5, sc_core::SC_MS));
    std::string text = fault();
    for (const auto& adder : adders_) text += adder->log() + "\n";
    for (const Statistic* statistic : registry_.all())
      text += statistic->name + " " + std::to_string(statistic->value()) + "\n";
    return text;
  }

 private:
  void connect(HartPort& port) {
    checkers_.emplace_back(("checker" + std::to_string(checkers_.size())).c_str());
    adders_.back()->socket.bind(checkers_.back().target_socket);
    checkers_.back().initiator_socket.bind(port);
  }

  std::string fault() {
    std::uint64_t sum = 0, added = 0;
    for (unsigned i = 0; i < load_.counters; ++i) {
      std::uint64_t value = 0;
      memory_.debug_read(load_.address_of(i), reinterpret_cast<std::byte*>(&value), 8);
      sum += value;
    }
    for (const auto& adder : adders_) {
      if (adder->left() != 0) return "fault: not finished\n" + memory_.scheduler().deadlock_report();
      if (adder->log().find("error") != std::string::npos) return "fault: an error response\n";
      added += adder->added();
    }
    for (const PhasedAdder* adder : phased_)
      if (adder->most_in_flight < 2) return "fault: requests were never overlapped\n";
    return sum == added ? ""
                        : "fault: " + std::to_string(sum) + " of " + std::to_string(added) + " additions arrived\n";
  }

  AdderLoad load_;
  MemorySystem memory_;
  StatisticsRegistry registry_;
  std::deque<ProtocolChecker<64>> checkers_;
  std::vector<std::unique_ptr<Adder>> adders_;
  std::vector<PhasedAdder*> phased_;  // of them
};

}  // namespace amoeba
