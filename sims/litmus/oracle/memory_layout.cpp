#include "amoeba/litmus/oracle/memory_layout.h"

#include <stdexcept>

#include "amoeba/base/amo.h"

namespace amoeba::litmus {

MemoryLayout::MemoryLayout(const LitmusTest& test) : locations_(test.locations) {}

std::uint64_t MemoryLayout::address(const std::string& location) const {
  for (std::size_t k = 0; k < locations_.size(); ++k)
    if (locations_[k].name == location) return kBase + k * kStride;
  throw std::logic_error("the test has no location '" + location + "'");
}

std::uint64_t MemoryLayout::number(const Value& value) const {
  return static_cast<std::uint64_t>(value.number) + (value.location.empty() ? 0 : address(value.location));
}

Value MemoryLayout::value(std::uint64_t number, const Type& type) const {
  const std::uint64_t narrow = truncate({number, 0}, type.bytes)[0];
  if (holds(narrow, 1) && (narrow - kBase) % kStride == 0) return {0, locations_[(narrow - kBase) / kStride].name};
  return {static_cast<std::int64_t>(type.is_signed ? sign_extend(narrow, type.bytes) : narrow), ""};
}

bool MemoryLayout::holds(std::uint64_t address, unsigned bytes) const {
  if (address < kBase || address >= kBase + locations_.size() * kStride) return false;
  return (address - kBase) % kStride + bytes <= kLine;
}

std::uint64_t MemoryLayout::initial(std::uint64_t address, unsigned bytes) const {
  const std::uint64_t offset = (address - kBase) % kStride;
  const Location& location = locations_[(address - kBase) / kStride];
  if (offset >= location.type.bytes) return 0;
  const std::uint64_t whole = truncate({number(location.initial), 0}, location.type.bytes)[0];
  return truncate({whole >> (8 * offset), 0}, bytes)[0];
}

std::string MemoryLayout::name(std::uint64_t address) const {
  if (!holds(address, 1)) return "address " + std::to_string(address);
  const std::uint64_t offset = (address - kBase) % kStride;
  const std::string& location = locations_[(address - kBase) / kStride].name;
  return offset == 0 ? location : location + "+" + std::to_string(offset);
}

}  // namespace amoeba::litmus
