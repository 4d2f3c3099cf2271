// A message about a place in a text, with the line and a caret under the column, as compilers print it.
// Units: lines and columns count from 1. Control characters are shown as '?', so that hostile text cannot steer a
// terminal.
#pragma once
#include <string>
#include <string_view>

namespace amoeba {

struct SourcePlace {
  unsigned line = 1;
  unsigned column = 1;
};

// "file:line:column: error: message", the source line, and the caret. Places beyond the text are moved to its end.
std::string located_error(std::string_view text, const std::string& file, SourcePlace place,
                          const std::string& message);

}  // namespace amoeba
