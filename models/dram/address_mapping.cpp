#include "amoeba/dram/address_mapping.h"

#include <algorithm>
#include <stdexcept>

namespace amoeba {
namespace {

unsigned bits_of(unsigned count) {
  if (count == 0 || (count & (count - 1)) != 0)
    throw std::invalid_argument("an address mapping needs powers of two; " + std::to_string(count) + " is none");
  unsigned bits = 0;
  while (count >> bits > 1) ++bits;
  return bits;
}

}  // namespace

DramShape dram_shape(const DramSpecification& s, unsigned channels, unsigned ranks, unsigned line_bytes) {
  return {line_bytes, channels, ranks, s.bank_groups, s.banks, s.rows, s.row_bytes / line_bytes};
}

AddressMapping::AddressMapping(const std::string& order, bool bank_hash, const DramShape& shape)
    : bank_hash_(bank_hash), bank_bits_(bits_of(shape.banks)) {
  const std::array<unsigned, kFields> counts = {shape.channels, shape.ranks, shape.bank_groups,
                                                shape.banks,    shape.rows,  shape.columns};
  const std::array<FieldName, kFields> names = parse(order);
  unsigned shift = bits_of(shape.line_bytes);
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    fields_[*name] = {shift, counts[*name] - 1};
    shift += bits_of(counts[*name]);
  }
}

std::array<AddressMapping::FieldName, AddressMapping::kFields> AddressMapping::parse(const std::string& order) {
  static constexpr const char* kNames[] = {"channel", "rank", "bankgroup", "bank", "row", "column"};
  std::array<FieldName, kFields> fields{};
  std::array<bool, kFields> seen{};
  std::size_t count = 0;
  for (std::size_t begin = 0; begin <= order.size();) {
    const std::size_t end = std::min(order.find('-', begin), order.size());
    const std::string name = order.substr(begin, end - begin);
    const auto found = std::find(std::begin(kNames), std::end(kNames), name);
    if (found == std::end(kNames)) throw std::invalid_argument("'" + name + "' is no field of a DRAM address");
    const auto field = static_cast<FieldName>(found - std::begin(kNames));
    if (seen[field]) throw std::invalid_argument("the field '" + name + "' is named twice");
    seen[field] = true;
    fields[count++] = field;
    begin = end + 1;
  }
  for (unsigned i = 0; i < kFields; ++i)
    if (!seen[i]) throw std::invalid_argument(std::string("the field '") + kNames[i] + "' is missing");
  return fields;
}

void AddressMapping::check_order(const std::string& order) {
  parse(order);
}

DramAddress AddressMapping::decode(std::uint64_t address) const {
  DramAddress place{field(kChannel, address), field(kRank, address), field(kBankGroup, address),
                    field(kBank, address),    field(kRow, address),  field(kColumn, address)};
  if (bank_hash_) {
    place.bank ^= place.row & fields_[kBank].mask;
    place.bank_group ^= place.row >> bank_bits_ & fields_[kBankGroup].mask;
  }
  return place;
}

}  // namespace amoeba
