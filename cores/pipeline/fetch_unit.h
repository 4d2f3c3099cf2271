// Instruction fetch of a hart: leases of the instruction cache, predecoded lines, the fetch port.
// Addresses of the program (virtual, where the hart translates) find lines; physical ones go to the cache.
// Models: one cache access each time fetch enters a line; one outstanding miss; bytes that the cache does not lend
// (uncached code, a line lost between its fill and its use) execute from the response, one instruction each.
// Not modelled: prefetch, fetch width, the hit latency of the instruction cache (hidden by the pipeline).
// Units: ticks, bytes. Errors: std::logic_error when saved during a miss.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/base/archive.h"
#include "amoeba/base/isa_extensions.h"
#include "amoeba/cores/lsu/load_store_unit.h"
#include "amoeba/cores/lsu/request_port.h"
#include "amoeba/cores/pipeline/predecoded_line.h"
#include "amoeba/tlm/lease.h"

namespace amoeba {

class FetchUnit final : public LeaseHolder, private RequestPort::Client {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    virtual void fetched(Tick at) = 0;                                // the answer to a miss, after request() returned
    virtual void code_lost(const PredecodedLine& line, Tick at) = 0;  // the line must not be executed any more
  };

  FetchUnit(tlm::tlm_initiator_socket<64>& socket, const KernelClock& clock, LeaseSource& leases,
            const IsaExtensions& extensions, unsigned hart_id, Client& client);
  void reset();
  void serialize(Archive& archive);

  unsigned line_bytes() const { return line_bytes_; }
  // The predecoded line that holds `pc` if there is one already; the fast path of a jump.
  PredecodedLine* resident(std::uint64_t pc) {
    PredecodedLine& line = lines_[index(pc)];
    return line.base == (pc & line_mask_) ? &line : nullptr;
  }
  // The line at this address, from the table or by a lease, without counting an access.
  PredecodedLine* find(std::uint64_t line_address, std::uint64_t physical_line);
  PredecodedLine* find(std::uint64_t line_address) { return find(line_address, line_address); }
  // Enters the line that holds `pc`, counting the access unless it is the end of a miss; null: the cache does not lend
  // it.
  PredecodedLine* enter(std::uint64_t pc, std::uint64_t physical);
  PredecodedLine* enter(std::uint64_t pc) { return enter(pc, pc); }
  // The program's addresses mean others from now on; the lines stay.
  void forget_addresses();
  void decode_slot(PredecodedLine& line, Slot& slot);
  // Whether the instruction in the last halfword of `line` continues in the next one, and its first half.
  std::uint16_t last_half(const PredecodedLine& line) const;
  void decode_straddling(PredecodedLine& second, std::uint16_t first_half);

  // --- misses
  void request(std::uint64_t address, std::uint64_t physical, unsigned bytes, Tick at, bool counted);
  void request(std::uint64_t address, unsigned bytes, Tick at, bool counted) {
    request(address, address, bytes, at, counted);
  }
  bool pending() const { return pending_; }
  Gate answer() const { return answer_; }  // kNever: not yet
  // Ends the miss; false when it met an access fault.
  bool take_answer();
  std::uint64_t request_address() const { return request_address_; }
  // The halfword at `address` from the responses so far.
  bool received(std::uint64_t address, std::uint16_t& half) const;
  // A line of its own for one instruction.
  PredecodedLine* alone(std::uint64_t pc, std::uint32_t raw);
  bool is_alone(const PredecodedLine& line) const { return &line == &alone_; }
  void forget_received() { received_bytes_ = 0; }

  // fence.i: everything predecoded is dropped.
  void drop_all();
  void withdraw(std::uint64_t line, WithdrawReason reason, Tick at) override;
  std::string waiting_for() const;

 private:
  static constexpr std::size_t kLines = 256;

  static constexpr std::uint64_t kPageBytes = 4096;

  std::size_t index(std::uint64_t pc) const { return (pc >> line_shift_) % kLines; }
  void lose(PredecodedLine& line, std::uint64_t physical, Tick at);
  void decode_into(PredecodedLine& line, Slot& slot, std::uint32_t raw);
  void responded(tlm::tlm_generic_payload& payload, Tick at, bool later) override;
  void accepted(Tick) override {}

  LeaseSource& leases_;
  Client& client_;
  RequestPort port_;
  const IsaExtensions extensions_;
  const unsigned hart_id_;
  const unsigned line_bytes_;
  const std::uint64_t line_mask_;
  unsigned line_shift_ = 0;
  bool translated_ = false;  // some line is, or was, at another address than its physical one
  std::vector<PredecodedLine> lines_;
  PredecodedLine alone_;

  bool pending_ = false;
  bool failed_ = false;
  Gate answer_;
  Tick since_ = 0;
  std::uint64_t request_address_ = 0;
  tlm::tlm_generic_payload* payload_ = nullptr;
  std::uint64_t received_address_ = 0;
  unsigned received_bytes_ = 0;
  std::array<unsigned char, 16> received_{};
};

}  // namespace amoeba
