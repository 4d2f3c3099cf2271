#include "amoeba/base/address_map.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace amoeba {
namespace {

// The least AMO class that admits `op`; a sub-word operation asks for the level of its word form (Zabha).
AmoClass required_class(AtomicOp op, unsigned bytes) {
  switch (op) {
    case AtomicOp::swap:
      return AmoClass::swap;
    case AtomicOp::bit_xor:
    case AtomicOp::bit_and:
    case AtomicOp::bit_or:
      return AmoClass::logical;
    case AtomicOp::cas:
      return bytes == 16 ? AmoClass::cas_q : bytes == 8 ? AmoClass::cas_d : AmoClass::cas_w;
    default:
      return AmoClass::arithmetic;
  }
}

std::uint64_t last_byte(const Region& region) {
  return region.base + (region.size - 1);
}

std::string described(const Region& region) {
  std::ostringstream text;
  text << "region '" << region.name << "' [0x" << std::hex << region.base << ", 0x" << last_byte(region) << "]";
  return text.str();
}

}  // namespace

bool Region::admits(AtomicOp op, unsigned bytes) const {
  if (op <= AtomicOp::cas) return amo >= required_class(op, bytes);
  const bool far = op == AtomicOp::lrwait || op == AtomicOp::scwait;
  return reservation == ReservationClass::eventual && (!far || kind == RegionKind::memory);
}

void AddressMap::add(Region region) {
  if (region.size == 0) throw std::invalid_argument("region '" + region.name + "' is empty: give it a size");
  if (region.size - 1 > std::numeric_limits<std::uint64_t>::max() - region.base) {
    throw std::invalid_argument(described(region) +
                                " wraps around the end of the address space: lower its base or size");
  }
  const auto next = std::upper_bound(regions_.begin(), regions_.end(), region.base,
                                     [](std::uint64_t base, const Region& other) { return base < other.base; });
  const auto refuse_overlap = [&region](const Region& other) {
    if (region.base <= last_byte(other) && other.base <= last_byte(region)) {
      throw std::invalid_argument(described(region) + " overlaps " + described(other) + ": move or shrink one of them");
    }
  };
  if (next != regions_.end()) refuse_overlap(*next);
  if (next != regions_.begin()) refuse_overlap(*std::prev(next));
  regions_.insert(next, std::move(region));
}

const Region* AddressMap::find(std::uint64_t address, std::uint64_t bytes) const {
  const auto next = std::upper_bound(regions_.begin(), regions_.end(), address,
                                     [](std::uint64_t at, const Region& other) { return at < other.base; });
  if (next == regions_.begin()) return nullptr;
  const Region& candidate = *std::prev(next);
  return candidate.contains(address, bytes) ? &candidate : nullptr;
}

}  // namespace amoeba
