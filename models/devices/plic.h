// The platform-level interrupt controller: sources with priorities, and for each hart a context for M mode (2h) and one
// for S mode (2h + 1), whose lines are the external interrupts of these modes. Offsets are those of the specification:
// priority of source s at 4s, pending bits at 0x1000, enable bits of context c at 0x2000 + 0x80c, its threshold at
// 0x200000 + 0x1000c, claim and completion behind it.
// Models: level-sensitive gateways, priorities 0 to 7, ties to the lowest source, aligned accesses of 4 bytes, level
// changes of the lines at the kernel time they happen.
// Not modelled: access latency, edge-triggered gateways.
// Units: none. Errors: TLM error responses for other widths; std::invalid_argument from the constructor.
// Source: RISC-V Platform-Level Interrupt Controller Specification 1.0.0.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/archive.h"

namespace amoeba {

class Plic : public sc_core::sc_module {
 public:
  static constexpr std::uint64_t kBytes = 0x400'0000;
  static constexpr unsigned kMostSources = 1023;
  static constexpr unsigned kMostHarts = 7936;  // of two contexts each
  static constexpr unsigned kMachineLine = 11;
  static constexpr unsigned kSupervisorLine = 9;
  // Called with each change of a line's level.
  using InterruptSink = std::function<void(unsigned hart, unsigned line, bool level)>;

  tlm_utils::simple_target_socket<Plic, 64> socket{"socket"};

  // Sources 1 to `sources`.
  Plic(const sc_core::sc_module_name& name, unsigned harts, unsigned sources, InterruptSink sink);

  // The level of a source's wire.
  void set_source(unsigned source, bool level);
  void reset();
  void serialize(Archive& archive);

 private:
  struct Source {
    std::uint32_t priority = 0;
    bool level = false;
    bool pending = false;
    bool in_service = false;
  };
  struct Context {
    std::uint32_t threshold = 0;
    bool line = false;
    std::vector<bool> enabled;
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  std::uint32_t read(std::uint64_t offset) const;
  void write(std::uint64_t offset, std::uint32_t value);
  std::uint32_t claim(unsigned context);
  void complete(unsigned context, std::uint32_t source);
  unsigned best(const Context& context) const;
  void gate(Source& source);
  void update();

  InterruptSink sink_;
  std::vector<Source> sources_;  // [0] is never used
  std::vector<Context> contexts_;
};

}  // namespace amoeba
