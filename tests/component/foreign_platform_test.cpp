// The memory system inside a platform of somebody else: initiators with threads at the hart ports, a DMA master, a
// memory of their own, and other modules beside it.
#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstring>
#include <functional>
#include <string>

#include "../isolated.h"
#include "amoeba/platforms/memory_system.h"
#include "amoeba/platforms/system.h"
#include "amoeba/tlm/loosely_timed_adapter.h"
#include "amoeba/tlm/payload_pool.h"
#include "amoeba/tlm/protocol_checker.h"
#include "amoeba/workloads/manifest.h"

namespace amoeba {
namespace {

using sc_core::sc_time;
constexpr std::uint64_t kBase = 0x8000'0000;
constexpr std::uint64_t kAclint = 0x0200'0000;

// A thread that runs a script of blocking accesses, with a checker on its socket.
class Driver : public sc_core::sc_module {
 public:
  template <class TargetSocket>
  Driver(const sc_core::sc_module_name& name, TargetSocket& target, std::function<void(Driver&)> script)
      : sc_module(name), checker_("checker"), script_(std::move(script)) {
    socket_.bind(checker_.target_socket);
    checker_.initiator_socket.bind(target);
    SC_HAS_PROCESS(Driver);
    SC_THREAD(run);
  }

  tlm::tlm_response_status access(tlm::tlm_command command, std::uint64_t address, void* data, unsigned bytes) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    socket_->b_transport(payload, delay);
    return payload.get_response_status();
  }
  tlm::tlm_response_status write(std::uint64_t address, std::uint64_t value, unsigned bytes = 8) {
    return access(tlm::TLM_WRITE_COMMAND, address, &value, bytes);
  }
  std::uint64_t read(std::uint64_t address, unsigned bytes = 8) {
    std::uint64_t value = 0;
    return access(tlm::TLM_READ_COMMAND, address, &value, bytes) == tlm::TLM_OK_RESPONSE ? value : ~std::uint64_t{0};
  }
  // The status; the old value and the rest of the answer stay in `atomic` and `old`.
  tlm::tlm_response_status atomic_access(AtomicOp op, std::uint64_t address, unsigned bytes, std::uint64_t operand) {
    tlm::tlm_generic_payload* payload = pool_.acquire();
    pool_.prepare(*payload, tlm::TLM_READ_COMMAND, address, bytes);
    auto* extension = payload->get_extension<AtomicExtension>();
    extension->kind = AtomicExtension::Kind::atomic;
    extension->op = op;
    extension->operand = {operand, 0};
    socket_->b_transport(*payload, delay);
    handled = extension->handled;
    sc_success = extension->sc_success;
    sc_failure = extension->sc_failure;
    old = 0;
    std::memcpy(&old, payload->get_data_ptr(), bytes);
    const tlm::tlm_response_status status = payload->get_response_status();
    payload->release();
    return status;
  }
  void expect(bool holds, const char* what) {
    if (!holds) trouble += std::string(what) + "; ";
  }

  sc_time delay;
  bool handled = false, sc_success = false;
  ScFailure sc_failure = ScFailure::none;
  std::uint64_t old = 0;
  bool done = false;
  std::string trouble;

 private:
  void run() {
    script_(*this);
    done = true;
  }
  tlm_utils::simple_initiator_socket<Driver, 64> socket_{"socket"};
  ProtocolChecker<64> checker_;
  PayloadPool pool_{64};
  std::function<void(Driver&)> script_;
};

Configuration small_configuration(unsigned harts) {
  Configuration configuration;
  configuration.harts = harts;
  configuration.l1d.bytes = 1024;
  configuration.l1d.ways = 2;
  configuration.slice_bytes = 4096;
  return configuration;
}

std::string run(std::initializer_list<const Driver*> drivers) {
  sc_core::sc_start(sc_time(10, sc_core::SC_MS));
  std::string trouble;
  for (const Driver* driver : drivers) {
    trouble += driver->trouble;
    if (!driver->done) trouble += std::string(driver->name()) + " did not finish; ";
  }
  return trouble;
}

TEST(ForeignInitiator, IsServedAcrossLinesAndSeenByDebuggers) {
  EXPECT_EQ(run_isolated([] {
              MemorySystem memory("memory", small_configuration(1), PortUse::foreign);
              Driver driver("driver", memory.data_port(0), [&](Driver& d) {
                unsigned char sent[200], got[200], seen[200];
                for (unsigned i = 0; i < sizeof sent; ++i) sent[i] = static_cast<unsigned char>(i * 7 + 1);
                d.expect(d.access(tlm::TLM_WRITE_COMMAND, kBase + 30, sent, 200) == tlm::TLM_OK_RESPONSE, "long write");
                d.expect(d.delay == sc_core::SC_ZERO_TIME, "a miss blocks and returns delay zero");
                d.expect(d.access(tlm::TLM_READ_COMMAND, kBase + 30, got, 200) == tlm::TLM_OK_RESPONSE, "long read");
                d.expect(std::memcmp(sent, got, sizeof sent) == 0, "read back");
                d.expect(d.delay > sc_core::SC_ZERO_TIME, "hits annotate their latency");
                memory.debug_read(kBase + 30, reinterpret_cast<std::byte*>(seen), sizeof seen);
                d.expect(std::memcmp(sent, seen, sizeof sent) == 0, "debug read of dirty lines");
              });
              memory.reset(1);
              return run({&driver});
            }),
            "");
}

TEST(ForeignInitiator, GetsErrorsForWhatDoesNotExist) {
  EXPECT_EQ(run_isolated([] {
              MemorySystem memory("memory", small_configuration(1), PortUse::foreign);
              Driver driver("driver", memory.data_port(0), [](Driver& d) {
                d.expect(d.write(0x100, 1) == tlm::TLM_ADDRESS_ERROR_RESPONSE, "nothing lies there");
                d.expect(d.atomic_access(AtomicOp::add, kBase + 2, 4, 1) == tlm::TLM_COMMAND_ERROR_RESPONSE,
                         "misaligned atomic");
                d.expect(d.atomic_access(AtomicOp::add, kAclint, 4, 1) == tlm::TLM_COMMAND_ERROR_RESPONSE,
                         "atomic on a device");
                d.expect(!d.handled, "a refused atomic is not handled");
                d.expect(d.read(kAclint + 0xbff8) != ~std::uint64_t{0}, "mtime can be read");
              });
              memory.reset(1);
              return run({&driver});
            }),
            "");
}

TEST(DmaMaster, ReadsDirtyLinesAndEndsReservations) {
  EXPECT_EQ(run_isolated([] {
              MemorySystem memory("memory", small_configuration(1), PortUse::foreign);
              bool reserved = false, written = false;
              Driver hart("hart", memory.data_port(0), [&](Driver& d) {
                d.write(kBase + 64, 0x1122334455667788);
                d.atomic_access(AtomicOp::lr, kBase + 128, 8, 0);
                wait(d.delay);
                d.delay = sc_core::SC_ZERO_TIME;
                reserved = true;
                while (!written) wait(sc_time(10, sc_core::SC_NS));
                d.atomic_access(AtomicOp::sc, kBase + 128, 8, 7);
                d.expect(d.handled && !d.sc_success && d.sc_failure == ScFailure::snooped, "the SC must fail, snooped");
                d.expect(d.read(kBase + 128) == 42, "the device's value stays");
              });
              Driver dma("dma", memory.inbound_port(), [&](Driver& d) {
                while (!reserved) wait(sc_time(10, sc_core::SC_NS));
                d.expect(d.read(kBase + 64) == 0x1122334455667788, "read of a dirty line");
                d.expect(d.write(kBase + 128, 42) == tlm::TLM_OK_RESPONSE, "write");
                d.expect(d.write(kAclint, 1) == tlm::TLM_ADDRESS_ERROR_RESPONSE, "devices are not behind this port");
                written = true;
              });
              memory.reset(1);
              return run({&hart, &dma});
            }),
            "");
}

TEST(InboundPort, SendsRefusedTransfersAgain) {
  EXPECT_EQ(run_isolated([] {
              Configuration configuration = small_configuration(1);
              configuration.home_nodes = 1;
              configuration.home_requests = 1;
              MemorySystem memory("memory", configuration, PortUse::foreign);
              const auto fill_and_check = [](std::uint64_t base) {
                return [base](Driver& d) {
                  for (std::uint64_t line = 0; line < 40; ++line)
                    d.expect(d.write(kBase + base + 64 * line, base + line) == tlm::TLM_OK_RESPONSE, "write");
                  for (std::uint64_t line = 0; line < 40; ++line)
                    d.expect(d.read(kBase + base + 64 * line) == base + line, "value");
                };
              };
              Driver hart("hart", memory.data_port(0), fill_and_check(0));
              Driver dma("dma", memory.inbound_port(), fill_and_check(0x8000));
              memory.reset(1);
              std::string trouble = run({&hart, &dma});
              if (memory.home(0).statistics().retries < 40) trouble += "hardly anything was refused";
              return trouble;
            }),
            "");
}

// A memory that takes its time and complains about anything but plain whole lines.
class SlowMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<SlowMemory, 64> socket{"socket"};
  unsigned accesses = 0;
  std::string trouble;

  explicit SlowMemory(const sc_core::sc_module_name& name) : sc_module(name), bytes_(1 << 20) {
    socket.register_b_transport(this, &SlowMemory::b_transport);
  }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_time& delay) {
    wait(delay + sc_time(35, sc_core::SC_NS));
    delay = sc_core::SC_ZERO_TIME;
    ++accesses;
    const auto* extension = payload.get_extension<AtomicExtension>();
    if (extension != nullptr && extension->kind == AtomicExtension::Kind::atomic)
      trouble += "an atomic left the cluster; ";
    if (payload.get_data_length() != 64 || payload.get_address() % 64 != 0) trouble += "no whole line; ";
    unsigned char* place = bytes_.data() + (payload.get_address() - kBase);
    if (payload.is_write()) std::memcpy(place, payload.get_data_ptr(), 64);
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), place, 64);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  std::vector<unsigned char> bytes_;
};

TEST(ForeignMemory, HoldsWhatTheCachesEvict) {
  EXPECT_EQ(run_isolated([] {
              Configuration configuration = small_configuration(1);
              configuration.memory_external = true;
              configuration.memory_bytes = 1 << 20;
              MemorySystem memory("memory", configuration, PortUse::foreign);
              SlowMemory slow("slow");
              LooselyTimedAdapter adapter("adapter");
              ProtocolChecker<64> checker("memory_checker");
              memory.memory_port().bind(checker.target_socket);
              checker.initiator_socket.bind(adapter.target_socket);
              adapter.initiator_socket.bind(slow.socket);
              constexpr unsigned kLines = 512;  // more than both cache levels hold
              Driver driver("driver", memory.data_port(0), [](Driver& d) {
                for (unsigned i = 0; i < kLines; ++i) d.write(kBase + i * 64, i * 3 + 1);
                for (unsigned i = 0; i < kLines; ++i) d.atomic_access(AtomicOp::add, kBase + i * 64, 8, 1);
                for (unsigned i = 0; i < kLines; ++i) d.expect(d.read(kBase + i * 64) == i * 3 + 2, "value lost");
              });
              memory.reset(1);
              std::string trouble = run({&driver}) + slow.trouble;
              if (slow.accesses < 3 * kLines) trouble += "the memory was hardly used";
              return trouble;
            }),
            "");
}

// A foreign clock beside the cluster cuts its window at every edge and must change nothing.
std::string measured_beside_clock(bool with_clock) {
  return run_isolated([with_clock] {
    Configuration configuration;
    configuration.harts = 4;
    System system(configuration);
    std::unique_ptr<sc_core::sc_clock> clock;
    if (with_clock) clock = std::make_unique<sc_core::sc_clock>("clock", sc_time(7, sc_core::SC_NS));
    const WorkloadImage image = find_workload("compact-flags", "lrsc");
    system.load(image.data, image.size);
    const Measurement m = system.run(20'000'000);
    std::string text = std::to_string(m.exit_code) + " " + std::to_string(m.total_cycles);
    for (const Statistic* statistic : system.statistics().all())
      text += " " + statistic->name + "=" + std::to_string(statistic->value());
    return text;
  });
}

TEST(ForeignModules, ChangeNoResult) {
  const std::string alone = measured_beside_clock(false);
  EXPECT_EQ(alone.substr(0, 2), "0 ");
  EXPECT_EQ(measured_beside_clock(true), alone);
}

}  // namespace
}  // namespace amoeba
