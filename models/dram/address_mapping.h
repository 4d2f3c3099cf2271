// Which channel, rank, bank, row and column a line of main memory lies in.
// Models: bit fields of the line's number in an order given by name, most significant first, such as
// "row-rank-bank-column-bankgroup-channel"; optionally bank and bank group are XORed with the row's lowest bits, which
// spreads strides over the banks. Every order, hashed or not, is a bijection on the memory's capacity.
// Not modelled: fields split in two, numbers of ranks or banks that are no powers of two.
// Errors: std::invalid_argument for an order that does not name each field once, and for other numbers than powers
// of 2.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "amoeba/dram/dram_specification.h"

namespace amoeba {

struct DramAddress {
  unsigned channel = 0, rank = 0, bank_group = 0, bank = 0, row = 0, column = 0;  // a column is a line of a row
};

struct DramShape {
  unsigned line_bytes = 64;
  unsigned channels = 1, ranks = 1, bank_groups = 1, banks = 1, rows = 1, columns = 1;

  std::uint64_t bytes() const {
    return std::uint64_t{line_bytes} * channels * ranks * bank_groups * banks * rows * columns;
  }
};

DramShape dram_shape(const DramSpecification& specification, unsigned channels, unsigned ranks, unsigned line_bytes);

class AddressMapping {
 public:
  AddressMapping(const std::string& order, bool bank_hash, const DramShape& shape);

  // Only the bits below the capacity matter, so that memory may begin at any address.
  DramAddress decode(std::uint64_t address) const;
  // How many bytes in a row belong to one channel.
  std::uint64_t channel_bytes() const { return std::uint64_t{1} << fields_[kChannel].shift; }

  // Throws std::invalid_argument when the order does not name each field once.
  static void check_order(const std::string& order);

 private:
  enum FieldName : unsigned { kChannel, kRank, kBankGroup, kBank, kRow, kColumn, kFields };
  struct Field {
    unsigned shift = 0;
    unsigned mask = 0;
  };

  static std::array<FieldName, kFields> parse(const std::string& order);
  unsigned field(FieldName name, std::uint64_t address) const {
    return static_cast<unsigned>(address >> fields_[name].shift) & fields_[name].mask;
  }

  std::array<Field, kFields> fields_{};
  bool bank_hash_;
  unsigned bank_bits_ = 0;
};

}  // namespace amoeba
