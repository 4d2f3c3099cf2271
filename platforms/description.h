// Reads a platform description: YAML whose nested maps follow the parameters' paths, e.g. `l1d: {bytes: 16KiB}`.
// What a description does not mention keeps its value. Rules between parameters are left to validate().
// Not modelled: several documents, merge keys, tags. Files: the caller reads them and passes their text and name.
// Errors: DescriptionError with file, line, column, the source line and a caret, for syntax, unknown or duplicate keys,
// and values of the wrong kind or out of range; the configuration is then unchanged.
#pragma once
#include <stdexcept>
#include <string>

#include "amoeba/platforms/configuration.h"
#include "amoeba/platforms/source_excerpt.h"

namespace amoeba {

class DescriptionError : public std::runtime_error {
 public:
  DescriptionError(const std::string& message, SourcePlace place) : std::runtime_error(message), place_(place) {}
  SourcePlace place() const { return place_; }

 private:
  SourcePlace place_;
};

void read_description(const std::string& text, const std::string& file, Configuration& configuration);

}  // namespace amoeba
