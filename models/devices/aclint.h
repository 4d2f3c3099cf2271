// The machine-level software interrupt device (MSWI) and timer (MTIMER) of the RISC-V ACLINT, in the layout of the
// SiFive CLINT: msip of hart h at 4h, mtimecmp at 0x4000 + 8h, mtime at 0xbff8, 64 KiB in all; addresses are offsets.
// Models: aligned accesses of 4 and 8 bytes, mtime as an exact rational of kernel time, level changes of the lines at
// the kernel time they happen. A b_transport with an annotated delay waits for that time first, so it needs a thread.
// Not modelled: access latency, SSWI, atomics on the registers. mtimecmp, which the specification leaves undefined at
// reset, starts at its maximum.
// Units: hertz. Errors: TLM error responses for other widths and for registers of harts that do not exist.
// Source: RISC-V ACLINT specification 1.0-rc4, chapters 2 and 3.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/ticks.h"

namespace amoeba {

class Aclint : public sc_core::sc_module {
 public:
  static constexpr std::uint64_t kBytes = 0x10000;
  static constexpr unsigned kSoftwareLine = 3;
  static constexpr unsigned kTimerLine = 7;
  static constexpr unsigned kMostHarts = 4095;
  // Called at kernel time with each change of a line's level.
  using InterruptSink = std::function<void(unsigned hart, unsigned line, bool level)>;

  tlm_utils::simple_target_socket<Aclint, 64> socket{"socket"};

  // `hertz` is the rate of mtime. Throws std::invalid_argument for no harts, too many, or a rate of 0.
  Aclint(const sc_core::sc_module_name& name, unsigned harts, std::uint64_t hertz, InterruptSink sink);

  // mtime becomes 0 at the kernel's now, every line falls.
  void reset();
  // Saves or loads; mtime goes on from the kernel's now.
  void serialize(Archive& archive);
  // At the kernel's now.
  std::uint64_t mtime() const;

 private:
  struct HartLines {
    std::uint64_t compare;
    bool software;
    bool timer;
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  tlm::tlm_response_status access(tlm::tlm_generic_payload& payload);
  bool exists(std::uint64_t offset) const;
  std::uint32_t read_word(std::uint64_t offset) const;
  void write_word(std::uint64_t offset, std::uint32_t value);
  void set_software(unsigned hart, bool level);
  void update_timer();
  void arm(std::uint64_t ticks);

  TimeBase rate_;
  InterruptSink sink_;
  std::vector<HartLines> harts_;
  sc_core::sc_time epoch_;  // kernel time at which mtime was mtime_at_epoch_
  std::uint64_t mtime_at_epoch_ = 0;
  sc_core::sc_event timer_;
};

}  // namespace amoeba
