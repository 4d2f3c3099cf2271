// Which addresses exist, what lies behind them, and their physical memory attributes (PMAs).
// Models: main memory (cacheable, coherent), uncached memory and I/O; AMO and reservability classes per region.
// Not modelled: execute permission per region, misaligned atomicity granules.
// Units: bytes. Source: RISC-V privileged manual, chapter Physical Memory Attributes.
// Errors: std::invalid_argument from add() when regions overlap, are empty or wrap around.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "amoeba/base/amo.h"

namespace amoeba {

enum class RegionKind : std::uint8_t { memory, uncached, io };
// Each class includes the ones before it.
enum class AmoClass : std::uint8_t { none, swap, logical, arithmetic, cas_w, cas_d, cas_q };
enum class ReservationClass : std::uint8_t { none, eventual };

struct Region {
  std::string name;
  std::uint64_t base = 0;
  std::uint64_t size = 0;
  RegionKind kind = RegionKind::memory;
  AmoClass amo = AmoClass::none;
  ReservationClass reservation = ReservationClass::none;

  bool contains(std::uint64_t address, std::uint64_t bytes) const {
    return address - base < size && bytes <= size - (address - base);
  }
  // Whether the region's PMAs admit `op` at this width (lr and sc ask for a reservation).
  bool admits(AtomicOp op, unsigned bytes) const;
};

class AddressMap {
 public:
  void add(Region region);
  // The region that holds all of [address, address + bytes), or null.
  const Region* find(std::uint64_t address, std::uint64_t bytes = 1) const;
  const std::vector<Region>& regions() const { return regions_; }

 private:
  std::vector<Region> regions_;  // sorted by base
};

}  // namespace amoeba
